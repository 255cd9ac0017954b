#include "notifier/notifier_store.h"

#include <doctest/doctest.h>

#include <vector>

#include "report/digest.h"
#include "report/random.h"
#include "tests/support/numbered.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::notifier;
using support::noon;
using support::numbered;

namespace {

const Code harbour = "harbour_master";

/// A store with a transaction open.
struct Fixture {
  support::TemporaryFolder folder{support::Storage::fast};
  store::Database database{folder / "notifier.db"};
  NotifierStore store{database};
  store::Transaction transaction{database};

  void keep(const Notice& notice, const std::string& body,
            const std::optional<Code>& region = "north_shore") {
    store.keep_content({.of = {.report = notice.report,
                               .revision = notice.revision,
                               .kind = Kind::flash,
                               .about = numbered(77),
                               .exercise = true,
                               .language = "fr"},
                        .region = region,
                        .body = body,
                        .digest = sha256(body)});
  }

  Notice put(std::uint8_t number, Urgency urgency = Urgency::routine,
             std::optional<Time> deadline = std::nullopt, Time received_at = noon,
             std::int64_t revision = 1, std::int64_t issue = 1) {
    Notice notice;
    notice.notice = numbered(number);
    notice.report = numbered(static_cast<std::uint8_t>(number + 100));
    notice.revision = revision;
    notice.issue = issue;
    notice.position = harbour;
    notice.content = sha256("{}");
    notice.urgency = urgency;
    notice.deadline = deadline;
    notice.rules = "[]";
    notice.received_at = received_at;
    keep(notice, "{}");
    store.put_notice(notice);
    store.replace_deliveries(notice, noon);
    return notice;
  }

  Delivery deliver(const Notice& notice, const std::string& person = "harry") {
    const Delivery delivery{.delivery = delivery_id(notice.notice, person, zeromq_channel,
                                                    notice.revision, notice.issue),
                            .notice = notice.notice,
                            .revision = notice.revision,
                            .issue = notice.issue,
                            .person = person,
                            .position = notice.position,
                            .state = DeliveryState::ready};
    store.add_delivery(delivery, notice, noon);
    return delivery;
  }

  std::vector<int> listed() {
    std::vector<int> numbers;
    for (const ListedNotice& item : store.list(harbour, 100)) {
      numbers.push_back(item.notice.notice.bytes[15]);
    }
    return numbers;
  }

