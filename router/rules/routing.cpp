#include "router/rules/routing.h"

#include <algorithm>
#include <array>

#include "report/parse_word.h"

namespace vigie::router {
namespace {

using config::AtDeadline;
using Release = config::HoldTerms::Release;

constexpr std::array<std::string_view, 4> told_words{"told", "held", "withheld", "not_told"};
constexpr std::array<std::string_view, 10> reason_words{
    "matched",          "stands_in",    "asked",        "waits",           "implicated",
    "withheld_by_rule", "no_addressee", "other_region", "condition_false", "no_rule"};
constexpr std::array<std::string_view, 2> release_words{"decision", "forward"};
constexpr std::array<std::string_view, 3> deadline_words{"remind", "escalate", "forward"};

}  // namespace

std::string_view to_string(Told told) { return told_words.at(static_cast<std::size_t>(told)); }

std::string_view to_string(Reason reason) {
  return reason_words.at(static_cast<std::size_t>(reason));
}

std::string_view to_string(Release release) {
  return release_words.at(static_cast<std::size_t>(release));
}

std::string_view to_string(AtDeadline at_deadline) {
  return deadline_words.at(static_cast<std::size_t>(at_deadline));
}

std::optional<Release> parse_release(std::string_view word) {
  return parse_word<Release>(release_words, word);
}

std::optional<AtDeadline> parse_at_deadline(std::string_view word) {
  return parse_word<AtDeadline>(deadline_words, word);
}

const Outcome* Routing::find(std::string_view position) const {
  const auto found = std::ranges::lower_bound(outcomes, position, {}, &Outcome::position);
  return found != outcomes.end() && found->position == position ? &*found : nullptr;
}

}  // namespace vigie::router
