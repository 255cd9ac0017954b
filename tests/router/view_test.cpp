#include "router/views/view.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "report/random.h"
#include "router/assess/assessment_json.h"
#include "router/rules/rule_book.h"
#include "tests/router/assessed.h"
#include "tests/router/canaries.h"
#include "tests/router/missions.h"
#include "tests/router/profiles.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/report_generator.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;
using config::find_part;
using config::Part;
using config::PlaceDetail;
using config::TimeDetail;

Grant everything() {
  Grant grant{.place = PlaceDetail::exact, .time = TimeDetail::exact};
  for (const Part& part : config::parts()) grant.parts.set(index_of(part));
  return grant;
}

Grant only(const std::vector<std::string>& parts) {
  Grant grant;
  for (const std::string& name : parts) {
    REQUIRE_MESSAGE(find_part(name) != nullptr, name);
    grant.parts.set(index_of(*find_part(name)));
  }
  return grant;
}

/// The shipped catalogue's assessment of the report, and its views.
class ViewsOf {
 public:
  explicit ViewsOf(const Report& report)
      : ViewsOf(report, encode_report(report), write_assessment(assessed(report))) {}
  ViewsOf(const Report& report, const std::string& report_json,
          const std::string& assessment_json) {
    views_.read(report, report_json, assessment_json);
  }

  std::string text(const Grant& grant) const { return views_.view(grant); }
  Json json(const Grant& grant) const { return Json::parse(text(grant)); }

 private:
  Views views_{shipped()};
};

std::string joined_path(std::string path) {
  // "/who/*/age/min" -> "who[].age.min"
  std::string joined;
  path.erase(0, 1);
  for (const char c : path) joined += c == '/' ? '.' : c;
  for (std::size_t at = joined.find(".*"); at != std::string::npos; at = joined.find(".*")) {
    joined.replace(at, 2, "[]");
  }
  return joined;
}

const std::set<std::string>& heading() {
  static const std::set<std::string> members{"mark", "profiles[]", "catalogue", "sentence.en",
                                             "sentence.fr"};
  return members;
}

/// Paths of every leaf of a view but its heading, as parts write them.
std::set<std::string> leaves_of(const Json& view) {
  std::set<std::string> leaves;
  for (const std::string& path : leaf_paths(view)) {
    const std::string joined = joined_path(path);
    if (heading().contains(joined)) continue;
    leaves.insert(joined.starts_with("assessment.") ? joined : "report." + joined);
  }
  return leaves;
}

bool has_leaf(const Part& part, std::string_view path) {
  return std::ranges::find(part.leaves, path, &config::Leaf::path) != part.leaves.end();
}

/// Whether that leaf may stand in a view of this grant; judged from the tables alone.
bool may_stand(const Grant& grant, const std::string& leaf) {
  if (leaf == "report.who[].group") return sees(grant, "report.who[]");
  if (leaf == "report.when.detail") return grant.time != TimeDetail::none;
  if (leaf == "report.where.detail") return grant.place == PlaceDetail::about_10_km;
  if (leaf.starts_with("report.when.") && leaf != "report.when.recurring") {
    return grant.time != TimeDetail::none;
  }
  const PlaceDetail least = config::access_to(leaf).place;
  if (least != PlaceDetail::none) return grant.place >= least;
  return std::ranges::any_of(config::parts(), [&](const Part& part) {
    return grant.parts.test(index_of(part)) && has_leaf(part, leaf);
  });
}

/// A report with every field, two groups with names of their own that refer to one another.
Report full_report() {
  Report report = maximal_report();
  report.who->push_back({.name = "amadou_the_driver", .role = Role::suspect});
  for (auto* facts : {&report.how.acts, &report.how.means, &report.why.purposes}) {
    (*facts)->front().by = std::vector<Code>{"amadou_the_driver"};
  }
  report.how.journey->crossings->front().benefits->front().by = "girls";
  report.how.journey->crossings->front().benefits->front().to = "amadou_the_driver";
  return report;
}

