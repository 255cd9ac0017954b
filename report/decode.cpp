#include "report/decode.h"

#include "report/decode_parts.h"
#include "report/problem_texts.h"

namespace vigie {
namespace {

constexpr std::int64_t revision_max = 10'000;
constexpr std::int64_t schema_version_max = 10'000;

/// True for a report form this program does not know: nothing else in it can be judged.
bool is_other_version(const JsonNode& root) {
  for (const JsonNode* node = root.child; node != nullptr; node = node->next) {
    if (node->key != "schema" || node->type != JsonType::integer) continue;
    return node->integer != schema_version && node->integer >= 1 &&
           node->integer <= schema_version_max;
  }
  return false;
}

void read_schema_version(Reading& reading, const JsonNode& node, int& target) {
  std::int64_t version = schema_version;
  IntegerIn{schema_version, schema_version}(reading, node, version);
  target = static_cast<int>(version);
}

void read_language(Reading& reading, const JsonNode& node, std::string& target) {
  constexpr std::array<std::string_view, 2> languages{"en", "fr"};
  if (!is_text(reading, node)) return;
  if (node.text != languages[0] && node.text != languages[1]) {
    return refuse_word(reading, node, languages);
  }
  target = node.text;
}

void read_heading(ObjectReader& object, Report& report) {
  object.required("schema", report.schema, read_schema_version);
  object.required("catalogue", report.catalogue, read_catalogue_version);
  object.required("id", report.id, read_uuid7);
  object.required("revision", report.revision, IntegerIn{1, revision_max});
  object.required("kind", report.kind, read_word<Kind>);
  object.optional("about", report.about, read_uuid7);
  object.defaulted("exercise", report.exercise, read_boolean);
  object.required("language", report.language, read_language);
  object.required("patrol", report.patrol, read_patrol);
}

void read_other_questions(ObjectReader& object, Report& report) {
  object.defaulted("what", report.what, read_what);
  object.required("when", report.when, read_when);
  object.required("where", report.where, read_where);
  object.defaulted("why", report.why, read_why);
  object.defaulted("how", report.how, read_how);
}

void read_rest(ObjectReader& object, Report& report) {
  object.optional("indicators", report.indicators,
                  list_of(read_indicator, {.max = indicators_max}));
  object.optional("needs", report.needs, list_of(read_need));
  object.optional("danger", report.danger, read_danger);
  object.optional("protection", report.protection, read_protection);
  object.required("concerns_un_personnel", report.concerns_un_personnel, read_concerns);
  object.optional("actions_taken", report.actions_taken, list_of(read_action));
  object.optional("evidence", report.evidence, list_of(read_evidence, {.max = attachments_max}));
  object.optional("identity", report.identity, read_identity);
}

void check_about(Reading& reading, const ObjectReader& object, const JsonNode& root,
                 const Report& report) {
  const JsonNode* kind = object.member("kind");
  const JsonNode* about = object.member("about");
  if (kind == nullptr || kind->text != to_string(report.kind)) return;
  const bool is_note = report.kind == Kind::information_note;
  if (is_note && about == nullptr) reading.refuse_missing(root, "rule.about", "about");
  if (!is_note && about != nullptr) reading.refuse(*about, "rule.about");
}

Report read_report(Reading& reading, const JsonNode& root) {
  Report report;
  ObjectReader object(reading, root);
  read_heading(object, report);
  const std::size_t problems_before = reading.problem_count();
  object.optional("who", report.who, list_of(read_group, {.max = groups_max}));
  const bool groups_known = reading.problem_count() == problems_before;
  read_other_questions(object, report);
  read_rest(object, report);
  object.finish();
  check_about(reading, object, root, report);
  reading.check_groups(groups_known);
  return report;
}

}  // namespace

std::variant<Report, Problems> ReportDecoder::decode(std::string_view bytes) {
  if (auto problem = document_.read(bytes)) return Problems{std::move(*problem)};
  const JsonNode& root = document_.root();
  if (root.type != JsonType::object) return Problems{make_problem("", "json.not_object")};
  if (is_other_version(root)) {
    return Problems{make_problem("/schema", "schema.version", std::to_string(schema_version))};
  }
  Reading reading;
  Report report = read_report(reading, root);
  if (reading.problem_count() > 0) return reading.take_problems();
  return report;
}

std::variant<Report, Problems> decode_report(std::string_view bytes) {
  return ReportDecoder().decode(bytes);
}

}  // namespace vigie
