#include "report/decode.h"
#include "report/decode_parts.h"

namespace vigie {
namespace {

constexpr std::int64_t age_max = 120;

/// Reads min and max into a Range or an Age and refuses them when they stand the wrong way round.
void read_ends(Reading& reading, ObjectReader& object, const JsonNode& node, auto& target,
               std::int64_t limit) {
  const std::size_t problems_before = reading.problem_count();
  object.optional("min", target.min, IntegerIn{0, limit});
  object.optional("max", target.max, IntegerIn{0, limit});
  // An end that could not be read has been refused and holds no value to compare.
  if (reading.problem_count() > problems_before || !target.min || !target.max) return;
  if (*target.min > *target.max) reading.refuse(node, "rule.range");
}

void read_count(Reading& reading, const JsonNode& node, Range& target) {
  ObjectReader object(reading, node);
  read_ends(reading, object, node, target, people_max);
  object.finish();
  if (node.type == JsonType::object && node.count == 0) {
    reading.refuse(node, "schema.rule", "min, max");
  }
}

void read_age(Reading& reading, const JsonNode& node, Age& target) {
  ObjectReader object(reading, node);
  read_ends(reading, object, node, target, age_max);
  object.required("basis", target.basis, read_word<AgeBasis>);
  object.finish();
}

void read_statement(Reading& reading, const JsonNode& node, Statement& target) {
  ObjectReader object(reading, node);
  object.optional("consents", target.consents, read_word<Answer>);
  object.optional("denies_being_victim", target.denies_being_victim, read_word<Answer>);
  object.finish();
}

void read_group_name(Reading& reading, const JsonNode& node, Code& target) {
  read_code(reading, node, target);
  if (!target.empty()) reading.declare_group(node);
}

}  // namespace

void read_document(Reading& reading, const JsonNode& node, Document& target) {
  ObjectReader object(reading, node);
  object.required("kind", target.kind, read_code);
  object.required("state", target.state, read_word<DocumentState>);
  object.finish();
}

void read_group(Reading& reading, const JsonNode& node, Group& target) {
  constexpr auto distinct = Repeats::refused;
  ObjectReader object(reading, node);
  object.required("name", target.name, read_group_name);
  object.required("role", target.role, read_word<Role>);
  object.optional("count", target.count, read_count);
  object.optional("age", target.age, read_age);
  object.optional("sex", target.sex, read_word<Sex>);
  object.optional("nationalities", target.nationalities,
                  list_of(read_country, {.repeats = distinct}));
  object.optional("languages", target.languages,
                  list_of(read_spoken_language, {.repeats = distinct}));
  object.optional("documents", target.documents, list_of(read_document));
  object.optional("conditions", target.conditions, read_codes);
  object.optional("statement", target.statement, read_statement);
  object.optional("description", target.description, TextOf{text_characters_max});
  object.finish();
}

}  // namespace vigie
