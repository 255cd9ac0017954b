#include "config/load.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/config/damage.h"
#include "tests/config/mission_folder.h"
#include "tests/support/file_bytes.h"

using namespace vigie;
using namespace vigie::config;
namespace fs = std::filesystem;

namespace {

const Damage mission_damages[] = {
    // The map reader, once for every kind of trouble.
    {"positions.yaml",
     "office:",
     "offise:",
     {"positions.yaml:3:5: unknown key 'offise' (did you mean 'office'?)",
      "positions.yaml:2:9: no 'sector_chief_north' for the region 'south_shore'",
      "positions.yaml:7:9: no 'sector_chief' for the region 'north_shore'"}},
    {"regions.yaml", "order_no: 2", "colour: red", {"regions.yaml:6:5: unknown key 'colour'"}},
    {"regions.yaml",
     "order_no: 2",
     "order_no: two",
     {"regions.yaml:6:15: 'order_no' must be a whole number from 0 to 9999"}},
    {"regions.yaml",
     "order_no: 2",
     "order_no: 10000",
     {"regions.yaml:6:15: 'order_no' must be a whole number from 0 to 9999"}},
    {"regions.yaml",
     "order_no: 2",
     "order_no: [2]",
     {"regions.yaml:6:15: 'order_no' must be a single value"}},
    {"mission.yaml",
     "  id: sel_island\n",
     "",
     {"mission.yaml:3:3: the mission needs the key 'id'"}},
    {"mission.yaml", "  id: sel_island", "  id:", {"mission.yaml:3:3: 'id' has no value"}},
    {"mission.yaml",
     "id: sel_island",
     "id: Sel-Island",
     {"mission.yaml:3:7: 'id' must be a code: small letters, digits and '_', a letter first, at "
      "most 64"}},
    {"mission.yaml", ", fr: \"Île de Sel\"", "", {"mission.yaml:4:9: 'name' needs the key 'fr'"}},
    {"mission.yaml", "\"Île de Sel\"", "\"\"", {"mission.yaml:4:32: 'fr' must not be empty"}},
    {"mission.yaml",
     "{en: \"Sel Island\", fr: \"Île de Sel\"}",
     "Sel Island",
     {"mission.yaml:4:9: 'name' must be a map (key: value)"}},
    {"mission.yaml",
     "Sel Island",
     std::string(2001, 'x'),
     {"mission.yaml:4:14: 'en' is longer than 2000 characters"}},
    {"positions.yaml",
     "outside: true",
     "outside: yes",
     {"positions.yaml:18:14: 'outside' must be true or false",
      "positions.yaml:16:9: nobody holds 'mainland_police': add it to roster.yaml"}},
    {"roster.yaml",
     "people: [nora, sam]",
     "people: nora",
     {"roster.yaml:8:44: 'people' must be a list"}},
    {"roster.yaml",
     "people: [nora, sam]",
     "people: []",
     {"roster.yaml:8:44: 'people' must not be empty"}},
    {"roster.yaml",
     "people: [nora, sam]",
     "people: [nora, nora]",
     {"roster.yaml:8:51: 'nora' is in the list twice"}},
    {"roster.yaml",
     "language: fr",
     "language: FR",
     {"roster.yaml:3:45: 'language' must be one of en, fr"}},
    {"roster.yaml", ", language: fr", "", {"roster.yaml:3:5: a person needs the key 'language'"}},
    {"regions.yaml",
     "regions:",
     "regions: []\nplaces:",
     {"regions.yaml:1:10: 'regions' must not be empty", "regions.yaml:2:1: unknown key 'places'",
      "positions.yaml:5:13: unknown region 'north_shore'",
      "positions.yaml:10:13: unknown region 'south_shore'",
      "rules/rules.yaml:24:34: 'south_shore' is no word of 'report.where.region'"}},
    {"regions.yaml",
     "regions:",
     "- regions:",
     {"regions.yaml:1:1: the file must be a map (key: value)"}},

    // Ids and references.
    {"regions.yaml",
     "id: south_shore",
     "id: north_shore",
     {"regions.yaml:4:9: region 'north_shore' is already declared at regions.yaml:2",
      "positions.yaml:10:13: unknown region 'south_shore' (did you mean 'north_shore'?)",
      "rules/rules.yaml:24:34: 'south_shore' is no word of 'report.where.region' (did you mean "
      "'north_shore'?)"}},
    {"roster.yaml",
     "id: sam",
     "id: nora",
     {"roster.yaml:4:10: person 'nora' is already declared at roster.yaml:3",
      "roster.yaml:8:51: unknown person 'sam'", "roster.yaml:9:45: unknown person 'sam'"}},
    {"roster.yaml",
     "people: [harry]",
     "people: [hary]",
     {"roster.yaml:10:41: unknown person 'hary' (did you mean 'harry'?)"}},
    {"roster.yaml",
     "position: harbour_master",
     "position: harbor_master",
     {"roster.yaml:10:16: unknown position 'harbor_master' (did you mean 'harbour_master'?)",
      "positions.yaml:12:9: nobody holds 'harbour_master': add it to roster.yaml"}},
    {"roster.yaml",
     "position: harbour_master",
     "position: sector_chief_south",
     {"roster.yaml:10:16: holder of position 'sector_chief_south' is already declared at "
      "roster.yaml:9",
      "positions.yaml:12:9: nobody holds 'harbour_master': add it to roster.yaml"}},
    {"positions.yaml",
     "stand_in: harbour_master",
     "stand_in: harbour",
     {"positions.yaml:6:15: unknown position 'harbour'"}},
    {"positions.yaml",
     "stand_in: harbour_master",
     "stand_in: sector_chief_north",
     {"positions.yaml:6:15: a position cannot stand in for itself"}},
    {"positions.yaml",
     "stand_in: harbour_master",
     "stand_in: mainland_police",
     {"positions.yaml:2:9: 'mainland_police' cannot stand in: it is outside or not an addressee"}},

    // Nobody is forgotten, nobody outside is told.
    {"positions.yaml",
     "region: south_shore",
     "region: north_shore",
     {"positions.yaml:2:9: no 'sector_chief' for the region 'south_shore'",
      "positions.yaml:7:9: a second 'sector_chief' for the region 'north_shore'"}},
    {"positions.yaml",
     "    region: south_shore\n",
     "",
     {"positions.yaml:2:9: no 'sector_chief' for the region 'south_shore'",
      "positions.yaml:7:9: 'region' is missing: other positions of the office 'sector_chief' have "
      "one"}},
    {"positions.yaml",
     "id: lighthouse_keeper",
     "id: lighthouse_keeper\n    office: harbour_master",
     {"positions.yaml:14:9: a second position of the office 'harbour_master': give each its region",
      "profiles.yaml:23:14: unknown office 'lighthouse_keeper'",
      "rules/rules.yaml:36:11: unknown office 'lighthouse_keeper'",
      "rules/rules.yaml:48:15: unknown office 'lighthouse_keeper'"}},
    {"roster.yaml",
     "  - {position: harbour_master, people: [harry]}\n",
     "",
     {"positions.yaml:12:9: nobody holds 'harbour_master': add it to roster.yaml"}},

    // Catalogue.
    {"catalogue/catalogue.yaml",
     "2001.1",
     "2001",
     {"catalogue/catalogue.yaml:2:12: 'version' must be a year and a number: '2019.1'"}},
    {"catalogue/needs.yaml",
     "list: needs",
     "list: need",
     {"catalogue/needs.yaml:1:7: no field of a report reads the list 'need' (did you mean "
      "'needs'?)"}},
    {"catalogue/needs.yaml",
     "list: needs",
     "list: indicators",
     {"catalogue/needs.yaml:1:7: list 'indicators' is also in another file of this catalogue"}},
    {"catalogue/indicators.yaml",
     "code: lantern_signals",
     "code: boat_without_lights",
     {"catalogue/indicators.yaml:8:11: code 'boat_without_lights' is in the list twice"}},
    {"catalogue/indicators.yaml",
     "to: 2009-12-31",
     "to: 2000-12-31",
     {"catalogue/indicators.yaml:12:35: 'to' is before 'from'"}},
    {"catalogue/indicators.yaml",
     "to: 2009-12-31",
     "to: 2009-02-29",
     {"catalogue/indicators.yaml:12:35: 'to' must be a date such as 2012-07-12"}},

    // Settings.
    {"settings.yaml",
     "inproc://patrols",
     "udp://patrols",
     {"settings.yaml:3:14: 'patrols' must start with inproc://, ipc:// or tcp://"}},
    {"settings.yaml",
     "inproc://reports",
     "tcp://*:5704",
     {"settings.yaml:7:12: 'reports' must name one address: the other programs connect to it"}},
    {"settings.yaml",
     "inproc://status",
     "inproc://patrols",
     {"settings.yaml:4:13: 'inproc://patrols' is already used at line 3"}},
    {"settings.yaml",
     "name: router",
     "name: intake",
     {"settings.yaml:6:9: 'intake' is already used at line 2"}},
    {"settings.yaml",
     "    status:",
     "    http: 10.0.0.1:80\n    status:",
     {"settings.yaml:4:11: 'http' beyond this machine needs 'certificate' and 'private_key'"}},
    {"settings.yaml",
     "    status:",
     "    http: 127.0.0.1\n    status:",
     {"settings.yaml:4:11: 'http' must be host:port, such as 127.0.0.1:8701"}},
    {"settings.yaml",
     "    status:",
     "    certificate: a.pem\n    status:",
     {"settings.yaml:2:5: 'certificate' and 'private_key' go together"}},
    {"settings.yaml",
     "  reports:",
     "  http: 10.0.0.1:80\n  reports:",
     {"settings.yaml:7:9: 'http' must stay on this machine (127.0.0.1): health and metrics only"}},
    {"settings.yaml",
     "intakes:",
     "limits: {window_messages: 0}\nintakes:",
     {"settings.yaml:1:27: 'window_messages' must be a whole number from 1 to 10000"}},
    {"settings.yaml",
     "intakes:",
     "limits: {resend_horizon: 90 min}\nintakes:",
     {"settings.yaml:1:26: 'resend_horizon' is finer than its unit"}},
};

}  // namespace

