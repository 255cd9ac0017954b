// What RouterStore keeps of notices, holds and replies.

#include <algorithm>
#include <stdexcept>

#include "report/json_text.h"
#include "router/hold_json.h"
#include "router/router_rows.h"
#include "router/router_store.h"
#include "store/packed.h"

namespace vigie::router {
namespace {

using store::Blob;
using store::Rows;

std::optional<Acknowledged> acknowledged_at(const Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return Acknowledged{.by = rows.text(column), .at = rows.time(column + 1)};
}

/// Of `notice.*`: the columns in the order in which the steps make them.
Notice notice_from(const Rows& rows) {
  return {.id = rows.uuid(0),
          .report = rows.uuid(1),
          .position = rows.text(2),
          .revision = rows.integer(3),
          .issue = rows.integer(10),
          .state = known_word(parse_notice_state(rows.view(4))),
          .urgency = urgency_at(rows, 5),
          .deadline = rows.time(6),
          .at = rows.time(7),
          .rules = texts_in(rows.view(11)),
          .no_longer = texts_in(rows.view(15)),
          .show = texts_in(rows.view(12)),
          .version = rows.text(13),
          .view = rows.is_null(14) ? std::nullopt : digest_from_blob(rows.view(14)),
          .acknowledged = acknowledged_at(rows, 8)};
}

std::vector<std::pair<std::int64_t, Uuid>> rows_and_ids(Rows rows) {
  std::vector<std::pair<std::int64_t, Uuid>> found;
  while (rows.next()) found.emplace_back(rows.integer(0), rows.uuid(1));
  return found;
}

/// NULL where nothing was shown.
std::optional<Blob> view_of(const Notice& notice) {
  if (!notice.view) return std::nullopt;
  return Blob{notice.view->blob()};
}

/// Runs a statement in which ?1 … ?14 are a notice's columns: how many rows it changed.
std::int64_t write_notice(store::Database& database, const char* sql, const Notice& notice) {
  return database.run(sql, blob(notice.id), blob(notice.report), notice.position, notice.revision,
                      to_string(notice.state), to_string(notice.urgency),
                      to_milliseconds(notice.deadline), to_milliseconds(notice.at), notice.issue,
                      json_texts(notice.rules), json_texts(notice.show), notice.version,
                      view_of(notice), json_texts(notice.no_longer));
}

/// Of `reply.*`: the columns in the order in which the steps make them.
Reply reply_from(const Rows& rows) {
  return {.id = rows.uuid(0),
          .notice = rows.uuid(1),
          .report = rows.uuid(2),
          .revision = rows.integer(3),
          .position = rows.text(4),
          .person = rows.text(5),
          .issue = rows.integer(10),
          .kind = known_word(parse_reply_kind(rows.view(6))),
          .text = rows.maybe_text(7),
          .decisions = read_decisions(rows.maybe_text(11).value_or("")),
          .at = rows.time(8)};
}

}  // namespace

std::vector<Notice> RouterStore::notices_of(const Uuid& id) {
  Rows rows = database_.query("SELECT * FROM notice WHERE id = ? ORDER BY position", blob(id));
  std::vector<Notice> notices;
  while (rows.next()) notices.push_back(notice_from(rows));
  return notices;
}

std::optional<Notice> RouterStore::find_notice(const Uuid& notice) {
  Rows rows = database_.query("SELECT * FROM notice WHERE notice = ?", blob(notice));
  if (!rows.next()) return std::nullopt;
  return notice_from(rows);
}

std::vector<OpenNotice> RouterStore::open_notices(std::int64_t after, int limit) {
  // Those after a row in the order of rows, which the index of the unacknowledged has.
  Rows rows = database_.query(
      "SELECT rowid, notice, id FROM notice INDEXED BY notice_waiting "
      "WHERE acknowledged_at IS NULL AND state IN ('told', 'changed', 'reminded') AND rowid > ? "
      "ORDER BY rowid LIMIT ?",
      after, limit);
  std::vector<OpenNotice> notices;
  while (rows.next()) {
    notices.push_back({.row = rows.integer(0), .notice = rows.uuid(1), .report = rows.uuid(2)});
  }
  return notices;
}

void RouterStore::put_notice(const Notice& notice) {
  const std::int64_t added = write_notice(
      database_,
      "INSERT INTO notice(notice, id, position, revision, state, urgency, deadline, at, issue, "
      "rules, show, version, view, no_longer) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
      "ON CONFLICT(notice) DO NOTHING",
      notice);
  // A reply is recorded only when its notice is known: a new one cannot have any.
  if (added == 0) amend_notice(notice);
}

void RouterStore::amend_notice(const Notice& notice) {
  const std::int64_t amended = write_notice(
      database_,
      "UPDATE notice SET revision = ?4, state = ?5, urgency = ?6, deadline = ?7, at = ?8, "
      "issue = ?9, rules = ?10, show = ?11, version = ?12, view = ?13, no_longer = ?14, "
      "acknowledged_by = NULL, acknowledged_at = NULL "
      "WHERE notice = ?1 AND id = ?2 AND position = ?3",
      notice);
  // Two reports whose ids were chosen so that their notices' ids meet: refused aloud.
  if (amended == 0) throw std::runtime_error("a notice of this id belongs to another report");
  // Restored from a backup, a router hears answers before it has said again what they answer.
  database_.run(
      "UPDATE notice SET (acknowledged_by, acknowledged_at) = (SELECT person, at FROM reply "
      "WHERE notice = ?1 AND revision = ?2 AND issue = ?3 AND kind != 'comment' "
      "ORDER BY arrived_at, rowid LIMIT 1) WHERE notice = ?1",
      blob(notice.id), notice.revision, notice.issue);
}

bool RouterStore::acknowledge(const Uuid& notice, std::int64_t revision, std::int64_t issue,
                              const Acknowledged& acknowledged) {
  return database_.run(
             "UPDATE notice SET acknowledged_by = ?, acknowledged_at = ? "
             "WHERE notice = ? AND revision = ? AND issue = ? AND acknowledged_at IS NULL",
             acknowledged.by, to_milliseconds(acknowledged.at), blob(notice), revision, issue) > 0;
}

std::vector<KeptHold> RouterStore::holds_of(const Uuid& id) {
  Rows rows = database_.query("SELECT holds FROM hold WHERE id = ?", blob(id));
  return rows.next() ? read_holds(store::kept_text(rows.view(0))) : std::vector<KeptHold>{};
}

bool RouterStore::has_whole_holds(const Uuid& id) {
  Rows rows = database_.query("SELECT holds FROM hold WHERE id = ?", blob(id));
  return !rows.next() || can_read_holds(store::kept_text(rows.view(0)));
}

void RouterStore::put_holds(const Uuid& id, const std::vector<KeptHold>& holds) {
  std::optional<std::int64_t> due;
  for (const KeptHold& hold : holds) {
    if (hold.state != HoldState::open || !hold.due) continue;
    due = std::min(due.value_or(to_milliseconds(*hold.due)), to_milliseconds(*hold.due));
  }
  database_.run(
      "INSERT INTO hold(id, due, holds) VALUES(?1, ?2, ?3) "
      "ON CONFLICT(id) DO UPDATE SET due = ?2, holds = ?3",
      blob(id), due, Blob{store::pack(write_holds(holds))});
}

std::vector<std::pair<std::int64_t, Uuid>> RouterStore::held_reports(std::int64_t after,
                                                                     int limit) {
  return rows_and_ids(database_.query(
      "SELECT hold, id FROM hold WHERE hold > ? ORDER BY hold LIMIT ?", after, limit));
}

std::vector<std::pair<std::int64_t, Uuid>> RouterStore::reports_due_after(Time due,
                                                                          std::int64_t after,
                                                                          int limit) {
  return rows_and_ids(
      database_.query("SELECT hold, id FROM hold WHERE due > ? AND hold > ? ORDER BY hold LIMIT ?",
                      to_milliseconds(due), after, limit));
}

std::optional<Time> RouterStore::next_hold_due() {
  Rows rows = database_.query("SELECT MIN(due) FROM hold WHERE due IS NOT NULL");
  return rows.next() ? rows.maybe_time(0) : std::nullopt;
}

void RouterStore::postpone_holds(const Uuid& id, Time due) {
  database_.run("UPDATE hold SET due = ? WHERE id = ?", to_milliseconds(due), blob(id));
}

std::vector<Uuid> RouterStore::reports_due(Time now, int limit) {
  Rows rows = database_.query("SELECT id FROM hold WHERE due <= ? ORDER BY due LIMIT ?",
                              to_milliseconds(now), limit);
  std::vector<Uuid> reports;
  while (rows.next()) reports.push_back(rows.uuid(0));
  return reports;
}

std::optional<Reply> RouterStore::find_reply(const Uuid& reply) {
  Rows rows = database_.query("SELECT * FROM reply WHERE reply = ?", blob(reply));
  if (!rows.next()) return std::nullopt;
  return reply_from(rows);
}

std::vector<ArrivedReply> RouterStore::replies_to(const Uuid& notice) {
  Rows rows = database_.query("SELECT * FROM reply WHERE notice = ? ORDER BY arrived_at, rowid",
                              blob(notice));
  std::vector<ArrivedReply> replies;
  while (rows.next()) replies.push_back({.reply = reply_from(rows), .at = rows.time(9)});
  return replies;
}

void RouterStore::add_reply(const Reply& reply, Time now) {
  database_.run("INSERT INTO reply VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", blob(reply.id),
                blob(reply.notice), blob(reply.report), reply.revision, reply.position,
                reply.person, to_string(reply.kind), reply.text, to_milliseconds(reply.at),
                to_milliseconds(now), reply.issue, write_decisions(reply.decisions));
}

}  // namespace vigie::router
