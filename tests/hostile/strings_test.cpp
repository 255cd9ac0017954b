// Naughty strings in every text field of a report, through the whole mission in one thread: what is
// kept is what went in, what is refused is refused for its own reason, and nothing is said of it
// anywhere else.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <variant>

#include "link/wire.h"
#include "report/decode.h"
#include "report/digest.h"
#include "store/database.h"
#include "store/packed.h"
#include "tests/hostile/hostile_patrol.h"
#include "tests/hostile/leaks.h"
#include "tests/hostile/naughty_strings.h"
#include "tests/hostile/shown_texts.h"
#include "tests/hostile/text_fields.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"
#include "tests/support/stepped_mission.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::hostile;
using support::SteppedMission;

namespace {

/// (Pointer, code) of every field that must refuse this text.
using Refusals = std::vector<std::pair<std::string, std::string>>;

/// A document with this text in some fields that take it, or in some that do not.
struct Filled {
  Json document;
  int fields = 0;
  Refusals refusals = {};
};

/// The free fields that take the text (or do not), in runs that fit into one report each.
std::vector<std::vector<TextField>> fields_for(const std::string& text, bool allowed) {
  constexpr std::size_t room = 200'000;
  constexpr std::size_t escape_bytes = 6;  // A byte as "\u0001".
  const std::size_t fields_max = std::max<std::size_t>(1, room / (escape_bytes * text.size() + 1));
  std::vector<std::vector<TextField>> runs;
  for (const TextField& field : text_fields()) {
    if (!field.is_free() || refusal_of(field, text).empty() != allowed) continue;
    if (runs.empty() || runs.back().size() == fields_max) runs.emplace_back();
    runs.back().push_back(field);
  }
  return runs;
}

Filled fill(const Json& base, const std::string& text, const std::vector<TextField>& fields) {
  Filled filled{.document = base};
  for (const TextField& field : fields) {
    filled.document[field.place] = text;
    ++filled.fields;
    const std::string code = refusal_of(field, text);
    if (!code.empty()) filled.refusals.emplace_back(field.pointer(), code);
  }
  return filled;
}

Json base_document(HostilePatrol& patrol, Time now) {
  return Json::parse(encode_report(patrol.honest_report(now)));
}

Refusals refusals_in(const Problems& problems) {
  Refusals refusals;
  for (const Problem& problem : problems) refusals.emplace_back(problem.pointer, problem.code);
  return refusals;
}

Refusals sorted(Refusals refusals) {
  std::sort(refusals.begin(), refusals.end());
  return refusals;
}

/// What was filed, and what must come of it.
struct Filing {
  std::string name;
  Uuid id;
  std::string bytes;
  int fields = 0;
  Refusals refusals = {};
  bool accepted = false;
  std::string code_prefix = {};  ///< Of a report that is no document at all.
};

class Mission {
 public:
  Mission() {
    mission_.network().on_message([this](const link::Parts& frames) {
      const link::Wire wire = link::read_wire(frames);
      const auto* tell = std::get_if<link::Tell>(&wire);
      if (tell == nullptr || tell->what != "notice") return false;
      const Uuid report = *parse_uuid(Json::parse(tell->body).at("report").get<std::string>());
      pushed_.emplace(report.blob(), tell->body);
      return false;
    });
  }

  SteppedMission& stepped() { return mission_; }
  HostilePatrol& patrol() { return patrol_; }
  Time now() { return mission_.clock().now(); }

  Filing file(const std::string& name, const std::string& bytes, const Uuid& id) {
    patrol_.file_parts(to_parts(patrol_.sign(id, bytes, now())), id, now());
    return {.name = name, .id = id, .bytes = bytes};
  }

  /// The text in every free field that takes it, and in every one that does not.
  void file_everywhere(const std::string& name, const std::string& text,
                       std::vector<Filing>& filings) {
    for (const bool allowed : {true, false}) {
      for (const auto& fields : fields_for(text, allowed)) {
        const Json base = base_document(patrol_, now());
        const Filled filled = fill(base, text, fields);
        const bool to_ascii = filings.size() % 2 == 1;  // Both ways of writing the same text.
        Filing filing = file(name, filled.document.dump(-1, ' ', to_ascii), id_in(base));
        filing.fields = filled.fields;
        filing.refusals = filled.refusals;
        filing.accepted = allowed;
        filings.push_back(filing);
      }
    }
  }

