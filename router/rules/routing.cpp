#include "router/rules/routing.h"

#include <algorithm>
#include <array>

namespace vigie::router {
namespace {

constexpr std::array<std::string_view, 4> told_words{"told", "held", "withheld", "not_told"};
constexpr std::array<std::string_view, 10> reason_words{
    "matched",          "stands_in",    "asked",        "waits",           "implicated",
    "withheld_by_rule", "no_addressee", "other_region", "condition_false", "no_rule"};

}  // namespace

std::string_view to_string(Told told) { return told_words.at(static_cast<std::size_t>(told)); }

std::string_view to_string(Reason reason) {
  return reason_words.at(static_cast<std::size_t>(reason));
}

const Outcome* Routing::find(std::string_view position) const {
  const auto found = std::ranges::lower_bound(outcomes, position, {}, &Outcome::position);
  return found != outcomes.end() && found->position == position ? &*found : nullptr;
}

}  // namespace vigie::router
