#include "cli/explain_text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/explain_words.h"
#include "cli/path_text.h"
#include "cli/rule_text.h"
#include "cli/view_text.h"
#include "cli/wrapped_text.h"
#include "tests/cli/command_run.h"
#include "tests/support/loaded_mission.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

Json both(const std::string& en, const std::string& fr) { return {{"en", en}, {"fr", fr}}; }

Json rule(const std::string& id, const std::string& sentence) {
  return {{"rule", id},
          {"title", both("Title of " + id, "Titre de " + id)},
          {"because", both(sentence, "En français : " + sentence)},
          {"authority", "ours"},
          {"when", "report.exercise"},
          {"value", "yes"},
          {"facts", Json::array({{{"text", "report.exercise"}, {"value", "yes"}}})}};
}

Json hold() {
  return {{"decider", "chief"},
          {"decider_title", both("Chief", "Chef")},
          {"release", "decision"},
          {"unknown", true},
          {"rules", Json::array({rule("rule.held", "It may matter to them.")})},
          {"missing", {"report.who[].age.min < 18"}},
          {"within_min", 120},
          {"at_deadline", "escalate"},
          {"escalate_to_title", both("Commissioner", "Commissaire")},
          {"now", {{"state", "open"}, {"due", 7'200'000}}}};
}

Json told() {
  return {{"position", "chief"},
          {"title", both("Chief", "Chef")},
          {"outcome", "told"},
          {"reason", "matched"},
          {"deadline", 1'800'000},
          {"show", {"core"}},
          {"rules", Json::array({rule("rule.always", "Every report is told to the chief.")})},
          {"notice", {{"state", "told"}, {"revision", 1}, {"deadline", 1'800'000}}}};
}

Json held() {
  return {{"position", "police"}, {"title", both("Police", "Police")},
          {"outside", true},      {"outcome", "held"},
          {"reason", "waits"},    {"holds", Json::array({hold()})}};
}

Json not_told() {
  Json nearest = rule("rule.far", "Boats follow.");
  nearest["value"] = "no";
  nearest["facts"] = {{{"text", "report.exercise"}, {"value", "no"}}};
  nearest["changes"] = {{{{"text", "report.exercise"}, {"now", "no"}, {"needed", "yes"}}},
                        {{{"text", "report.who[].sex == 'female'"},
                          {"now", "unknown"},
                          {"needed", "yes"},
                          {"where", "/who/1"}}},
                        {{{"text", "report.needs[].kind == 'water'"},
                          {"now", "unknown"},
                          {"needed", "yes"},
                          {"where", "/needs"},
                          {"one_more", true}}}};
  return {{"position", "keeper"},
          {"title", both("Keeper", "Gardien")},
          {"outcome", "not_told"},
          {"reason", "condition_false"},
          {"nearest", Json::array({nearest})}};
}

Json answer(const Json& outcomes) {
  return {{"report", "016b1cb5-b980-7001-8001-000000000001"},
          {"revision", 2},
          {"at", 0},
          {"urgency", "flash"},
          {"outcomes", outcomes}};
}

const config::Mission nobody{};

std::string text(const Json& outcomes, const std::string& language = "en") {
  return explain_text(answer(outcomes), nobody, language);
}

std::string of_one(const Json& outcome, const std::string& language = "en") {
  return position_text(answer(Json::array({outcome})), nobody, language);
}

std::string with_now(const Json& now) {
  Json outcome = held();
  outcome["holds"][0]["now"] = now;
  return text(Json::array({outcome}));
}

/// Without the line breaks that wrapping puts anywhere.
std::string flat(const std::string& lines) {
  std::istringstream words(lines);
  std::string all;
  for (std::string each; words >> each;) all += (all.empty() ? "" : " ") + each;
  return all;
}

void check_width(const std::string& lines) {
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    const auto characters = std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    CAPTURE(line);
    CHECK(static_cast<std::size_t>(characters) <= page_width);
  }
}

