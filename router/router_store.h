// What a router keeps: reports as they were signed, their routings, what each position is owed, and
// the answers (docs/schema-router.md).
//
// Notices, holds and replies are kept by router_store_notices.cpp, all else by router_store.cpp.
// Every writing call runs inside the caller's transaction. Errors: StoreFailure; another
// std::exception from a row whose text the disk has changed.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "link/message.h"
#include "report/digest.h"
#include "router/chain/kept_hold.h"
#include "router/messages.h"
#include "router/notices.h"
#include "router/rules/routing.h"
#include "store/database.h"

namespace vigie::router {

/// A revision as an intake handed it over; the bytes are borrowed.
struct ReceivedReport {
  const Report& report;
  const HandOver& hand_over;
  std::string_view envelope;
  std::string_view signature;
  std::string_view bytes;
  Digest digest;
};

struct KnownReport {
  std::int64_t row = 0;
  Digest digest;
};

struct RoutingRow {
  std::int64_t row = 0;
  Uuid report;
  std::int64_t revision = 0;
  std::string version;
  std::string record;  ///< Of router/rules/routing_record.h.
};

struct RoutingToKeep {
  std::int64_t report = 0;  ///< Row.
  const Routing& routing;
  std::string_view record;
  std::string_view assessment;  ///< Of router/assess/assessment_json.h.
};

/// A revision as it was routed, to show it again.
struct KeptReport {
  std::int64_t revision = 0;
  std::string bytes;
  std::string assessment;  ///< Empty: routed before reports were assessed.
  Time routed_at{};
  std::string version;
  Urgency urgency = Urgency::routine;
};

struct SentStatus {
  std::int64_t count = 0;
  std::string body;
  std::optional<bool>
      named;  ///< Whether it may name positions; absent of one kept before that was.
};

struct ReportSummary {
  Uuid id;
  std::int64_t revision = 0;
  std::string kind;
  std::string region;
  bool exercise = false;
  Time received_at{};
  std::optional<Urgency> urgency;  ///< Of its routing; none when it is only history.
};

struct Arrival {
  std::string intake;
  Time received_at{};
};

/// As it reached the router.
struct ArrivedRevision {
  std::int64_t revision = 0;
  std::string intake;  ///< That handed it over.
  Time at{};
};

struct RoutedRevision {
  std::int64_t revision = 0;
  std::string version;
  Urgency urgency = Urgency::routine;
  Time at{};
};

/// A message to the notifier, or what is left of it.
struct Dispatch {
  std::string message;
  Time at{};
};

struct ArrivedReply {
  Reply reply;
  Time at{};  ///< By the router's clock.
};

struct Counts {
  std::int64_t reports = 0;
  std::int64_t routings = 0;
  std::int64_t notices = 0;
  std::int64_t acknowledged = 0;
  std::int64_t replies = 0;
};

/// Where a notice is found that waits for an answer.
struct OpenNotice {
  std::int64_t row = 0;
  Uuid notice;
  Uuid report;
};

class RouterStore {
 public:
  explicit RouterStore(store::Database& database);  ///< Creates its tables.

  std::optional<KnownReport> find_report(const Uuid& id, std::int64_t revision);
  std::optional<std::int64_t> newest_revision(const Uuid& id);
  std::int64_t newest_routed(const Uuid& id);  ///< Revision; the report must have been routed.
  std::optional<Code> unit_of(const Uuid& id);
  std::int64_t add_report(const ReceivedReport& received, Time now);  ///< Its row.
  void add_arrival(std::int64_t report, const Arrival& arrival, Time now);
  std::vector<Arrival> arrivals_of(const Uuid& id, std::int64_t revision);
  std::vector<ArrivedRevision> arrivals_of(const Uuid& id);  ///< By revision.
  std::vector<std::string> intakes_of(const Uuid& id);       ///< That handed over any revision.

