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
  for (const char* as_it_is : {"mark", "profiles", "patrol", "patrouille"}) words.erase(as_it_is);
  collect_codes(words, codes);
  return codes;
}

}  // namespace

TEST_SUITE("cli/view_words") {
  TEST_CASE("no code is left in the view of any scenario by any position, in either language") {
    int views = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(VIGIE_SOURCE_DIR "/tests/router/views")) {
      std::ifstream stream(file.path());
      const Json by_office = Json::parse(stream);
      for (const auto& [office, view] : by_office.items()) {
        CAPTURE(file.path().filename().string());
        CAPTURE(office);
        for (const char* language : {"en", "fr"}) {
          std::string left;
          for (const std::string& code : codes_left(view, language)) left += code + " ";
          CHECK(left == "");
        }
        ++views;
      }
    }
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
    CHECK(english["who"][0]["nationalities"] == Json::array({"Togo"}));
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
