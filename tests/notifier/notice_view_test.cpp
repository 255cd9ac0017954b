#include "notifier/notice_view.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/json_members.h"
#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::notifier;
using support::noon;

namespace {

Notice sample_notice() {
  Notice notice;
  notice.notice.bytes[0] = 1;
  notice.report.bytes[0] = 2;
  notice.revision = 3;
  notice.position = "harbour_master";
  notice.said = Said::changed;
  notice.urgency = Urgency::priority;
  notice.issue = 4;
  notice.expect = "decide";
  notice.asks = R"([{"position":"clerk"}])";
  notice.changes = R"(["/who/0"])";
  notice.no_longer = R"([{"rule":"c.d","because":{"en":"v","fr":"w"},"authority":"z"}])";
  notice.routed_at = noon;
  notice.version = "0123";
  notice.rules = R"([{"rule":"a.b","because":{"en":"x","fr":"y"},"authority":"z"}])";
  notice.received_at = noon;
  return notice;
}

Content sample_content() {
  Content content;
  content.of.kind = Kind::information_note;
  content.of.about = sample_notice().report;
  content.of.exercise = true;
  content.of.language = "fr";
  content.region = "north_shore";
  content.body = R"({"b":1,"a":2})";
  return content;
}

}  // namespace

TEST_SUITE("notifier/notice_view") {
  TEST_CASE("a line of a list has no content and no rules") {
    const auto line = OrderedJson::parse(list_view({sample_notice(), "north_shore"}));
    CHECK(line["urgency"] == "priority");
    CHECK(line["said"] == "changed");
    CHECK(line["state"] == "open");
    CHECK(line["region"] == "north_shore");
    CHECK(line["deadline"].is_null());
    CHECK_FALSE(line.contains("content"));
    CHECK_FALSE(line.contains("rules"));
    CHECK_FALSE(line.contains("acknowledged_by"));
  }

  TEST_CASE("every view says which issue it is and what is asked; empty lists are left out") {
    Uuid delivery;
    for (const std::string& view :
         {list_view({sample_notice(), std::nullopt}), full_view(sample_notice(), sample_content()),
          push_view(delivery, sample_notice(), sample_content())}) {
      const auto json = OrderedJson::parse(view);
      CHECK(json["issue"] == 4);
      CHECK(json["expect"] == "decide");
      CHECK(json["asks"][0]["position"] == "clerk");
      CHECK(json["changes"][0] == "/who/0");
      CHECK(json["no_longer"][0]["because"]["fr"] == "w");
      CHECK_FALSE(json.contains("forwards"));
      CHECK_FALSE(json.contains("decided"));
    }
  }

  TEST_CASE("the head of a notice holds nothing that anybody wrote") {
    Notice notice = sample_notice();
    notice.decided = R"([{"reason":"canary"}])";
    const auto head = OrderedJson::parse(head_view({notice, "north_shore"}));
    CHECK(head["notice"] == to_string(notice.notice));
    CHECK(head["issue"] == 4);
    for (const char* name :
         {"asks", "forwards", "decided", "changes", "no_longer", "rules", "content"}) {
      CHECK_FALSE(head.contains(name));
    }
  }

  TEST_CASE("who is no longer concerned is shown nothing of the report, not even where") {
    Notice notice = sample_notice();
    notice.said = Said::corrected;
    CHECK(OrderedJson::parse(list_view({notice, "north_shore"}))["region"].is_null());
    const auto whole = OrderedJson::parse(full_view(notice, sample_content()));
    CHECK(whole["region"].is_null());
    CHECK(whole["content"].dump() == "{}");
  }

  TEST_CASE("who acknowledged, and when, is shown once it happened") {
    Notice notice = sample_notice();
    notice.acknowledged_at = noon + 1min;
    notice.acknowledged_by = "harry";
    const auto line = OrderedJson::parse(list_view({notice, std::nullopt}));
    CHECK(line["state"] == "acknowledged");
    CHECK(line["acknowledged_at"] == to_milliseconds(noon + 1min));
    CHECK(line["acknowledged_by"] == "harry");
    CHECK(line["region"].is_null());
  }

  TEST_CASE("the whole notice has the content as the router built it, in its order") {
    const auto whole = OrderedJson::parse(full_view(sample_notice(), sample_content()));
    CHECK(whole["content"].dump() == sample_content().body);
    CHECK(whole["rules"][0]["because"]["fr"] == "y");
    CHECK(whole["kind"] == "information_note");
    CHECK(whole["about"] == to_string(sample_notice().report));
    CHECK(whole["exercise"] == true);
    CHECK(whole["language"] == "fr");
    CHECK(whole["notified_at"].is_null());
    CHECK(whole["routed_at"] == to_milliseconds(noon));
    CHECK(whole["version"] == "0123");
  }

  TEST_CASE("a push is the whole notice under its delivery id") {
    Uuid delivery;
    delivery.bytes[0] = 9;
    const auto push = OrderedJson::parse(push_view(delivery, sample_notice(), sample_content()));
    CHECK(push["delivery"] == "09000000-0000-0000-0000-000000000000");
    CHECK(push["notice"] == "01000000-0000-0000-0000-000000000000");
    CHECK(push["content"]["a"] == 2);
  }
}