Json chain() {
  Json json = answer(Json::array());
  json.erase("outcomes");
  const Json chief{{"position", "chief"}, {"title", both("Chief", "Chef")}};
  const auto step = [&](const char* what, std::int64_t at, Json more) {
    more.update(chief);
    more["what"] = what;
    more["at"] = at;
    return more;
  };
  json["path"] = {
      {{"what", "received"}, {"at", 0}, {"intake", "intake"}, {"revision", 1}},
      {{"what", "routed"}, {"at", 0}, {"revision", 1}, {"urgency", "flash"}},
      step("told", 0, {{"state", "told"}}),
      step("asked", 0, {{"release", "decision"}, {"for_title", both("Police", "Police")}}),
      step("acknowledged", 1000, {{"person", "nora"}}),
      step("told", 2000, {{"state", "reminded"}}),
      {{"what", "damaged"}, {"at", 2500}},
      step("decided", 3000,
           {{"person", "nora"},
            {"reason", "not\ntheirs"},
            {"decisions",
             Json::array({{{"title", both("Police", "Police")}, {"release", false}}})}})};
  json["waiting"] = Json::array({{{"title", both("Keeper", "Gardien")},
                                  {"decider_title", both("Chief", "Chef")},
                                  {"release", "forward"},
                                  {"due", 7'200'000}}});
  json["open"] = Json::array({{{"title", both("Chief", "Chef")}, {"deadline", 60'000}}});
  return json;
}

}  // namespace

TEST_SUITE("cli/explain_text") {
  TEST_CASE("the first line says what happened to how many, then each outcome with its reasons") {
    const std::string lines = text(Json::array({told(), held(), not_told()}));
    CHECK(
        lines.starts_with("Report 016b1cb5-b980-7001-8001-000000000001, revision 2: 1 told, 1 "
                          "held, 1 not\ntold.\n"));
    const std::string all = flat(lines);
    CHECK(contains(all, "Routed 1970-01-01T00:00:00.000Z, flash."));
    CHECK(contains(all,
                   "TOLD Chief (chief): to acknowledge by 1970-01-01T00:30:00.000Z - Every "
                   "report is told to the chief. (ours)"));
    CHECK(contains(all,
                   "HELD Police (police): waits for Chief to decide, by "
                   "1970-01-01T02:00:00.000Z; if nobody answers, Commissioner is asked too - "
                   "It may matter to them. (ours) - Not known: report.who[].age.min < 18 "
                   "outside the mission"));
    CHECK(contains(all, "NOT TOLD Keeper (keeper): no rule that names this position applies"));
    CHECK_FALSE(contains(all, "WITHHELD"));
    CHECK_FALSE(contains(all, "rule.far"));  // One line each.
    check_width(lines);
  }

  TEST_CASE("every way a hold can stand is said") {
    struct Case {
      Json now;
      std::string said;
    };
    const Case cases[] = {
        {{{"state", "waiting"}}, "waits for Chief to decide, within 2 h of being told;"},
        {Json::object(), "waits for Chief to decide, within 2 h;"},
        {{{"state", "open"}, {"due", 0}, {"escalated", true}}, "; Commissioner has been asked too"},
        {{{"state", "released"}, {"ended_at", 0}, {"ended_by", "nora"}},
         "told since: nora released it, 1970-01-01T00:00:00.000Z"},
        {{{"state", "released"}, {"ended_at", 0}}, "told since, 1970-01-01T00:00:00.000Z"},
        {{{"state", "declined"}, {"ended_at", 0}, {"ended_by", "nora"}, {"reason", "a\x1b[2Jb"}},
         "not told: nora declined it, 1970-01-01T00:00:00.000Z"},
        {{{"state", "declined"}, {"ended_at", 0}}, "not told: declined,"},
        {{{"state", "passed"}, {"ended_at", 0}, {"ended_by", "deadline"}},
         "told since: nobody answered by the deadline,"},
        {{{"state", "closed"}, {"ended_at", 0}, {"ended_by", "revision"}},
         "no longer asked since 1970-01-01T00:00:00.000Z"}};
    for (const Case& each : cases) {
      CAPTURE(each.now.dump());
      CHECK(contains(flat(with_now(each.now)), each.said));
    }
    CHECK(contains(flat(with_now(cases[5].now)), "Reason given: a\\u001b[2Jb"));
    Json nobody_left = held();
    nobody_left["holds"][0]["decider"] = "";
    CHECK(contains(flat(text(Json::array({nobody_left}))), "nobody is left to decide"));
  }

  TEST_CASE("of one position: the facts behind each rule, and each way it could have been told") {
    const std::string keeper = of_one(not_told());
    const std::string all = flat(keeper);
    CHECK(contains(all,
                   "Rule: Title of rule.far Boats follow. (ours) Condition: report.exercise It "
                   "does not apply: - report.exercise: no It would apply if any one of these 3 "
                   "were otherwise: - report.exercise: now no, needed yes or - "
                   "report.who[].sex == 'female': now not known, needed yes, at who 2 or - "
                   "report.needs[].kind == 'water': needed yes, of one more entry of needs"));
    check_width(keeper);
    CHECK(contains(flat(of_one(told())), "It applies: - report.exercise: yes"));
    CHECK(contains(flat(of_one(held())), "Rule: Title of rule.held"));
    CHECK(contains(of_one(not_told(), "fr"), "Règle : Titre de rule.far"));
  }

  TEST_CASE("facts are said in words where they have them, and then without the condition") {
    Json outcome = not_told();
    Json& nearest = outcome["nearest"][0];
    const Json words = both("it is an exercise", "c’est un exercice");
    nearest["facts"][0]["words"] = words;
    nearest["facts"][0]["where"] = "/who/0";
    nearest["changes"] = {
        {{{"text", "report.exercise"}, {"words", words}, {"now", "no"}, {"needed", "yes"}}}};
    CHECK(contains(flat(of_one(outcome, "fr")),
                   "En français : Boats follow. (ours) Elle ne s’applique pas : - c’est un "
                   "exercice : non, à qui 1 Elle s’appliquerait si ceci était autrement : - c’est "
                   "un exercice : non ; il faudrait oui"));
    CHECK_FALSE(contains(of_one(outcome), "report.exercise"));
    nearest["facts"].push_back({{"text", "a == 1"}, {"value", "no"}});
    CHECK(contains(of_one(outcome), "Condition: report.exercise\n"));
    Json waiting = held();
    waiting["holds"][0]["missing"] = {{{"text", "a == 1"}, {"words", both("how old", "l’âge")}},
                                      {{"en", "how old"}, {"fr", "l’âge"}, {"text", "a == 2"}},
                                      "b == 1"};
    const Json outcomes = Json::array({waiting});
    CHECK(contains(flat(text(outcomes)), "- Not known: how old; b == 1 "));
    CHECK(contains(flat(text(outcomes, "fr")), "- On ignore : l’âge ; b == 1 "));
  }

  TEST_CASE("a rule of which it is not known whether it applies is not said as if it did") {
    Json waiting = held();
    waiting["holds"][0]["rules"][0]["value"] = "unknown";
    CHECK(contains(flat(text(Json::array({waiting}))),
                   "- Not known whether this is so: It may matter to them. (ours)"));
    CHECK(contains(flat(text(Json::array({waiting}), "fr")),
                   "- On ignore si tel est le cas : En français : It may matter"));
  }

  TEST_CASE("who was held and told since is no longer among the held, nor who was declined") {
    struct Case {
      Json now;
      std::string summary, heading;
    };
    const Case cases[] = {
        {{{"state", "open"}, {"due", 0}}, "1 held.", "HELD"},
        {{{"state", "waiting"}}, "1 held.", "HELD"},
        {{{"state", "released"}, {"ended_at", 0}}, "1 told after a hold.", "TOLD AFTER A HOLD"},
        {{{"state", "passed"}, {"ended_at", 0}}, "1 told after a hold.", "TOLD AFTER A HOLD"},
        {{{"state", "declined"}, {"ended_at", 0}},
         "1 no longer held and not told.",
         "NO LONGER HELD, NOT TOLD"},
        {{{"state", "closed"}, {"ended_at", 0}},
         "1 no longer held and not told.",
         "NO LONGER HELD, NOT TOLD"}};
    for (const Case& each : cases) {
      CAPTURE(each.now.dump());
      const std::string lines = with_now(each.now);
      CHECK(contains(flat(lines), each.summary));
      CHECK(contains(lines, "\n" + each.heading + "\n  Police"));
    }
    Json both_ways = held();
    both_ways["holds"].push_back(hold());
    both_ways["holds"][0]["now"] = {{"state", "released"}, {"ended_at", 0}};
    CHECK(contains(text(Json::array({both_ways}), "fr"), "INFORMÉS APRÈS UNE ATTENTE\n"));
    both_ways["holds"][0]["now"]["state"] = "declined";
    CHECK(contains(text(Json::array({both_ways}), "fr"), "EN ATTENTE D’UNE DÉCISION\n"));
  }

  TEST_CASE("who was told after a hold is said to have acknowledged, or until when it should") {
    Json outcome = held();
    outcome["holds"][0]["now"] = {{"state", "released"}, {"ended_at", 0}, {"ended_by", "nora"}};
    outcome["notice"] = {{"state", "told"}, {"deadline", 1'800'000}};
    CHECK(contains(flat(text(Json::array({outcome}))),
                   "told since: nora released it, 1970-01-01T00:00:00.000Z to acknowledge by "
                   "1970-01-01T00:30:00.000Z - It may"));
    outcome["notice"] = {{"state", "changed"}, {"acknowledged_at", 0}, {"acknowledged_by", "ann"}};
    CHECK(contains(flat(text(Json::array({outcome}))), "acknowledged by ann, 1970"));
    outcome["notice"] = {{"state", "corrected"}, {"revision", 3}};
    const std::string corrected = text(Json::array({outcome}));
    CHECK(contains(corrected, "NO LONGER HELD, NOT TOLD\n"));
    CHECK(contains(flat(corrected), "no longer concerned since revision 3"));
  }

  TEST_CASE("who was told of the report before is said so once, and not among the held") {
    Json outcome = held();
    outcome["holds"][0].erase("now");
    outcome["holds"].push_back(outcome["holds"][0]);
    outcome["notice"] = {{"state", "changed"}, {"deadline", 1'800'000}};
    const std::string lines = text(Json::array({outcome}));
    CHECK(contains(lines, "TOLD AFTER A HOLD\n"));
    const std::string sentence = "told of the report before: it stays told";
    const std::string all = flat(lines);
    REQUIRE(contains(all, sentence));
    CHECK(all.find(sentence) == all.rfind(sentence));
  }

  TEST_CASE("for whose eyes an explanation is, is said by title") {
    static const config::Mission mission = support::loaded_mission("config/mali");
    Json asked = answer(Json::array({told()}));
    asked["as"] = "gender_unit";
    const config::Position& unit = mission.positions.at("gender_unit");
    CHECK(contains(explain_text(asked, mission, "en"), "As " + unit.title.en + " may know it."));
    CHECK(contains(explain_text(asked, nobody, "en"), "As gender_unit may know it."));
  }

  TEST_CASE("a rule without facts applies to every report, or to none") {
    Json outcome = told();
    outcome["rules"][0]["facts"] = Json::array();
    CHECK(contains(of_one(outcome), "It applies to every report."));
    outcome["rules"][0]["value"] = "no";
    CHECK(contains(of_one(outcome), "It applies to no report."));
    outcome["rules"][0].erase("facts");
    CHECK_FALSE(contains(of_one(outcome), "It applies"));
  }

  TEST_CASE("what a reader may not see reads so in its language, and nothing else of the rule") {
    Json outcome = told();
    outcome["rules"] = Json::array(
        {{{"rule", "hidden"},
          {"title", both("a fact you may not see", "un fait que vous ne pouvez pas voir")},
          {"because", both("a fact you may not see", "un fait que vous ne pouvez pas voir")},
          {"authority", "a fact you may not see"}}});
    CHECK(contains(text(Json::array({outcome})), "\n    - a fact you may not see\n"));
    CHECK(contains(text(Json::array({outcome}), "fr"),
                   "\n    - un fait que vous ne pouvez pas voir\n"));
    Json waiting = held();
    waiting["holds"][0]["missing"] = {"a fact you may not see"};
    CHECK(contains(flat(text(Json::array({waiting}), "fr")),
                   "On ignore : un fait que vous ne pouvez pas voir"));
  }

  TEST_CASE("the same in French, every line no wider than a page") {
    const std::string lines = text(Json::array({told(), held(), not_told()}), "fr");
    CHECK(contains(lines, "INFORMÉS"));
    CHECK(contains(flat(lines), "Chef (chief) : accusé de réception attendu avant le"));
    check_width(lines);
  }

  TEST_CASE("every word has a text in both languages, with the same number of holes") {
    const auto holes = [](const std::string& words) {
      std::size_t count = 0;
      for (std::size_t at = words.find("{}"); at != std::string::npos;
           at = words.find("{}", at + 2)) {
        ++count;
      }
      return count;
    };
    CHECK_FALSE(knows_explain_words("reason.weather"));
    for (const char* key : {"reason.stands_in",
                            "reason.asked",
                            "reason.implicated",
                            "reason.withheld_by_rule",
                            "reason.no_addressee",
                            "reason.other_region",
                            "reason.condition_false",
                            "reason.no_rule",
                            "reason.hidden",
                            "held.then.remind",
                            "held.then.escalate",
                            "held.then.forward",
                            "held.decision",
                            "held.forward",
                            "held.released",
                            "held.declined",
                            "held.passed",
                            "held.closed",
                            "held.whether",
                            "summary.told_since",
                            "summary.settled",
                            "TOLD_SINCE",
                            "SETTLED",
                            "label",
                            "path.told",
                            "path.changed",
                            "path.reminded",
                            "path.corrected",
                            "path.damaged",
                            "path.asked.decision",
                            "path.asked.forward",
                            "path.acknowledged",
                            "path.commented",
                            "path.forwarded",
                            "path.decided",
                            "path.passed",
                            "path.closed",
                            "path.wait.decision",
                            "path.wait.forward",
                            "value.yes",
                            "value.no",
                            "value.unknown",
                            "rule.yes",
                            "rule.no",
                            "rule.unknown"}) {
      CAPTURE(key);
      REQUIRE(knows_explain_words(key));
      CHECK_FALSE(explain_words(key, "en").empty());
      CHECK(holes(explain_words(key, "en")) == holes(explain_words(key, "fr")));
    }
  }

  TEST_CASE("a span is said in the largest unit that fits") {
    CHECK(span_text(45, "en") == "45 min");
    CHECK(span_text(120, "en") == "2 h");
    CHECK(span_text(90, "en") == "90 min");
    CHECK(span_text(2880, "fr") == "2 j");
    CHECK(span_text(0, "en") == "0 min");
  }

  TEST_CASE("the way of a report is one line a step, then who is still waited for") {
    const std::string lines = path_text(chain(), nobody, "en");
    CHECK(contains(lines,
                   "1970-01-01T00:00:00.000Z  received from intake (revision 1)\n"
                   "1970-01-01T00:00:00.000Z  routed, flash (revision 1)\n"
                   "1970-01-01T00:00:00.000Z  told: Chief\n"
                   "1970-01-01T00:00:00.000Z  asked to decide: Chief, about Police\n"
                   "1970-01-01T00:00:01.000Z  acknowledged: Chief, by nora\n"
                   "1970-01-01T00:00:02.000Z  reminded: Chief\n"
                   "1970-01-01T00:00:02.500Z  told somebody: the disk has changed whom since\n"
                   "1970-01-01T00:00:03.000Z  decided: Chief, by nora\n"
                   "                          - not to tell Police\n"
                   "                          - Reason: not\\ntheirs\n"));
    CHECK(contains(lines,
                   "Still waiting\n  - Keeper: for Chief to forward it, until "
                   "1970-01-01T02:00:00.000Z\n"));
    CHECK(contains(lines, "Not acknowledged yet\n  - Chief: by 1970-01-01T00:01:00.000Z\n"));
    check_width(lines);
    check_width(path_text(chain(), nobody, "fr"));
  }

  TEST_CASE("a view begins and ends with its mark, and says whether it is shown or would be") {
    const Json view{{"mark", "strictly_confidential"},
                    {"profiles", {"core"}},
                    {"sentence", both("Nobody is returned.", "Nul n'est renvoyé.")},
                    {"where", {{"region", "gao"}}}};
    Json shown{{"report", "r"},
               {"revision", 1},
               {"title", both("Chief", "Chef")},
               {"told", true},
               {"profiles", {"core"}},
               {"mark", "strictly_confidential"},
               {"digest", "ab"},
               {"waits_for", Json::array()},
               {"view", view}};
    const std::string lines = view_text(shown, nobody, "en");
    CHECK(
        lines.starts_with("STRICTLY CONFIDENTIAL\nWhat Chief is shown of report r, revision 1\n"));
    CHECK(lines.ends_with("Digest: ab\nSTRICTLY CONFIDENTIAL\n"));
    CHECK(contains(lines, "Nobody is returned."));
    CHECK(contains(lines, "gao"));
    shown["told"] = false;
    shown["waits_for"] = {"chief"};
    const std::string would = view_text(shown, nobody, "fr");
    CHECK(would.starts_with("STRICTEMENT CONFIDENTIEL\nCe que Chef verrait du rapport r"));
    CHECK(contains(would, "en attente de chief"));
    shown["state"] = "corrected";
    CHECK(contains(view_text(shown, nobody, "en"), "no longer concerns it"));
  }
}
