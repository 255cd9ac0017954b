// Naughty strings through real processes: what an officer's terminal is given by the commands that
// show a report or its routing, and that no program's log, audit trail or metrics repeat them.

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "report/utf8.h"
#include "tests/hostile/hostile_patrol.h"
#include "tests/hostile/http_filing.h"
#include "tests/hostile/leaks.h"
#include "tests/hostile/naughty_strings.h"
#include "tests/hostile/shown_texts.h"
#include "tests/hostile/text_fields.h"
#include "tests/support/command.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/real_mission.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::hostile;

namespace {

/// What a terminal would obey, show in another order than it was written, or not show at all.
bool steers_terminal(char32_t character) {
  const auto within = [character](char32_t first, char32_t last) {
    return character >= first && character <= last;
  };
  const bool control = character < 0x20 && character != U'\n';
  const bool high_control = within(0x7F, 0x9F);
  const bool direction = character == 0x61C || within(0x200E, 0x200F) || within(0x2028, 0x202E) ||
                         within(0x2066, 0x2069);
  const bool unseen = character == 0x200B || character == 0xFEFF || within(0x2060, 0x2065) ||
                      within(0xFFF9, 0xFFFB) || within(0xE0000, 0xE007F);
  return control || high_control || direction || unseen;
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

/// The report with this text in every free field that takes it, with the marker behind it where
/// there is room; the number of these fields.
int fill(Json& report, const std::string& text) {
  int fields = 0;
  for (const TextField& field : text_fields()) {
    if (!field.is_free()) continue;
    for (const std::string& form : {text + marker, text}) {
      if (!refusal_of(field, form).empty()) continue;
      report[field.place] = form;
      ++fields;
      break;
    }
  }
  return fields;
}

/// One report for each string that some free text can hold.
std::vector<Filed> file_sample(support::RealMission& mission, HostilePatrol& patrol,
                               const std::vector<NaughtyString>& strings) {
  std::vector<Filed> filed;
  for (const NaughtyString& string : strings) {
    if (!is_utf8(string.bytes)) continue;
    Json document = Json::parse(encode_report(patrol.honest_report(mission.now())));
    if (fill(document, string.bytes) == 0) continue;
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

bool is_cleared(const config::Mission& mission, const std::string& position) {
  const auto found = mission.clearances.find(mission.positions.at(position).office);
  const TextField narrative{.place = Json::json_pointer("/what/narrative")};
  return found != mission.clearances.end() && grants(mission, found->second, narrative);
}

bool is_shown_no_text(const config::Mission& mission, const std::string& position) {
  const auto found = mission.clearances.find(mission.positions.at(position).office);
  return found != mission.clearances.end() && !grants_free_text(mission, found->second);
}

/// Two positions told of a report: one that may read the patrol's own words, and one that may not.
struct Readers {
  std::string cleared;
  std::string uncleared;
};

std::map<std::string, Readers> readers(support::RealMission& mission) {
  std::map<std::string, Readers> of_report;
  for (const auto& officer : mission.officers()) {
    for (const auto& [report, revision, position] : officer->shown()) {
      Readers& told = of_report[report];
      if (is_cleared(mission.mission(), position)) told.cleared = position;
      if (is_shown_no_text(mission.mission(), position)) told.uncleared = position;
    }
  }
  std::erase_if(of_report, [](const auto& each) {
    return each.second.cleared.empty() || each.second.uncleared.empty();
  });
  return of_report;
}

/// The commands that show one position what it may see of a report.
struct Showing {
  std::vector<std::string> inbox;
  std::vector<std::string> view;
};

Json as_json(const Desk& desk, std::vector<std::string> words) {
  words.emplace_back("--json");
  return Json::parse(desk.run(words));
}

/// Text and JSON of one command say the same texts: JSON as they were filed, text a line each.
void check_view_printed(const config::Mission& mission, const Filed& filed, const std::string& out,
                        const Json& view) {
  const Showed showed = read_view(mission, view, filed.report);
  CHECK((showed.faults == std::vector<std::string>{}));
  CHECK(showed.fields.size() > 10);
  const auto printed = texts_printed(out);
  for (const TextField& field : text_fields()) {
    if (!field.is_free()) continue;
    CAPTURE(field.pointer());
    for (const std::string& text : texts_in(filed.report, field))
      CHECK(line_injected(text, out) == "");
    for (const std::string& text : texts_in(view, field)) {
      CHECK(std::count(printed.begin(), printed.end(), text) > 0);
    }
  }
}

void check_shown(const Desk& desk, const config::Mission& mission, const Filed& filed,
                 const Showing& to_cleared) {
  CAPTURE(filed.name);
  const Json notice = as_json(desk, to_cleared.inbox);
  check_view_printed(mission, filed, desk.run(to_cleared.inbox), notice.at("content"));
  const Json view = as_json(desk, to_cleared.view);
  CHECK((view.at("view").at("what") == notice.at("content").at("what")));
  check_view_printed(mission, filed, desk.run(to_cleared.view), view.at("view"));
}

/// Where free text reaches nobody: to a position not cleared for it, and in what explains.
Haystacks explanations(const Desk& desk, const Filed& filed, const Readers& readers,
                       const Showing& to_uncleared) {
  const std::string id = to_string(filed.id);
  const std::vector<std::vector<std::string>> commands{
      to_uncleared.inbox,
      to_uncleared.view,
      {"explain", id},
      {"explain", id, "--chain"},
      {"explain", id, "--position", readers.cleared},
      {"explain", id, "--as", readers.uncleared},
      {"assess", id, "--verbose"}};
  Haystacks haystacks;
  for (std::vector<std::string> words : commands) {
    std::string name = filed.name + ":";
    for (const std::string& word : words) name += " " + word;
    haystacks[name] = desk.run(words);
    haystacks[name + " --json"] = as_json(desk, words).dump();
  }
  return haystacks;
}

std::string escaped(const std::string& text) {
  const std::string json = Json(text).dump(-1, ' ', true);
  return json.substr(1, json.size() - 2);
}

/// In ASCII and without what a page is wrapped at; escapes that are there stay as they are.
std::string squeezed(const std::string& text) {
  std::string ascii;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_length(text, at);
    const std::string letter = text.substr(at, bytes);
    if (letter != " " && letter != "\n") ascii += bytes == 1 ? letter : escaped(letter);
    at += bytes;
  }
  return ascii;
}

/// A report file may come from anybody: its label and place are on the page, on a line of ours.
void check_assessed(const Desk& desk, const support::RealMission& mission,
                    const std::vector<Filed>& filed) {
  std::vector<std::string> words{"assess"};
  for (const Filed& one : filed) {
    words.push_back((mission.folder() / (to_string(one.id) + ".json")).string());
    std::ofstream(words.back()) << one.report.dump();
  }
  const std::string out = desk.run(words);
  const std::string page = squeezed(out);
  std::size_t at = 0;
  for (const Filed& one : filed) {
    CAPTURE(one.name);
    for (const char* place : {"/where/cercle", "/where/locality", "/what/label"}) {
      const std::string text = one.report.at(Json::json_pointer(place));
      at = page.find(squeezed(escaped(text)), at);
      REQUIRE(at != page.npos);
      CHECK(line_injected(text, out) == "");
    }
  }
}

Haystacks haystacks_of(support::RealMission& mission) {
  Haystacks haystacks{{"metrics of intake", get(mission.http_port(), "/metrics").body},
                      {"readiness of intake", get(mission.http_port(), "/readyz").body}};
  for (const std::string& program : support::RealMission::programs()) {
    haystacks["log of " + program] = support::file_bytes(mission.folder() / (program + ".log"));
    haystacks["audit of " + program] = text_of_audit(mission.database_of(program));
    haystacks["state of " + program] = mission.control(program, R"({"command":"state"})");
  }
  return haystacks;
}

/// What the patrol is told of how far each report has come.
std::string statuses(support::RealMission& mission, const std::vector<Filed>& filed) {
  const std::string ask = R"({"command":"keys.token","device":"patrol-1"})";
  const std::string token = Json::parse(mission.control("intake", ask)).at("token");
  std::string all;
  for (const Filed& one : filed) {
    const std::string id = to_string(one.id);
    const auto said = ask_http(mission.http_port(), "GET /v1/reports/" + id +
                                                        " HTTP/1.1\r\nHost: x\r\nConnection: "
                                                        "close\r\nAuthorization: Bearer " +
                                                        token + "\r\n\r\n");
    CHECK(said.status == 200);
    CHECK(said.body.find(id) != said.body.npos);
    all += said.body;
  }
  return all;
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
    CHECK(found_in({{"list", desk.run({"inbox", position, "--key", desk.key_of(person)})}},
                   marker) == "");
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
    REQUIRE(mission.run_until([&] { return readers(mission).size() == filed.size(); }, 60s));
    const Desk desk(mission);
    const auto people = holders(mission);
    const auto told = readers(mission);
    const auto notices = notices_listed(desk, people);
    const auto showing = [&](const Filed& one, const std::string& position) -> Showing {
      const std::string id = to_string(one.id);
      return {.inbox = {"inbox", position, "show", notices.at({id, position}), "--key",
                        desk.key_of(people.at(position))},
              .view = {"view", id, "--as", position}};
    };
    Haystacks haystacks = haystacks_of(mission);
    haystacks["status"] = statuses(mission, filed);
    constexpr std::size_t every = 8;  // What explains is the same for all but the report's id.
    for (std::size_t i = 0; i < filed.size(); ++i) {
      const Readers& of_it = told.at(to_string(filed[i].id));
      check_shown(desk, mission.mission(), filed[i], showing(filed[i], of_it.cleared));
      if (i % every != 0) continue;
      haystacks.merge(explanations(desk, filed[i], of_it, showing(filed[i], of_it.uncleared)));
    }
    check_assessed(desk, mission, filed);
    check_no_leak(haystacks, strings);
    MESSAGE(filed.size() << " reports filed and shown");
  }
}
