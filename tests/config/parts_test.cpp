#include "config/parts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/config/schema_leaves.h"

using namespace vigie;
using namespace vigie::config;

namespace {

std::vector<const Part*> parts_with(std::string_view leaf) {
  std::vector<const Part*> found;
  for (const Part& part : parts()) {
    if (std::ranges::find(part.leaves, leaf, &Leaf::path) != part.leaves.end()) {
      found.push_back(&part);
    }
  }
  return found;
}

/// In no view, and why.
const std::set<std::string> never_shown{
    "report.schema",                                        // of the form, not of what happened
    "report.patrol.device",                                 // the name of a key
    "report.who[].name",                                    // a word the patrol made up
    "report.concerns_un_personnel.implicated_positions[]",  // not even to another position
    "report.identity.digest",                               // never opened by the pipeline
    "report.identity.bytes",
};

bool by_place_or_time(const Access& access) {
  return access.place != PlaceDetail::none || access.time != TimeDetail::none;
}

/// "" of no parts.
std::string_view first_of(const PartSet& set) {
  const auto found =
      std::ranges::find_if(parts(), [&](const Part& part) { return set.test(index_of(part)); });
  return found == parts().end() ? "" : found->name;
}

struct PathCase {
  std::string_view path;
  std::string_view part;  ///< The first that shows it; "": none.
  bool with_every_notice = false;
  PlaceDetail place = PlaceDetail::none;
  TimeDetail time = TimeDetail::none;
};

const PathCase path_cases[] = {
    {"report.kind", "", true},
    {"report.exercise", "", true},
    {"report.language", "", true},
    {"report.where.region", "", false, PlaceDetail::region},
    {"report.where.place_withheld", "", false, PlaceDetail::cercle},
    {"report.where.place_type", "", false, PlaceDetail::locality},
    {"report.where.locality", "where.locality"},
    {"report.where.position", "", false, PlaceDetail::exact},
    {"report.when.filed_at", "", false, PlaceDetail::none, TimeDetail::exact},
    {"report.when.observed_from", "", false, PlaceDetail::none, TimeDetail::exact},
    {"report.what.category", "what.category"},
    {"report.who[].role", "who.role"},
    {"report.who[].age.min", "who.age"},
    {"report.who[].may_be_under_18", "who.may_be_under_18"},
    {"report.who[].nationalities[]", "who.nationalities"},
    {"report.who[].documents[]", "who.documents"},
    {"report.who[].documents[].state", "who.documents"},
    {"report.why.purposes[].code", "why.purposes"},
    {"report.how.acts[]", "how.acts"},
    {"report.how.armed_actors[].basis", "how.armed_actors"},
    {"report.how.journey.crossings[].from", "how.journey.crossings"},
    {"report.how.journey.crossings[].mistreatment[]", "how.journey.crossings.mistreatment"},
    {"report.how.journey.crossings[].documents[].visa", "how.journey.crossings.documents"},
    {"report.how.journey.crossings[].benefits[].stage", "how.journey.crossings.benefits"},
    {"report.indicators[].code", "indicators"},
    {"report.needs[].urgency", "needs"},
    {"report.danger.life_at_risk_now", "danger.life_at_risk_now"},
    {"report.protection.risk_on_return", "protection.risk_on_return"},
    {"report.concerns_un_personnel.answer", "concerns_un_personnel"},
    {"assessment.trafficking", "assessment.trafficking"},
    {"assessment.exploitation_of_begging", "assessment.exploitation_of_begging"},
    {"assessment.child_abduction", "assessment.child_abduction"},
    {"assessment.anyone_under_18", "assessment.anyone_under_18"},
    {"report.who[].name", ""},
    {"report.identity.digest", ""},
    {"report.concerns_un_personnel.implicated_positions[]", ""},
    {"report.who[].ag", ""},
    {"report.invented", ""},
};

}  // namespace

TEST_SUITE("config/parts") {
  TEST_CASE(
      "every field of the report is in one part, or shown by place, time or every notice, or "
      "on the list of what is never shown") {
    REQUIRE(schema_leaves().size() > 80);
    for (const SchemaLeaf& leaf : schema_leaves()) {
      CAPTURE(leaf.path);
      const Access access = access_to(leaf.path);
      const int ways = static_cast<int>(parts_with(leaf.path).size()) +
                       (by_place_or_time(access) ? 1 : 0) + (access.with_every_notice ? 1 : 0) +
                       (never_shown.contains(leaf.path) ? 1 : 0);
      CHECK(ways == 1);
    }
  }

  TEST_CASE("what is never shown is a field of the report") {
    for (const std::string& path : never_shown) {
      CAPTURE(path);
      CHECK(std::ranges::find(schema_leaves(), path, &SchemaLeaf::path) != schema_leaves().end());
      const Access access = access_to(path);
      CHECK(access.parts.none());
    }
  }

  TEST_CASE("what a part shows of the report exists there, or is derived") {
    const std::set<std::string_view> derived{"report.who[].may_be_under_18"};
    for (const Part& part : parts()) {
      for (const Leaf& leaf : part.leaves) {
        CAPTURE(leaf.path);
        if (!leaf.path.starts_with("report.") || derived.contains(leaf.path)) continue;
        CHECK(std::ranges::find(schema_leaves(), leaf.path, &SchemaLeaf::path) !=
              schema_leaves().end());
      }
    }
  }

  TEST_CASE("free text is shown by a part that shows nothing else") {
    int texts = 0;
    for (const SchemaLeaf& leaf : schema_leaves()) {
      if (!leaf.free_text || by_place_or_time(access_to(leaf.path))) continue;
      CAPTURE(leaf.path);
      ++texts;
      REQUIRE(parts_with(leaf.path).size() == 1);
      CHECK(parts_with(leaf.path).front()->leaves.size() == 1);
    }
    CHECK(texts > 10);
  }

  TEST_CASE("a part is called by the path of what it shows") {
    std::set<std::string_view> names;
    REQUIRE(parts().size() <= parts_max);
    for (const Part& part : parts()) {
      CAPTURE(part.name);
      CHECK(names.insert(part.name).second);
      CHECK((!part.leaves.empty() || !part.only.empty()));
      CHECK(find_part(part.name) == &part);
      if (part.leaves.empty() || part.name.starts_with("assessment.")) continue;
      std::string path{part.leaves.front().path};
      std::erase(path, '[');
      std::erase(path, ']');
      CHECK(path.starts_with("report." + std::string{part.name}));
    }
    CHECK(find_part("who") == nullptr);
    CHECK(find_part("") == nullptr);
  }

  TEST_CASE("the path of a condition tells what must be granted to know its value") {
    for (const PathCase& each : path_cases) {
      CAPTURE(each.path);
      const Access access = access_to(each.path);
      CHECK(first_of(access.parts) == each.part);
      CHECK(access.with_every_notice == each.with_every_notice);
      CHECK(access.place == each.place);
      CHECK(access.time == each.time);
    }
  }

  TEST_CASE("a list is there for whoever is shown anything in it") {
    const Access who = access_to("report.who[]");
    CHECK(who.parts.test(index_of(*find_part("who.role"))));
    CHECK(who.parts.test(index_of(*find_part("who.description"))));
    CHECK(!who.parts.test(index_of(*find_part("what.category"))));
  }
}
