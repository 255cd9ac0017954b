// A running intake between patrols and a router, over the simulated network, with real databases:
// stepped turn by turn, killed and started again.
//
// The router here is a link's two ends and a list: it applies whatever arrives and tells statuses.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "intake/intake.h"
#include "link/receiver.h"
#include "link/sender.h"
#include "store/audit.h"
#include "tests/intake/filing.h"
#include "tests/support/device.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"
#include "tests/support/temporary_folder.h"

namespace vigie::intake {

struct World {
  explicit World(std::uint64_t seed) : random(seed) {}
  SeededRandom random;
  support::SimulatedClock clock;
  support::SimulatedNetwork network{random};
  support::TemporaryFolder folder{support::Storage::fast};
};

class RouterStandIn {
 public:
  explicit RouterStandIn(World& world);

  void turn(Time now);
  /// Owes this status to intake; `body` is the one part.
  void tell(const std::string& body, Time now, const std::string& kind = "status");

  std::vector<link::Message> messages;  ///< Applied, in order.
  link::Verdict verdict;                ///< What it makes of every message.

 private:
  World& world_;
  store::Database database_;
  std::unique_ptr<link::Door> door_;
  std::unique_ptr<link::Line> line_;
  link::Outbox outbox_;
  link::Receiver receiver_;
  link::Sender sender_;
};

class IntakeBench {
 public:
  explicit IntakeBench(std::uint64_t seed = 7);
  ~IntakeBench();

  void start();
  void stop();  ///< As kill -9: nothing but the database stays.
  /// 20 ms later, one turn of everybody.
  void step();
  /// False when it did not come true in so many steps.
  bool run_until(const std::function<bool()>& done, int steps_max = 500);

  /// A device that intake knows, at the end of its link.
  support::Device& patrol(const std::string& name, const std::string& unit);
  Report report_of(const support::Device& patrol);
  std::string control(const std::string& request);
  /// From a worker thread, while this one turns the loop.
  service::HttpResponse http(const service::HttpRequest& request);
  std::vector<store::AuditEntry> audit(const std::string& act);
  std::optional<support::Device::Answered> answer_to(const support::Device& patrol,
                                                     const Report& report);

  Intake& intake();
  link::AllowList& allow_list() { return allow_list_; }
  service::Metrics& metrics();
  Time now() { return world.clock.now(); }

  World world;
  RouterStandIn router;

 private:
  struct Running;
  link::AllowList allow_list_;
  std::unique_ptr<Running> running_;
  std::vector<std::unique_ptr<support::Device>> patrols_;
};

}  // namespace vigie::intake
