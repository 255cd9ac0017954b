#include "router/router_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/packed.h"
#include "tests/router/missions.h"
#include "tests/support/numbered.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using support::numbered;

namespace {

using Json = nlohmann::json;

struct KeptStore {
  support::TemporaryFolder folder{support::Storage::fast};
  store::Database database{folder / "router.db"};
  RouterStore store{database};
};

Notice notice_to(const Code& position) {
  Notice notice;
  notice.report = numbered(1);
  notice.position = position;
  notice.id = notice_id(notice.report, position);
  notice.revision = 1;
  notice.deadline = noon + 1h;
  notice.at = noon;
  notice.rules = {"rule.a"};
  notice.version = "v1";
  return notice;
}

const char* const message =
    R"({"revision": 2, "contents": [{"narrative": "by the river"}],
        "notices": [{"position": "desk", "issue": 3, "state": "changed", "content": 0},
                    {"position": "chief", "issue": 1, "state": "told", "content": 0}]})";

/// The tables as they were before texts were packed, each with one row.
void plant_version_7(store::Database& database) {
  database.execute(R"sql(
DROP TABLE routing; DROP TABLE dispatch; DROP TABLE hold;
DROP TRIGGER notice_acknowledged; DROP TABLE tally;
INSERT INTO mission_version VALUES('v1', 0, '{}');
INSERT INTO report VALUES(5, zeroblob(16), 1, zeroblob(32), 'd', 'u', 'report', 'r', 0,
  x'7b7d', x'', x'', 0);
CREATE TABLE routing(routing INTEGER PRIMARY KEY,
  report INTEGER NOT NULL UNIQUE REFERENCES report(report),
  version TEXT NOT NULL REFERENCES mission_version(version), at INTEGER NOT NULL,
  urgency TEXT NOT NULL, record TEXT NOT NULL, message TEXT NOT NULL, message_digest BLOB,
  assessment TEXT, trace BLOB) STRICT;
INSERT INTO routing VALUES(3, 5, 'v1', 1, 'flash', '{"record":1}', '', NULL, '{"a":1}', x'01');
CREATE TABLE dispatch(dispatch INTEGER PRIMARY KEY, id BLOB NOT NULL, at INTEGER NOT NULL,
  message TEXT NOT NULL, digest BLOB, whole INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX dispatch_report ON dispatch(id);
CREATE INDEX dispatch_whole ON dispatch(dispatch) WHERE whole = 1;
INSERT INTO dispatch VALUES(9, zeroblob(16), 2, '{"revision":1}', NULL, 1);
CREATE TABLE hold(id BLOB NOT NULL UNIQUE, due INTEGER, holds TEXT NOT NULL) STRICT;
CREATE INDEX hold_due ON hold(due) WHERE due IS NOT NULL;
INSERT INTO hold(rowid, id, due, holds) VALUES(4, zeroblob(16), 7, '[]');
UPDATE schema_part SET version = 7 WHERE part = 'router';
)sql");
}

}  // namespace

