#include "notifier/notifier_store.h"

#include <array>

#include "report/names.h"
#include "store/migrations.h"
#include "store/packed.h"

namespace vigie::notifier {
namespace {

constexpr std::array<const char*, 7> notifier_steps = {
    R"sql(
CREATE TABLE content(
  report BLOB NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL,
  about BLOB,
  exercise INTEGER NOT NULL,
  language TEXT NOT NULL,
  region TEXT,
  routed_at INTEGER NOT NULL,
  version TEXT NOT NULL,
  digest BLOB NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY(report, revision)) STRICT;
CREATE TABLE notice(
  notice BLOB PRIMARY KEY,
  report BLOB NOT NULL,
  revision INTEGER NOT NULL,
  position TEXT NOT NULL,
  said INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  deadline INTEGER,
  expect TEXT NOT NULL,
  rules TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  notified_at INTEGER,
  seen_at INTEGER,
  acknowledged_at INTEGER,
  acknowledged_by TEXT NOT NULL,
  nobody_at INTEGER,
  FOREIGN KEY(report, revision) REFERENCES content(report, revision)) STRICT;
CREATE INDEX notice_list ON notice(position, acknowledged_at IS NOT NULL, urgency DESC,
  deadline IS NULL, deadline, received_at, notice);
CREATE TABLE delivery(
  delivery BLOB PRIMARY KEY,
  notice BLOB NOT NULL REFERENCES notice(notice),
  revision INTEGER NOT NULL,
  person TEXT NOT NULL,
  position TEXT NOT NULL,
  state INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  deadline INTEGER,
  received_at INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  handed_over_at INTEGER,
  ended_at INTEGER) STRICT;
CREATE UNIQUE INDEX delivery_one ON delivery(notice, person, revision);
CREATE INDEX delivery_pending ON delivery(person, position, urgency DESC, deadline IS NULL,
  deadline, received_at, delivery) WHERE state < 2;
CREATE TABLE reply(
  row INTEGER PRIMARY KEY,
  reply BLOB NOT NULL UNIQUE,
  notice BLOB NOT NULL REFERENCES notice(notice),
  report BLOB NOT NULL,
  revision INTEGER NOT NULL,
  position TEXT NOT NULL,
  person TEXT NOT NULL,
  kind INTEGER NOT NULL,
  text TEXT,
  at INTEGER NOT NULL) STRICT;
CREATE INDEX reply_notice ON reply(notice, row);
)sql",
    // What is looked at often is found without what is done.
    R"sql(
CREATE INDEX notice_waiting ON notice(seen_at IS NOT NULL, notified_at IS NOT NULL)
  WHERE acknowledged_at IS NULL;
CREATE INDEX notice_nobody ON notice(position) WHERE nobody_at IS NOT NULL;
)sql",
    // Positions are shown different views of one revision, and told more than once of it. What was
    // one content for all until now is the one view of its revision.
    R"sql(
CREATE TABLE shown(
  report BLOB NOT NULL,
  revision INTEGER NOT NULL,
  digest BLOB NOT NULL,
  region TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY(report, revision, digest)) STRICT;
INSERT INTO shown SELECT report, revision, digest, region, body FROM content ORDER BY rowid;
ALTER TABLE notice ADD COLUMN issue INTEGER NOT NULL DEFAULT 1;
ALTER TABLE notice ADD COLUMN content BLOB NOT NULL DEFAULT x'';
ALTER TABLE notice ADD COLUMN routed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notice ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN asks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notice ADD COLUMN forwards TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notice ADD COLUMN decided TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notice ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';
UPDATE notice SET (content, routed_at, version) =
  (SELECT digest, routed_at, version FROM content c
   WHERE c.report = notice.report AND c.revision = notice.revision);
ALTER TABLE content DROP COLUMN body;
ALTER TABLE content DROP COLUMN digest;
ALTER TABLE content DROP COLUMN region;
ALTER TABLE content DROP COLUMN routed_at;
ALTER TABLE content DROP COLUMN version;
ALTER TABLE delivery ADD COLUMN issue INTEGER NOT NULL DEFAULT 1;
DROP INDEX delivery_one;
CREATE UNIQUE INDEX delivery_one ON delivery(notice, person, revision, issue);
ALTER TABLE reply ADD COLUMN issue INTEGER NOT NULL DEFAULT 1;
ALTER TABLE reply ADD COLUMN decisions TEXT;
)sql",
    // An issue also says which reasons fell away.
    R"sql(
