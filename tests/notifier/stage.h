// A notifier among a router and people, all in one thread: real databases, simulated network and
// time. The mission is the invented one of tests/missions/tiny.

#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/inbox_client.h"
#include "config/mission.h"
#include "link/allow_list.h"
#include "link/exchange.h"
#include "notifier/notifier.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"
#include "tests/support/temporary_folder.h"

namespace vigie::notifier {

using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;

/// One notice in a "notices" message.
struct Telling {
  Uuid notice;
  std::string position = "harbour_master";
  std::string said = "told";
  std::string urgency = "routine";
  std::optional<Time> deadline = std::nullopt;
  std::int64_t issue = 1;
  std::string expect = "acknowledge";
  Json content = nullptr;  ///< Null: a content that names the region and the revision.
  Json asks = Json::array();
  Json forwards = Json::array();
  Json decided = Json::array();
  Json changes = Json::array();
  Json no_longer = Json::array();
};

/// Members of a notice, with the title and reasons that the tests do not care for.
Json ask_json(const std::string& position, bool outside = false);
Json forward_json(const std::string& position);

/// The router's side: owes notices, keeps replies.
class RouterStub {
 public:
  RouterStub(const std::filesystem::path& file, support::SimulatedNetwork& network,
             SeededRandom& random);

  void send(const std::string& body, Time now, link::Lane lane = link::Lane::ordinary,
            const std::string& kind = "notices", int kind_version = 3);
  void turn(Time now);
  std::int64_t owed() { return outbox_.owed("notifier"); }

  std::vector<Json> replies;
  std::vector<std::string> alarms;

 private:
  SeededRandom& random_;
  store::Database database_;
  std::unique_ptr<link::Door> door_;
  std::unique_ptr<link::Line> line_;
  link::Outbox outbox_;
  link::Receiver receiver_;
  link::Sender sender_;
  link::Exchange exchange_;
};

/// A person at a client that follows.
struct Client {
  Client(support::SimulatedNetwork& network, SeededRandom& random, const std::string& person);

  std::unique_ptr<link::Line> line;
  cli::InboxClient inbox;
  std::vector<cli::InboxNotice> notices;     ///< As followed.
  std::vector<cli::InboxRefusal> refusals;   ///< Of any request, and unasked.
  std::vector<cli::InboxRecorded> recorded;  ///< Replies.
  std::optional<cli::InboxList> listed;      ///< The last one.
  std::optional<cli::InboxNotice> shown;     ///< The last one.
  std::vector<cli::InboxOpened> opened;

  void open(const std::string& position);
  void list(const std::string& position);
  void show(const Uuid& notice);
  void acknowledge(const Uuid& notice, std::int64_t revision, Time now, std::int64_t issue = 1);
  void forward(const cli::InboxRead& read, Time now);
  void decide(const cli::InboxRead& read, const std::vector<cli::InboxDecision>& decisions,
              const std::optional<std::string>& reason, Time now);
  std::string refusal() const { return refusals.empty() ? "" : refusals.back().code; }

 private:
  void take(const cli::InboxAnswer<cli::InboxRecorded>& answer);
};

class Stage {
 public:
  /// Everybody in `people` gets a key.
  explicit Stage(const std::vector<std::string>& people = {"nora", "sam", "harry", "lucie"});

  /// Stops the notifier, or kills it: what it had in memory is gone.
  void stop();
  void start();
  void restart();

  Client& client(const std::string& person);
  /// A bare line to the people door, for frames that no client sends.
  link::Line& bare(const std::string& person);

  /// Steps everything through this long, 20 ms at a time.
  void run(std::chrono::milliseconds duration);
  /// One report revision with these notices, sent by the router.
  void tell(const Uuid& report, std::int64_t revision, const std::vector<Telling>& tellings,
            const std::string& region = "north_shore");
  Uuid id() { return new_uuid7(clock.now(), random); }

  Json control(const Json& request);
  void allow(const std::string& person);
  /// Acts on the audit trail, oldest first: "act subject".
  std::vector<store::AuditEntry> audit(const std::string& act);
  std::string log_text() const;
  store::AuditVerdict verify();
  Notifier& notifier() { return *notifier_; }
  link::AllowList& allow_list() { return allow_list_; }

  support::SimulatedClock clock;
  SeededRandom random{7};
  support::SimulatedNetwork network{random};
  support::TemporaryFolder folder{support::Storage::fast};
  config::Mission mission;
  service::Metrics metrics;
  std::optional<RouterStub> router;

 private:
  std::unique_ptr<service::Log> log_;
  link::AllowList allow_list_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<link::Door> notices_;
  std::unique_ptr<link::Door> people_;
  std::unique_ptr<link::Line> router_line_;
  std::unique_ptr<Notifier> notifier_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::unique_ptr<link::Line>> bare_;
};

/// The text of a "notices" message, not yet packed; `change` may spoil it.
std::string notices_body(const Uuid& report, std::int64_t revision,
                         const std::vector<Telling>& tellings, Time routed_at,
                         const std::function<void(Json&)>& change = {},
                         const std::string& region = "north_shore");

/// The same in version 1: with the one content of its first notice, and no issues.
std::string first_version(const std::string& body);

}  // namespace vigie::notifier
