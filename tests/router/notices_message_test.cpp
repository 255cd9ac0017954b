#include "router/notices_message.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "config/check_rules.h"
#include "config/reader.h"
#include "notifier/notices_message.h"
#include "router/rules/version_record.h"
#include "tests/router/missions.h"
#include "tests/router/profiles.h"
#include "tests/support/encode.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

constexpr const char* danger = "report.danger.life_at_risk_now == 'yes'";

/// The tiny mission of today, without a rule that the version "old" had.
config::Mission without_danger() {
  config::Mission mission = tiny();
  std::erase_if(mission.rules, [](const config::Rule& rule) { return rule.id == "island.danger"; });
  return mission;
}

config::Mission with_other_words() {
  config::Mission mission = tiny();
  for (config::Rule& rule : mission.rules) rule.because.en = "As it was said of " + rule.id;
  return mission;
}

Notice changed_notice(const std::string& version) {
  Notice notice;
  notice.id = tiny_report().id;
  notice.report = tiny_report().id;
  notice.position = "sector_chief_north";
  notice.state = NoticeState::changed;
  notice.rules = {"island.sector_chief"};
  notice.version = version;
  return notice;
}

/// Writes what is said to the sector chief under the mission of today.
struct Writing {
  Writing() { keep("old", write_version_record(with_other_words())); }

  void keep(const std::string& version, const std::string& record) {
    store::Transaction transaction(database);
    store.keep_version(version, record, Time{});
    transaction.commit();
  }

  Json write(const Grant& grant, const std::vector<KeptHold>& holds = {}) {
    return Json::parse(message(grant, holds)).at("notices").at(0);
  }

  std::string message(const Grant& grant, const std::vector<KeptHold>& holds = {}) {
    RuleTexts texts(mission, store);
    const Report report = tiny_report();
    const std::string bytes = encode_report(report);
    const std::vector<Said> said{
        {.notice = notice, .grant = grant, .view = "{}", .earlier_version = earlier}};
    return NoticesWriter(mission, texts)
        .write({.report = report, .bytes = bytes, .assessment = "{}", .version = mission.version},
               said, holds);
  }

  KeptHold hold_of(const std::string& version) const {
    KeptHold hold;
    hold.position = "mainland_police";
    hold.terms.decider = notice.position;
    hold.terms.unknown = true;
    hold.terms.rules = {"island.danger"};
    hold.terms.missing = {danger};
    hold.version = version;
    hold.state = HoldState::open;
    return hold;
  }

  support::TemporaryFolder folder{support::Storage::fast};
  store::Database database{folder / "router.db"};
  RouterStore store{database};
  config::Mission mission = without_danger();
  std::string earlier = "old";
  Notice notice = changed_notice(mission.version);
};

/// The one notice of a message as the notifier takes it; nullopt when it refuses.
std::optional<notifier::Notice> taken(const std::string& message) {
  auto read = notifier::read_notices(message, 2);
  if (!read || read->notices.size() != 1) return std::nullopt;
  return std::move(read->notices.front());
}

Grant sees_everything() {
  Grant grant;
  grant.parts.set();
  return grant;
}

/// As many rules as a mission may have, each as long as a text may be.
void add_rules(config::Mission& mission, const std::string& character) {
  config::Rule rule = mission.rules.front();
  for (std::size_t i = 0; i < config::config_text_max; ++i) {
    rule.because.en += character;
    rule.because.fr += character;
  }
  while (mission.rules.size() < config::rules_max) {
    rule.id = "island.added_" + std::to_string(mission.rules.size());
    mission.rules.push_back(rule);
  }
}

std::vector<std::string> ids_of(const std::vector<config::Rule>& rules) {
  std::vector<std::string> ids;
  for (const config::Rule& rule : rules) ids.push_back(rule.id);
  return ids;
}

const Grant sees_danger = grant_of_parts({"danger.life_at_risk_now"});

}  // namespace

