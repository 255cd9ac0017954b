// Naughty strings through real processes: what an officer's terminal is given by `vigie inbox`, and
// that no program's log, audit trail or metrics repeat them.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "report/encode.h"
#include "tests/hostile/hostile_patrol.h"
#include "tests/hostile/http_filing.h"
#include "tests/hostile/leaks.h"
#include "tests/hostile/naughty_strings.h"
#include "tests/hostile/text_fields.h"
#include "tests/support/command.h"
#include "tests/support/real_mission.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::hostile;

namespace {

constexpr std::uint64_t seed = 1;

/// What a terminal would obey, or show in another order than it was written.
bool steers_terminal(char32_t character) {
  const bool control = character < 0x20 && character != U'\n';
  const bool high_control = character >= 0x7F && character <= 0x9F;
  const bool direction = character == 0x61C || character == 0x200E || character == 0x200F ||
                         (character >= 0x2028 && character <= 0x202E) ||
                         (character >= 0x2066 && character <= 0x2069);
  return control || high_control || direction;
}

/// The commands of an officer at a terminal of the mission.
class Desk {
 public:
  explicit Desk(support::RealMission& mission) : mission_(mission) {}

  std::string run(std::vector<std::string> words) const {
    const auto folder = mission_.folder();
    for (const std::string& word :
         {std::string("--mission"), std::string(VIGIE_SOURCE_DIR "/config/mali"),
          std::string("--settings"), (folder / "settings.yaml").string(), std::string("--data"),
          (folder / "data").string()}) {
      words.push_back(word);
    }
    const auto result = support::run_vigie(words);
    CAPTURE(result.err);
    CHECK(result.code == 0);
    check_harmless(result.out);
    return result.out;
  }

  std::string key_of(const std::string& person) const {
    return (mission_.folder() / "owners" / (person + ".key")).string();
  }

 private:
  static void check_harmless(const std::string& out) {
    REQUIRE(is_utf8(out));
    for (const char32_t character : characters_of(out)) {
      if (steers_terminal(character)) FAIL_CHECK("printed U+" << std::uint32_t{character});
    }
  }

  support::RealMission& mission_;
};

struct Filed {
  std::string name;
  Uuid id;
  Json report;
};

/// One report for each string that every free text can hold.
std::vector<Filed> file_sample(support::RealMission& mission, HostilePatrol& patrol,
                               const std::vector<NaughtyString>& strings) {
  std::vector<Filed> filed;
  for (const NaughtyString& string : strings) {
    if (!is_utf8(string.bytes)) continue;
    Json document = Json::parse(encode_report(patrol.honest_report(mission.now())));
    int fields = 0;
    for (const TextField& field : text_fields()) {
      if (!field.is_free() || !refusal_of(field, string.bytes).empty()) continue;
      document[field.place] = string.bytes;
      ++fields;
    }
    if (fields == 0) continue;
    const Uuid id = parse_uuid(document.at("id").get<std::string>()).value();
    patrol.file_parts(to_parts(patrol.sign(id, document.dump(), mission.now())), id, mission.now());
    filed.push_back({string.name, id, document});
  }
  return filed;
}

/// Position → who holds it first, as the test's keys were made.
std::map<std::string, std::string> holders(const support::RealMission& mission) {
  std::map<std::string, std::string> people;
  for (const auto& [position, holding] : mission.mission().roster) {
    if (!holding.people.empty()) people[position] = holding.people.front();
  }
  return people;
}

/// The first told position of each report.
std::map<std::string, std::string> positions_told(support::RealMission& mission) {
  std::map<std::string, std::string> told;
  for (const auto& officer : mission.officers()) {
    for (const auto& [report, revision, position] : officer->shown()) told[report] = position;
  }
  return told;
}

void check_shown(const Desk& desk, const Filed& filed, const std::string& position,
                 const std::string& notice, const std::string& key) {
  CAPTURE(filed.name);
  const std::vector<std::string> words{"inbox", position, "show", notice, "--key", key};
  const std::string text = desk.run(words);
  CHECK(text.find(notice) != text.npos);
  std::vector<std::string> as_json = words;
  as_json.emplace_back("--json");
  const Json shown = Json::parse(desk.run(as_json));
  CHECK(shown.at("content").at("where").at("region") == filed.report.at("where").at("region"));
  // Notices show no free text of a report.
  for (const TextField& field : text_fields()) {
    if (!field.is_free()) continue;
    CAPTURE(field.pointer());
    CHECK_FALSE(shown.at("content").contains(field.place));
  }
}

Haystacks haystacks_of(support::RealMission& mission) {
  Haystacks haystacks{{"metrics of intake", get(mission.http_port(), "/metrics").body},
                      {"readiness of intake", get(mission.http_port(), "/readyz").body}};
  for (const std::string& program : support::RealMission::programs()) {
    haystacks["log of " + program] = text_of_file(mission.folder() / (program + ".log"));
    haystacks["audit of " + program] = text_of_audit(mission.database_of(program));
    haystacks["state of " + program] = mission.control(program, R"({"command":"state"})");
  }
  return haystacks;
}

/// (Report, position) → notice, as each officer's list has it.
std::map<std::pair<std::string, std::string>, std::string> notices_listed(
    const Desk& desk, const std::map<std::string, std::string>& people) {
  std::map<std::pair<std::string, std::string>, std::string> notices;
  for (const auto& [position, person] : people) {
    const Json listed =
        Json::parse(desk.run({"inbox", position, "list", "--key", desk.key_of(person), "--json"}));
    for (const Json& notice : listed.at("notices")) {
      notices[{notice.at("report"), position}] = notice.at("notice");
    }
  }
  return notices;
}

}  // namespace

TEST_SUITE("hostile/terminal") {
  TEST_CASE("an officer's terminal and the programs' records are safe from naughty strings") {
    support::RealMission mission(seed);
    SeededRandom random(seed);
    HostilePatrol patrol(mission.add_device("patrol-1"), random);
    const auto strings = own_strings();
    const auto filed = file_sample(mission, patrol, strings);
    REQUIRE(mission.run_until([&] { return patrol.device().owed() == 0; }, 60s));
    for (const Filed& one : filed) {
      CAPTURE(one.name);
      CHECK(patrol.said_of(one.id).applied);
    }
    REQUIRE(mission.run_until([&] { return positions_told(mission).size() == filed.size(); }, 60s));
    const Desk desk(mission);
    const auto people = holders(mission);
    const auto told = positions_told(mission);
    const auto notices = notices_listed(desk, people);
    for (const Filed& one : filed) {
      const std::string position = told.at(to_string(one.id));
      check_shown(desk, one, position, notices.at({to_string(one.id), position}),
                  desk.key_of(people.at(position)));
    }
    check_no_leak(haystacks_of(mission), strings);
    MESSAGE(filed.size() << " reports filed and shown");
  }
}
