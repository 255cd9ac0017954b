#include "router/explanation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "router/assess/assess.h"
#include "router/rules/fact_words.h"
#include "router/rules/paths_read.h"
#include "router/rules/routing_record.h"
#include "router/rules/rule_book.h"
#include "router/rules/version_record.h"
#include "tests/router/missions.h"
#include "tests/router/profiles.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

constexpr const char* hidden = "a fact you may not see";

/// A routing with its record and that of its mission, as a router keeps them.
struct RecordedRouting {
  RecordedRouting(const Report& report, config::Mission routed_under)
      : mission(std::move(routed_under)),
        routing(RuleBook(mission).route(
            report, assess(report, mission.catalogues.at(report.catalogue)), noon)),
        record(write_routing_record(routing)),
        version_record(write_version_record(mission)) {}

  Json explain(const std::optional<Reader>& reader = std::nullopt,
               const std::vector<KeptHold>& holds = {}) const {
    return explain_routing(
        {.record = record, .version_record = version_record, .trace = routing.trace}, holds,
        reader);
  }

  config::Mission mission;  ///< The routing shows its texts.
  Routing routing;
  std::string record;
  std::string version_record;
};

Json rule_in(const Json& rules, const std::string& id) {
  for (const Json& rule : rules) {
    if (rule.at("rule") == id) return rule;
  }
  return {};
}

Reader told_reader(const config::Mission& mission, const Routing& routing, const Code& position) {
  const Outcome& outcome = outcome_of(routing, position);
  return {.position = position,
          .told = outcome.told == Told::told,
          .grant = Grants(mission).of(std::vector<Code>(outcome.show.begin(), outcome.show.end()),
                                      mission.positions.at(position).office)};
}

bool has_member(const Json& json, const char* name) {
  if (json.is_object() && json.contains(name)) return true;
  return json.is_structured() &&
         std::ranges::any_of(json, [&](const Json& part) { return has_member(part, name); });
}

/// The harbour master is told when that holds, and shown the persons, but neither sources nor
/// suspects.
config::Mission harbour_told_when(const std::string& condition) {
  const std::string told = "\n    tell: harbour_master\n    how: at_once\n    show: ";
  return tiny_with_rules("when: report.where.region == 'south_shore'" + told + "[outline]",
                         "when: \"" + condition + '"' + told + "[persons]");
}

/// A migrant, a source and a suspect, one by one.
Report report_with_a_source() {
  Report report = tiny_report();
  report.who.emplace();
  for (const Role role : {Role::migrant, Role::source, Role::suspect}) {
    Group& group = report.who->emplace_back();
    group.name = std::to_string(report.who->size());
    group.role = role;
    group.count = Range{.min = 1, .max = 1};
  }
  return report;
}

KeptHold kept_as_routed(const RecordedRouting& kept, const std::string& position,
                        std::size_t hold) {
  KeptHold kept_hold;
  kept_hold.position = position;
  kept_hold.terms = kept_terms(outcome_of(kept.routing, position).holds.at(hold));
  return kept_hold;
}

/// Everything that explains the shipped mission's routing of an example, in a text.
std::string dumped(const Json& json) { return json.dump(); }

constexpr const char* examples[] = {"annex1-gao-apartment.r2", "case1-felix", "john-van"};

}  // namespace

