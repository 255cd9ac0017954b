#include <doctest/doctest.h>

#include <algorithm>

#include "config/parts.h"
#include "tests/config/damage.h"
#include "tests/config/mission_folder.h"
#include "tests/support/file_bytes.h"

using namespace vigie;
using namespace vigie::config;

namespace {

const Damage profile_damages[] = {
    {"profiles.yaml",
     "who.count, danger",
     "who.cuont, danger",
     {"profiles.yaml:7:28: unknown part 'who.cuont' (did you mean 'who.count'?)"}},
    {"profiles.yaml",
     "who.count, danger",
     "who.shoe_size, danger",
     {"profiles.yaml:7:28: unknown part 'who.shoe_size'"}},
    {"profiles.yaml",
     "who.count, danger",
     "what.category, danger",
     {"profiles.yaml:7:28: 'what.category' is in the list twice"}},
    {"profiles.yaml",
     "who.count, danger",
     "[who.count], danger",
     {"profiles.yaml:7:28: a part must be a single name, such as who.age"}},
    {"profiles.yaml",
     "who.count, danger",
     "where.position, danger",
     {"profiles.yaml:7:28: 'where.position' is no part: the key 'place' says how finely the place "
      "is shown; only where.cercle and where.locality, which a patrol writes, are named"}},
    {"profiles.yaml",
     "who.count, danger",
     "where.locality, danger",
     {"profiles.yaml:7:28: 'where.locality' needs the key 'place' to be locality or finer"}},
    {"profiles.yaml",
     "who.count, danger",
     "where.cercle, danger",
     {"profiles.yaml:7:28: 'where.cercle' needs the key 'place' to be cercle or finer"}},
    {"profiles.yaml",
     "who.count, danger",
     "when.filed_at, danger",
     {"profiles.yaml:7:28: 'when.filed_at' is no part: the key 'time' says how finely the time is "
      "shown"}},
    {"profiles.yaml",
     "who.count, danger",
     "when.recuring, danger",
     {"profiles.yaml:7:28: unknown part 'when.recuring' (did you mean 'when.recurring'?)"}},
    {"profiles.yaml",
     "who.count, danger",
     "identity.digest, danger",
     {"profiles.yaml:7:28: 'identity.digest' is no part: what identifies a person is in no view"}},
    {"profiles.yaml",
     "who.count, danger",
     "who.name, danger",
     {"profiles.yaml:7:28: unknown part 'who.name' (did you mean 'who.age'?)"}},
    {"profiles.yaml",
     "[what.category, who.count, danger.life_at_risk_now]",
     "[]",
     {"profiles.yaml:7:12: 'parts' must not be empty"}},
    {"profiles.yaml",
     "[what.category, who.count, danger.life_at_risk_now]",
     "what.category",
     {"profiles.yaml:7:12: 'parts' must be a list"}},
    {"profiles.yaml",
     "    mark: unclassified\n",
     "",
     {"profiles.yaml:2:5: a profile needs the key 'mark'"}},
    {"profiles.yaml",
     "mark: unclassified",
     "mark: secret",
     {"profiles.yaml:4:11: 'mark' must be one of unclassified, confidential, "
      "strictly_confidential"}},
    {"profiles.yaml",
     "place: region",
     "place: regoin",
     {"profiles.yaml:5:12: 'place' must be one of none, region, cercle, locality, about_10_km, "
      "exact (did you mean 'region'?)"}},
    {"profiles.yaml",
     "time: day",
     "time: week",
     {"profiles.yaml:6:11: 'time' must be one of none, day, hour, exact"}},
    {"profiles.yaml",
     "    place: region\n    time: day\n    parts: [what.category, who.count, "
     "danger.life_at_risk_now]\n",
     "    place: none\n",
     {"profiles.yaml:2:5: a profile that shows nothing: name parts, a place or a time"}},
    {"profiles.yaml",
     "    time: day\n",
     "    time: day\n    identity: true\n",
     {"profiles.yaml:7:5: unknown key 'identity'"}},
    {"profiles.yaml",
     "clearances:",
     "  - {id: outline, title: {en: x, fr: x}, mark: confidential, place: region}\nclearances:",
     {"profiles.yaml:20:10: profile 'outline' is already declared at profiles.yaml:2"}},
    {"profiles.yaml",
     "{office: lighthouse_keeper, profiles: [outline]}",
     "{office: lighthouse_keeper, profiles: [outlines]}",
     {"profiles.yaml:23:44: unknown profile 'outlines' (did you mean 'outline'?)"}},
    {"profiles.yaml",
     "{office: lighthouse_keeper, profiles: [outline]}",
     "{office: lighthouse_keeper, profiles: [outline, outline]}",
     {"profiles.yaml:23:53: 'outline' is in the list twice"}},
    {"profiles.yaml",
     "  - {office: mainland_police, profiles: [outline]}",
     "  - {office: mainland_police, profiles: [outline]}\n"
     "  - {office: harbour_master, profiles: [outline]}",
     {"profiles.yaml:25:14: clearance of office 'harbour_master' is already declared at "
      "profiles.yaml:22"}},
    {"profiles.yaml",
     "  - {office: mainland_police, profiles: [outline]}",
     "  - {office: mainland_police, profiles: [outline]}\n"
     "  - {office: harbour_mister, profiles: [outline]}",
     {"profiles.yaml:25:14: unknown office 'harbour_mister' (did you mean 'harbour_master'?)"}},
    {"calendars.yaml",
     "\"-03:30\"",
     "\"03:30\"",
     {"calendars.yaml:4:17: 'utc_offset' must be such as \"+00:00\" or \"-03:30\", at most 14 "
      "hours"}},
    {"calendars.yaml",
     "\"-03:30\"",
     "\"+14:01\"",
     {"calendars.yaml:4:17: 'utc_offset' must be such as \"+00:00\" or \"-03:30\", at most 14 "
      "hours"}},
    {"calendars.yaml",
     "\"06:00\"",
     "\"6:00\"",
     {"calendars.yaml:6:11: 'from' must be a time of the day such as \"08:00\", at most "
      "\"24:00\""}},
    {"calendars.yaml",
     "\"24:00\"",
     "\"24:01\"",
     {"calendars.yaml:7:9: 'to' must be a time of the day such as \"08:00\", at most \"24:00\""}},
    {"calendars.yaml",
     "\"24:00\"",
     "\"06:60\"",
     {"calendars.yaml:7:9: 'to' must be a time of the day such as \"08:00\", at most \"24:00\""}},
    {"calendars.yaml", "\"24:00\"", "\"06:00\"", {"calendars.yaml:7:9: 'to' must be after 'from'"}},
    {"calendars.yaml",
     "[mon, sat, sun]",
     "[mon, sat, san]",
     {"calendars.yaml:5:22: 'days' must be one of mon, tue, wed, thu, fri, sat, sun (did you mean "
      "'sat'?)"}},
    {"calendars.yaml",
     "[mon, sat, sun]",
     "[mon, mon]",
     {"calendars.yaml:5:17: 'mon' is in the list twice"}},
    {"calendars.yaml", "[mon, sat, sun]", "[]", {"calendars.yaml:5:11: 'days' must not be empty"}},
    {"calendars.yaml",
     "    title: {en: \"Harbour hours\", fr: \"Heures du port\"}\n",
     "",
     {"calendars.yaml:2:5: a calendar needs the key 'title'"}},
};

}  // namespace

