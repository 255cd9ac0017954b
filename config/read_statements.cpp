#include <algorithm>

#include "config/files.h"
#include "config/near_match.h"
#include "config/presumed.h"
#include "config/read_word.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

std::string read_code(MapReader& map, SourceFile& file) {
  static const std::vector<std::string> known{statement_codes().begin(), statement_codes().end()};
  std::string code = map.string("code");
  if (code.empty() || std::ranges::find(known, code) != known.end()) return code;
  file.add_problem(map.mark_of("code"),
                   "unknown statement '" + code + "'" + near_match(code, known));
  return {};
}

void read_learn(MapReader& map, SourceFile& file, StatementText& statement) {
  statement.learn = optional_value<Learn>(map, "learn");
  if (statement.code.empty()) return;
  const bool given = map.optional_child("learn") != nullptr;
  const bool missing = statement.code.starts_with("missing.");
  if (missing && !given) {
    file.add_problem(map.mark(), "a statement of what is missing needs the key 'learn'");
  } else if (given && !missing) {
    file.add_problem(map.mark_of("learn"), "'learn' goes with what is missing (missing.…) only");
  }
}

void check_words(MapReader& map, SourceFile& file) {
  const YamlNode* texts = map.optional_child("text");
  if (!texts) return;
  for (const YamlMember& text : texts->members) {
    const auto word = unpresumed_word(text.value.text, text.key);
    if (!word) continue;
    file.add_problem(text.value.mark, "'" + *word + "' stands here without '" +
                                          (text.key == "fr" ? "présumé(e)" : "presumed") +
                                          "' beside it");
  }
}

void read_statement(const YamlNode& node, SourceFile& file, CatalogueDraft& draft) {
  MapReader map{node, file, "a statement"};
  StatementText statement;
  statement.code = read_code(map, file);
  statement.text = map.text("text");
  statement.source = map.string("source");
  read_learn(map, file, statement);
  map.finish();
  check_words(map, file);
  if (declare_in_part(file, draft.parts.at("statements"), "statement", statement.code,
                      map.mark_of("code"))) {
    draft.catalogue.statements.emplace(statement.code, std::move(statement));
  }
}

/// An assessment without words for what it found could not be shown.
void check_every_code(SourceFile& file, const CatalogueDraft& draft) {
  const CataloguePart& part = draft.parts.at("statements");
  for (const std::string_view code : statement_codes()) {
    if (part.ids.contains(code)) continue;
    file.add_problem(part.place.mark, "no statement '" + std::string{code} + "'");
  }
}

}  // namespace

void read_statements(const YamlNode& root, SourceFile& file, CatalogueDraft& draft) {
  const auto nodes = part_list(root, file, draft, "statements");
  for (const YamlNode& node : nodes) read_statement(node, file, draft);
  if (!nodes.empty()) check_every_code(file, draft);
}

}  // namespace vigie::config
