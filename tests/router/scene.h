// A router between two intakes and a notifier on a simulated network and clock, stepped turn by
// turn in one thread. The peers are the real link over real databases, and keep what they are sent.

#pragma once

#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "link/exchange.h"
#include "report/signed_report.h"
#include "router/router.h"
#include "store/audit.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"
#include "tests/support/temporary_folder.h"

namespace vigie::router {

/// One program beside the router: sends to its door, takes what the router sends.
class Peer {
 public:
  Peer(support::SimulatedNetwork& network, const std::filesystem::path& file, Random& random,
       const std::string& name, const std::string& door);

  void send(link::Lane lane, const std::string& kind, link::Parts parts, Time now);
  void turn(Time now);
  std::int64_t owed() { return outbox_.owed("router"); }

  std::vector<link::Message> taken;  ///< From the router, in order.

 private:
  store::Database database_;
  Random& random_;
  link::Outbox outbox_;
  std::vector<link::Parts> sent_;
  std::unique_ptr<link::Line> line_;
  std::unique_ptr<link::Door> door_;
  link::Sender sender_;
  link::Receiver receiver_;
  link::Exchange exchange_;
};

class Scene {
 public:
  /// The tiny mission with a second intake, "intake_south".
  Scene();
  /// Another mission, between the same programs.
  explicit Scene(config::Mission routed);

  /// Files a report through an intake: signed, numbered, as a real one hands it over.
  void file(const std::string& intake, const Report& report,
            link::Lane lane = link::Lane::ordinary);
  link::Parts handed_over(const std::string& intake, const Report& report,
                          const std::string& bytes);
  /// The same with other bytes than the report's own.
  void file_bytes(const std::string& intake, const Report& report, const std::string& bytes);
  void send(Peer& from, link::Parts parts, const std::string& kind);
  /// A reply of the notifier to the newest notice of that position.
  nlohmann::json reply_to(const std::string& position, std::int64_t number);
  void answer(const nlohmann::json& reply);

  void run(int turns = 60);
  void stop_router();
  void start_router();
  void change_database(const char* sql);   ///< Of a stopped router, as a disk might.
  std::int64_t number(const char* query);  ///< First value of the first row, of the router's.
  void lose_router_database();             ///< Starts on an empty one.
  void copy_router_database();             ///< As a backup: between two turns.
  void restore_router_database();          ///< Starts on that copy.
  /// A mission in which another position, "shore_chief", has the northern chief's office.
  void replace_chief();
  store::Database& database() { return *database_; }  ///< Of a running router.
  void restart_router() {
    stop_router();
    start_router();
  }

  nlohmann::json control(const nlohmann::json& request);
  nlohmann::json state();
  std::vector<nlohmann::json> notices() const;  ///< Messages the notifier took.
  std::vector<nlohmann::json> statuses(const std::string& intake) const;
  /// Acts of the audit trail, oldest first; the details of one act.
  std::vector<std::string> acts();
  std::int64_t count_of(const std::string& act);
  std::vector<std::string> details_of(const std::string& act);
  store::AuditVerdict audit_verdict() { return store::verify_audit(*database_); }
  std::string metrics_text() const { return metrics_.text(); }
  std::string log_text() const;
  Peer& intake(const std::string& name) { return *intakes_.at(name); }
  Peer& notifier() { return *notifier_; }

  config::Mission mission;
  support::SimulatedClock clock;
  SeededRandom random{7};
  support::SimulatedNetwork network{random};
  std::unique_ptr<Router> router;

 private:
  support::TemporaryFolder folder_{support::Storage::fast};
  service::Metrics metrics_;
  service::Log log_;
  SignKeyPair device_;
  std::int64_t counter_ = 0;
  std::map<std::string, std::unique_ptr<Peer>> intakes_;
  std::unique_ptr<Peer> notifier_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<link::Door> door_;
  std::unique_ptr<link::Line> to_notifier_;
  std::map<std::string, std::unique_ptr<link::Line>> to_intakes_;

  void empty_database();
};

}  // namespace vigie::router