  /// False when this version was kept before.
  bool keep_version(const std::string& version, const std::string& record, Time now);
  /// False when it was already. Open notices and holds are then to be reviewed from the first on.
  bool put_in_force(const std::string& version);
  /// The last notice (row) looked at since; nullopt: all of them were.
  std::optional<std::int64_t> reviewed();
  void put_reviewed(std::optional<std::int64_t> row);
  /// The same of holds.
  std::optional<std::int64_t> holds_reviewed();
  void put_holds_reviewed(std::optional<std::int64_t> row);
  std::string version_record(const std::string& version);
  std::int64_t add_routing(const RoutingToKeep& routing);  ///< Its row.
  /// Of the newest routed revision, or of the one asked for.
  std::optional<RoutingRow> routing_of(const Uuid& id, std::optional<std::int64_t> revision);
  std::vector<RoutedRevision> routings_of(const Uuid& id);  ///< By revision.
  /// nullopt: routed by a version of Vigie that did not assess.
  std::optional<std::string> assessment_of(std::int64_t routing);
  std::vector<std::uint8_t> trace_of(std::int64_t routing);  ///< Packed; empty: kept without one.
  /// Of the newest routed revision, or of the one asked for.
  std::optional<KeptReport> kept_report(const Uuid& id, std::optional<std::int64_t> revision);

  /// A message to the notifier, to be sent packed; its row.
  std::int64_t add_dispatch(const Uuid& id, std::string_view message, Time now);
  /// Packed, exactly as it was written; nullopt when the disk has changed it since.
  std::optional<std::string> dispatch(std::int64_t row);
  std::vector<Dispatch> dispatches_of(const Uuid& id);  ///< Oldest first, unchecked.
  /// Of messages before that row, that will never be sent again, keeps only whom they told
  /// what issue: `explain --chain` reads it. At most `limit`, the oldest first; how many.
  int prune_dispatches(std::int64_t before, int limit);

  std::vector<Notice> notices_of(const Uuid& id);  ///< By position.
  std::optional<Notice> find_notice(const Uuid& notice);
  /// An answer to this issue that came before counts at once.
  void put_notice(const Notice& notice);
  /// Told, and not acknowledged since. At most `limit`, after that row.
  std::vector<OpenNotice> open_notices(std::int64_t after, int limit);
  /// The first acknowledgement of an issue stands; false when there was one.
  bool acknowledge(const Uuid& notice, std::int64_t revision, std::int64_t issue,
                   const Acknowledged& acknowledged);

  /// False: `work` failed, and nothing of it stays behind (store/alone.h).
  bool alone(const std::function<void()>& work);

  std::vector<KeptHold> holds_of(const Uuid& id);
  bool has_whole_holds(const Uuid& id);  ///< false when the disk has changed them.
  void put_holds(const Uuid& id, const std::vector<KeptHold>& holds);
  /// Reports that hold or held anybody, after that row; at most `limit`, each with its row.
  std::vector<std::pair<std::int64_t, Uuid>> held_reports(std::int64_t after, int limit);
  /// The same of those whose next due instant is after that one.
  std::vector<std::pair<std::int64_t, Uuid>> reports_due_after(Time due, std::int64_t after,
                                                               int limit);
  std::optional<Time> next_hold_due();
  void postpone_holds(const Uuid& id, Time due);  ///< As they are; for those that are not whole.
  /// Reports with an open hold that is due; at most `limit`.
  std::vector<Uuid> reports_due(Time now, int limit);

  std::optional<Reply> find_reply(const Uuid& reply);
  std::vector<ArrivedReply> replies_to(const Uuid& notice);  ///< As they arrived.
  void add_reply(const Reply& reply, Time now);

  std::optional<SentStatus> status_of(const Uuid& id);
  void keep_status(const Uuid& id, const SentStatus& status);

  std::vector<ReportSummary> newest_reports(int limit);
  Counts counts();

 private:
  void amend_notice(const Notice& notice);
  /// Rows before that one that still hold the whole message; at most `limit`, the oldest first.
  std::vector<std::int64_t> whole_dispatches(std::int64_t before, int limit);

  store::Database& database_;
};

}  // namespace vigie::router
