// Simulated people for the demo: the first holder of every position, each connected with a key of
// their own, who acknowledge every notice after a short while, and after another one do what it
// expects: forward it, and release the positions it asks about. Positions outside the mission stay
// held: nobody here decides for a person.
//
// Delays come from a seed, so that a run can be told apart from the next only by its timing.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/inbox_client.h"
#include "config/mission.h"
#include "link/keys.h"
#include "link/sockets.h"
#include "report/clock.h"
#include "report/random.h"

namespace vigie::cli {

/// What one position was told of one revision.
struct DemoNotice {
  std::string urgency;
  std::vector<std::string> rules;
};

class DemoPeople {
 public:
  using KeyFileOf = std::function<std::filesystem::path(const std::string& person)>;

  DemoPeople(const config::Mission& mission, const KeyFileOf& key_file_of, Random& random,
             std::uint64_t seed);
  ~DemoPeople();

  /// Who must have a key: the first holder of each position that may be told.
  static std::map<Code, Code> holders(const config::Mission& mission);

  void turn(Time now);
  std::size_t acknowledged() const { return acknowledged_; }
  std::size_t delivered() const { return delivered_; }
  /// By position; empty when nobody was told.
  const std::map<std::string, DemoNotice>& told(const Uuid& report, std::int64_t revision);
  /// Positions that wait for a decision nobody in the demo makes.
  const std::set<std::string>& held(const Uuid& report, std::int64_t revision);

 private:
  struct Seat {
    link::SecretKey key;
    std::unique_ptr<link::Line> line;
    std::unique_ptr<InboxClient> client;
  };
  struct Intention {
    std::size_t seat;
    InboxRead read;
    Time due;
    bool acknowledged = false;
    bool forwards = false;
    std::vector<InboxDecision> decisions;
  };

  void take(std::size_t seat, const InboxNotice& notice);
  Time soon(Time now);
  void act_on_due(Time now);
  void acknowledge(const Intention& intention, Time now);
  void act(const Intention& intention, Time now);

  link::AllowList nobody_;
  link::Context context_;
  SeededRandom delays_;
  std::vector<Seat> seats_;
  std::vector<Intention> intentions_;
  std::map<std::pair<Uuid, std::int64_t>, std::map<std::string, DemoNotice>> told_;
  std::map<std::pair<Uuid, std::int64_t>, std::set<std::string>> held_;
  Time now_{};
  std::size_t delivered_ = 0;
  std::size_t acknowledged_ = 0;
};

}  // namespace vigie::cli
