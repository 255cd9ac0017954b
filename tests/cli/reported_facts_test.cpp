#include "cli/reported_facts.h"

#include <doctest/doctest.h>

#include "config/catalogue.h"

using namespace vigie;
using namespace vigie::cli;

TEST_SUITE("cli/reported_facts") {
  TEST_CASE("without its report a fact is named by the labels of its fields") {
    struct Case {
      std::string pointer, en, fr;
    };
    const Case cases[] = {
        {"/danger/life_at_risk_now", "danger: a life at risk now",
         "danger : une vie en danger maintenant"},
        {"/protection/risk_on_return", "protection: risk on return",
         "protection : danger en cas de renvoi"},
        {"/how/acts/1", "act 2", "acte 2"},
        {"/danger/weather", "/danger/weather", "/danger/weather"},
        {"/danger", "/danger", "/danger"},
        {"", "", ""},
    };
    const config::Catalogue catalogue{};
    for (const Case& each : cases) {
      CAPTURE(each.pointer);
      CHECK(ReportedFacts(nullptr, catalogue, "en").at(each.pointer) == "Reported: " + each.en);
      CHECK(ReportedFacts(nullptr, catalogue, "fr").at(each.pointer) == "Rapporté : " + each.fr);
    }
  }
}