/// Adds members no schema has at every object level.
void plant(Json& value) {
  if (value.is_array()) {
    for (Json& entry : value) plant(entry);
  }
  if (!value.is_object()) return;
  for (auto& [name, child] : value.items()) plant(child);
  value["planted_text"] = "planted";
  value["planted_object"] = {{"code", "planted"}, {"name", "planted"}};
  value["planted_list"] = {{{"kind", "planted"}}, "planted"};
}

/// Turns every plain value into an object that holds it: another form under a known name.
void wrap(Json& value) {
  if (!value.is_structured()) {
    value = {{"planted", value}, {"code", value}};
    return;
  }
  for (Json& child : value) wrap(child);
}

const std::vector<std::string>& scenario_files() {
  static const std::vector<std::string> names{"annex1-gao-apartment.r1",
                                              "annex1-gao-apartment.r2",
                                              "case1-felix",
                                              "case2-gina",
                                              "case3-quranic-school",
                                              "case4-militia",
                                              "indicator-1-begging",
                                              "indicator-2-house",
                                              "john-van",
                                              "militia-consent"};
  return names;
}

/// Beside the scenarios of the sources one of ours: the commander is implicated.
const std::string implicated_commander = "un-personnel";

std::vector<std::string> golden_names() {
  std::vector<std::string> names = scenario_files();
  names.push_back(implicated_commander);
  return names;
}

Report scenario(const std::string& name) {
  if (name != implicated_commander) return example(name);
  Report report = example("annex1-gao-apartment.r2");
  report.concerns_un_personnel = {true, {"regional_commander_gao"}};
  return report;
}

/// Of a held position: those of everything it waits for.
std::vector<Code> profiles_for(const Outcome& outcome) {
  std::set<Code> profiles(outcome.show.begin(), outcome.show.end());
  for (const Hold& hold : outcome.holds) profiles.insert(hold.show.begin(), hold.show.end());
  return {profiles.begin(), profiles.end()};
}

/// What the rules of the mission show of the example, all of it under "position, told" or
/// "position, held": of a position that waits, what it is shown once everybody it waits for has let
/// it.
OrderedJson views_by_position(const config::Mission& mission, const std::string& name) {
  const Report report = scenario(name);
  const Assessment assessment = assessed(report);
  const ViewsOf views(report, encode_report(report), write_assessment(assessment));
  OrderedJson all = OrderedJson::object();
  for (const Outcome& outcome : RuleBook(mission).route(report, assessment, noon).outcomes) {
    if (outcome.told != Told::told && outcome.told != Told::held) continue;
    const std::string position{outcome.position};
    const Grant grant = Grants(mission).of(profiles_for(outcome), office_of(mission, position));
    all[position + ", " + std::string(to_string(outcome.told))] =
        OrderedJson::parse(views.text(grant));
  }
  return all;
}

/// The rules that tell that office show it nothing.
void without_profiles(config::Mission& mission, const Code& office) {
  for (config::Rule& rule : mission.rules) {
    if (rule.office == office) rule.show.clear();
  }
}

std::filesystem::path golden_path(const std::string& example_name) {
  return std::filesystem::path(VIGIE_SOURCE_DIR) / "tests/router/views" / (example_name + ".json");
}

/// The union of profiles, from the tables alone.
Grant widest_of(const config::Mission& mission, const std::vector<Code>& profiles) {
  Grant widest;
  for (const Code& id : profiles) {
    const config::Profile& profile = mission.profiles.at(id);
    for (const std::string& part : profile.parts) widest.parts.set(index_of(*find_part(part)));
    widest.place = std::max(widest.place, profile.place);
    widest.time = std::max(widest.time, profile.time);
  }
  return widest;
}

Grant clearance_of(const config::Mission& mission, const Code& office) {
  const auto found = mission.clearances.find(office);
  return found == mission.clearances.end() ? Grant{} : widest_of(mission, found->second);
}

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

/// Milliseconds.
std::int64_t rounded_to(const Json& when) {
  const std::string detail = when.value("detail", "exact");
  if (detail == "day") return day_ms;
  return detail == "hour" ? hour_ms : 1;
}

