#include "cli/view_words.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/loaded_mission.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

const config::Mission& mission() {
  static const config::Mission loaded = support::loaded_mission("config/mali");
  return loaded;
}

Json worded(const Json& view, const std::string& language) {
  return in_words(view, mission(), &mission().catalogues.at("2019.1"), language);
}

/// Members and values that still read as a program writes them ("presumed_victim").
void collect_codes(const Json& value, std::set<std::string>& codes) {
  for (const auto& [name, member] : value.items()) {
    if (value.is_object() && name.find('_') != std::string::npos) codes.insert(name);
    if (member.is_structured()) collect_codes(member, codes);
    if (!member.is_string()) continue;
    const auto text = member.get<std::string>();
    const bool pointer = text.starts_with("/");
    const bool one_word = text.find(' ') == std::string::npos;
    if (!pointer && one_word && text.find('_') != std::string::npos) codes.insert(text);
  }
}

std::set<std::string> codes_left(const Json& view, const std::string& language) {
  std::set<std::string> codes;
  Json words = worded(view, language);
  // The mark, a unit's own name, and profiles, which are shown by their titles above the view.
  for (const char* as_it_is : {"mark", "profiles", "profils", "patrol", "patrouille"}) {
    words.erase(as_it_is);
  }
  collect_codes(words, codes);
  return codes;
}

/// Of every scenario, by every position: the golden views.
template <typename Check>
void for_each_view(Check check) {
  const std::filesystem::path folder = VIGIE_SOURCE_DIR "/tests/router/views";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream stream(file.path());
    const Json by_office = Json::parse(stream);
    for (const auto& [office, view] : by_office.items()) {
      CAPTURE(file.path().filename().string());
      CAPTURE(office);
      check(view);
    }
  }
}

}  // namespace

