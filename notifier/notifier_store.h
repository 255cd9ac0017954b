// Everything the notifier keeps: contents, notices, deliveries and replies, in its own database
// (docs/schema-notifier.md). The only place of this folder that speaks SQL.
//
// Shapes: lists of notices and deliveries come urgent first: by urgency, then deadline (none last),
//         then age; in lists of notices the acknowledged follow behind all others.
// Errors: StoreFailure passes through. Changes are made in the caller's transaction.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "notifier/delivery.h"
#include "notifier/notice.h"
#include "notifier/notice_view.h"
#include "notifier/reply.h"
#include "store/database.h"

namespace vigie::notifier {

struct NotifierCounts {
  std::int64_t open = 0;  ///< Notices, by state.
  std::int64_t notified = 0;
  std::int64_t seen = 0;
  std::int64_t acknowledged = 0;
  std::int64_t nobody = 0;       ///< Of those not acknowledged: nobody can be reached.
  std::int64_t undelivered = 0;  ///< Deliveries ready or handed over.
  std::int64_t replies = 0;
};

/// Where a walk through a position's waiting notices has got to. Their order is the inbox's: six
/// groups, of flash with a deadline, flash without, priority with, and so on.
struct WaitingPlace {
  int group = 0;
  std::int64_t deadline = std::numeric_limits<std::int64_t>::min();  ///< As stored, of the last one
  std::int64_t received_at = std::numeric_limits<std::int64_t>::min();  ///< looked at in the group.
  Uuid notice{};
};

struct WaitingPage {
  std::vector<Notice> notices;
  std::optional<WaitingPlace> next;  ///< None: this was the last page.
};

class NotifierStore {
 public:
  explicit NotifierStore(store::Database& database);  ///< Creates its tables.

  std::optional<Particulars> find_particulars(const Uuid& report, std::int64_t revision);
  /// What this notice shows, and no other content of its report.
  std::optional<Content> find_content(const Notice& notice);
  void keep_content(const Content& content);  ///< Once: keeping it again changes nothing.

  std::optional<Notice> find_notice(const Uuid& notice);
  /// The notice as it is from now on; its content is kept already.
  void put_notice(const Notice& notice);
  /// Earlier issues of it need no delivery any more.
  void replace_deliveries(const Notice& notice, Time now);
  void mark_notified(const Uuid& notice, Time now);  ///< The first time counts, as in the next two.
  void mark_seen(const Uuid& notice, Time now);
  /// Cancels what was not delivered yet: answered.
  void mark_acknowledged(const Uuid& notice, const std::string& person, Time now);
  std::vector<ListedNotice> list(const Code& position, int limit);
  std::int64_t count(const Code& position);
  std::int64_t count_unacknowledged(const Code& position);

  std::vector<Code> positions_waiting();  ///< Those with notices not acknowledged.
  /// Marks the waiting notices of a position that nobody can be reached for; those newly so.
  std::vector<Uuid> mark_nobody(const Code& position, Time now);
  /// One waiting notice; false when it was marked before.
  bool mark_nobody(const Uuid& notice, Time now);
  void clear_nobody(const Code& position);

  /// Of the next `limit` waiting notices of the position, those that have no delivery to this
  /// person in their issue.
  WaitingPage without_delivery(const Code& position, const std::string& person,
                               const WaitingPlace& from, int limit);
  void add_delivery(const Delivery& delivery, const Notice& notice, Time now);
  std::optional<Delivery> find_delivery(const Uuid& delivery);
  /// Ready or handed over.
  std::vector<Delivery> pending(const std::string& person, const Code& position, int limit);
  void mark_handed_over(const Uuid& delivery, Time now);
  void mark_delivered(const Uuid& delivery, Time now);

  std::optional<Reply> find_reply(const Uuid& reply);
  std::optional<Reply> reply_at(std::int64_t row);
  std::int64_t add_reply(const Reply& reply);  ///< Its row.

  /// Costs what is undelivered, not what is stored.
  NotifierCounts counts();

 private:
  store::Rows waiting_after(const WaitingPlace& place, const Code& position,
                            const std::string& person, int limit);

  store::Database& database_;
};

}  // namespace vigie::notifier