ALTER TABLE notice ADD COLUMN no_longer TEXT NOT NULL DEFAULT '[]';
)sql",
    // Handing a delivery over changes nothing that this index looks at.
    R"sql(
DROP INDEX delivery_pending;
CREATE INDEX delivery_pending ON delivery(person, position, urgency DESC, deadline IS NULL,
  deadline, received_at, delivery) WHERE ended_at IS NULL;
)sql",
    // Views are packed from here on.
    R"sql(
CREATE TABLE shown_packed(
  report BLOB NOT NULL,
  revision INTEGER NOT NULL,
  digest BLOB NOT NULL,
  region TEXT,
  body BLOB NOT NULL,
  PRIMARY KEY(report, revision, digest)) STRICT;
INSERT INTO shown_packed
  SELECT report, revision, digest, region, CAST(body AS BLOB) FROM shown ORDER BY rowid;
DROP TABLE shown;
ALTER TABLE shown_packed RENAME TO shown;
)sql",
    // How many notices a position has is kept, not counted: there may be millions that nobody ever
    // acknowledges. A notice is in one of the three states, or open; `said` 4 is withheld.
    R"sql(
CREATE TABLE tally(
  position TEXT PRIMARY KEY,
  notices INTEGER NOT NULL,
  withheld INTEGER NOT NULL,
  notified INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL,
  nobody INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT position, COUNT(*), SUM(said = 4),
  SUM(acknowledged_at IS NULL AND seen_at IS NULL AND notified_at IS NOT NULL),
  SUM(acknowledged_at IS NULL AND seen_at IS NOT NULL),
  SUM(acknowledged_at IS NOT NULL), SUM(nobody_at IS NOT NULL)
  FROM notice GROUP BY position;
CREATE TRIGGER notice_is_new AFTER INSERT ON notice BEGIN
  INSERT INTO tally VALUES(NEW.position, 1, NEW.said = 4,
    NEW.acknowledged_at IS NULL AND NEW.seen_at IS NULL AND NEW.notified_at IS NOT NULL,
    NEW.acknowledged_at IS NULL AND NEW.seen_at IS NOT NULL,
    NEW.acknowledged_at IS NOT NULL, NEW.nobody_at IS NOT NULL)
  ON CONFLICT(position) DO UPDATE SET notices = notices + 1,
    withheld = withheld + excluded.withheld, notified = notified + excluded.notified,
    seen = seen + excluded.seen, acknowledged = acknowledged + excluded.acknowledged,
    nobody = nobody + excluded.nobody;
END;
CREATE TRIGGER notice_changes AFTER UPDATE OF said, notified_at, seen_at, acknowledged_at, nobody_at
  ON notice BEGIN
  UPDATE tally SET withheld = withheld + (NEW.said = 4) - (OLD.said = 4),
    notified = notified
      + (NEW.acknowledged_at IS NULL AND NEW.seen_at IS NULL AND NEW.notified_at IS NOT NULL)
      - (OLD.acknowledged_at IS NULL AND OLD.seen_at IS NULL AND OLD.notified_at IS NOT NULL),
    seen = seen + (NEW.acknowledged_at IS NULL AND NEW.seen_at IS NOT NULL)
      - (OLD.acknowledged_at IS NULL AND OLD.seen_at IS NOT NULL),
    acknowledged = acknowledged + (NEW.acknowledged_at IS NOT NULL)
      - (OLD.acknowledged_at IS NOT NULL),
    nobody = nobody + (NEW.nobody_at IS NOT NULL) - (OLD.nobody_at IS NOT NULL)
  WHERE position = NEW.position;
END;
DROP INDEX notice_waiting;
)sql"};
static_assert(static_cast<int>(Said::withheld) == 4, "the tally counts said = 4 as withheld");

std::optional<std::int64_t> milliseconds_of(const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return to_milliseconds(*time);
}

