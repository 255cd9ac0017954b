#include "notifier/notifier_store.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::notifier;

namespace {

const Time noon{std::chrono::sys_days{std::chrono::year{2019} / 6 / 3} + 12h};
const Code harbour = "harbour_master";

Uuid numbered(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = number;
  return id;
}

/// A store with a transaction open.
struct Fixture {
  support::TemporaryFolder folder{support::Storage::fast};
  store::Database database{folder / "notifier.db"};
  NotifierStore store{database};
  store::Transaction transaction{database};

  Notice put(std::uint8_t number, Urgency urgency = Urgency::routine,
             std::optional<Time> deadline = std::nullopt, Time received_at = noon,
             std::int64_t revision = 1) {
    Notice notice;
    notice.notice = numbered(number);
    notice.report = numbered(static_cast<std::uint8_t>(number + 100));
    notice.revision = revision;
    notice.position = harbour;
    notice.urgency = urgency;
    notice.deadline = deadline;
    notice.rules = "[]";
    notice.received_at = received_at;
    if (!store.find_content(notice.report, revision)) {
      store.keep_content({.report = notice.report,
                          .revision = revision,
                          .kind = Kind::flash,
                          .about = numbered(77),
                          .exercise = true,
                          .language = "fr",
                          .region = "north_shore",
                          .routed_at = noon,
                          .version = "0123",
                          .body = "{}",
                          .digest = sha256("{}")});
    }
    store.put_notice(notice);
    store.replace_deliveries(notice, noon);
    return notice;
  }

  Delivery deliver(const Notice& notice, const std::string& person = "harry") {
    const Delivery delivery{
        .delivery = delivery_id(notice.notice, person, zeromq_channel, notice.revision),
        .notice = notice.notice,
        .revision = notice.revision,
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

}  // namespace

TEST_SUITE("notifier/notifier_store") {
  TEST_CASE("a content comes back as it was kept") {
    Fixture fixture;
    fixture.put(1);
    const auto content = fixture.store.find_content(numbered(101), 1);
    REQUIRE(content);
    CHECK(content->kind == Kind::flash);
    CHECK(content->about == numbered(77));
    CHECK(content->exercise);
    CHECK(content->language == "fr");
    CHECK(content->region == "north_shore");
    CHECK(content->routed_at == noon);
    CHECK(content->version == "0123");
    CHECK(content->body == "{}");
    CHECK(content->digest == sha256("{}"));
    CHECK_FALSE(fixture.store.find_content(numbered(101), 2));
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
    for (const Notice& notice : fixture.store.without_delivery(harbour, "harry", 100)) {
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
    CHECK(fixture.store.without_delivery(harbour, "harry", 10).size() == 1);
    fixture.deliver(second);
    CHECK(fixture.store.without_delivery(harbour, "harry", 10).empty());
    CHECK(fixture.store.find_content(numbered(101), 1));
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
                .position = harbour,
                .person = "harry",
                .kind = ReplyKind::comment,
                .text = "Vu à 12 h",
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
}
