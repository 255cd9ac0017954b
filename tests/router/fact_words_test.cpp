#include "router/rules/fact_words.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "router/rules/fact_labels.h"
#include "router/rules/version_record.h"
#include "tests/router/missions.h"
#include "tests/support/conditions.h"

using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

Text words_of(const std::string& condition) {
  const support::Conditions made = support::conditions({condition});
  REQUIRE(made.set.atoms.size() == 1);
  return FactWords(made.set).of(made.set.atoms.front());
}

bool is_said(const std::optional<Text>& text) {
  return text && !text->en.empty() && !text->fr.empty();
}

const config::Atom* atom_of(const config::ConditionSet& set, std::string_view part) {
  const auto found = std::ranges::find_if(set.atoms, [&](const config::Atom& atom) {
    return atom.text.find(part) != std::string::npos;
  });
  return found == set.atoms.end() ? nullptr : &*found;
}

}  // namespace

TEST_SUITE("router/fact_words") {
  TEST_CASE("every fact that a condition can read has a label, and every word of an enumeration") {
    for (const config::ConditionField& field : config::condition_fields()) {
      CAPTURE(field.path);
      CHECK(is_said(fact_label(field.path)));
      for (const std::string_view word : field.fixed) {
        CAPTURE(word);
        CHECK(is_said(schema_word(word)));
      }
    }
    for (const config::ConditionList& list : config::condition_lists().subspan(1)) {
      CAPTURE(list.path);
      CHECK(is_said(fact_label(list.path)));
    }
    CHECK(is_said(fact_label("routed_at")));
    CHECK_FALSE(fact_label("report.what.weather"));
    CHECK_FALSE(schema_word("perhaps"));
    CHECK(schema_word("routine")->fr == "ordinaire");
  }

  TEST_CASE("an atomic condition reads as a phrase in both languages") {
    struct Case {
      std::string condition;
      std::string en;
      std::string fr;
    };
    const Case cases[] = {
        {"report.who.exists(g, g.may_be_under_18 == 'yes')", "persons: may be under 18 is 'yes'",
         "personnes : peut-être moins de 18 ans est « oui »"},
        {"report.who.exists(g, g.sex != 'female')", "persons: sex is not 'female'",
         "personnes : sexe n’est pas « féminin »"},
        {"report.who.exists(g, g.role in ['suspect', 'witness'])",
         "persons: role is one of 'presumed suspect', 'witness'",
         "personnes : rôle est parmi « suspect présumé », « témoin »"},
        {"report.who.exists(g, g.age.min < 18)", "persons: age (lowest) is below 18",
         "personnes : âge (le plus bas) est au-dessous de 18"},
        {"report.who.exists(g, g.count.min >= 5)", "persons: how many at least is at least 5",
         "personnes : nombre minimal est au moins 5"},
        {"report.who.exists(g, g.age.min <= g.age.max)",
         "persons: age (lowest) is at most persons: age (highest)",
         "personnes : âge (le plus bas) est au plus personnes : âge (le plus haut)"},
        {"report.who.exists(g, 'NGA' in g.nationalities)", "persons: nationality: 'NGA' among them",
         "personnes : nationalité : « NGA » en fait partie"},
        {"report.needs.size() > 0", "needs (number) is above 0",
         "besoins (nombre) est au-dessus de 0"},
        {"has(report.needs)", "known: needs", "connu : besoins"},
        {"has(report.danger.life_at_risk_now)", "known: a life at risk now",
         "connu : une vie en danger maintenant"},
        {"report.exercise", "exercise is 'yes'", "exercice est « oui »"},
        {"report.when.filed_at < timestamp('2019-06-01T00:00:00Z')",
         "time of filing is before 2019-06-01T00:00:00.000Z",
         "moment du dépôt est avant 2019-06-01T00:00:00.000Z"},
        {"routed_at - report.when.filed_at > duration('1h30m')",
         "time from 'time of filing' to 'time of routing' is above 1 h 30 min",
         "durée de « moment du dépôt » à « moment de l’acheminement » est au-dessus de 1 h 30 min"},
        {"during(report.when.filed_at, 'office_hours')", "time of filing is within 'office_hours'",
         "moment du dépôt est dans « office_hours »"},
        // Without a mission its codes stand as they are.
        {"report.needs.exists(n, n.kind == 'alpha')", "needs: kind is 'alpha'",
         "besoins : nature est « alpha »"},
    };
    for (const Case& each : cases) {
      CAPTURE(each.condition);
      const Text words = words_of(each.condition);
      CHECK(words.en == each.en);
      CHECK(words.fr == each.fr);
    }
  }

  TEST_CASE("a place within an area reads with the area's own title") {
    const config::Mission mission = tiny();
    config::Atom atom;
    atom.test = config::Atom::Test::within;
    atom.left = {.of = config::Operand::Of::field,
                 .id = *config::find_condition_field("report.where.position")};
    atom.area = "old_port";
    const Text words = FactWords(mission.conditions, &mission).of(atom);
    CHECK(words.en == "place on the map is within 'The old port and its pier'");
    CHECK(words.fr == "lieu sur la carte est dans « Le vieux port et sa jetée »");
    CHECK(FactWords(mission.conditions).of(atom).en == "place on the map is within 'old_port'");
  }

  TEST_CASE("what a list as a whole rests on has words") {
    CHECK(list_words("report.who[]", false).en == "known: persons");
    CHECK(list_words("report.needs[]", true).fr == "besoins (nombre) est au-dessus de 0");
  }

  TEST_CASE("the shipped rules read in words, with the catalogue's own texts") {
    const config::Mission mission = mali();
    const FactWords words(mission.conditions, &mission);
    for (const config::Atom& atom : mission.conditions.atoms) {
      CAPTURE(atom.text);
      const Text said = words.of(atom);
      CHECK(said.en != said.fr);
      for (const std::string_view raw : {"report.", "assessment.", "[]", "=="}) {
        CHECK(said.en.find(raw) == std::string::npos);
        CHECK(said.fr.find(raw) == std::string::npos);
      }
    }
    const config::Atom* need = atom_of(mission.conditions, "report.needs[].kind");
    REQUIRE(need != nullptr);
    const auto& needs = mission.catalogues.at(mission.catalogue_current).lists.at("needs");
    const bool in_words = std::ranges::any_of(needs, [&](const auto& entry) {
      return words.of(*need).fr.find("« " + entry.second.text.fr + " »") != std::string::npos;
    });
    CHECK(in_words);
  }

  TEST_CASE("the record of a version keeps its words; one of before has those of the schema") {
    const config::Mission mission = mali();
    Json record = Json::parse(write_version_record(mission));
    const auto conditions = kept_conditions(record);
    REQUIRE(conditions);
    const config::Atom* need = atom_of(*conditions, "report.needs[].kind");
    REQUIRE(need != nullptr);
    const Text kept = kept_words(record, *conditions, *need);
    CHECK(kept == FactWords(mission.conditions, &mission)
                      .of(*atom_of(mission.conditions, "report.needs[].kind")));
    record.erase("words");
    const Text older = kept_words(record, *conditions, *need);
    CHECK(older.en.starts_with("needs: kind is "));
    CHECK(older != kept);
    record.erase("conditions");
    CHECK_FALSE(kept_conditions(record));
  }
}
