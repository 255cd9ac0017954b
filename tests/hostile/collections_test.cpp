// Every file of ../shared/hostile through a real intake: signed as a report, as an envelope, as a
// signature, as an attachment, as a message of one part, as bare frames, as the body of a request
// and as the request itself.

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "report/json_document.h"
#include "tests/hostile/collection.h"
#include "tests/hostile/embedding.h"
#include "tests/hostile/hostile_patrol.h"
#include "tests/hostile/http_filing.h"
#include "tests/hostile/naughty_strings.h"
#include "tests/hostile/text_fields.h"
#include "tests/support/encode.h"
#include "tests/support/real_mission.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::hostile;

namespace {

/// The n_ files of JSONTestSuite.
constexpr std::ptrdiff_t no_json_files = 188;

/// The intake with its patrol; at the end it must be as well as at the beginning.
class Intake {
 public:
  support::RealMission& mission() { return mission_; }
  HostilePatrol& patrol() { return patrol_; }
  int port() const { return mission_.http_port(); }
  Time now() { return mission_.now(); }

  void wait_for_answers() {
    REQUIRE(mission_.run_until([&] { return patrol_.device().owed() == 0; }, 120s));
  }

  void check_still_well() {
    CHECK(mission_.running("intake"));
    CHECK(get(port(), "/healthz").status == 200);
    CHECK(get(port(), "/readyz").status == 200);
    const Uuid honest = patrol_.file_honest(now());
    wait_for_answers();
    CHECK(patrol_.said_of(honest).applied);
    const Report report = patrol_.honest_report(now());
    CHECK(post(port(), patrol_.sign(report.id, encode_report(report), now())).status == 201);
    CHECK(mission_.stop("intake") == 0);
  }