/// Of `notice.*`: the columns in the order in which the steps make them.
Notice notice_from(const store::Rows& rows) {
  return {.notice = rows.uuid(0),
          .report = rows.uuid(1),
          .revision = rows.integer(2),
          .issue = rows.integer(15),
          .position = rows.text(3),
          .content = digest_from_blob(rows.view(16)).value_or(Digest{}),
          .said = static_cast<Said>(rows.integer(4)),
          .urgency = static_cast<Urgency>(rows.integer(5)),
          .deadline = rows.maybe_time(6),
          .expect = rows.text(7),
          .rules = rows.text(8),
          .asks = rows.text(19),
          .forwards = rows.text(20),
          .decided = rows.text(21),
          .changes = rows.text(22),
          .no_longer = rows.text(23),
          .routed_at = rows.time(17),
          .version = rows.text(18),
          .received_at = rows.time(9),
          .notified_at = rows.maybe_time(10),
          .seen_at = rows.maybe_time(11),
          .acknowledged_at = rows.maybe_time(12),
          .acknowledged_by = rows.text(13)};
}

Delivery delivery_from(const store::Rows& rows) {
  return {.delivery = rows.uuid(0),
          .notice = rows.uuid(1),
          .revision = rows.integer(2),
          .issue = rows.integer(3),
          .person = rows.text(4),
          .position = rows.text(5),
          .state = static_cast<DeliveryState>(rows.integer(6))};
}

Reply reply_from(const store::Rows& rows) {
  return {.reply = rows.uuid(0),
          .notice = rows.uuid(1),
          .report = rows.uuid(2),
          .revision = rows.integer(3),
          .issue = rows.integer(4),
          .position = rows.text(5),
          .person = rows.text(6),
          .kind = static_cast<ReplyKind>(rows.integer(7)),
          .text = rows.maybe_text(8),
          .decisions = parse_decisions(rows.maybe_text(9).value_or("[]")).value_or(Decisions{}),
          .at = rows.time(10)};
}

/// Three urgencies, each with a deadline and without.
constexpr int waiting_groups = 6;
bool has_deadline(int group) { return group % 2 == 0; }

}  // namespace

NotifierStore::NotifierStore(store::Database& database) : database_(database) {
  store::migrate(database_, "notifier", notifier_steps);
}

std::optional<Particulars> NotifierStore::find_particulars(const Uuid& report,
                                                           std::int64_t revision) {
  store::Rows rows = database_.query(
      "SELECT kind, about, exercise, language FROM content WHERE report = ? AND revision = ?",
      store::Blob{report.blob()}, revision);
  if (!rows.next()) return std::nullopt;
  return Particulars{.report = report,
                     .revision = revision,
                     .kind = parse_name<Kind>(rows.text(0)).value_or(Kind::report),
                     .about = uuid_from_blob(rows.view(1)),
                     .exercise = rows.integer(2) != 0,
                     .language = rows.text(3)};
}

std::optional<Content> NotifierStore::find_content(const Notice& notice) {
  const auto of = find_particulars(notice.report, notice.revision);
  store::Rows rows = database_.query(
      "SELECT region, body FROM shown WHERE report = ? AND revision = ? AND digest = ?",
      store::Blob{notice.report.blob()}, notice.revision, store::Blob{notice.content.blob()});
  if (!of || !rows.next()) return std::nullopt;
  return Content{.of = *of,
                 .region = rows.maybe_text(0),
                 .body = store::kept_text(rows.view(1)),
                 .digest = notice.content};
}

void NotifierStore::keep_content(const Content& content) {
  const Particulars& of = content.of;
  database_.run(
      "INSERT OR IGNORE INTO content(report, revision, kind, about, exercise, language) "
      "VALUES(?, ?, ?, ?, ?, ?)",
      store::Blob{of.report.blob()}, of.revision, to_string(of.kind),
      of.about ? store::Value(store::Blob{of.about->blob()}) : nullptr, of.exercise ? 1 : 0,
      of.language);
  database_.run(
      "INSERT OR IGNORE INTO shown(report, revision, digest, region, body) VALUES(?, ?, ?, ?, ?)",
      store::Blob{of.report.blob()}, of.revision, store::Blob{content.digest.blob()},
      content.region, store::Blob{store::pack(content.body)});
}