TEST_SUITE("router/router_store") {
  TEST_CASE("what was kept before texts were packed is found in its place and read as it was") {
    support::TemporaryFolder folder{support::Storage::fast};
    store::Database database(folder / "router.db");
    RouterStore{database};
    plant_version_7(database);
    RouterStore store(database);
    const auto routing = store.routing_of(Uuid{}, std::nullopt);
    REQUIRE(routing.has_value());
    CHECK(routing->row == 3);
    CHECK(routing->record == R"({"record":1})");
    CHECK(store.assessment_of(3) == R"({"a":1})");
    CHECK(store.trace_of(3) == std::vector<std::uint8_t>{1});
    CHECK(store.kept_report(Uuid{}, 1)->urgency == Urgency::flash);
    CHECK(store.dispatch(9) == R"({"revision":1})");
    CHECK(store.dispatches_of(Uuid{}).at(0).at == from_milliseconds(2));
    CHECK(store.holds_of(Uuid{}).empty());
    CHECK(store.held_reports(3, 10) == std::vector{std::pair{std::int64_t{4}, Uuid{}}});
    CHECK(store.next_hold_due() == from_milliseconds(7));
  }

  TEST_CASE(
      "a long message is kept packed, sent packed, and nothing of it when the disk changed it") {
    KeptStore kept;
    const std::string text = R"({"revision": 1, "contents": [")" + std::string(9000, 'x') + "\"]}";
    const std::int64_t row = kept.store.add_dispatch(numbered(1), text, noon);
    const auto sent = kept.store.dispatch(row);
    REQUIRE(sent.has_value());
    CHECK(sent->size() < 200);
    CHECK(store::unpack(*sent) == text);
    CHECK(kept.store.dispatches_of(numbered(1)).at(0).message == text);
    kept.database.run("UPDATE dispatch SET message = ?", store::Blob{store::pack(text + " ")});
    CHECK_FALSE(kept.store.dispatch(row).has_value());
  }

  TEST_CASE("a notice is read back as it was kept, with the rules that fell away with its issue") {
    KeptStore kept;
    Notice notice = notice_to("desk");
    kept.store.put_notice(notice);
    CHECK(kept.store.find_notice(notice.id) == notice);
    notice.issue = 2;
    notice.state = NoticeState::changed;
    notice.no_longer = {"rule.b", "rule.c"};
    notice.view = sha256("view");
    kept.store.put_notice(notice);
    CHECK(kept.store.find_notice(notice.id) == notice);
    CHECK(kept.store.notices_of(notice.report) == std::vector<Notice>{notice});
    const auto open = kept.store.open_notices(0, 10);
    REQUIRE(open.size() == 1);
    CHECK(open.front().notice == notice.id);
    CHECK(open.front().report == notice.report);
    notice.issue = 3;
    notice.no_longer.clear();
    kept.store.put_notice(notice);
    CHECK(kept.store.find_notice(notice.id) == notice);
  }

  TEST_CASE("how many notices are acknowledged is kept through answers and new issues") {
    KeptStore kept;
    Notice desk = notice_to("desk");
    kept.store.put_notice(desk);
    kept.store.put_notice(notice_to("chief"));
    CHECK(kept.store.counts().acknowledged == 0);
    for (const char* position : {"desk", "desk", "chief"}) {
      kept.store.acknowledge(notice_id(desk.report, position), 1, 1, {.by = "harry", .at = noon});
    }
    CHECK(kept.store.counts().notices == 2);
    CHECK(kept.store.counts().acknowledged == 2);
    desk.issue = 2;
    kept.store.put_notice(desk);
    CHECK(kept.store.counts().acknowledged == 1);
  }

  TEST_CASE("of a message that is never sent again stays whom it told what") {
    KeptStore kept;
    const std::int64_t first = kept.store.add_dispatch(numbered(1), message, noon);
    const std::int64_t second = kept.store.add_dispatch(numbered(1), message, noon);
    kept.store.prune_dispatches(second, 100);
    CHECK(kept.store.dispatch(second) == message);
    const auto left = kept.store.dispatch(first);
    REQUIRE(left.has_value());
    CHECK(left->find("river") == std::string::npos);
    CHECK(Json::parse(*left) == Json{{"revision", 2},
                                     {"notices",
                                      {{{"position", "desk"}, {"issue", 3}, {"state", "changed"}},
                                       {{"position", "chief"}, {"issue", 1}, {"state", "told"}}}}});
  }

  TEST_CASE("messages are pruned some at a time, the oldest first, also those the disk changed") {
    KeptStore kept;
    std::vector<std::int64_t> rows;
    for (int i = 0; i < 3; ++i) {
      rows.push_back(kept.store.add_dispatch(numbered(1), message, noon));
    }
    kept.database.run("UPDATE dispatch SET message = CAST('{\"notic' AS BLOB) WHERE dispatch = ?",
                      rows[0]);
    CHECK(kept.store.prune_dispatches(rows[2] + 1, 2) == 2);
    CHECK(kept.store.dispatch(rows[0]) == "");
    CHECK(kept.store.dispatch(rows[1]) != message);
    CHECK(kept.store.dispatch(rows[2]) == message);
    CHECK(kept.store.prune_dispatches(rows[2] + 1, 2) == 1);
    CHECK(kept.store.dispatch(rows[2]) != message);
    CHECK(kept.store.prune_dispatches(rows[2] + 1, 2) == 0);
  }

  TEST_CASE("after a change of the mission notices and holds are looked at from the first on") {
    KeptStore kept;
    CHECK(kept.store.put_in_force("v1"));
    CHECK(kept.store.reviewed() == 0);
    CHECK(kept.store.holds_reviewed() == 0);
    kept.store.put_reviewed(std::nullopt);
    kept.store.put_holds_reviewed(7);
    CHECK_FALSE(kept.store.put_in_force("v1"));
    CHECK_FALSE(kept.store.reviewed().has_value());
    CHECK(kept.store.holds_reviewed() == 7);
    kept.store.put_holds_reviewed(std::nullopt);
    CHECK_FALSE(kept.store.holds_reviewed().has_value());
    CHECK(kept.store.put_in_force("v2"));
    CHECK(kept.store.reviewed() == 0);
    CHECK(kept.store.holds_reviewed() == 0);
  }

  TEST_CASE("reports with holds come page by page, each once") {
    KeptStore kept;
    KeptHold hold;
    hold.position = "desk";
    hold.terms.decider = "chief";
    for (std::uint8_t i = 1; i <= 3; ++i) kept.store.put_holds(numbered(i), {hold});
    CHECK(kept.store.holds_of(numbered(2)) == std::vector<KeptHold>{hold});
    const auto page = kept.store.held_reports(0, 2);
    REQUIRE(page.size() == 2);
    CHECK(page[0].second == numbered(1));
    const auto rest = kept.store.held_reports(page.back().first, 2);
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].second == numbered(3));
    CHECK(kept.store.held_reports(rest[0].first, 2).empty());
  }
}