/// Neither a leaf nor a finer place or time than that.
void check_within(const Json& view, const Grant& most) {
  for (const std::string& leaf : leaves_of(view)) {
    CAPTURE(leaf);
    // What says how a place or a time was rounded stands only where it was.
    if (leaf == "report.where.detail" || leaf == "report.when.detail") continue;
    CHECK(may_stand(most, leaf));
  }
  const Json where = view.value("where", Json::object());
  if (where.contains("position") && !where.contains("detail")) {
    CHECK(most.place == PlaceDetail::exact);
  }
  const Json when = view.value("when", Json::object());
  if (!when.contains("filed_at")) return;
  const std::int64_t step = rounded_to(when);
  if (most.time < TimeDetail::exact) CHECK(step >= hour_ms);
  if (most.time < TimeDetail::hour) CHECK(step == day_ms);
  for (const char* name : {"observed_from", "observed_to", "filed_at"}) {
    CHECK(when.value(name, std::int64_t{0}) % step == 0);
  }
}

/// The shipped mission with random profiles; its rules show random ones of them, its offices are
/// cleared for others, and rules of one office tell another.
config::Mission random_rules_and_clearances(SeededRandom& random) {
  config::Mission mission = shipped();
  mission.profiles = random_profiles(random).profiles;
  const auto some = [&] {
    std::vector<Code> ids;
    for (const auto& [id, profile] : mission.profiles) {
      if (random.below(3) == 0) ids.push_back(id);
    }
    return ids;
  };
  for (auto& [office, profiles] : mission.clearances) profiles = some();
  for (config::Rule& rule : mission.rules) {
    rule.show = some();
    rule.condition = mission.rules[random.below(mission.rules.size())].condition;
    rule.if_unknown = static_cast<config::IfUnknown>(random.below(3));
    const config::Rule& other = mission.rules[random.below(mission.rules.size())];
    if (!mission.positions.contains(other.office)) continue;
    if (mission.positions.at(other.office).outside) continue;
    if (random.below(3) == 0) rule.office = other.office;
  }
  return mission;
}

struct PlaceCase {
  PlaceDetail detail;
  std::string expected;
};

struct TimeCase {
  TimeDetail detail;
  std::string expected;
};

}  // namespace