TEST_SUITE("router/notices_message") {
  TEST_CASE("a rule that tells no longer is named as the version said it that told by it") {
    Writing writing;
    writing.notice.no_longer = {"island.danger"};
    const Json said = writing.write(sees_danger);
    CHECK(said.at("no_longer") ==
          Json::array({{{"rule", "island.danger"},
                        {"because",
                         {{"en", "As it was said of island.danger"},
                          {"fr", with_other_words().rules.front().because.fr}}},
                        {"authority", "ours: invented"}}}));
    CHECK(said.at("rules").at(0).at("rule") == "island.sector_chief");
  }

  TEST_CASE("of a rule that tells no longer a reader sees what its view allows, else that it is") {
    Writing writing;
    writing.notice.no_longer = {"island.danger"};
    const Json hidden = writing.write(Grant{}).at("no_longer");
    REQUIRE(hidden.size() == 1);
    CHECK(hidden.at(0).at("rule") == "hidden");
    CHECK(hidden.at(0).at("because").at("en") == "a fact you may not see");
    writing.earlier = "";
    CHECK(writing.write(sees_danger).at("no_longer").at(0).at("rule") == "hidden");
  }

  TEST_CASE("nothing is said of rules that tell no longer when all still do") {
    CHECK_FALSE(Writing().write(sees_danger).contains("no_longer"));
  }

  TEST_CASE("a missing fact is named in both languages and as the rule writes it") {
    Writing writing;
    const Json expected = {{"en", "a life at risk now is 'yes'"},
                           {"fr", "une vie en danger maintenant est « oui »"},
                           {"text", danger}};
    for (const std::string& version : {writing.mission.version, std::string("old")}) {
      CAPTURE(version);
      const Json said = writing.write(sees_danger, {writing.hold_of(version)});
      CHECK(said.at("asks").at(0).at("missing") == Json::array({expected}));
    }
  }

  TEST_CASE("a missing fact of a version that kept no words or no conditions") {
    Writing writing;
    Json record = Json::parse(write_version_record(tiny()));
    record.erase("words");
    writing.keep("wordless", record.dump());
    record.erase("conditions");
    writing.keep("older", record.dump());
    const auto missing = [&](const std::string& version) {
      return writing.write(sees_danger, {writing.hold_of(version)}).at("asks").at(0).at("missing");
    };
    CHECK(missing("wordless").at(0).at("en") == "a life at risk now is 'yes'");
    // What it read is not known any more: nobody is shown it.
    CHECK(missing("older").at(0).at("text") == "a fact you may not see");
  }

  TEST_CASE("a rule that would withhold is the first thing asked, and as the reader may see it") {
    Writing writing;
    KeptHold hold = writing.hold_of("old");
    hold.terms.unknown = false;
    hold.terms.rules = {"island.sector_chief"};
    hold.terms.doubting = {"island.danger"};
    const Json because = writing.write(sees_danger, {hold}).at("asks").at(0).at("because");
    REQUIRE(because.size() == 2);
    CHECK(because[0]["en"] ==
          "Not to be told if the following is so, which is not known: As it was said of "
          "island.danger");
    CHECK(because[0]["fr"].get<std::string>().starts_with("Ne doit pas être informé si"));
    CHECK(because[1]["en"] == "As it was said of island.sector_chief");
    const Json hidden = writing.write(Grant{}, {hold}).at("asks").at(0).at("because");
    CHECK(hidden[0]["en"] ==
          "Not to be told if the following is so, which is not known: a fact you may not see");
  }

  TEST_CASE("however many long rules tell a position, the notifier takes it and reads how many") {
    for (const std::string character : {"a", "\"", "é"}) {
      CAPTURE(character);
      Writing writing;
      add_rules(writing.mission, character);
      writing.notice.rules = ids_of(writing.mission.rules);
      writing.notice.no_longer = writing.notice.rules;
      const auto notice = taken(writing.message(sees_everything()));
      REQUIRE(notice.has_value());
      for (const std::string& list : {notice->rules, notice->no_longer}) {
        const Json rules = Json::parse(list);
        const std::size_t left_out = config::rules_max - (rules.size() - 1);
        CHECK(rules.back().at("rule") == "hidden");
        CHECK(rules.back().at("because").at("en") ==
              "and " + std::to_string(left_out) + " more, left out for want of room");
      }
      CHECK(Json::parse(notice->rules)[1].at("because").at("en") ==
            writing.mission.rules.back().because.en);
    }
  }

  TEST_CASE("of a report that says nothing every question arrives, with as much as there is room") {
    Writing writing;
    writing.mission = mali();
    add_rules(writing.mission, "a");
    writing.notice.version = writing.mission.version;
    writing.notice.position = "regional_commander_gao";
    std::vector<KeptHold> holds;
    for (const auto& [id, position] : writing.mission.positions) {
      KeptHold hold = writing.hold_of(writing.mission.version);
      hold.position = id;
      hold.terms.rules = ids_of(writing.mission.rules);
      hold.terms.doubting = {hold.terms.rules.back()};
      hold.terms.missing.clear();
      for (const auto& atom : writing.mission.conditions.atoms) {
        hold.terms.missing.push_back(atom.text);
      }
      hold.due = Time{};
      holds.push_back(hold);
    }
    const auto notice = taken(writing.message(sees_everything(), holds));
    REQUIRE(notice.has_value());
    const Json asks = Json::parse(notice->asks);
    REQUIRE(asks.size() == holds.size());
    for (std::size_t i = 0; i < holds.size(); ++i) {
      CHECK(asks[i]["position"] == holds[i].position);
      CHECK(asks[i]["title"]["en"] == writing.mission.positions.at(holds[i].position).title.en);
      CHECK(asks[i]["because"].size() > 0);
      CHECK(asks[i]["missing"].size() > 1);
      CHECK(asks[i]["missing"].back()["text"].get<std::string>().starts_with("and "));
    }
  }

  TEST_CASE("as many positions as wait are asked for, were their titles ever so long") {
    Writing writing;
    std::vector<KeptHold> holds;
    for (int i = 0; i < 100; ++i) {
      KeptHold hold = writing.hold_of(writing.mission.version);
      hold.position = "harbour_master_" + std::to_string(i);
      if (i % 2 == 0) hold.terms.release = config::HoldTerms::Release::forward;
      hold.due = Time{};
      config::Position position = writing.mission.positions.at("harbour_master");
      position.title = {std::string(config::config_text_max, '"'), std::string(100, '"')};
      writing.mission.positions[hold.position] = position;
      holds.push_back(hold);
    }
    const auto notice = taken(writing.message(sees_everything(), holds));
    REQUIRE(notice.has_value());
    CHECK(Json::parse(notice->asks).size() == 50);
    CHECK(Json::parse(notice->forwards).size() == 50);
    CHECK(Json::parse(notice->asks)[0]["title"]["fr"] == holds[1].position);
  }

  TEST_CASE("of many decisions the newest are said") {
    Writing writing;
    std::vector<KeptHold> holds;
    for (int i = 0; i < 300; ++i) {
      KeptHold hold = writing.hold_of(writing.mission.version);
      hold.state = HoldState::declined;
      hold.ended_by = "anna";
      hold.ended_position = writing.notice.position;
      hold.ended_at = Time{std::chrono::minutes{(i * 7) % 300}};  // In no order.
      hold.reason = std::string(1000, 'x');
      holds.push_back(hold);
    }
    const auto notice = taken(writing.message(sees_everything(), holds));
    REQUIRE(notice.has_value());
    const Json decided = Json::parse(notice->decided);
    REQUIRE(decided.size() > 5);
    for (std::size_t i = 0; i < decided.size(); ++i) {
      const auto minute = 300 - decided.size() + i;
      CHECK(decided[i]["at"] == 60'000 * minute);
    }
  }

  TEST_CASE("a missing fact beyond the reader's view is hidden in both languages") {
    Writing writing;
    const Json said = writing.write(Grant{}, {writing.hold_of("old")});
    CHECK(said.at("asks").at(0).at("missing") ==
          Json::array({{{"en", "a fact you may not see"},
                        {"fr", "un fait que vous ne pouvez pas voir"},
                        {"text", "a fact you may not see"}}}));
  }
}