TEST_SUITE("config/load") {
  TEST_CASE(
      "each error of a mission is named with its file, line and column, and nothing else is") {
    for (const Damage& damage : mission_damages) check_damage(damage);
  }

  TEST_CASE("all errors of all files come in one go, by file, line and column") {
    const MissionFolder folder;
    folder.replace("settings.yaml", "inproc://people", "people");
    folder.replace("mission.yaml", "id: sel_island", "id: 7");
    folder.replace("mission.yaml", "notice:", "note:");
    folder.replace("catalogue/needs.yaml", "code: dry_clothes", "cod: dry_clothes");
    const std::vector<std::string> problems = folder.problems();
    CHECK_MESSAGE(problems.size() == 6, joined(problems));
    const auto files = [](const std::string& line) { return line.substr(0, line.find(':')); };
    CHECK(std::ranges::is_sorted(problems, {}, files));
    CHECK(problems.front().starts_with("catalogue/needs.yaml:3:5: an entry needs the key 'code'"));
    CHECK_MESSAGE(problems.back().starts_with("settings.yaml:11:11: 'people' must start with"),
                  joined(problems));
  }

  TEST_CASE("a file that cannot be read is the one complaint, not everything that refers to it") {
    for (const std::string file : {"regions.yaml", "roster.yaml", "profiles.yaml", "calendars.yaml",
                                   "areas.yaml", "rules/rules.yaml", "catalogue/indicators.yaml"}) {
      const MissionFolder folder;
      folder.write(file, "a: 1\na: 2\n");
      CHECK(folder.problems() == std::vector<std::string>{file + ":2:1: duplicate key 'a'"});
    }
  }

  TEST_CASE("conditions are checked once every rule file can be read: definitions are anywhere") {
    const MissionFolder folder;
    folder.replace("rules/rules.yaml", "when: boats_follow", "when: boats_folow");
    folder.write("rules/other.yaml", "a: 1\na: 2\n");
    CHECK(folder.problems() == std::vector<std::string>{"rules/other.yaml:2:1: duplicate key 'a'"});
    folder.remove("rules/other.yaml");
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].starts_with("rules/rules.yaml:"));
    CHECK(problems[0].find("boats_folow") != std::string::npos);
  }

  TEST_CASE("missing files, folders and stray names are said") {
    const std::string unreadable = ": cannot be read: is it there, a file, and readable?";
    for (const std::string file :
         {"mission.yaml", "regions.yaml", "roster.yaml", "profiles.yaml", "settings.yaml"}) {
      const MissionFolder folder;
      folder.remove(file);
      CHECK(folder.problems() == std::vector<std::string>{file + unreadable});
    }
    const MissionFolder folder;
    folder.remove("rules");
    folder.remove("catalogue");
    folder.write("profile.yaml", "profiles: []\n");
    folder.write("rules/notes.yml", "x\n");
    folder.write("README", "not ours to read\n");
    CHECK(folder.problems() ==
          std::vector<std::string>{"catalogue: no catalogue (catalogue/catalogue.yaml)",
                                   "profile.yaml: not a file of a mission: rename or remove it",
                                   "rules: no rule file (rules/*.yaml)",
                                   "rules/notes.yml: is not read: name it .yaml"});
    const auto loaded = load_mission(folder.path() / "nowhere");
    REQUIRE(std::holds_alternative<ConfigProblems>(loaded));
    CHECK(std::get<ConfigProblems>(loaded).at(0).text == "not a mission folder: no such folder");
  }

  TEST_CASE("a folder where none is read is said, not passed over") {
    const MissionFolder folder;
    folder.write("alternatives/other.yaml", "the mission's own business\n");
    folder.write("catalogue/older/deeper/kinds.yaml", "x\n");
    folder.write("catalogue/older/notes.yml", "x\n");
    folder.write("rules/drafts/harbour.yaml", "rules: []\n");
    const std::string said = ": a folder here is not read: move its files up, or it elsewhere";
    CHECK(folder.problems() ==
          std::vector<std::string>{"catalogue/older/deeper" + said,
                                   "catalogue/older/notes.yml: is not read: name it .yaml",
                                   "rules/drafts" + said});
  }

  TEST_CASE("a mission without calendars loads") {
    const MissionFolder folder;
    folder.remove("calendars.yaml");
    CHECK(folder.problems().empty());
  }

  TEST_CASE("test files beside the rules are not rules") {
    const MissionFolder folder;
    folder.write("rules/rules.test.yaml", "anything: [\n");
    CHECK(folder.problems().empty());
  }

  TEST_CASE("a folder below the catalogue is another version, and the highest is current") {
    const MissionFolder folder;
    folder.write("catalogue/older/catalogue.yaml", "catalogue: {version: '2000.12'}\n");
    folder.write("catalogue/newer/catalogue.yaml", "catalogue: {version: '2001.10'}\n");
    folder.write("catalogue/newest/catalogue.yaml", "catalogue: {version: '2001.9'}\n");
    const Mission mission = folder.load();
    CHECK(mission.catalogues.size() == 4);
    CHECK(mission.catalogue_current == "2001.10");
  }

  TEST_CASE("two folders with one catalogue version are refused") {
    const MissionFolder folder;
    folder.write("catalogue/again/catalogue.yaml", "catalogue: {version: '2001.1'}\n");
    CHECK(folder.problems() ==
          std::vector<std::string>{"catalogue/again/catalogue.yaml:1:22: catalogue version "
                                   "'2001.1' is already declared at catalogue.yaml:2"});
  }

  TEST_CASE("other settings can stand in for the folder's") {
    const MissionFolder folder;
    folder.write("settings.other.yaml", support::file_bytes(folder.path() / "settings.yaml") +
                                            "limits: {resend_after: 250 ms, window_messages: 7}\n");
    const auto loaded = load_mission(folder.path(), folder.path() / "settings.other.yaml");
    REQUIRE(std::holds_alternative<Mission>(loaded));
    const Limits& limits = std::get<Mission>(loaded).settings.limits;
    CHECK(limits.resend_after == std::chrono::milliseconds{250});
    CHECK(limits.window_messages == 7);
    CHECK(limits.batch_messages_max == Limits{}.batch_messages_max);
  }

  TEST_CASE("paths of keys are beside the settings file that names them") {
    const MissionFolder folder;
    folder.replace("settings.yaml", "    status:",
                   "    http: 10.0.0.1:443\n    certificate: tls/c.pem\n    private_key: /k.pem\n"
                   "    status:");
    const IntakeSettings intake = folder.load().settings.intakes.at(0);
    CHECK(intake.certificate == folder.path() / "tls/c.pem");
    CHECK(intake.private_key == fs::path{"/k.pem"});
  }

  TEST_CASE("the version follows the meaning of the files and nothing else") {
    const MissionFolder folder;
    const std::string version = folder.load().version;
    CHECK(version.size() == 64);
    CHECK(load_or_fail(tiny_mission()).version == version);

    folder.write("settings.yaml", support::file_bytes(folder.path() / "settings.yaml") +
                                      "limits: {window_messages: 9}\n# a comment\n");
    fs::rename(folder.path() / "rules/rules.yaml", folder.path() / "rules/renamed.yaml");
    CHECK(folder.load().version == version);
  }

  TEST_CASE("which office hears of the mission's own people changes the version") {
    const MissionFolder folder;
    folder.write("rules/all.yaml",
                 "rules:\n  - {id: more.all, title: {en: a, fr: a}, because: {en: a, fr: a}, "
                 "authority: 'ours: a', when: true, tell: harbour_master, how: at_once, "
                 "show: [outline], answer: {expect: acknowledge, within: 1 h}}\n");
    const std::string version = folder.load().version;
    folder.replace("mission.yaml", "conduct_office: sector_chief",
                   "conduct_office: harbour_master");
    CHECK(folder.load().version != version);
  }

  TEST_CASE("every value but the settings changes the version") {
    struct Change {
      std::string file, from, to;
    };
    const Change changes[] = {{"mission.yaml", "Sel Island", "Salt Island"},
                              {"regions.yaml", "order_no: 2", "order_no: 3"},
                              {"regions.yaml", "order_no: 2", "pcode: SI02"},
                              {"regions.yaml", "order_no: 2", "iso: SI-2"},
                              {"positions.yaml", "Boat crew", "Crew"},
                              {"positions.yaml", "    stand_in: harbour_master\n", ""},
                              {"roster.yaml", "[nora, sam]", "[sam, nora]"},
                              {"roster.yaml", "language: fr", "language: en"},
                              {"profiles.yaml", "time: day", "time: hour"},
                              {"profiles.yaml", "[outline, persons]}", "[outline]}"},
                              {"areas.yaml", "id: old_port", "id: new_port"},
                              {"areas.yaml", "The old port", "The port"},
                              {"areas.yaml", "ours: invented", "ours"},
                              {"areas.yaml", "[-31.1, 4.6]", "[-31.1, 4.6000001]"},
                              {"areas.yaml", "[[-31.05, 4.52], ", "[[-31, 4.5], [-31.05, 4.52], "},
                              {"rules/rules.yaml", "within: 10 min", "within: 11 min"},
                              {"rules/rules.yaml", "    urgency: flash\n", ""},
                              {"rules/rules.yaml", "    must: true\n", ""},
                              {"rules/rules.yaml", "if_unknown: tell", "if_unknown: hold"},
                              {"rules/rules.yaml", "when: boats_follow", "when: true"},
                              {"rules/rules.yaml", "within: 2 h, at_deadline: forward",
                               "within: 2 h, at_deadline: remind"},
                              {"rules/rules.yaml", "to: 2199-12-31", "to: 2199-12-30"},
                              {"rules/rules.yaml", "[deputy, harbour_master]", "[deputy]"},
                              {"catalogue/indicators.yaml", "2009-12-31", "2009-12-30"},
                              {"catalogue/needs.yaml", "Dry clothes", "Clothes"},
                              {"catalogue/catalogue.yaml", "2001.1", "2001.2"}};
    std::vector<std::string> versions{load_or_fail(tiny_mission()).version};
    for (const Change& change : changes) {
      const MissionFolder folder;
      folder.replace(change.file, change.from, change.to);
      versions.push_back(folder.load().version);
    }
    std::ranges::sort(versions);
    CHECK(std::ranges::adjacent_find(versions) == versions.end());
  }
}
