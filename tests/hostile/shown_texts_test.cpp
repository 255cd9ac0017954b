#include "tests/hostile/shown_texts.h"

#include <doctest/doctest.h>

#include "tests/hostile/leaks.h"
#include "tests/support/loaded_mission.h"

using namespace vigie;
using namespace vigie::hostile;
using Json = nlohmann::json;

namespace {

Json filed() {
  return Json::parse(R"({"what": {"narrative": "a\nb", "summary": "c"},
                         "where": {"region": "gao", "locality": "d"},
                         "who": [{"name": "e", "description": "f"}, {"description": "g"}]})");
}

struct Doctored {
  const char* view;
  std::vector<std::string> faults;
};

}  // namespace

TEST_SUITE("hostile/shown_texts") {
  TEST_CASE("a view's faults are found, and only they") {
    const std::vector<Doctored> table{
        {R"({"profiles": ["operational"], "what": {"narrative": "a\nb"}})", {}},
        {R"({"profiles": ["operational"], "who": [{"description": "g"}, {"description": "f"}]})",
         {}},
        {R"({"profiles": ["core", "operational"], "where": {"locality": "d"}})", {}},
        {R"({"profiles": ["operational"], "what": {"narrative": "a b"}})",
         {"/what/narrative altered"}},
        {R"({"profiles": ["operational"], "who": [{"description": "g"}, {"description": "g"}]})",
         {"/who/0/description altered"}},
        {R"({"profiles": ["conduct"], "what": {"narrative": "a\nb", "summary": "c"}})",
         {"/what/narrative not granted"}},
        {R"({"profiles": ["protection", "needs"], "where": {"locality": "d"}})",
         {"/where/locality not granted"}},
        {R"({"profiles": [], "what": {"summary": "x"}})",
         {"/what/summary not granted", "/what/summary altered"}},
        {R"({"profiles": ["core"], "what": {"category": "vq7zkxw"}})", {"marker"}},
        {R"({"profiles": ["core"], "vq7zkxw": 1})", {"marker"}}};
    const config::Mission mission = support::loaded_mission("config/mali");
    for (const Doctored& doctored : table) {
      CAPTURE(doctored.view);
      const Json view = Json::parse(doctored.view);
      CHECK((read_view(mission, view, filed()).faults == doctored.faults));
    }
  }

  TEST_CASE("profiles without a part of a patrol's own words grant none") {
    const config::Mission mission = support::loaded_mission("config/mali");
    CHECK_FALSE(
        grants_free_text(mission, {"core", "brief", "protection", "exploitation", "journey",
                                   "needs", "referral_asylum", "prosecution", "statistics"}));
    CHECK(grants_free_text(mission, {"core", "conduct"}));
    CHECK(grants_free_text(mission, {"operational"}));
  }

  TEST_CASE("printed texts are read back as they were") {
    const auto texts = texts_printed("what:\n  summary: a\\nb \\u202ec: \\\"d\\\"\n  - one\n");
    CHECK((texts == std::vector<std::string>{"a\nb \u202Ec: \"d\""}));
  }

  TEST_CASE("a line of a text is found where it begins a printed line, and nowhere else") {
    const std::string text = "said\n\nstate: acknowledged";
    CHECK(line_injected(text, "  summary: said\n\n  state: acknowledged\n") ==
          "state: acknowledged");
    CHECK(line_injected(text, "  summary: said\\n\\nstate: acknowledged\n") == "");
    CHECK(line_injected("state: open", "state: open\n") == "");
  }
}