  std::vector<int> pending(int limit = 100) {
    std::vector<int> numbers;
    for (const Delivery& item : store.pending("harry", harbour, limit)) {
      numbers.push_back(item.notice.bytes[15]);
    }
    return numbers;
  }
};

/// The tables of schema version 2 with one row each.
void plant_version_2(store::Database& database) {
  store::Transaction transaction(database);
  database.execute(R"sql(
CREATE TABLE schema_part(part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
INSERT INTO schema_part VALUES('notifier', 2);
CREATE TABLE content(report BLOB NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL,
  about BLOB, exercise INTEGER NOT NULL, language TEXT NOT NULL, region TEXT,
  routed_at INTEGER NOT NULL, version TEXT NOT NULL, digest BLOB NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY(report, revision)) STRICT;
CREATE TABLE notice(notice BLOB PRIMARY KEY, report BLOB NOT NULL, revision INTEGER NOT NULL,
  position TEXT NOT NULL, said INTEGER NOT NULL, urgency INTEGER NOT NULL, deadline INTEGER,
  expect TEXT NOT NULL, rules TEXT NOT NULL, received_at INTEGER NOT NULL, notified_at INTEGER,
  seen_at INTEGER, acknowledged_at INTEGER, acknowledged_by TEXT NOT NULL, nobody_at INTEGER,
  FOREIGN KEY(report, revision) REFERENCES content(report, revision)) STRICT;
CREATE INDEX notice_waiting ON notice(seen_at IS NOT NULL, notified_at IS NOT NULL)
  WHERE acknowledged_at IS NULL;
CREATE TABLE delivery(delivery BLOB PRIMARY KEY, notice BLOB NOT NULL REFERENCES notice(notice),
  revision INTEGER NOT NULL, person TEXT NOT NULL, position TEXT NOT NULL, state INTEGER NOT NULL,
  urgency INTEGER NOT NULL, deadline INTEGER, received_at INTEGER NOT NULL,
  made_at INTEGER NOT NULL, handed_over_at INTEGER, ended_at INTEGER) STRICT;
CREATE UNIQUE INDEX delivery_one ON delivery(notice, person, revision);
CREATE INDEX delivery_pending ON delivery(person, position, urgency DESC, deadline IS NULL,
  deadline, received_at, delivery) WHERE state < 2;
CREATE TABLE reply(row INTEGER PRIMARY KEY, reply BLOB NOT NULL UNIQUE,
  notice BLOB NOT NULL REFERENCES notice(notice), report BLOB NOT NULL,
  revision INTEGER NOT NULL, position TEXT NOT NULL, person TEXT NOT NULL, kind INTEGER NOT NULL,
  text TEXT, at INTEGER NOT NULL) STRICT;
)sql");
  const std::string body = R"({"a":1})";
  const Digest digest = sha256(body);
  const Uuid notice = numbered(1);
  const Uuid report = numbered(101);
  database.run(
      "INSERT INTO content VALUES(?, 3, 'flash', NULL, 0, 'fr', 'north_shore', ?, '0123', ?, ?)",
      store::Blob{report.blob()}, to_milliseconds(noon), store::Blob{digest.blob()}, body);
  database.run(
      "INSERT INTO notice VALUES(?, ?, 3, ?, 1, 0, NULL, 'acknowledge', '[]', ?, NULL, NULL, NULL, "
      "'', NULL)",
      store::Blob{notice.blob()}, store::Blob{report.blob()}, harbour, to_milliseconds(noon));
  const Uuid delivery = numbered(7);
  database.run("INSERT INTO delivery VALUES(?, ?, 3, 'harry', ?, 0, 0, NULL, 0, 0, NULL, NULL)",
               store::Blob{delivery.blob()}, store::Blob{notice.blob()}, harbour);
  const Uuid reply = numbered(8);
  database.run("INSERT INTO reply VALUES(1, ?, ?, ?, 3, ?, 'harry', 1, 'Vu', 0)",
               store::Blob{reply.blob()}, store::Blob{notice.blob()}, store::Blob{report.blob()},
               harbour);
  transaction.commit();
}

/// One of everything that changes a notice, done to one of five of them.
void disturb(Fixture& fixture, SeededRandom& random, int step) {
  const auto number = static_cast<std::uint8_t>(1 + random.below(5));
  NotifierStore& store = fixture.store;
  switch (random.below(8)) {
    case 0:
      fixture.put(number, Urgency::routine, std::nullopt, noon, 1, step + 1);
      break;
    case 1:
      store.mark_notified(numbered(number), noon);
      break;
    case 2:
      store.mark_seen(numbered(number), noon);
      break;
    case 3:
      store.mark_acknowledged(numbered(number), "harry", noon);
      break;
    case 4:
      store.mark_nobody(numbered(number), noon);
      break;
    case 5:
      store.mark_nobody(harbour, noon);
      break;
    case 6:
      store.clear_nobody(harbour);
      break;
    default:
      if (auto notice = store.find_notice(numbered(number))) {
        notice->said = notice->said == Said::withheld ? Said::told : Said::withheld;
        store.put_notice(*notice);
      }
  }
}

using Numbers = std::vector<std::int64_t>;

Numbers tallied(Fixture& fixture) {
  const NotifierCounts counts = fixture.store.counts();
  return {counts.open,
          counts.notified,
          counts.seen,
          counts.acknowledged,
          counts.nobody,
          fixture.store.count(harbour),
          fixture.store.count_unacknowledged(harbour)};
}

/// The same, from every notice there is.
Numbers counted(Fixture& fixture) {
  Numbers numbers(7);
  for (std::uint8_t number = 1; number <= 5; ++number) {
    const auto notice = fixture.store.find_notice(numbered(number));
    if (!notice) continue;
    const NoticeState state = state_of(*notice);
    ++numbers[static_cast<std::size_t>(state)];
    if (notice->said != Said::withheld) ++numbers[5];
    if (state != NoticeState::acknowledged) ++numbers[6];
  }
  store::Rows rows =
      fixture.database.query("SELECT COUNT(*) FROM notice WHERE nobody_at IS NOT NULL");
  rows.next();
  numbers[4] = rows.integer(0);
  return numbers;
}

}  // namespace

TEST_SUITE("notifier/notifier_store") {
  TEST_CASE("a content comes back as it was kept") {
    Fixture fixture;
    const Notice notice = fixture.put(1);
    const auto content = fixture.store.find_content(notice);
    REQUIRE(content);
    CHECK(content->of.kind == Kind::flash);
    CHECK(content->of.about == numbered(77));
    CHECK(content->of.exercise);
    CHECK(content->of.language == "fr");
    CHECK(content->region == "north_shore");
    CHECK(content->body == "{}");
    CHECK(content->digest == sha256("{}"));
    CHECK(fixture.store.find_particulars(notice.report, 1) == content->of);
    CHECK_FALSE(fixture.store.find_particulars(notice.report, 2));
    Notice later = notice;
    later.revision = 2;
    CHECK_FALSE(fixture.store.find_content(later));
  }

  TEST_CASE("of several contents of a revision a notice finds its own, and each is kept once") {
    Fixture fixture;
    Notice notice = fixture.put(1);
    fixture.keep(notice, R"({"more":1})", std::nullopt);
    fixture.keep(notice, R"({"more":1})", std::nullopt);
    CHECK(fixture.store.find_content(notice)->body == "{}");
    notice.content = sha256(R"({"more":1})");
    const auto more = fixture.store.find_content(notice);
    REQUIRE(more);
    CHECK(more->body == R"({"more":1})");
    CHECK_FALSE(more->region);
    notice.content = sha256("other");
    CHECK_FALSE(fixture.store.find_content(notice));
    store::Rows rows = fixture.database.query("SELECT COUNT(*) FROM shown");
    REQUIRE(rows.next());
    CHECK(rows.integer(0) == 2);
  }

  TEST_CASE("a notice comes back as it was put, and as it was put again") {
    Fixture fixture;
    Notice notice = fixture.put(1);
    for (int issue = 1; issue <= 2; ++issue) {
      notice.issue = issue;
      notice.said = issue == 1 ? Said::told : Said::reminded;
      notice.expect = issue == 1 ? "decide" : "forward";
      notice.asks = "[" + std::to_string(issue) + "1]";
      notice.forwards = "[" + std::to_string(issue) + "2]";
      notice.decided = "[" + std::to_string(issue) + "3]";
      notice.changes = "[" + std::to_string(issue) + "4]";
      notice.no_longer = "[" + std::to_string(issue) + "5]";
      notice.routed_at = noon + issue * 1h;
      notice.version = "v" + std::to_string(issue);
      fixture.store.put_notice(notice);
      const auto found = fixture.store.find_notice(notice.notice);
      REQUIRE(found);
      CHECK(found->issue == issue);
      CHECK(found->content == sha256("{}"));
      CHECK(found->said == notice.said);
      CHECK(found->expect == notice.expect);
      CHECK(found->asks == notice.asks);
      CHECK(found->forwards == notice.forwards);
      CHECK(found->decided == notice.decided);
      CHECK(found->changes == notice.changes);
      CHECK(found->no_longer == notice.no_longer);
      CHECK(found->routed_at == notice.routed_at);
      CHECK(found->version == notice.version);
      CHECK(found->position == harbour);
      CHECK(found->received_at == noon);
    }
  }

  TEST_CASE("a notice whose content is gone is still listed") {
    Fixture fixture;
    fixture.put(1);
    fixture.database.run("DELETE FROM shown");
    CHECK(fixture.listed() == std::vector<int>{1});
  }

  TEST_CASE("what an earlier Vigie kept is read as the first issue, with its one content") {
    support::TemporaryFolder folder(support::Storage::fast);
    store::Database database(folder / "notifier.db");
    plant_version_2(database);
    NotifierStore store(database);
    const auto notice = store.find_notice(numbered(1));
    REQUIRE(notice);
    CHECK(notice->revision == 3);
    CHECK(notice->issue == 1);
    CHECK(notice->asks == "[]");
    CHECK(notice->no_longer == "[]");
    CHECK(notice->routed_at == noon);
    CHECK(notice->version == "0123");
    const auto content = store.find_content(*notice);
    REQUIRE(content);
    CHECK(is_whole(*notice, *content));
    CHECK(content->body == R"({"a":1})");
    CHECK(content->region == "north_shore");
    CHECK(content->of.language == "fr");
    const auto listed = store.list(harbour, 10);
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].region == "north_shore");
    const auto delivery = store.find_delivery(numbered(7));
    REQUIRE(delivery);
    CHECK(delivery->issue == 1);
    CHECK(delivery->person == "harry");
    REQUIRE(store.pending("harry", harbour, 10).size() == 1);
    CHECK(store.pending("harry", harbour, 10).front().delivery == numbered(7));
    const auto reply = store.find_reply(numbered(8));
    REQUIRE(reply);
    CHECK(reply->issue == 1);
    CHECK(store.counts().open == 1);
    CHECK(store.count(harbour) == 1);
    CHECK(reply->decisions.empty());
    CHECK(reply->text == "Vu");
    CHECK(store.without_delivery(harbour, "harry", {}, 10).notices.empty());
  }

  TEST_CASE("lists and pending deliveries are by urgency, deadline, age") {
    Fixture fixture;
    fixture.put(1, Urgency::routine, noon + 1h);
    fixture.put(2, Urgency::routine, std::nullopt, noon - 1h);
    fixture.put(3, Urgency::routine, noon + 1h, noon - 1h);
    fixture.put(4, Urgency::flash, noon + 2h);
    fixture.put(5, Urgency::flash, noon + 1h);
    fixture.put(6, Urgency::priority);
    fixture.put(7, Urgency::routine, noon + 30min);
    const std::vector<int> order{5, 4, 6, 7, 3, 1, 2};
    CHECK(fixture.listed() == order);
    for (const Notice& notice : fixture.store.without_delivery(harbour, "harry", {}, 100).notices) {
      fixture.deliver(notice);
    }
    CHECK(fixture.pending() == order);
    CHECK(fixture.pending(2) == std::vector<int>{5, 4});
    fixture.store.mark_acknowledged(numbered(5), "harry", noon);
    CHECK(fixture.listed() == std::vector<int>{4, 6, 7, 3, 1, 2, 5});
    CHECK(fixture.pending() == std::vector<int>{4, 6, 7, 3, 1, 2});
  }

  TEST_CASE("the first of each instant counts") {
    Fixture fixture;
    fixture.put(1);
    fixture.store.mark_notified(numbered(1), noon + 1s);
    fixture.store.mark_notified(numbered(1), noon + 9s);
    fixture.store.mark_seen(numbered(1), noon + 2s);
    fixture.store.mark_seen(numbered(1), noon + 9s);
    fixture.store.mark_acknowledged(numbered(1), "harry", noon + 3s);
    fixture.store.mark_acknowledged(numbered(1), "lucie", noon + 9s);
    const auto notice = fixture.store.find_notice(numbered(1));
    REQUIRE(notice);
    CHECK(notice->notified_at == noon + 1s);
    CHECK(notice->seen_at == noon + 2s);
    CHECK(notice->acknowledged_at == noon + 3s);
    CHECK(notice->acknowledged_by == "harry");
  }

  TEST_CASE("a newer revision starts again and replaces what was not delivered") {
    Fixture fixture;
    const Notice first = fixture.put(1);
    const Delivery old = fixture.deliver(first);
    fixture.store.mark_acknowledged(numbered(1), "harry", noon);
    CHECK(fixture.store.find_delivery(old.delivery)->state == DeliveryState::cancelled);
    const Delivery lucies = fixture.deliver(first, "lucie");
    const Notice second = fixture.put(1, Urgency::flash, std::nullopt, noon + 1h, 2);
    CHECK(state_of(*fixture.store.find_notice(numbered(1))) == NoticeState::open);
    CHECK(fixture.store.find_delivery(lucies.delivery)->state == DeliveryState::replaced);
    CHECK(fixture.store.without_delivery(harbour, "harry", {}, 10).notices.size() == 1);
    fixture.deliver(second);
    CHECK(fixture.store.without_delivery(harbour, "harry", {}, 10).notices.empty());
    CHECK(fixture.store.find_content(first));
  }

  TEST_CASE("a newer issue of the same revision starts again and replaces, too") {
    Fixture fixture;
    const Notice first = fixture.put(1);
    const Delivery old = fixture.deliver(first);
    const Notice second = fixture.put(1, Urgency::routine, std::nullopt, noon + 1h, 1, 2);
    CHECK(fixture.store.find_delivery(old.delivery)->state == DeliveryState::replaced);
    CHECK(fixture.store.without_delivery(harbour, "harry", {}, 10).notices.size() == 1);
    const Delivery now = fixture.deliver(second);
    CHECK(now.delivery != old.delivery);
    CHECK(fixture.store.without_delivery(harbour, "harry", {}, 10).notices.empty());
    fixture.store.replace_deliveries(second, noon);
    const auto kept = fixture.store.find_delivery(now.delivery);
    CHECK(kept->state == DeliveryState::ready);
    CHECK(kept->issue == 2);
    fixture.store.mark_acknowledged(numbered(1), "harry", noon);
    fixture.put(1, Urgency::routine, std::nullopt, noon + 2h, 1, 3);
    CHECK(state_of(*fixture.store.find_notice(numbered(1))) == NoticeState::open);
  }

  TEST_CASE("a walk through what waits meets every notice once, in the inbox's order") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      SeededRandom random(seed);
      Fixture fixture;
      for (std::uint8_t number = 1; number <= 40; ++number) {
        std::optional<Time> deadline;
        if (random.below(2) == 0) deadline = noon + std::chrono::hours(random.below(3));
        fixture.put(number, static_cast<Urgency>(random.below(3)), deadline,
                    noon - std::chrono::hours(random.below(3)));
        if (random.below(4) == 0) fixture.store.mark_acknowledged(numbered(number), "harry", noon);
      }
      std::vector<int> expected = fixture.listed();
      expected.resize(static_cast<std::size_t>(fixture.store.count_unacknowledged(harbour)));
      const auto limit = static_cast<int>(1 + random.below(7));
      std::vector<int> met;
      std::optional<WaitingPlace> place = WaitingPlace{};
      while (place) {
        const WaitingPage page = fixture.store.without_delivery(harbour, "harry", *place, limit);
        REQUIRE(page.notices.size() <= static_cast<std::size_t>(limit));
        for (const Notice& notice : page.notices) met.push_back(notice.notice.bytes[15]);
        place = page.next;
      }
      CHECK(met == expected);
    }
  }

  // Whoever opened an inbox made the notifier look at all that waited there, however long it was.
  TEST_CASE(
      "a step of the walk looks at no more than it may, also when everything has its delivery") {
    Fixture fixture;
    for (std::uint8_t number = 1; number <= 9; ++number) fixture.deliver(fixture.put(number));
    const WaitingPage first = fixture.store.without_delivery(harbour, "harry", {}, 5);
    CHECK(first.notices.empty());
    REQUIRE(first.next);
    fixture.put(10);
    const WaitingPage last = fixture.store.without_delivery(harbour, "harry", *first.next, 10);
    REQUIRE(last.notices.size() == 1);
    CHECK(last.notices[0].notice == numbered(10));
    CHECK_FALSE(last.next);
  }

  TEST_CASE("a delivery goes ready, handed over, delivered, and is made once") {
    Fixture fixture;
    const Notice notice = fixture.put(1);
    const Delivery delivery = fixture.deliver(notice);
    fixture.store.mark_handed_over(delivery.delivery, noon);
    CHECK(fixture.store.find_delivery(delivery.delivery)->state == DeliveryState::handed_over);
    fixture.deliver(notice);
    CHECK(fixture.store.find_delivery(delivery.delivery)->state == DeliveryState::handed_over);
    fixture.store.mark_delivered(delivery.delivery, noon);
    fixture.store.mark_handed_over(delivery.delivery, noon);
    CHECK(fixture.store.find_delivery(delivery.delivery)->state == DeliveryState::delivered);
    CHECK(fixture.pending().empty());
    CHECK_FALSE(fixture.store.find_delivery(numbered(99)));
  }

  TEST_CASE("a reply comes back by its id and by its row") {
    Fixture fixture;
    const Notice notice = fixture.put(1);
    Reply reply{.reply = numbered(50),
                .notice = notice.notice,
                .report = notice.report,
                .revision = 1,
                .issue = 4,
                .position = harbour,
                .person = "harry",
                .kind = ReplyKind::decide,
                .text = "Vu à 12 h",
                .decisions = {{"clerk", true}, {"pilot", false}},
                .at = noon};
    const std::int64_t row = fixture.store.add_reply(reply);
    for (const auto& found :
         {fixture.store.find_reply(numbered(50)), fixture.store.reply_at(row)}) {
      REQUIRE(found);
      CHECK(same_answer(*found, reply));
      CHECK(found->report == notice.report);
      CHECK(found->position == harbour);
      CHECK(found->at == noon);
    }
    CHECK_FALSE(fixture.store.find_reply(numbered(51)));
  }

  TEST_CASE("nobody to reach is marked once per revision, and cleared") {
    Fixture fixture;
    fixture.put(1);
    fixture.put(2);
    fixture.store.mark_acknowledged(numbered(2), "harry", noon);
    CHECK(fixture.store.mark_nobody(harbour, noon) == std::vector<Uuid>{numbered(1)});
    CHECK(fixture.store.mark_nobody(harbour, noon).empty());
    CHECK(fixture.store.counts().nobody == 1);
    fixture.put(1, Urgency::routine, std::nullopt, noon, 2);
    CHECK(fixture.store.mark_nobody(harbour, noon).size() == 1);
    fixture.store.clear_nobody(harbour);
    CHECK(fixture.store.counts().nobody == 0);
    CHECK(fixture.store.positions_waiting() == std::vector<Code>{harbour});
  }

  TEST_CASE("counts add up") {
    Fixture fixture;
    for (std::uint8_t number = 1; number <= 4; ++number) fixture.put(number);
    fixture.deliver(*fixture.store.find_notice(numbered(1)));
    fixture.store.mark_notified(numbered(2), noon);
    fixture.store.mark_notified(numbered(3), noon);
    fixture.store.mark_seen(numbered(3), noon);
    fixture.store.mark_acknowledged(numbered(4), "harry", noon);
    const NotifierCounts counts = fixture.store.counts();
    CHECK(counts.open == 1);
    CHECK(counts.notified == 1);
    CHECK(counts.seen == 1);
    CHECK(counts.acknowledged == 1);
    CHECK(counts.undelivered == 1);
    CHECK(fixture.store.count(harbour) == 4);
    CHECK(fixture.store.count_unacknowledged(harbour) == 3);
  }

  TEST_CASE("counting looks at no notice, however many there are") {
    Fixture fixture;
    for (std::uint8_t number = 1; number <= 3; ++number) fixture.put(number);
    fixture.database.execute("DROP TABLE notice");
    CHECK(fixture.store.counts().open == 3);
    CHECK(fixture.store.count(harbour) == 3);
    CHECK(fixture.store.count_unacknowledged(harbour) == 3);
    CHECK(fixture.store.positions_waiting() == std::vector<Code>{harbour});
  }

  TEST_CASE("whatever happens to notices, what is kept of their number is what counting gives") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      SeededRandom random(seed);
      Fixture fixture;
      for (int step = 0; step < 60; ++step) {
        disturb(fixture, random, step);
        REQUIRE(tallied(fixture) == counted(fixture));
      }
    }
  }
}
