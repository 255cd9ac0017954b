// Runs the tests of a mission's rules, and says what they have left untried.
//
// A test fails when a position does not come out as it says; a position held although only an
// unreported fact speaks for it passes only where the test names what is missing.
// Covered is a rule that was seen firing and not firing, if it has a condition, and an atom that
// was seen in every value it can take: yes, no and, where the fact may be absent, unknown.
//
// Pure but for what it has seen. Errors: said of the test, never thrown.

#pragma once

#include <array>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/read_rule_tests.h"
#include "report/report.h"
#include "router/rules/rule_book.h"

namespace vigie::router {

/// The report of a test with its changes made; or why there is none.
std::variant<Report, std::vector<std::string>> report_of(const config::RuleTest& test,
                                                         std::string_view report_json);

/// What no test has tried.
struct Untried {
  std::string what;  ///< A rule's id or an atom's text.
  bool is_rule = false;
  std::vector<std::string> values;  ///< Not seen: "yes", "no", "unknown".
  bool operator==(const Untried&) const = default;
};

struct Coverage {
  std::size_t rules = 0;  ///< With a condition.
  std::size_t atoms = 0;
  std::vector<Untried> untried;
};

class RuleTester {
 public:
  explicit RuleTester(const config::Mission& mission);

  /// What did not come out as the test says; empty: it passed.
  std::vector<std::string> run(const config::RuleTest& test, const Report& report);

  /// Of all runs so far.
  Coverage coverage() const;

 private:
  using Seen = std::array<bool, 3>;  ///< By Truth.

  void note(const Routing& routing);

  const config::Mission& mission_;
  RuleBook book_;
  std::vector<Seen> rules_;
  std::vector<Seen> atoms_;
};

}  // namespace vigie::router
