#include "router/notices_message.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/encode.h"
#include "router/rules/version_record.h"
#include "tests/router/missions.h"
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

Grant of_parts(std::initializer_list<std::string_view> names) {
  Grant grant;
  for (const std::string_view name : names) {
    grant.parts.set(config::index_of(*config::find_part(name)));
  }
  return grant;
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
    RuleTexts texts(mission, store);
    const Report report = tiny_report();
    const std::string bytes = encode_report(report);
    const std::vector<Said> said{
        {.notice = notice, .grant = grant, .view = "{}", .earlier_version = earlier}};
    return Json::parse(NoticesWriter(mission, texts)
                           .write({.report = report,
                                   .bytes = bytes,
                                   .assessment = "{}",
                                   .version = mission.version},
                                  said, holds))
        .at("notices")
        .at(0);
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

const Grant sees_danger = of_parts({"danger.life_at_risk_now"});

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
                           {"fr", "une vie en danger à présent est « oui »"},
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

  TEST_CASE("a missing fact beyond the reader's view is hidden in both languages") {
    Writing writing;
    const Json said = writing.write(Grant{}, {writing.hold_of("old")});
    CHECK(said.at("asks").at(0).at("missing") ==
          Json::array({{{"en", "a fact you may not see"},
                        {"fr", "un fait que vous ne pouvez pas voir"},
                        {"text", "a fact you may not see"}}}));
  }
}
