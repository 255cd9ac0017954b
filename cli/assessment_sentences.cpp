#include "cli/assessment_sentences.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/assessment_words.h"
#include "config/words.h"

namespace vigie::cli {
std::string AssessmentSentences::words(std::string_view key,
                                       std::initializer_list<std::string_view> values) const {
  return assessment_words(key, language_, values);
}

const config::StatementText* AssessmentSentences::find(const std::string& code) const {
  const auto found = catalogue_.statements.find(code);
  return found == catalogue_.statements.end() ? nullptr : &found->second;
}

std::string AssessmentSentences::sentence(const std::string& code) const {
  const config::StatementText* statement = find(code);
  return statement ? statement->text.in(language_) : one_line(code);
}

std::string AssessmentSentences::sourced(const std::string& code) const {
  const config::StatementText* statement = find(code);
  if (!verbose_ || statement == nullptr) return sentence(code);
  return sentence(code) + " [" + statement->source + "]";
}

std::string AssessmentSentences::missing(const std::string& code) const {
  const config::StatementText* statement = find(code);
  if (statement == nullptr || !statement->learn) return sourced(code);
  return sourced(code) + " — " + words("learn." + std::string(to_string(*statement->learn)));
}

std::string AssessmentSentences::result(const std::string& result) const {
  return sentence("result." + result);
}

std::string AssessmentSentences::fact(const std::string& pointer) const {
  return with_pointer(facts_.at(pointer), pointer);
}

std::string AssessmentSentences::indicator(const std::string& pointer) const {
  return with_pointer(facts_.indicator(pointer), pointer);
}

std::string AssessmentSentences::with_pointer(const std::string& said,
                                              const std::string& pointer) const {
  if (!verbose_ || !facts_.at_hand()) return said;
  return said + " [" + one_line(pointer) + "]";
}

std::string AssessmentSentences::suggestion(const std::string& id) const {
  const auto found = std::ranges::find(catalogue_.suggestions, id, &config::Suggestion::id);
  return found == catalogue_.suggestions.end() ? one_line(id) : found->text.in(language_);
}

}  // namespace vigie::cli