  /// The literal in every free field.
  void file_literal(const std::string& name, const std::string& literal, const std::string& prefix,
                    std::vector<Filing>& filings) {
    const std::string here = "\"" + marker + " here\"";
    Json document = base_document(patrol_, now());
    const Uuid id = id_in(document);
    for (const TextField& field : text_fields()) {
      if (field.is_free()) document[field.place] = marker + " here";
    }
    std::string bytes = document.dump();
    for (std::size_t at = bytes.find(here); at != bytes.npos; at = bytes.find(here, at)) {
      bytes.replace(at, here.size(), literal);
      at += literal.size();
    }
    filings.push_back(file(name, bytes, id));
    filings.back().code_prefix = prefix;
  }

  void come_to_rest() { REQUIRE(mission_.run_to_rest()); }

  /// What officers' inboxes were pushed, by report.
  const std::multimap<std::string, std::string>& pushed() const { return pushed_; }

  static Uuid id_in(const Json& document) {
    return parse_uuid(document.at("id").get<std::string>()).value();
  }

 private:
  SteppedMission mission_{{.seed = seed, .mission = {}, .officers_acknowledge = false}};
  HostilePatrol patrol_{mission_.add_device("patrol-1", "unpol_1"), mission_.random()};
  std::multimap<std::string, std::string> pushed_;
};

void check_answer(const Filing& filing, const Said& said) {
  CAPTURE(said.text);
  CHECK(said.answered);
  CHECK(said.applied == filing.accepted);
  if (!filing.code_prefix.empty()) {
    CHECK(said.code.starts_with(filing.code_prefix));
  } else {
    CHECK(sorted(said.problems) == sorted(filing.refusals));
  }
  CHECK(said.text.find(marker) == said.text.npos);
}

void check_kept(Mission& mission, const std::vector<Filing>& filings) {
  auto& stepped = mission.stepped();
  const auto by_intake = kept_in(stepped.database_of("intake"), "SELECT id, content FROM report");
  const auto by_router = kept_in(stepped.database_of("router"), "SELECT id, bytes FROM report");
  std::size_t accepted = 0;
  int marked = 0;
  for (const Filing& filing : filings) {
    CAPTURE(filing.name);
    const std::string id(filing.id.blob());
    if (filing.accepted) ++accepted;
    CHECK(by_intake.contains(id) == filing.accepted);
    CHECK(by_router.contains(id) == filing.accepted);
    if (!filing.accepted) continue;
    CHECK((by_intake.at(id) == filing.bytes));
    CHECK((by_router.at(id) == filing.bytes));
    marked += int{filing.bytes.find(marker) != filing.bytes.npos};
  }
  CHECK(by_intake.size() == accepted);
  CHECK(marked > 0);
}

/// What the notifier keeps for those who may read it.
struct StoredView {
  std::string report;
  Digest digest;
  std::string body;
};

std::vector<StoredView> stored_views(Mission& mission) {
  store::Database opened(mission.stepped().database_of("notifier"),
                         {.access = store::Access::read});
  std::vector<StoredView> views;
  store::Rows rows = opened.query("SELECT report, digest, body FROM shown");
  while (rows.next()) {
    views.push_back(
        {rows.text(0), digest_from_blob(rows.text(1)).value(), store::kept_text(rows.view(2))});
  }
  return views;
}

struct ViewTally {
  int with_text = 0, without_text = 0, marked = 0;
  std::map<std::string, int> shown;  ///< By free field: the views that show it.
  std::set<std::string> reports;
};

/// In the order of the schema. These reports hide no place and no group, so a view shows them all.
std::vector<std::string> fields_granted(const config::Mission& mission,
                                        const std::vector<std::string>& profiles) {
  std::vector<std::string> fields;
  for (const TextField& field : text_fields()) {
    if (field.is_free() && grants(mission, profiles, field)) fields.push_back(field.pointer());
  }
  return fields;
}

void check_stored_view(Mission& mission, const StoredView& stored, const Json& filed,
                       ViewTally& tally) {
  CAPTURE(stored.body);
  CHECK((sha256(stored.body) == stored.digest));
  const Json view = Json::parse(stored.body);
  const config::Mission& configured = mission.stepped().mission();
  const Showed showed = read_view(configured, view, filed);
  CHECK((showed.faults == std::vector<std::string>{}));
  CHECK((showed.fields == fields_granted(configured, view.at("profiles"))));
  for (const std::string& field : showed.fields) ++tally.shown[field];
  const bool marked = stored.body.find(marker) != std::string::npos;
  const bool granted = !showed.fields.empty();
  if (!granted) CHECK_FALSE(marked);
  ++(granted ? tally.with_text : tally.without_text);
  tally.marked += int{marked};
  tally.reports.insert(stored.report);
}

/// Each view of each report shows a free text that its profiles grant as it was filed, and nothing
/// of the others.
void check_views(Mission& mission, const std::vector<Filing>& filings) {
  std::map<std::string, const Filing*> by_report;
  for (const Filing& filing : filings) {
    if (filing.accepted) by_report[std::string(filing.id.blob())] = &filing;
  }
  ViewTally tally;
  for (const StoredView& stored : stored_views(mission)) {
    const Filing& filing = *by_report.at(stored.report);
    CAPTURE(filing.name);
    check_stored_view(mission, stored, Json::parse(filing.bytes), tally);
  }
  CHECK(tally.reports.size() == by_report.size());
  CHECK(tally.marked > 50);
  CHECK(tally.with_text > 50);
  CHECK(tally.without_text > 50);
  for (const TextField& field : text_fields()) {
    if (field.is_free()) CHECK_MESSAGE(tally.shown[field.pointer()] > 50, field.pointer());
  }
  MESSAGE(tally.with_text << " views with free text, " << tally.without_text << " without");
}

/// What came out at the inboxes is, byte for byte, what is kept for them.
void check_pushes(const Mission& mission, const std::vector<StoredView>& views) {
  std::set<std::string> kept;
  for (const StoredView& view : views) kept.insert(view.report + view.body);
  std::set<std::string> seen;
  for (const auto& [report, body] : mission.pushed()) {
    constexpr std::string_view before = "\"content\":";
    const std::size_t at = body.find(before);
    REQUIRE(at != body.npos);
    const std::string content =
        body.substr(at + before.size(), body.size() - at - before.size() - 1);
    CHECK(kept.contains(report + content));
    seen.insert(report + content);
  }
  CHECK(seen.size() == kept.size());
}

/// What stands on a notice beside its view is for every position, so no text of the report may.
Haystacks with_notices(Mission& mission) {
  Haystacks haystacks = haystacks_of(mission.stepped());
  store::Database opened(mission.stepped().database_of("notifier"),
                         {.access = store::Access::read});
  store::Rows rows = opened.query(
      "SELECT rules || asks || forwards || decided || changes || expect || version FROM notice");
  while (rows.next()) haystacks["notices"] += rows.text(0);
  return haystacks;
}

struct Tally {
  int accepted_reports = 0, accepted_fields = 0, refused_reports = 0, refused_fields = 0,
      no_document = 0;
};

Tally check_answers(Mission& mission, const std::vector<Filing>& filings) {
  Tally tally;
  for (const Filing& filing : filings) {
    CAPTURE(filing.name);
    check_answer(filing, mission.patrol().said_of(filing.id));
    (filing.accepted ? tally.accepted_reports : tally.refused_reports) += 1;
    (filing.accepted ? tally.accepted_fields : tally.refused_fields) += filing.fields;
    if (!filing.code_prefix.empty()) ++tally.no_document;
  }
  return tally;
}

/// The strings as they are, and with the marker behind them.
std::vector<Filing> file_all(Mission& mission, const std::vector<NaughtyString>& strings) {
  std::vector<Filing> filings;
  for (const NaughtyString& string : strings) {
    if (!is_utf8(string.bytes)) {
      mission.file_literal(string.name, quoted(string.bytes + marker), "json.utf8", filings);
      continue;
    }
    mission.file_everywhere(string.name, string.bytes, filings);
    mission.file_everywhere(string.name + " marked", string.bytes + marker, filings);
  }
  for (const NaughtyLiteral& literal : own_literals()) {
    mission.file_literal(literal.name, literal.json, "json.", filings);
  }
  return filings;
}

/// Decoded alone: every code field with a text that is none of its codes.
struct CodeTally {
  int refused = 0;
  int fitting = 0;
};

void check_code_field(const Json& base, const TextField& field, const NaughtyString& string,
                      ReportDecoder& decoder, CodeTally& tally) {
  if (refusal_of(field, string.bytes).empty()) {
    ++tally.fitting;
    return;
  }
  Json document = base;
  document[field.place] = string.bytes;
  const auto decoded = decoder.decode(document.dump());
  ++tally.refused;
  const auto* problems = std::get_if<Problems>(&decoded);
  if (problems == nullptr) {
    FAIL_CHECK("accepted");
    return;
  }
  const auto refusals = refusals_in(*problems);
  const bool named = std::any_of(refusals.begin(), refusals.end(), [&](const auto& refusal) {
    return refusal.first == field.pointer() &&
           (refusal.second.starts_with("schema.") || refusal.second == "rule.date");
  });
  if (!named) FAIL_CHECK("refused, but not for this field: " << refusals.front().second);
}

}  // namespace