std::optional<Notice> NotifierStore::find_notice(const Uuid& notice) {
  store::Rows rows =
      database_.query("SELECT * FROM notice WHERE notice = ?", store::Blob{notice.blob()});
  if (!rows.next()) return std::nullopt;
  return notice_from(rows);
}

void NotifierStore::put_notice(const Notice& notice) {
  database_.run(
      "INSERT INTO notice(notice, report, revision, issue, position, content, said, urgency, "
      "deadline, expect, rules, asks, forwards, decided, changes, no_longer, routed_at, version, "
      "received_at, notified_at, seen_at, acknowledged_at, acknowledged_by) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT(notice) DO UPDATE SET revision = excluded.revision, issue = excluded.issue, "
      "content = excluded.content, said = excluded.said, urgency = excluded.urgency, "
      "deadline = excluded.deadline, expect = excluded.expect, rules = excluded.rules, "
      "asks = excluded.asks, forwards = excluded.forwards, decided = excluded.decided, "
      "changes = excluded.changes, no_longer = excluded.no_longer, "
      "routed_at = excluded.routed_at, version = excluded.version, "
      "received_at = excluded.received_at, notified_at = excluded.notified_at, "
      "seen_at = excluded.seen_at, acknowledged_at = excluded.acknowledged_at, "
      "acknowledged_by = excluded.acknowledged_by, nobody_at = NULL",
      store::Blob{notice.notice.blob()}, store::Blob{notice.report.blob()}, notice.revision,
      notice.issue, notice.position, store::Blob{notice.content.blob()},
      static_cast<int>(notice.said), static_cast<int>(notice.urgency),
      milliseconds_of(notice.deadline), notice.expect, notice.rules, notice.asks, notice.forwards,
      notice.decided, notice.changes, notice.no_longer, to_milliseconds(notice.routed_at),
      notice.version, to_milliseconds(notice.received_at), milliseconds_of(notice.notified_at),
      milliseconds_of(notice.seen_at), milliseconds_of(notice.acknowledged_at),
      notice.acknowledged_by);
}

void NotifierStore::replace_deliveries(const Notice& notice, Time now) {
  database_.run(
      "UPDATE delivery SET state = ?, ended_at = ? WHERE notice = ? AND ended_at IS NULL "
      "AND (revision, issue) < (?, ?)",
      static_cast<int>(DeliveryState::replaced), to_milliseconds(now),
      store::Blob{notice.notice.blob()}, notice.revision, notice.issue);
}

void NotifierStore::mark_notified(const Uuid& notice, Time now) {
  database_.run("UPDATE notice SET notified_at = ? WHERE notice = ? AND notified_at IS NULL",
                to_milliseconds(now), store::Blob{notice.blob()});
}

void NotifierStore::mark_seen(const Uuid& notice, Time now) {
  database_.run("UPDATE notice SET seen_at = ? WHERE notice = ? AND seen_at IS NULL",
                to_milliseconds(now), store::Blob{notice.blob()});
}

void NotifierStore::mark_acknowledged(const Uuid& notice, const std::string& person, Time now) {
  database_.run(
      "UPDATE notice SET acknowledged_at = ?, acknowledged_by = ?, nobody_at = NULL "
      "WHERE notice = ? AND acknowledged_at IS NULL",
      to_milliseconds(now), person, store::Blob{notice.blob()});
  database_.run("UPDATE delivery SET state = ?, ended_at = ? WHERE notice = ? AND ended_at IS NULL",
                static_cast<int>(DeliveryState::cancelled), to_milliseconds(now),
                store::Blob{notice.blob()});
}

std::vector<ListedNotice> NotifierStore::list(const Code& position, int limit) {
  // A notice whose content is not to be found is listed all the same.
  store::Rows rows = database_.query(
      "SELECT n.*, s.region FROM notice n LEFT JOIN shown s ON s.report = n.report "
      "AND s.revision = n.revision AND s.digest = n.content "
      "WHERE n.position = ? AND n.said != ? ORDER BY n.acknowledged_at IS NOT NULL, n.urgency "
      "DESC, "
      "n.deadline IS NULL, n.deadline, n.received_at, n.notice LIMIT ?",
      position, static_cast<int>(Said::withheld), limit);
  std::vector<ListedNotice> listed;
  while (rows.next()) listed.push_back({notice_from(rows), rows.maybe_text(24)});
  return listed;
}

