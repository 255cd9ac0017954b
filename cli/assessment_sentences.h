// The sentences of one assessment in the language of its page: the catalogue's statements, with
// their sources where those are asked for, and the facts of the report.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "cli/reported_facts.h"

namespace vigie::cli {

class AssessmentSentences {
 public:
  /// Borrows `catalogue` and `facts`. Verbose: with sources, and with the facts' JSON pointers.
  AssessmentSentences(const config::Catalogue& catalogue, const ReportedFacts& facts,
                      std::string language, bool verbose)
      : catalogue_(catalogue), facts_(facts), language_(std::move(language)), verbose_(verbose) {}

  /// cli/assessment_words.h
  std::string words(std::string_view key,
                    std::initializer_list<std::string_view> values = {}) const;
  /// The statement's sentence; its code when this mission's catalogue does not have it.
  std::string sentence(const std::string& code) const;
  std::string sourced(const std::string& code) const;   ///< With its source when verbose.
  std::string missing(const std::string& code) const;   ///< With how a patrol may learn it.
  std::string result(const std::string& result) const;  ///< "not indicated on the facts reported"
  std::string fact(const std::string& pointer) const;
  /// The indicator at a pointer, and whom it concerns; of a report that is at hand.
  std::string indicator(const std::string& pointer) const;
  /// Why several indicators together count.
  std::string suggestion(const std::string& id) const;

 private:
  std::string with_pointer(const std::string& said, const std::string& pointer) const;
  const config::StatementText* find(const std::string& code) const;

  const config::Catalogue& catalogue_;
  const ReportedFacts& facts_;
  std::string language_;
  bool verbose_;
};

}  // namespace vigie::cli
