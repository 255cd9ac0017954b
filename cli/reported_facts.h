// The facts an assessment rests on, in plain words: what the report says at a JSON pointer, in the
// catalogue's texts, and how it is known.
//
// The report is one the decoder and the catalogue's check accepted. Without it, a fact is
// named by its place in the report ("act 1"). What people wrote is escaped as cli/terminal_text.h
// says, so that it can neither begin a new line nor steer the terminal.

#pragma once

#include <string>
#include <string_view>

#include "cli/invocation.h"

namespace vigie::cli {

/// Text from a report, on one line, safe to print.
std::string one_line(std::string_view text);

class ReportedFacts {
 public:
  /// Borrows all; `report` is null when it is not at hand.
  ReportedFacts(const Json* report, const config::Catalogue& catalogue, std::string language)
      : report_(report), catalogue_(catalogue), language_(std::move(language)) {}

  bool at_hand() const { return report_ != nullptr; }
  std::string at(const std::string& pointer) const;

  /// "young man (migrants, 1 person, male, age 20 as stated, Togo)"; a name the report does not
  /// have stands alone.
  std::string group(std::string_view name) const;
  std::string group_name(std::string_view name) const;  ///< "young man"
  /// "A child begs (boys)", of a report that is at hand.
  std::string indicator(const std::string& pointer) const;
  /// "Crossing 2: Mali → Algeria (planned)".
  std::string crossing(std::size_t index) const;
  /// The catalogue's text of a code; the code when the catalogue has none.
  std::string text(std::string_view list, const std::string& code) const;

 private:
  std::string words(std::string_view key,
                    std::initializer_list<std::string_view> values = {}) const;
  std::string place(const std::string& pointer) const;
  std::string field(const std::string& pointer) const;
  std::string value_at(const std::string& pointer, const Json& value) const;
  std::string of_group(std::string_view member, const Json& value) const;
  std::string of_crossing(std::string_view member, const Json& value) const;
  std::string coded(std::string_view list, const Json& fact, const char* member = "code") const;
  std::string whole_group(const Json& group) const;
  std::string whole_crossing(const Json& crossing) const;
  std::string age(const Json& age) const;
  std::string count(const Json& count) const;
  std::string nationalities(const Json& states) const;
  std::string documents(const Json& documents) const;
  std::string documents_shown(const Json& shown) const;
  std::string benefit(const Json& benefit) const;
  std::string amount(const Json& benefit) const;
  std::string party(const std::string& code) const;
  std::string need(const Json& need) const;
  std::string states_of(std::string_view key, const Json& crossing) const;

  const Json* report_;
  const config::Catalogue& catalogue_;
  std::string language_;
};

}  // namespace vigie::cli