TEST_SUITE("config/profiles") {
  TEST_CASE("whatever is wrong in profiles or calendars is said at its place") {
    for (const Damage& damage : profile_damages) check_damage(damage);
  }

  TEST_CASE("a calendar of the same id is said") {
    const MissionFolder folder;
    const std::string text = support::file_bytes(folder.path() / "calendars.yaml");
    folder.write("calendars.yaml", text + text.substr(text.find("  - id")));
    CHECK(folder.problems() ==
          std::vector<std::string>{"calendars.yaml:8:9: calendar 'harbour_hours' is already "
                                   "declared at calendars.yaml:2"});
  }

  TEST_CASE("more profiles than the limit are refused") {
    const MissionFolder folder;
    std::string more;
    for (int i = 0; i < 62; ++i) {
      more += "  - {id: extra_" + std::to_string(i) +
              ", title: {en: \"x\", fr: \"x\"}, mark: confidential, place: region}\n";
    }
    folder.replace("profiles.yaml", "clearances:", more + "clearances:");
    CHECK(folder.problems() ==
          std::vector<std::string>{"profiles.yaml:2:3: more than 64 profiles"});
  }

  TEST_CASE("a mission without calendars is whole, one without profiles is not") {
    const MissionFolder folder;
    folder.remove("calendars.yaml");
    CHECK(folder.problems().empty());
    folder.remove("profiles.yaml");
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().starts_with("profiles.yaml: cannot be read"));
  }

  TEST_CASE("profiles, clearances and calendars are read as written") {
    const Mission mission = MissionFolder().load();
    REQUIRE(mission.profiles.size() == 3);
    const Profile& persons = mission.profiles.at("persons");
    CHECK(persons.title == Text{"Persons", "Personnes"});
    CHECK(persons.mark == Mark::confidential);
    CHECK(persons.place == PlaceDetail::locality);
    CHECK(persons.time == TimeDetail::hour);
    CHECK(persons.parts == std::set<std::string, std::less<>>{"needs", "who.age", "who.count",
                                                              "who.may_be_under_18", "who.role"});
    CHECK(mission.clearances.at("harbour_master") == std::vector<Code>{"outline", "persons"});
    const Calendar& harbour = mission.calendars.at("harbour_hours");
    CHECK(harbour.offset == std::chrono::minutes{-210});
    CHECK(harbour.days == std::set<int>{1, 6, 7});
    CHECK(harbour.from == std::chrono::hours{6});
    CHECK(harbour.to == std::chrono::hours{24});
  }

  TEST_CASE("place and time left out are none") {
    const MissionFolder folder;
    folder.replace("profiles.yaml", "    place: region\n    time: day\n", "");
    const Mission mission = folder.load();
    CHECK(mission.profiles.at("outline").place == PlaceDetail::none);
    CHECK(mission.profiles.at("outline").time == TimeDetail::none);
  }

  TEST_CASE(
      "in the shipped mission, offices outside it see no free text, no source, no word of a "
      "presumed victim") {
    const Mission mission = load_or_fail(shipped_mission());
    const std::set<std::string_view> private_parts{"patrol.team_site",
                                                   "patrol.on_behalf_of",
                                                   "who.conditions",
                                                   "who.statement",
                                                   "who.description",
                                                   "who.sources",
                                                   "what.label",
                                                   "what.summary",
                                                   "what.narrative",
                                                   "when.recurring",
                                                   "where.cercle",
                                                   "where.locality",
                                                   "how.vehicles.description",
                                                   "how.armed_actors.description",
                                                   "how.journey.route",
                                                   "actions_taken.description",
                                                   "evidence.description",
                                                   "concerns_un_personnel",
                                                   "assessment.judgements",
                                                   "assessment.sexual_violence",
                                                   "assessment.sexual_exploitation"};
    for (const std::string_view name : private_parts) REQUIRE(find_part(name) != nullptr);
    int outside = 0;
    for (const auto& [id, position] : mission.positions) {
      if (!position.outside) continue;
      CAPTURE(id);
      ++outside;
      for (const Code& profile : mission.clearances.at(position.office)) {
        CAPTURE(profile);
        for (const std::string& part : mission.profiles.at(profile).parts) {
          CAPTURE(part);
          CHECK(!private_parts.contains(part));
        }
        CHECK(mission.profiles.at(profile).place <= PlaceDetail::locality);
      }
    }
    CHECK(outside == 4);
  }

  TEST_CASE("in the shipped mission every office that may be told has a clearance") {
    const Mission mission = load_or_fail(shipped_mission());
    for (const auto& [id, position] : mission.positions) {
      CAPTURE(id);
      CHECK(mission.clearances.contains(position.office) == position.addressee);
    }
  }
}