 private:
  support::RealMission mission_{seed};
  SeededRandom random_{seed};
  HostilePatrol patrol_{mission_.add_device("patrol-1"), random_};
};

void check_refused(const Said& said) {
  CAPTURE(said.text);
  CHECK(said.answered);
  CHECK_FALSE(said.applied);
  CHECK_MESSAGE(is_stable_code(said.code), "code: " << said.code);
}

void check_http_refused(const HttpSaid& said) {
  CAPTURE(said.status);
  CAPTURE(said.body);
  CHECK(said.status >= 400);
  CHECK(said.status < 500);
  CHECK_MESSAGE((said.said.code.starts_with("http.") || is_stable_code(said.said.code)),
                "code: " << said.said.code);
}

/// One place of a message on the link that a file may stand in.
struct LinkWay {
  const char* name;
  std::function<Uuid(Intake&, const std::string& bytes)> file;
};

Uuid file_changed(Intake& intake, const std::function<void(link::Parts&)>& change) {
  HostilePatrol& patrol = intake.patrol();
  const Report report = patrol.honest_report(intake.now());
  link::Parts parts = to_parts(patrol.sign(report.id, encode_report(report), intake.now()));
  change(parts);
  return patrol.file_parts(parts, report.id, intake.now());
}

const std::vector<LinkWay>& link_ways() {
  static const std::vector<LinkWay> ways{
      {"report",
       [](Intake& intake, const std::string& bytes) {
         return intake.patrol().file(bytes, intake.now());
       }},
      {"envelope",
       [](Intake& intake, const std::string& bytes) {
         return file_changed(intake, [&](link::Parts& parts) { parts[0] = bytes; });
       }},
      {"signature",
       [](Intake& intake, const std::string& bytes) {
         return file_changed(intake, [&](link::Parts& parts) { parts[1] = bytes; });
       }},
      {"attachment",
       [](Intake& intake, const std::string& bytes) {
         return file_changed(intake, [&](link::Parts& parts) { parts.push_back(bytes); });
       }},
      {"one part", [](Intake& intake, const std::string& bytes) {
         return file_changed(intake, [&](link::Parts& parts) { parts = {bytes}; });
       }}};
  return ways;
}

void file_over_link(Intake& intake, const std::vector<HostileFile>& files) {
  for (const LinkWay& way : link_ways()) {
    std::map<std::string, Uuid> ids;
    for (const HostileFile& file : files) ids[file.name] = way.file(intake, file.bytes);
    intake.wait_for_answers();
    for (const HostileFile& file : files) {
      CAPTURE(file.name);
      CAPTURE(way.name);
      check_refused(intake.patrol().said_of(ids[file.name]));
    }
  }
}

/// Frames that are no transfer at all, from a sender who is known; nothing is answered to be kept.
void send_as_frames(Intake& intake, const std::vector<HostileFile>& files) {
  for (const HostileFile& file : files) {
    intake.patrol().device().line().send({file.bytes});
    intake.patrol().device().line().send({file.bytes, file.bytes});
    intake.mission().run_for(1ms);
  }
}

/// One of JSONTestSuite that no reader may take.
bool is_no_json(const HostileFile& file) { return file.name.find("/n_") != file.name.npos; }

void file_over_http(Intake& intake, const HostileFile& file) {
  CAPTURE(file.name);
  HostilePatrol& patrol = intake.patrol();
  SignedReport filing = patrol.sign(patrol.new_id(intake.now()), file.bytes, intake.now());
  const HttpSaid as_report = post(intake.port(), filing);
  check_http_refused(as_report);
  if (is_no_json(file)) {
    CHECK_MESSAGE(as_report.said.code.starts_with("json."), "code: " << as_report.said.code);
  }
  filing.envelope = file.bytes;
  check_http_refused(post(intake.port(), filing));
  check_http_refused(post(intake.port(), "application/json", file.bytes));
  check_http_refused(post(intake.port(), "multipart/form-data; boundary=x", file.bytes));
  const HttpSaid bare = ask_http(intake.port(), file.bytes);
  CAPTURE(bare.body);
  CHECK(bare.ended);
  CHECK((bare.status == 0 || (bare.status >= 400 && bare.status < 500)));
}

/// What must become of a report that has these bytes as its narrative; empty: it is accepted.
std::string refusal_as_narrative(const std::string& report, const std::string& bytes) {
  if (report.size() > report_bytes_max) return "size.report";
  if (!is_utf8(bytes)) return "json.utf8";
  const auto narrative =
      std::find_if(text_fields().begin(), text_fields().end(),
                   [](const TextField& field) { return field.pointer() == "/what/narrative"; });
  REQUIRE(narrative != text_fields().end());
  return refusal_of(*narrative, bytes);
}

/// The file as what a patrol wrote, over HTTP.
void post_as_narrative(Intake& intake, const HostileFile& file) {
  const Report report = intake.patrol().honest_report(intake.now());
  const std::string bytes = embed(encode_report(report), quoted(file.bytes), Embedding::narrative);
  const std::string code = refusal_as_narrative(bytes, file.bytes);
  const HttpSaid http = post(intake.port(), intake.patrol().sign(report.id, bytes, intake.now()));
  CAPTURE(file.name);
  CAPTURE(http.body);
  CHECK(http.said.applied == code.empty());
  CHECK(http.said.code == code);
}

/// Each file as what a patrol wrote: taken as it is, or refused for its own reason.
int file_as_narratives(Intake& intake, const std::vector<HostileFile>& files) {
  struct Filed {
    std::string name;
    Uuid id;
    std::string code;
  };
  std::vector<Filed> filed;
  for (const HostileFile& file : files) {
    const Report report = intake.patrol().honest_report(intake.now());
    const std::string bytes =
        embed(encode_report(report), quoted(file.bytes), Embedding::narrative);
    const auto parts = to_parts(intake.patrol().sign(report.id, bytes, intake.now()));
    filed.push_back({file.name, intake.patrol().file_parts(parts, report.id, intake.now()),
                     refusal_as_narrative(bytes, file.bytes)});
  }
  intake.wait_for_answers();
  int accepted = 0;
  for (const Filed& one : filed) {
    CAPTURE(one.name);
    const Said said = intake.patrol().said_of(one.id);
    CAPTURE(said.text);
    CHECK(said.answered);
    CHECK(said.applied == one.code.empty());
    CHECK(said.code == one.code);
    accepted += int{said.applied};
  }
  for (const HostileFile& file : files) post_as_narrative(intake, file);
  return accepted;
}

void file_everywhere(const std::string& collection) {
  const auto listed = listed_collections();
  if (!listed.contains(collection)) {
    MESSAGE("skipped 1 collection: ../shared/hostile/" << collection << " is missing");
    return;
  }
  const auto files = files_of(collection);
  CHECK(std::ranges::count_if(files, is_no_json) ==
        (collection == "json/jsontestsuite" ? no_json_files : 0));
  CHECK(files.size() == listed.at(collection));
  Intake intake;
  file_over_link(intake, files);
  send_as_frames(intake, files);
  for (const HostileFile& file : files) file_over_http(intake, file);
  const int accepted = file_as_narratives(intake, files);
  intake.check_still_well();
  MESSAGE(
      collection << ": " << files.size() << " files, each " << link_ways().size()
                 << " times over the link and 5 times over HTTP, all refused, and as bare frames; "
                 << accepted << " of them accepted as a narrative, the others refused");
}

// --- JSONTestSuite ------------------------------------------------------------------------------

struct JsonCase {
  std::string name;
  std::string bytes;
  bool is(const char* prefix) const { return name.starts_with(prefix); }
};

/// The parsing cases (y_, n_, i_); the transforming ones are anybody's choice, as i_ are.
std::vector<JsonCase> json_cases() {
  std::vector<JsonCase> cases;
  for (const HostileFile& file : files_of("json/jsontestsuite")) {
    if (!file.name.ends_with(".json")) continue;
    cases.push_back({file.name.substr(file.name.find('/') + 1), file.bytes});
  }
  return cases;
}

bool skips_json() {
  if (listed_collections().contains("json/jsontestsuite")) return false;
  MESSAGE("skipped 1 collection: ../shared/hostile/json/jsontestsuite is missing");
  return true;
}

/// What the reader says of the bytes alone; empty: they are a document.
std::string code_of_reader(const std::string& bytes) {
  JsonDocument document(report_bytes_max, report_depth_max);
  const auto problem = document.read(bytes);
  return problem ? problem->code : "";
}

std::string name_of(Embedding embedding) {
  if (embedding == Embedding::whole) return "the whole report";
  return embedding == Embedding::extra ? "an unknown member" : "the summary";
}

/// A y_ case is valid JSON: whatever is wrong with it is wrong with it as a report, and said so.
void check_valid_json(const JsonCase& json, Embedding embedding, const Said& said) {
  if (code_of_reader(json.bytes) == "json.duplicate_key") {
    CHECK(said.code == "json.duplicate_key");
  } else if (embedding == Embedding::extra) {
    CHECK(said.names("/extra", "schema.unknown_key"));
  } else if (embedding == Embedding::summary) {
    const Json value = Json::parse(json.bytes);
    const TextField summary{.place = "/what/summary"_json_pointer, .characters_max = 1000};
    const std::string code =
        value.is_string() ? refusal_of(summary, value.get<std::string>()) : "schema.type";
    CHECK(said.applied == code.empty());
    if (!code.empty()) CHECK(said.names("/what/summary", code));
  } else {
    CHECK_FALSE(said.applied);
    CHECK((said.code == "json.not_object" || !said.code.starts_with("json.")));
  }
}

struct Counts {
  int accepted = 0;
  std::map<std::string, int> refused;  ///< By code.