TEST_SUITE("router/view") {
  TEST_CASE("a part alone shows exactly its own leaves") {
    const Report report = full_report();
    const ViewsOf views(report);
    const std::set<std::string> whole = leaves_of(views.json(everything()));
    for (const Part& part : config::parts()) {
      CAPTURE(part.name);
      std::set<std::string> expected;
      for (const config::Leaf& leaf : part.leaves) {
        if (leaf.path.starts_with("report.")) expected.emplace(leaf.path);
        if (leaf.path.starts_with("report.who[]")) expected.emplace("report.who[].group");
      }
      std::set<std::string> shown;
      const Grant grant = only({std::string{part.name}, "who.suspects"});
      for (const std::string& leaf : leaves_of(views.json(grant))) {
        if (leaf.starts_with("report.")) shown.insert(leaf);
        CHECK(may_stand(grant, leaf));
      }
      CHECK(shown == expected);
    }
    CHECK(whole.size() > 90);
  }

  TEST_CASE("everything a part names of the assessment is written for some report") {
    std::set<std::string> written;
    const auto note = [&](const Report& report) {
      const Json assessment = Json::parse(write_assessment(assessed(report)));
      for (const std::string& path : leaf_paths(assessment)) {
        written.insert("assessment." + joined_path(path));
      }
    };
    SeededRandom random(53);
    for (int number = 0; number < 300; ++number) {
      Report report = random_report(random);
      note(report);
      report.when.observed_from = parse_time("2024-01-01T00:00:00Z");  // No source for the law.
      note(report);
    }
    for (const std::string& name : scenario_files()) note(example(name));
    for (const Part& part : config::parts()) {
      for (const config::Leaf& leaf : part.leaves) {
        CAPTURE(leaf.path);
        if (!leaf.path.starts_with("assessment.")) continue;
        const bool law = leaf.path == "assessment.frames[].missing[].rests_on[]" ||
                         leaf.path == "assessment.frames[].because[].rests_on[]";
        CHECK((law || written.contains(std::string{leaf.path})));
      }
    }
    for (const std::string& path : written) {
      CAPTURE(path);
      CHECK((path == "assessment.catalogue" || config::access_to(path).parts.any()));
    }
  }

  TEST_CASE("the heading of a view names its mark and profiles, first") {
    Grant grant = only({"what.category"});
    grant.mark = config::Mark::strictly_confidential;
    grant.profiles = {"core", "operational"};
    CHECK(ViewsOf(maximal_report())
              .text(grant)
              .starts_with(R"({"mark":"strictly_confidential","profiles":["core","operational"],)"
                           R"("catalogue":"2019.1","sentence":{"en":")"));
    const Json nothing = ViewsOf(maximal_report()).json({});
    CHECK(nothing.size() == 4);
    CHECK(nothing["profiles"].empty());
    CHECK(nothing["sentence"]["fr"] ==
          shipped().catalogues.at("2019.1").statements.at("protection.non_refoulement").text.fr);
  }

  TEST_CASE("a field added to the report or the assessment is in no view, not even the widest") {
    const Report report = full_report();
    const ViewsOf plain(report);
    Json report_json = Json::parse(encode_report(report));
    Json assessment_json = Json::parse(write_assessment(assessed(report)));
    plant(report_json);
    plant(assessment_json);
    const ViewsOf planted(report, report_json.dump(), assessment_json.dump());
    REQUIRE(report_json.dump().find("planted") != std::string::npos);
    CHECK(planted.text(everything()) == plain.text(everything()));
    for (const auto& [office, profiles] : shipped().clearances) {
      const Grant grant = Grants(shipped()).of(profiles, office);
      CHECK(planted.text(grant) == plain.text(grant));
    }
  }

  TEST_CASE("a field that takes another form is shown to nobody") {
    const Report report = full_report();
    Json report_json = Json::parse(encode_report(report));
    Json assessment_json = Json::parse(write_assessment(assessed(report)));
    wrap(report_json);
    wrap(assessment_json);
    const ViewsOf views(report, report_json.dump(), assessment_json.dump());
    const std::string text = views.text(everything());
    CHECK(text.find("planted") == std::string::npos);
    for (const std::string& leaf : leaves_of(Json::parse(text))) {
      CAPTURE(leaf);
      const bool known_otherwise =
          leaf.starts_with("report.when.") || leaf.starts_with("report.where.") ||
          leaf == "report.who[].group" || leaf == "report.who[].may_be_under_18";
      CHECK(known_otherwise);
    }
  }

  TEST_CASE("free text and every other canary stands only where its field is granted") {
    const Planted planted = plant_canaries(full_report());
    REQUIRE(planted.canaries.size() >= 20);
    const ViewsOf views(planted.report);
    const std::string widest = views.text(everything());
    for (const auto& [office, profiles] : shipped().clearances) {
      CAPTURE(office);
      const Grant grant = Grants(shipped()).of(profiles, office);
      const std::string view = views.text(grant);
      for (const Canary& canary : planted.canaries) {
        CAPTURE(canary.path);
        const bool granted = may_stand(grant, "report." + joined_path(canary.path));
        CHECK((granted || !stands_in(view, canary)));
        if (canary.path == "/what/narrative") {
          CHECK(granted == stands_in(view, canary));
        }
      }
    }
    // Identity and what is never shown are not even in the widest.
    CHECK(widest.find(to_string(planted.report.identity->digest)) == std::string::npos);
    CHECK(widest.find(planted.report.patrol.device) == std::string::npos);
    CHECK(widest.find(*planted.report.what.narrative) != std::string::npos);
  }

  TEST_CASE("groups are numbers, wherever the report names one") {
    const ViewsOf views(full_report());
    const std::string text = views.text(everything());
    CHECK(text.find("amadou") == std::string::npos);
    CHECK(text.find("\"girls\"") == std::string::npos);
    const Json view = Json::parse(text);
    CHECK(view["who"][0]["group"] == 1);
    CHECK(view["who"][1]["group"] == 2);
    CHECK(view["how"]["acts"][0]["by"] == Json::array({2}));
    CHECK(view["why"]["purposes"][0]["by"] == Json::array({2}));
    CHECK(view["needs"][0]["group"] == 1);
    const Json& crossing = view["how"]["journey"]["crossings"][0];
    CHECK(crossing["groups"] == Json::array({1}));
    CHECK(crossing["documents"][0]["groups"] == Json::array({1}));
    CHECK(crossing["benefits"][0]["by"] == 1);
    CHECK(crossing["benefits"][0]["to"] == 2);
    CHECK(view["assessment"]["frames"][0]["judgements"][0]["group"] == 1);
  }

  TEST_CASE("a party of the catalogue is its code, any other word is left out") {
    Report report = full_report();
    auto& benefits = *report.how.journey->crossings->front().benefits;
    benefits.front().by = shipped().catalogues.begin()->second.lists.at("parties").begin()->first;
    benefits.front().to = "a_word_of_no_list";
    const Json view = ViewsOf(report).json(everything());
    const Json& benefit = view["how"]["journey"]["crossings"][0]["benefits"][0];
    CHECK(benefit["by"] == *benefits.front().by);
    CHECK(!benefit.contains("to"));
  }

  TEST_CASE("sources and presumed suspects come last, and are there only where granted") {
    Report report = minimal_report();
    report.who = {{.name = "informer", .role = Role::source},
                  {.name = "gunmen", .role = Role::suspect},
                  {.name = "women", .role = Role::presumed_victim}};
    report.indicators = {{"armed_men_at_premises", std::vector<Code>{"gunmen", "women"}},
                         {"guarded_door", std::vector<Code>{"informer"}}};
    const ViewsOf views(report);

    const Json all = views.json(everything());
    CHECK(all["who"][0]["role"] == "presumed_victim");
    CHECK(all["who"][1]["role"] == "suspect");
    CHECK(all["who"][2] == Json{{"group", 3}, {"role", "source"}, {"may_be_under_18", "unknown"}});
    CHECK(all["indicators"][0]["groups"] == Json::array({2, 1}));

    const Json few = views.json(only({"who.role", "indicators"}));
    CHECK(few["who"] == Json::array({{{"group", 1}, {"role", "presumed_victim"}}}));
    CHECK(few["indicators"][0]["groups"] == Json::array({1}));
    CHECK(few["indicators"][1]["groups"] == Json::array());
    CHECK(few.dump().find("source") == std::string::npos);

    const Json more = views.json(only({"who.role", "who.suspects"}));
    CHECK(more["who"].size() == 2);
    CHECK(more["who"][1]["role"] == "suspect");
    CHECK(views.json(only({"who.sources"})) == views.json({}));
  }

  TEST_CASE("no view shows which positions are implicated") {
    Report report = full_report();
    report.concerns_un_personnel = {true, {"regional_commander_gao"}};
    const ViewsOf views(report);
    CHECK(views.text(everything()).find("regional_commander") == std::string::npos);
    CHECK(views.json(everything())["concerns_un_personnel"] == Json{{"answer", "yes"}});
    CHECK(!views.json(only({"who.role"})).contains("concerns_un_personnel"));
  }

  TEST_CASE("the place is shown as finely as granted") {
    const ViewsOf views(maximal_report());  // Position 16.27, -0.04 within 50 m.
    const PlaceCase cases[] = {
        {PlaceDetail::none, "null"},
        {PlaceDetail::region, R"({"region":"gao"})"},
        {PlaceDetail::cercle, R"({"region":"gao"})"},
        {PlaceDetail::locality, R"({"place_type":"apartment","region":"gao"})"},
        {PlaceDetail::about_10_km,
         R"({"detail":"about_10_km","place_type":"apartment",)"
         R"("position":{"latitude":16.3,"longitude":0.0},"region":"gao"})"},
        {PlaceDetail::exact,
         R"({"place_type":"apartment",)"
         R"("position":{"accuracy_m":50,"latitude":16.27,"longitude":-0.04},"region":"gao"})"},
    };
    for (const PlaceCase& each : cases) {
      CAPTURE(each.expected);
      CHECK(views.json({.place = each.detail}).value("where", Json()).dump() == each.expected);
    }
  }

  TEST_CASE("the place in the patrol's words is shown where it is named, however fine the rest") {
    const ViewsOf views(maximal_report());
    Grant grant = only({"where.cercle"});
    CHECK(views.json(grant)["where"] == Json{{"cercle", "Gao"}});
    grant = only({"where.cercle", "where.locality"});
    grant.place = PlaceDetail::region;
    CHECK(views.json(grant)["where"] ==
          Json{{"region", "gao"}, {"cercle", "Gao"}, {"locality", "Market"}});
  }

  TEST_CASE("a withheld place shows nothing below the region but its type") {
    Report report = maximal_report();
    report.where = {.region = "gao",
                    .cercle = "Gao",
                    .locality = std::nullopt,
                    .place_type = "apartment",
                    .position = std::nullopt,
                    .place_withheld = true};
    const ViewsOf views(report);
    CHECK(views.json(everything())["where"] ==
          Json{{"region", "gao"}, {"place_type", "apartment"}, {"place_withheld", true}});
    CHECK(views.json({.place = PlaceDetail::cercle})["where"] ==
          Json{{"region", "gao"}, {"place_withheld", true}});
    CHECK(views.json({.place = PlaceDetail::region})["where"] == Json{{"region", "gao"}});
  }

  TEST_CASE("the time is shown as finely as granted, in UTC") {
    Report report = minimal_report();
    report.when.observed_from = parse_time("2019-06-03T01:45:10.250+02:00");  // The 2nd in UTC.
    report.when.observed_to = std::nullopt;
    report.when.filed_at = *parse_time("2019-06-03T15:20:59Z");
    const ViewsOf views(report);
    const TimeCase cases[] = {
        {TimeDetail::none, "null"},
        {TimeDetail::day,
         R"({"detail":"day","filed_at":1559520000000,"observed_from":1559433600000})"},
        {TimeDetail::hour,
         R"({"detail":"hour","filed_at":1559574000000,"observed_from":1559516400000})"},
        {TimeDetail::exact, R"({"filed_at":1559575259000,"observed_from":1559519110250})"},
    };
    for (const TimeCase& each : cases) {
      CAPTURE(each.expected);
      CHECK(views.json({.time = each.detail}).value("when", Json()).dump() == each.expected);
    }
  }

  TEST_CASE("what was not reported is absent, and what was reported empty is empty") {
    Report report = minimal_report();
    CHECK(!ViewsOf(report).json(everything()).contains("why"));
    report.why.purposes.emplace();
    report.who.emplace();
    const Json view = ViewsOf(report).json(everything());
    CHECK(view["why"]["purposes"] == Json::array());
    CHECK(view["who"] == Json::array());
    CHECK(!ViewsOf(report).json(only({"how.acts"})).contains("why"));
  }

  TEST_CASE("pointers point into the view, and never at what it does not show") {
    Report report = full_report();
    std::swap((*report.who)[0], (*report.who)[1]);  // The suspect first: views have him last.
    const ViewsOf views(report);
    const Grant grant = only({"who.role", "who.age", "needs", "assessment.judgements",
                              "assessment.protection", "assessment.needs"});
    const Json view = views.json(grant);
    int pointers = 0;
    for (const Json& statement : view["assessment"]["protection"]) {
      for (const Json& pointer : statement.value("rests_on", Json::array())) {
        CAPTURE(pointer);
        ++pointers;
        CHECK(view.contains(Json::json_pointer(pointer.get<std::string>())));
      }
    }
    CHECK(pointers > 0);
    CHECK(view["assessment"]["needs"] == Json::array({"/needs/0"}));
    CHECK(views.json(only({"assessment.needs"}))["assessment"]["needs"] == Json::array());
  }

  TEST_CASE("a statement all of whose facts are hidden is not shown, the reminder on return is") {
    const Report report = example("annex1-gao-apartment.r2");
    const ViewsOf views(report);
    const auto codes = [&](const Grant& grant) {
      std::set<std::string> found;
      const Json view = views.json(grant);
      for (const Json& statement : view["assessment"]["protection"]) {
        found.insert(statement["code"]);
      }
      return found;
    };
    CHECK(codes(everything()).contains("protection.sexual_violence"));
    CHECK(!codes(only({"assessment.protection"})).contains("protection.sexual_violence"));
    CHECK(codes(only({"assessment.protection.non_refoulement"})) ==
          std::set<std::string>{"protection.non_refoulement"});
  }

  TEST_CASE("a statement that says a finding is shown only with that finding") {
    const ViewsOf views(example("militia-consent"));
    const std::string facts = views.text(only({"assessment.protection", "why.purposes"}));
    CHECK(facts.find("protection.sexual_violence") == std::string::npos);
    CHECK(facts.find("flag.atrocity_crime") == std::string::npos);
    const std::string finding =
        views.text(only({"assessment.protection", "why.purposes", "assessment.sexual_violence"}));
    CHECK(finding.find("protection.sexual_violence") != std::string::npos);
  }

  TEST_CASE("the same documents and grant give the same bytes, whatever was read before") {
    Views views(shipped());
    const Report report = example("case2-gina");
    const std::string assessment = write_assessment(assessed(report));
    views.read(report, example_bytes("case2-gina"), assessment);
    const std::string first = views.view(everything());
    const Report other = full_report();
    views.read(other, encode_report(other), write_assessment(assessed(other)));
    CHECK(views.view(everything()) != first);
    // The patrol's own layout of the JSON changes nothing.
    views.read(report, encode_report(report), assessment);
    CHECK(views.view(everything()) == first);
  }

  TEST_CASE("a damaged document throws") {
    Views views(shipped());
    CHECK_THROWS_AS(views.read(minimal_report(), "{", "{}"), std::runtime_error);
    CHECK_THROWS_AS(views.read(minimal_report(), "{}", "]"), std::runtime_error);
  }

  TEST_CASE("no view holds more than the clearance, whatever the rules, profiles and report") {
    constexpr std::uint64_t seed = 52;
    CAPTURE(seed);
    SeededRandom random(seed);
    std::map<Told, int> shown;
    for (int number = 0; number < random_cases() / 8; ++number) {
      CAPTURE(number);
      const config::Mission mission = random_rules_and_clearances(random);
      const Report report = random_report(random);
      const ViewsOf views(report);
      const Routing routing = RuleBook(mission).route(report, assessed(report), noon);
      for (const Outcome& outcome : routing.outcomes) {
        const std::vector<Code> profiles = profiles_for(outcome);
        if (profiles.empty()) continue;
        CAPTURE(outcome.position);
        const Code office = office_of(mission, Code(outcome.position));
        const Json view = views.json(Grants(mission).of(profiles, office));
        check_within(view, clearance_of(mission, office));
        check_within(view, widest_of(mission, profiles));
        if (view.size() > 4) ++shown[outcome.told];
      }
      CHECK(views.text(everything()).find("group_") == std::string::npos);
    }
    CHECK(shown[Told::told] > random_cases() / 8);
    CHECK(shown[Told::held] > random_cases() / 8);
  }

  TEST_CASE("every scenario shows each position what was read through and found right") {
    for (const std::string& name : golden_names()) {
      CAPTURE(name);
      const OrderedJson views = views_by_position(shipped(), name);
      const std::string text = views.dump(2) + "\n";
      if (std::getenv("VIGIE_WRITE_GOLDEN") != nullptr) {
        std::filesystem::create_directories(golden_path(name).parent_path());
        std::ofstream(golden_path(name)) << text;
      }
      const std::string golden = support::file_bytes(golden_path(name));
      CHECK(views.size() >= 5);
      CHECK_MESSAGE(text == golden,
                    "if this change is wanted, write the files with "
                    "VIGIE_WRITE_GOLDEN=1 and read them through");
    }
  }

  // Those views are held against the files: what a rule shows cannot change unseen.
  TEST_CASE("rules that show an office nothing change a view of some scenario") {
    std::set<Code> unseen;
    for (const config::Rule& rule : shipped().rules) {
      if (rule.effect != config::Effect::tell) continue;
      config::Mission other = shipped();
      without_profiles(other, rule.office);
      const bool seen = std::ranges::any_of(golden_names(), [&](const std::string& name) {
        return views_by_position(other, name) != views_by_position(shipped(), name);
      });
      if (!seen) unseen.insert(rule.office);
    }
    CHECK(unseen == std::set<Code>{});
  }
}

}  // namespace vigie::router