TEST_SUITE("router/explanation") {
  TEST_CASE("who is told reads each rule in full, with the facts that carry it") {
    const config::Mission mission = tiny();
    const Json explained = RecordedRouting(tiny_report(), mission).explain();
    CHECK(explained.at("outcomes").size() == mission.positions.size());
    CHECK(explained.at("at") == to_milliseconds(noon));
    const Json chief = outcome_in(explained, "sector_chief_north");
    CHECK(chief.at("outcome") == "told");
    CHECK(chief.at("reason") == "matched");
    CHECK(chief.at("title").at("fr") == "Chef de secteur, nord");
    const Json always = rule_in(chief.at("rules"), "island.sector_chief");
    CHECK(always.at("because").at("en") == "Every report is told to the sector chief.");
    CHECK(always.at("authority") == "ours: invented");
    CHECK(always.at("when") == "true");
    CHECK(always.at("value") == "yes");
    CHECK(always.at("facts") == Json::array());
    const Json danger = rule_in(chief.at("rules"), "island.danger");
    CHECK(danger.at("value") == "unknown");
    CHECK(danger.at("facts") ==
          Json::array({{{"text", "report.danger.life_at_risk_now == 'yes'"},
                        {"words",
                         {{"en", "a life at risk now is 'yes'"},
                          {"fr", "une vie en danger maintenant est « oui »"}}},
                        {"value", "unknown"}}}));
    CHECK(chief.at("then").at(0).at("position") == "deputy");
    const Json climb = chief.at("then").at(1);
    CHECK(climb.at("title").at("en") == "Harbour master");
    CHECK(climb.at("skipped") == false);
    CHECK(climb.at("show") == Json::array({"everything_seen", "outline", "persons"}));
  }

  TEST_CASE("who is not told reads which rules were nearest, and all that would make them true") {
    const Json explained = RecordedRouting(tiny_report(), tiny()).explain();
    const Json harbour = outcome_in(explained, "harbour_master");
    CHECK(harbour.at("outcome") == "not_told");
    const Json rule = rule_in(harbour.at("nearest"), "island.harbour");
    const Text south = tiny().regions.at("south_shore").name;
    const Json region_words{{"en", "region is '" + south.en + "'"},
                            {"fr", "région est « " + south.fr + " »"}};
    CHECK(rule.at("value") == "no");
    CHECK(rule.at("changes") ==
          Json::array({Json::array({{{"text", "report.where.region == 'south_shore'"},
                                     {"words", region_words},
                                     {"now", "no"},
                                     {"needed", "yes"}}})}));
    const Json clothes = rule_in(harbour.at("nearest"), "island.dry_clothes");
    CHECK(clothes.at("changes").at(0).at(0).at("one_more") == true);
    CHECK(clothes.at("changes").at(0).at(0).at("where") == "/needs");
    CHECK_FALSE(outcome_in(explained, "boat_crew").contains("nearest"));
    CHECK_FALSE(outcome_in(explained, "sector_chief_south").contains("nearest"));
  }

  TEST_CASE("the nearest rules stand first, those that nothing makes true last") {
    for (const char* name : examples) {
      CAPTURE(name);
      const Json explained = RecordedRouting(example(name), mali()).explain();
      for (const Json& outcome : explained.at("outcomes")) {
        std::size_t before = 0;
        for (const Json& rule : outcome.value("nearest", Json::array())) {
          const Json& sets = rule.at("changes");
          const std::size_t changes = sets.empty() ? SIZE_MAX : sets.front().size();
          CHECK(before <= changes);
          for (const Json& set : sets) CHECK(set.size() == sets.front().size());
          before = changes;
        }
      }
    }
  }

  TEST_CASE("who is held reads for whose decision, what is missing and what happens then") {
    const Json explained = RecordedRouting(tiny_report(), tiny()).explain();
    const Json police = outcome_in(explained, "mainland_police");
    CHECK(police.at("outcome") == "held");
    CHECK(police.at("outside") == true);
    const Json hold = police.at("holds").at(0);
    CHECK(hold.at("decider_title").at("en") == "Sector chief, north");
    CHECK(hold.at("release") == "decision");
    CHECK(hold.at("unknown") == true);
    CHECK(hold.at("missing").size() == 2);
    CHECK(hold.at("missing").at(0) == Json{{"text", "assessment.trafficking == 'indicated'"},
                                           {"words",
                                            {{"en", "trafficking in persons is 'indicated'"},
                                             {"fr", "traite des personnes est « indiqué »"}}}});
    CHECK(hold.at("at_deadline") == "escalate");
    CHECK(hold.at("escalate_to_title").at("en") == "Harbour master");
    CHECK(hold.at("rules").at(0).at("value") == "unknown");
    CHECK_FALSE(hold.contains("now"));
  }

  TEST_CASE("a hold that is kept reads as it stands now") {
    const RecordedRouting kept(tiny_report(), tiny());
    KeptHold hold;
    hold.position = "mainland_police";
    hold.terms = kept_terms(outcome_of(kept.routing, "mainland_police").holds.at(0));
    hold.state = HoldState::declined;
    hold.ended_by = "nora";
    hold.ended_at = noon + 1h;
    hold.reason = "not theirs";
    const Json police = outcome_in(kept.explain(std::nullopt, {hold}), "mainland_police");
    const Json now = police.at("holds").at(0).at("now");
    CHECK(now.at("state") == "declined");
    CHECK(now.at("ended_by") == "nora");
    CHECK(now.at("ended_at") == to_milliseconds(noon + 1h));
    CHECK(now.at("reason") == "not theirs");
  }

  TEST_CASE("two questions to one decider read as they stand each") {
    const config::Mission mission = tiny_with_rules(
        "when: report.where.region == 'south_shore'\n    tell: harbour_master\n    how: at_once",
        "when: true\n    tell: harbour_master\n"
        "    how: {after: sector_chief, within: 1 h, at_deadline: remind}");
    Report report = tiny_report();
    report.needs = {{"dry_clothes", Urgency::priority, std::nullopt, std::nullopt}};
    const RecordedRouting kept(report, mission);
    REQUIRE(outcome_of(kept.routing, "harbour_master").holds.size() == 2);
    std::vector<KeptHold> holds{kept_as_routed(kept, "harbour_master", 0),
                                kept_as_routed(kept, "harbour_master", 1)};
    REQUIRE(holds[0].terms.decider == holds[1].terms.decider);
    for (const HoldState first : {HoldState::open, HoldState::closed}) {
      holds[0].state = first;
      holds[1].state = HoldState::released;
      const Json harbour = outcome_in(kept.explain(std::nullopt, holds), "harbour_master");
      CHECK(harbour.at("holds").at(0).at("now").at("state") == to_string(first));
      CHECK(harbour.at("holds").at(1).at("now").at("state") == "released");
    }
  }

  TEST_CASE("a question that was handed over reads who is asked now") {
    const RecordedRouting kept(tiny_report(), tiny());
    KeptHold hold = kept_as_routed(kept, "mainland_police", 0);
    hold.terms.decider = "island_governor";
    hold.terms.escalate_to = "lighthouse_keeper";
    const StoredRouting stored{
        .record = kept.record,
        .version_record = kept.version_record,
        .trace = kept.routing.trace,
        .newcomers = {{"island_governor", {"Island governor", "Gouverneur de l'île"}}}};
    const Json whole = explain_routing(stored, {hold}, std::nullopt);
    const Json now = outcome_in(whole, "mainland_police").at("holds").at(0);
    CHECK(now.at("decider") == "island_governor");
    CHECK(now.at("decider_title").at("en") == "Island governor");
    CHECK(now.at("escalate_to_title").at("en") == "Lighthouse keeper");
    const Reader governor{.position = "island_governor", .told = true};
    CHECK(outcome_in(explain_routing(stored, {hold}, governor), "mainland_police")
              .at("holds")
              .at(0)
              .at("decider") == "island_governor");
    const Reader chief{.position = "sector_chief_north", .told = true};
    CHECK(outcome_in(explain_routing(stored, {hold}, chief), "mainland_police").is_null());
    const Reader police{.position = "mainland_police", .told = true};
    const Json own = outcome_in(explain_routing(stored, {hold}, police), "mainland_police");
    CHECK(own.at("holds").at(0).at("decider") == "hidden");
    CHECK(own.at("holds").at(0).at("decider_title").at("en") == "another position");
  }

  TEST_CASE("who acts in place of an implicated position is named to who may know of it") {
    const config::Mission mission = tiny();
    Report report = tiny_report();
    const RecordedRouting plain(report, mission);
    report.concerns_un_personnel = {true, {"sector_chief_north"}};
    const RecordedRouting kept(report, mission);
    REQUIRE(outcome_of(kept.routing, "mainland_police").holds.at(0).decider == "harbour_master");
    Reader police{.position = "mainland_police",
                  .told = true,
                  .grant = Grants(mission).of(std::vector<Code>{"outline"}, "mainland_police")};
    const Json read = outcome_in(kept.explain(police), "mainland_police");
    CHECK(read.at("holds").at(0).at("decider") == "sector_chief_north");
    CHECK(read == outcome_in(plain.explain(police), "mainland_police"));
    police.grant.parts.set(index_of(*config::find_part("concerns_un_personnel")));
    CHECK(outcome_in(kept.explain(police), "mainland_police").at("holds").at(0).at("decider") ==
          "harbour_master");
    const Reader harbour = told_reader(mission, kept.routing, "harbour_master");
    CHECK(outcome_in(kept.explain(harbour), "mainland_police").at("holds").at(0).at("decider") ==
          "harbour_master");
  }

  TEST_CASE("no held position of any scenario reads who acts for an implicated commander") {
    const config::Mission mission = mali();
    int readers = 0;
    for (const char* name : examples) {
      CAPTURE(name);
      Report report = example(name);
      report.concerns_un_personnel = {true, {"regional_commander_" + report.where.region}};
      const RecordedRouting kept(report, mission);
      for (const Outcome& outcome : kept.routing.outcomes) {
        if (outcome.told != Told::held) continue;
        CAPTURE(outcome.position);
        std::vector<KeptHold> holds;
        for (std::size_t i = 0; i < outcome.holds.size(); ++i) {
          holds.push_back(kept_as_routed(kept, std::string(outcome.position), i));
        }
        const std::vector<Code> show(outcome.holds.at(0).show.begin(),
                                     outcome.holds.at(0).show.end());
        const Code position(outcome.position);
        const Reader reader{
            .position = position,
            .told = true,
            .grant = Grants(mission).of(show, mission.positions.at(position).office)};
        Json own = outcome_in(kept.explain(reader, holds), position);
        REQUIRE_FALSE(own.at("holds").empty());
        for (Json& hold : own.at("holds")) {
          // A rule may itself say that its question climbs there.
          for (Json& rule : hold.at("rules")) rule.erase("how");
        }
        CHECK(dumped(own).find("police_commissioner") == std::string::npos);
        ++readers;
      }
    }
    CHECK(readers > 5);
  }

  TEST_CASE("a rule that tells of sources or suspects, or counts persons, is hidden with them") {
    struct Case {
      std::string condition;
      bool shown;
    };
    const Case rule_cases[] = {
        {"report.who.exists(g, g.role == 'migrant')", true},
        {"report.who.exists(g, g.role in ['migrant', 'witness'])", true},
        {"report.who.exists(g, g.role == 'source')", false},
        {"report.who.exists(g, g.role in ['migrant', 'source'])", false},
        {"report.who.exists(g, g.role == 'suspect')", false},
        {"report.who.exists(g, g.role != 'migrant')", false},
        {"report.who.exists(g, !(g.role == 'migrant'))", false},
        {"!report.who.all(g, g.role == 'migrant')", false},
        {"report.who.size() > 2", false},
        {"report.who.exists(g, g.count.min >= 1)", false},
    };
    const Report report = report_with_a_source();
    for (const Case& each : rule_cases) {
      CAPTURE(each.condition);
      const config::Mission mission = harbour_told_when(each.condition);
      const RecordedRouting kept(report, mission);
      REQUIRE(outcome_of(kept.routing, "harbour_master").told == Told::told);
      Reader reader = told_reader(mission, kept.routing, "harbour_master");
      const auto rules = [&] {
        return outcome_in(kept.explain(reader), "harbour_master").at("rules");
      };
      CHECK(rules().at(0).at("rule") == (each.shown ? "island.harbour" : "hidden"));
      for (const char* part : {"who.sources", "who.suspects"}) {
        reader.grant.parts.set(index_of(*config::find_part(part)));
      }
      CHECK(rules().at(0).at("rule") == "island.harbour");
    }
  }

  TEST_CASE("a reader reads each fact once, however many groups it holds of") {
    const config::Mission mission =
        harbour_told_when("report.who.exists(g, g.may_be_under_18 == 'yes')");
    Report report = report_with_a_source();
    for (Group& group : *report.who) group.age = Age{.min = 10, .max = 12};
    const RecordedRouting kept(report, mission);
    const Json whole = outcome_in(kept.explain(), "harbour_master");
    CHECK(whole.at("rules").at(0).at("facts").size() == 3);
    const Json read = kept.explain(told_reader(mission, kept.routing, "harbour_master"));
    CHECK(outcome_in(read, "harbour_master").at("rules").at(0).at("facts").size() == 1);
  }

  TEST_CASE("a rule that withholds and a stand-in are named, to everybody but a reader") {
    const config::Mission mission = tiny();
    Report report = tiny_report();
    report.concerns_un_personnel = {true, {"sector_chief_north"}};
    const RecordedRouting kept(report, mission);
    const Json harbour = outcome_in(kept.explain(), "harbour_master");
    CHECK(harbour.at("reason") == "stands_in");
    CHECK(harbour.at("stands_in_for").at(0).at("position") == "sector_chief_north");
    CHECK(outcome_in(kept.explain(), "sector_chief_north").at("reason") == "implicated");
    const Json read = kept.explain(told_reader(mission, kept.routing, "harbour_master"));
    CHECK(outcome_in(read, "harbour_master").at("reason") == "hidden");
    CHECK(dumped(read).find("sector_chief_north") == std::string::npos);
    CHECK(dumped(read).find("stands_in") == std::string::npos);
  }

  TEST_CASE("a reader sees of a rule beyond its grant that there is one, and nothing of it") {
    const config::Mission mission = tiny();
    const RecordedRouting kept(tiny_report(), mission);
    const Json read = kept.explain(told_reader(mission, kept.routing, "sector_chief_north"));
    const Json own = outcome_in(read, "sector_chief_north");
    CHECK(rule_in(own.at("rules"), "island.danger").at("value") == "unknown");
    const Json police = outcome_in(read, "mainland_police");
    const Json hold = police.at("holds").at(0);
    CHECK(hold.at("rules").at(0) ==
          Json{{"rule", "hidden"},
               {"title", {{"en", hidden}, {"fr", "un fait que vous ne pouvez pas voir"}}},
               {"because", {{"en", hidden}, {"fr", "un fait que vous ne pouvez pas voir"}}},
               {"authority", hidden}});
    CHECK(hold.at("missing") ==
          Json::array(
              {{{"text", hidden},
                {"words", {{"en", hidden}, {"fr", "un fait que vous ne pouvez pas voir"}}}}}));
    for (const char* secret : {"trafficking", "forced_labour", "island.police", "purposes"}) {
      CAPTURE(secret);
      CHECK(dumped(read).find(secret) == std::string::npos);
    }
  }

  TEST_CASE("no reader of any scenario reads a rule, a sentence or a fact beyond its grant") {
    const config::Mission mission = mali();
    int checked = 0;
    for (const char* name : examples) {
      const RecordedRouting kept(example(name), mission);
      for (const Outcome& outcome : kept.routing.outcomes) {
        if (outcome.told != Told::told) continue;
        const Reader reader = told_reader(mission, kept.routing, Code(outcome.position));
        const std::string read = dumped(kept.explain(reader));
        CAPTURE(name);
        CAPTURE(outcome.position);
        const auto beyond = [&](const std::vector<std::string>& paths) {
          return std::ranges::any_of(
              paths, [&](const std::string& path) { return !sees(reader.grant, path); });
        };
        for (const config::Atom& atom : mission.conditions.atoms) {
          if (!beyond(atom.reads)) continue;
          CAPTURE(atom.text);
          CHECK(read.find(Json(atom.text).dump()) == std::string::npos);
          const Text words = FactWords(mission.conditions, &mission).of(atom);
          CHECK(read.find(Json(words.en).dump()) == std::string::npos);
          CHECK(read.find(Json(words.fr).dump()) == std::string::npos);
          ++checked;
        }
        for (const config::Rule& rule : mission.rules) {
          if (!beyond(paths_read(mission.conditions, rule.condition))) continue;
          CAPTURE(rule.id);
          CHECK(read.find('"' + rule.id + '"') == std::string::npos);
          CHECK(read.find(rule.because.en) == std::string::npos);
          ++checked;
        }
      }
    }
    CHECK(checked > 100);
  }

  TEST_CASE("no reader is shown a pointer, which counts what it may not see") {
    const config::Mission mission = mali();
    int readers = 0;
    for (const char* name : examples) {
      CAPTURE(name);
      const RecordedRouting kept(example(name), mission);
      CHECK(has_member(kept.explain(), "where"));
      for (const Outcome& outcome : kept.routing.outcomes) {
        CAPTURE(outcome.position);
        const Reader reader = told_reader(mission, kept.routing, Code(outcome.position));
        CHECK_FALSE(has_member(kept.explain(reader), "where"));
        if (reader.told) ++readers;
      }
    }
    CHECK(readers > 5);
  }

  TEST_CASE("a reader sees its own outcome and what it decides, of others nothing") {
    const config::Mission mission = tiny();
    const RecordedRouting kept(tiny_report(), mission);
    const Json read = kept.explain(told_reader(mission, kept.routing, "sector_chief_north"));
    CHECK(read.at("outcomes").size() == 2);
    CHECK_FALSE(read.contains("urgency"));
    CHECK_FALSE(outcome_in(read, "sector_chief_north").contains("then"));
    CHECK(outcome_in(read, "harbour_master").is_null());
  }

  TEST_CASE("who is not being told reads its outcome alone, a withheld one that it is not told") {
    const config::Mission mission = tiny();
    Report report = tiny_report();
    report.concerns_un_personnel = {true, {"sector_chief_north"}};
    const RecordedRouting kept(report, mission);
    struct Case {
      Code position;
      std::string outcome;
    };
    for (const Case& each :
         {Case{"sector_chief_north", "not_told"}, Case{"lighthouse_keeper", "not_told"},
          Case{"mainland_police", "held"}}) {
      CAPTURE(each.position);
      const Json read = kept.explain(Reader{.position = each.position, .told = false});
      REQUIRE(read.at("outcomes").size() == 1);
      const Json own = read.at("outcomes").at(0);
      CHECK(own.at("outcome") == each.outcome);
      CHECK(own.size() == 3);  // position, title, outcome
      CHECK(read.size() == 1);
    }
  }

  TEST_CASE("a position that an overdue notice skips is named with the reason") {
    Report report = tiny_report();
    report.concerns_un_personnel = {true, {"harbour_master"}};
    const RecordedRouting kept(report, tiny());
    const Json climb = outcome_in(kept.explain(), "sector_chief_north").at("then").at(1);
    CHECK(climb.at("position") == "harbour_master");
    CHECK(climb.at("skipped") == true);
    CHECK(climb.at("reason") == "implicated");
    CHECK_FALSE(climb.contains("show"));
  }

  TEST_CASE(
      "a position an overdue notice climbs to is shown what its clearance has of the notice") {
    config::Mission mission = tiny();
    add_profile(mission, {.id = "supplies",
                          .title = {},
                          .mark = config::Mark::confidential,
                          .place = config::PlaceDetail::none,
                          .time = config::TimeDetail::none,
                          .parts = {"needs"}});
    mission.clearances["harbour_master"] = {"supplies"};
    const Json climb =
        outcome_in(RecordedRouting(tiny_report(), mission).explain(), "sector_chief_north")
            .at("then")
            .at(1);
    CHECK(climb.at("position") == "harbour_master");
    CHECK(climb.at("show") == Json::array({"persons"}));
  }

  TEST_CASE("an explanation rests on what was kept, whatever the mission says since") {
    config::Mission mission = tiny();
    const RecordedRouting kept(tiny_report(), mission);
    const Json before = kept.explain();
    mission = mali();
    CHECK(kept.explain() == before);
  }

  TEST_CASE("a routing kept before conditions were is explained without facts") {
    const std::string record =
        Json{{"at", 0},
             {"urgency", "routine"},
             {"fired", {"old.rule"}},
             {"outcomes",
              Json::array(
                  {{{"position", "chief"},
                    {"outcome", "told"},
                    {"reason", "matched"},
                    {"rules", {"old.rule"}}},
                   {{"position", "clerk"}, {"outcome", "not_told"}, {"reason", "no_rule"}}})}}
            .dump();
    const std::string version =
        Json{{"rules",
              {{"old.rule",
                {{"title", {{"en", "Old"}, {"fr", "Vieux"}}},
                 {"because", {{"en", "So it was."}, {"fr", "C'était ainsi."}}},
                 {"authority", "ours"},
                 {"tell", "chief"},
                 {"condition", {{"always", true}}}}}}},
             {"positions",
              {{"chief", {{"en", "Chief"}, {"fr", "Chef"}}},
               {"clerk", {{"en", "Clerk"}, {"fr", "Commis"}}}}}}
            .dump();
    const StoredRouting stored{.record = record, .version_record = version, .trace = {}};
    const Json explained = explain_routing(stored, {}, std::nullopt);
    const Json chief = outcome_in(explained, "chief");
    CHECK(chief.at("title").at("en") == "Chief");
    CHECK(chief.at("rules").at(0).at("value") == "yes");
    CHECK_FALSE(chief.at("rules").at(0).contains("facts"));
    const Json read = explain_routing(stored, {}, Reader{.position = "chief", .told = true});
    CHECK(outcome_in(read, "chief").at("rules").at(0).at("rule") == "hidden");
  }

  TEST_CASE(
      "an area that decided is explained by what was kept, to whom the exact place is shown") {
    const config::Mission mission =
        tiny_with_rules("when: report.where.region == 'south_shore'",
                        "when: within(report.where.position, 'old_port')");
    const std::string text = "within(report.where.position, 'old_port')";
    Report report = tiny_report();
    report.where.position = Position{.latitude = 4.55, .longitude = -31.15};
    const RecordedRouting kept(report, mission);
    const Json harbour = outcome_in(kept.explain(), "harbour_master");
    CHECK(harbour.at("outcome") == "told");
    const Json facts = rule_in(harbour.at("rules"), "island.harbour").at("facts");
    REQUIRE(facts.size() == 1);
    CHECK(facts.at(0).at("text") == text);
    CHECK(facts.at(0).at("value") == "yes");
    const Json read = kept.explain(told_reader(mission, kept.routing, "harbour_master"));
    CHECK(outcome_in(read, "harbour_master").at("rules").at(0).at("rule") == "hidden");
    CHECK(dumped(read).find("old_port") == std::string::npos);

    const Json nowhere =
        outcome_in(RecordedRouting(tiny_report(), mission).explain(), "harbour_master");
    CHECK(nowhere.at("outcome") == "held");
    const Json missing = nowhere.at("holds").at(0).at("missing");
    REQUIRE(missing.size() == 1);
    CHECK(missing.at(0).at("text") == text);
    report.where.position->longitude = -31.25;
    const Json beside = outcome_in(RecordedRouting(report, mission).explain(), "harbour_master");
    const Json change = rule_in(beside.at("nearest"), "island.harbour").at("changes").at(0).at(0);
    CHECK(change.at("text") == text);
    CHECK(change.at("now") == "no");
    CHECK(change.at("needed") == "yes");
  }

  TEST_CASE("of many facts the first few are shown, and how many more there are") {
    Report report = tiny_report();
    report.indicators.emplace();
    for (int i = 0; i < 20; ++i) report.indicators->push_back({.code = "boat_at_night"});
    const Json keeper = outcome_in(RecordedRouting(report, tiny()).explain(), "lighthouse_keeper");
    const Json rule = keeper.at("nearest").at(0);
    CHECK(rule.at("facts").size() == facts_shown_max);
    CHECK(rule.at("more_facts") == 20 - facts_shown_max);
  }
}