TEST_SUITE("cli/view_words") {
  TEST_CASE("no pointer is left in the view of any scenario by any position") {
    int places = 0;
    for_each_view([&](const Json& view) {
      const Json words = worded(view, "fr").flatten();
      for (const auto& [pointer, text] : words.items()) {
        const bool is_text = text.is_string();
        CHECK_FALSE((is_text && text.template get<std::string>().starts_with("/")));
        if (pointer.find("/repose sur/") != std::string::npos) ++places;
      }
    });
    CHECK(places > 50);
  }

  TEST_CASE("a place reads as its labels, entries by their numbers") {
    struct Case {
      std::string pointer, en, fr;
    };
    const Case cases[] = {
        {"/who/1/age", "who 2 › age", "qui 2 › âge"},
        {"/needs", "needs", "besoins"},
        {"/how/journey/crossings/0/documents/2/kind",
         "how › journey › border crossings 1 › documents 3 › kind",
         "comment › trajet › passages de frontière 1 › documents 3 › nature"},
        {"/no_label/1", "/no_label/1", "/no_label/1"},
        {"/who/1/\x1b[2J", "/who/1/\\u001b[2J", "/who/1/\\u001b[2J"},
        {"", "", ""},
        {"/", "/", "/"},
        {"who", "who", "who"},
        {"/who/99999999999999999999", "/who/99999999999999999999", "/who/99999999999999999999"},
    };
    for (const Case& each : cases) {
      CAPTURE(each.pointer);
      CHECK(place_in_words(each.pointer, "en") == each.en);
      CHECK(place_in_words(each.pointer, "fr") == each.fr);
    }
  }

  TEST_CASE("a field of a view is said with its value, groups by the numbers the view gives them") {
    const Json view{
        {"who", Json::array({{{"group", 2}, {"role", "suspect"}, {"nationalities", {"TGO", "MLI"}}},
                             {{"group", 4}, {"age", {{"min", 14}, {"basis", "looks"}}}}})},
        {"what", {{"narrative", "a\nb\x1b[2J"}}},
        {"indicators", Json::array()},
        {"assessment", {{"frames", Json::array({{{"verified", true}}})}}}};
    const auto field = [&](const std::string& pointer, const std::string& language) {
      return field_in_words(view, pointer, mission(), &mission().catalogues.at("2019.1"), language);
    };
    CHECK(field("/who/0/role", "en") == "who › group 2 › role: presumed suspects");
    CHECK(field("/who/1/age/min", "fr") == "qui › groupe 4 › âge › au moins : 14");
    CHECK(field("/who/0/nationalities", "en") == "who › group 2 › nationality: Togo, Mali");
    CHECK(field("/who/0/nationalities/1", "en") == "who › group 2 › nationality 2: Mali");
    CHECK(field("/who/1/age", "en") == "who › group 4 › age: 14, by their looks");
    CHECK(field("/who/1/count", "en") == "who › group 4 › how many");  // Gone.
    CHECK(field("/who/-", "fr") == "qui › ajouté");
    CHECK(field("/who/7", "en") == "who › group 8");
    CHECK(field("/indicators", "en") == "indicators");
    CHECK(field("/what/narrative", "en") == "what › narrative: a\\nb\\u001b[2J");
    CHECK(field("/assessment/frames/0/verified", "fr") == "évaluation › droits 1 › attesté : oui");
    CHECK(field("/no~2label", "en") == "/no~2label");
  }

  TEST_CASE("what a view rests on is said by its place, the groups by their numbers") {
    const Json view{{"assessment",
                     {{"protection", Json::array({{{"code", "protection.non_refoulement"},
                                                   {"rests_on", {"/who/0/age", "/needs/4"}}}})}}}};
    CHECK(worded(view, "en")["assessment"]["protection"][0]["rests on"] ==
          Json::array({"who › group 1 › age", "needs 5"}));
  }

  TEST_CASE("no code is left in the view of any scenario by any position, in either language") {
    int views = 0;
    for_each_view([&](const Json& view) {
      for (const char* language : {"en", "fr"}) {
        std::string left;
        for (const std::string& code : codes_left(view, language)) left += code + " ";
        CHECK(left == "");
      }
      ++views;
    });
    CHECK(views > 50);
  }

  TEST_CASE("the codes of a view read as the catalogue says them, in the reader's language") {
    const Json view{
        {"mark", "confidential"},
        {"where", {{"region", "gao"}, {"locality", "a_town"}, {"detail", "about_10_km"}}},
        {"who", Json::array({{{"group", 1},
                              {"role", "presumed_victim"},
                              {"nationalities", {"TGO"}},
                              {"may_be_under_18", "possible"}}})},
        {"assessment", {{"flags", {{"anyone_under_18", "yes"}}}}}};
    const Json english = worded(view, "en");
    CHECK(english["mark"] == "confidential");
    CHECK(english["where"]["region"] == "Gao");
    CHECK(english["where"]["precise to"] == "about 10 km");
    CHECK(english["where"]["locality"] == "a_town");
    CHECK(english["who"][0]["role"] == "presumed victims");
    CHECK(english["who"][0]["nationality"] == Json::array({"Togo"}));
    CHECK(english["assessment"]["signs"]["anyone under 18"] == "yes");
    const Json french = worded(view, "fr");
    CHECK(french["qui"][0]["rôle"] == "victimes présumées");
    CHECK(french["évaluation"]["signes"]["une personne de moins de 18 ans"] == "oui");
  }

  TEST_CASE("what people wrote and what nobody knows stays as it is") {
    const Json view{{"what", {{"narrative", "act_of_war"}, {"category", "no_such_category"}}},
                    {"new_member", "some_code"}};
    const Json english = worded(view, "en");
    CHECK(english["what"]["narrative"] == "act_of_war");
    CHECK(english["what"]["category"] == "no_such_category");
    CHECK(english["new_member"] == "some_code");
    CHECK(in_words({{"who", Json::array()}}, mission(), nullptr, "fr")["qui"] == Json::array());
  }
}