  void count(const Said& said) {
    if (said.applied) {
      ++accepted;
    } else {
      ++refused[said.code];
    }
  }
  std::string text() const {
    std::string line = std::to_string(accepted) + " accepted";
    for (const auto& [code, times] : refused) line += ", " + std::to_string(times) + " " + code;
    return line;
  }
};

void check_json_case(const JsonCase& json, Embedding embedding, const Said& said) {
  CAPTURE(json.name);
  CAPTURE(name_of(embedding));
  CAPTURE(said.text);
  CHECK(said.answered);
  CHECK((said.applied || is_stable_code(said.code)));
  if (json.is("n_")) CHECK(said.code.starts_with("json."));
  if (json.is("n_")) CHECK(said.code != "json.not_object");
  if (json.is("y_")) check_valid_json(json, embedding, said);
}

struct Embedded {
  Uuid id;
  SignedReport filing;
};

/// An honest report with the case in it; each has an id of its own.
Embedded sign_embedded(Intake& intake, const JsonCase& json, Embedding embedding) {
  const Report report = intake.patrol().honest_report(intake.now());
  const std::string bytes = embed(encode_report(report), json.bytes, embedding);
  return {report.id, intake.patrol().sign(report.id, bytes, intake.now())};
}

}  // namespace

TEST_SUITE("hostile/collections") {
  TEST_CASE("every collection that is listed is filed here") {
    const std::vector<std::string> filed{"json/jsontestsuite", "strings/blns", "strings/utf8-kuhn",
                                         "fuzzdb", "dictionaries"};
    const auto listed = listed_collections();
    if (listed.empty()) {
      MESSAGE("skipped " << filed.size() << " collections: ../shared/hostile is missing");
      return;
    }
    CHECK(listed.size() == filed.size());
    for (const std::string& collection : filed) CHECK(listed.contains(collection));
  }

  TEST_CASE("the intake survives and refuses every file of JSONTestSuite") {
    file_everywhere("json/jsontestsuite");
  }
  TEST_CASE("the intake survives and refuses every file of the big list of naughty strings") {
    file_everywhere("strings/blns");
  }
  TEST_CASE("the intake survives and refuses Kuhn's UTF-8 stress test") {
    file_everywhere("strings/utf8-kuhn");
  }
  TEST_CASE("the intake survives and refuses every file of fuzzdb") { file_everywhere("fuzzdb"); }
  TEST_CASE("the intake survives and refuses every fuzzers' dictionary") {
    file_everywhere("dictionaries");
  }

  TEST_CASE("the reader takes every y_ of JSONTestSuite, duplicate keys apart, and no n_") {
    if (skips_json()) return;
    std::map<std::string, int> counted;
    std::string free_choice;
    for (const JsonCase& json : json_cases()) {
      CAPTURE(json.name);
      const std::string code = code_of_reader(json.bytes);
      if (json.is("y_")) CHECK((code.empty() || code == "json.duplicate_key"));
      if (json.is("y_"))
        CHECK(code.empty() != (json.name.find("duplicated_key") != json.name.npos));
      if (json.is("n_")) CHECK(code.starts_with("json."));
      ++counted[json.name.substr(0, 2)];
      if (json.is("i_")) free_choice += "\n  " + json.name + ": " + (code.empty() ? "taken" : code);
    }
    CHECK(counted["y_"] == 95);
    CHECK(counted["n_"] == no_json_files);
    CHECK(counted["i_"] == 35);
    MESSAGE("where the suite leaves the choice:" << free_choice);
  }

  TEST_CASE(
      "JSONTestSuite as a report and inside one is refused for the right reason, on both ways") {
    if (skips_json()) return;
    Intake intake;
    const auto cases = json_cases();
    for (const Embedding embedding : {Embedding::whole, Embedding::extra, Embedding::summary}) {
      std::vector<Uuid> ids;
      for (const JsonCase& json : cases) {
        const Embedded posted = sign_embedded(intake, json, embedding);
        check_json_case(json, embedding, post(intake.port(), posted.filing).said);
        const Embedded filed = sign_embedded(intake, json, embedding);
        ids.push_back(intake.patrol().file_parts(to_parts(filed.filing), filed.id, intake.now()));
      }
      intake.wait_for_answers();
      std::map<std::string, Counts> counts;
      for (std::size_t i = 0; i < cases.size(); ++i) {
        const Said said = intake.patrol().said_of(ids[i]);
        check_json_case(cases[i], embedding, said);
        counts[cases[i].is("y_") || cases[i].is("n_") || cases[i].is("i_")
                   ? cases[i].name.substr(0, 2)
                   : "transforms"]
            .count(said);
      }
      for (const auto& [kind, counted] : counts) {
        MESSAGE(name_of(embedding) << " " << kind << ": " << counted.text());
      }
    }
    intake.check_still_well();
  }
}