std::int64_t NotifierStore::count(const Code& position) {
  store::Rows rows =
      database_.query("SELECT notices - withheld FROM tally WHERE position = ?", position);
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t NotifierStore::count_unacknowledged(const Code& position) {
  store::Rows rows =
      database_.query("SELECT notices - acknowledged FROM tally WHERE position = ?", position);
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<Code> NotifierStore::positions_waiting() {
  store::Rows rows =
      database_.query("SELECT position FROM tally WHERE acknowledged < notices ORDER BY position");
  std::vector<Code> positions;
  while (rows.next()) positions.push_back(rows.text(0));
  return positions;
}

std::vector<Uuid> NotifierStore::mark_nobody(const Code& position, Time now) {
  store::Rows rows = database_.query(
      "UPDATE notice SET nobody_at = ? WHERE position = ? AND (acknowledged_at IS NOT NULL) = 0 "
      "AND nobody_at IS NULL RETURNING notice",
      to_milliseconds(now), position);
  std::vector<Uuid> marked;
  while (rows.next()) marked.push_back(rows.uuid(0));
  return marked;
}

bool NotifierStore::mark_nobody(const Uuid& notice, Time now) {
  return database_.run("UPDATE notice SET nobody_at = ? WHERE notice = ? AND nobody_at IS NULL",
                       to_milliseconds(now), store::Blob{notice.blob()}) > 0;
}

void NotifierStore::clear_nobody(const Code& position) {
  database_.run("UPDATE notice SET nobody_at = NULL WHERE position = ? AND nobody_at IS NOT NULL",
                position);
}

/// Of one group: the notice, its deadline, when it was received, whether it has its delivery.
store::Rows NotifierStore::waiting_after(const WaitingPlace& place, const Code& position,
                                         const std::string& person, int limit) {
  const int urgency = static_cast<int>(Urgency::flash) - place.group / 2;
  if (has_deadline(place.group)) {
    return database_.query(
        "SELECT notice, deadline, received_at, EXISTS(SELECT 1 FROM delivery d WHERE d.notice = "
        "n.notice AND d.person = ? AND d.revision = n.revision AND d.issue = n.issue) "
        "FROM notice n WHERE position = ? AND (acknowledged_at IS NOT NULL) = 0 AND urgency = ? "
        "AND (deadline IS NULL) = 0 AND (deadline, received_at, notice) > (?, ?, ?) "
        "ORDER BY deadline, received_at, notice LIMIT ?",
        person, position, urgency, place.deadline, place.received_at,
        store::Blob{place.notice.blob()}, limit);
  }
  return database_.query(
      "SELECT notice, 0, received_at, EXISTS(SELECT 1 FROM delivery d WHERE d.notice = "
      "n.notice AND d.person = ? AND d.revision = n.revision AND d.issue = n.issue) "
      "FROM notice n WHERE position = ? AND (acknowledged_at IS NOT NULL) = 0 AND urgency = ? "
      "AND (deadline IS NULL) = 1 AND deadline IS NULL AND (received_at, notice) > (?, ?) "
      "ORDER BY received_at, notice LIMIT ?",
      person, position, urgency, place.received_at, store::Blob{place.notice.blob()}, limit);
}

WaitingPage NotifierStore::without_delivery(const Code& position, const std::string& person,
                                            const WaitingPlace& from, int limit) {
  WaitingPage page;
  WaitingPlace place = from;
  std::vector<Uuid> found;
  int looked_at = 0;
  while (place.group < waiting_groups && looked_at < limit) {
    store::Rows rows = waiting_after(place, position, person, limit - looked_at);
    for (; rows.next(); ++looked_at) {
      place.notice = rows.uuid(0);
      place.deadline = rows.integer(1);
      place.received_at = rows.integer(2);
      if (rows.integer(3) == 0) found.push_back(place.notice);
    }
    if (looked_at < limit) place = {.group = place.group + 1};
  }
  for (const Uuid& notice : found) page.notices.push_back(find_notice(notice).value());
  if (place.group < waiting_groups) page.next = place;
  return page;
}

void NotifierStore::add_delivery(const Delivery& delivery, const Notice& notice, Time now) {
  database_.run(
      "INSERT OR IGNORE INTO delivery(delivery, notice, revision, issue, person, position, state, "
      "urgency, deadline, received_at, made_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      store::Blob{delivery.delivery.blob()}, store::Blob{delivery.notice.blob()}, delivery.revision,
      delivery.issue, delivery.person, delivery.position, static_cast<int>(delivery.state),
      static_cast<int>(notice.urgency), milliseconds_of(notice.deadline),
      to_milliseconds(notice.received_at), to_milliseconds(now));
}

std::optional<Delivery> NotifierStore::find_delivery(const Uuid& delivery) {
  store::Rows rows = database_.query(
      "SELECT delivery, notice, revision, issue, person, position, state FROM delivery "
      "WHERE delivery = ?",
      store::Blob{delivery.blob()});
  if (!rows.next()) return std::nullopt;
  return delivery_from(rows);
}

std::vector<Delivery> NotifierStore::pending(const std::string& person, const Code& position,
                                             int limit) {
  store::Rows rows = database_.query(
      "SELECT delivery, notice, revision, issue, person, position, state FROM delivery "
      "WHERE person = ? AND position = ? AND ended_at IS NULL "
      "ORDER BY urgency DESC, deadline IS NULL, deadline, received_at, delivery LIMIT ?",
      person, position, limit);
  std::vector<Delivery> deliveries;
  while (rows.next()) deliveries.push_back(delivery_from(rows));
  return deliveries;
}

void NotifierStore::mark_handed_over(const Uuid& delivery, Time now) {
  database_.run(
      "UPDATE delivery SET state = ?, handed_over_at = ? WHERE delivery = ? AND state = 0",
      static_cast<int>(DeliveryState::handed_over), to_milliseconds(now),
      store::Blob{delivery.blob()});
}

void NotifierStore::mark_delivered(const Uuid& delivery, Time now) {
  database_.run(
      "UPDATE delivery SET state = ?, ended_at = ? WHERE delivery = ? AND ended_at IS NULL",
      static_cast<int>(DeliveryState::delivered), to_milliseconds(now),
      store::Blob{delivery.blob()});
}

std::optional<Reply> NotifierStore::find_reply(const Uuid& reply) {
  store::Rows rows = database_.query(
      "SELECT reply, notice, report, revision, issue, position, person, kind, text, decisions, at "
      "FROM reply WHERE reply = ?",
      store::Blob{reply.blob()});
  if (!rows.next()) return std::nullopt;
  return reply_from(rows);
}

std::optional<Reply> NotifierStore::reply_at(std::int64_t row) {
  store::Rows rows = database_.query(
      "SELECT reply, notice, report, revision, issue, position, person, kind, text, decisions, at "
      "FROM reply WHERE row = ?",
      row);
  if (!rows.next()) return std::nullopt;
  return reply_from(rows);
}

std::int64_t NotifierStore::add_reply(const Reply& reply) {
  database_.run(
      "INSERT INTO reply(reply, notice, report, revision, issue, position, person, kind, text, "
      "decisions, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      store::Blob{reply.reply.blob()}, store::Blob{reply.notice.blob()},
      store::Blob{reply.report.blob()}, reply.revision, reply.issue, reply.position, reply.person,
      static_cast<int>(reply.kind), reply.text,
      reply.decisions.empty() ? std::nullopt : std::optional(write_decisions(reply.decisions)),
      to_milliseconds(reply.at));
  return database_.last_row();
}

NotifierCounts NotifierStore::counts() {
  // Replies are never deleted, so the last row's number is how many there are.
  store::Rows rows = database_.query(
      "SELECT SUM(notices - notified - seen - acknowledged), SUM(notified), SUM(seen), "
      "SUM(acknowledged), SUM(nobody), (SELECT COUNT(*) FROM delivery WHERE ended_at IS NULL), "
      "(SELECT COALESCE(MAX(row), 0) FROM reply) FROM tally");
  rows.next();
  return {.open = rows.integer(0),
          .notified = rows.integer(1),
          .seen = rows.integer(2),
          .acknowledged = rows.integer(3),
          .nobody = rows.integer(4),
          .undelivered = rows.integer(5),
          .replies = rows.integer(6)};
}

}  // namespace vigie::notifier