TEST_SUITE("hostile/strings") {
  TEST_CASE("every text field of the schema is a free text, a form or one of some words") {
    int free = 0;
    for (const TextField& field : text_fields()) {
      CAPTURE(field.pointer());
      const int kinds =
          int{field.is_free()} + int{!field.pattern.empty()} + int{!field.words.empty()};
      CHECK(kinds == 1);
      free += int{field.is_free()};
    }
    CHECK(free >= 14);
    MESSAGE(text_fields().size() << " text fields, " << free << " of them free");
  }

  TEST_CASE("naughty strings in every free text come through unchanged or are refused by name") {
    Mission mission;
    const auto strings = strings_to_file();
    const std::vector<Filing> filings = file_all(mission, strings);
    mission.come_to_rest();
    const Tally tally = check_answers(mission, filings);
    check_kept(mission, filings);
    check_views(mission, filings);
    check_pushes(mission, stored_views(mission));
    check_no_leak(with_notices(mission), strings);
    CHECK(tally.accepted_reports > 50);
    CHECK(tally.refused_reports > 30);
    MESSAGE(strings.size() << " strings: " << tally.accepted_reports << " reports ("
                           << tally.accepted_fields << " fields) accepted, "
                           << tally.refused_reports << " (" << tally.refused_fields
                           << " fields) refused, " << tally.no_document
                           << " of them because they are no document");
  }

  TEST_CASE("what is accepted in a free text survives decoding and encoding, field by field") {
    const Json base = Json::parse(encode_report(maximal_report()));
    ReportDecoder decoder;
    for (const NaughtyString& string : strings_to_file()) {
      if (!is_utf8(string.bytes)) continue;
      CAPTURE(string.name);
      for (const auto& fields : fields_for(string.bytes, true)) {
        const Filled filled = fill(base, string.bytes, fields);
        const auto decoded = decoder.decode(filled.document.dump());
        const auto* report = std::get_if<Report>(&decoded);
        REQUIRE(report != nullptr);
        CHECK((Json::parse(encode_report(*report)) == filled.document));
      }
    }
  }

  TEST_CASE("naughty strings in every code, id and time are refused at that place") {
    const Json base = Json::parse(encode_report(maximal_report()));
    ReportDecoder decoder;
    CodeTally tally;
    for (const NaughtyString& string : strings_to_file()) {
      if (!is_utf8(string.bytes)) continue;
      CAPTURE(string.name);
      for (const TextField& field : text_fields()) {
        if (field.is_free()) continue;
        CAPTURE(field.pointer());
        check_code_field(base, field, string, decoder, tally);
      }
    }
    CHECK(tally.refused > 1000);
    MESSAGE(tally.refused << " refused, " << tally.fitting << " have the form of a code");
  }

  TEST_CASE("naughty strings in codes are refused by the intake and nowhere repeated") {
    Mission mission;
    std::vector<const TextField*> codes;
    for (const TextField& field : text_fields()) {
      if (!field.is_free()) codes.push_back(&field);
    }
    const auto strings = strings_to_file();
    std::vector<Filing> filings;
    for (const NaughtyString& string : strings) {
      if (!is_utf8(string.bytes)) continue;
      const TextField& field = *codes[filings.size() % codes.size()];
      Json document = base_document(mission.patrol(), mission.now());
      const Uuid id = Mission::id_in(document);
      document[field.place] = string.bytes + marker;
      filings.push_back(mission.file(string.name + field.pointer(), document.dump(), id));
      filings.back().accepted = refusal_of(field, string.bytes + marker).empty();
    }
    mission.come_to_rest();
    for (const Filing& filing : filings) {
      CAPTURE(filing.name);
      const Said said = mission.patrol().said_of(filing.id);
      CHECK(said.answered);
      // What has the form of a code may be named to the patrol that wrote it.
      if (!filing.accepted) CHECK(said.text.find(marker) == said.text.npos);
      CHECK((said.applied || is_stable_code(said.code) || said.code.starts_with("meaning.")));
    }
    check_no_leak(haystacks_of(mission.stepped()), strings);
  }
}
