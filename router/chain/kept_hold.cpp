#include "router/chain/kept_hold.h"

#include <array>
#include <cstddef>

#include "report/parse_word.h"
#include "router/chain/texts.h"

namespace vigie::router {
namespace {

constexpr std::array<std::string_view, 6> hold_words{"waiting",  "open",   "released",
                                                     "declined", "passed", "closed"};

}  // namespace

std::string_view to_string(HoldState state) {
  return hold_words.at(static_cast<std::size_t>(state));
}

std::optional<HoldState> parse_hold_state(std::string_view word) {
  return parse_word<HoldState>(hold_words, word);
}

KeptTerms kept_terms(const Hold& hold) {
  KeptTerms terms{.decider = Code(hold.decider),
                  .release = hold.release,
                  .unknown = hold.unknown,
                  .rules = texts_of(hold.rules),
                  .doubting = texts_of(hold.doubting),
                  .missing = texts_of(hold.missing),
                  .within = hold.within,
                  .at_deadline = hold.at_deadline,
                  .escalate_to = std::nullopt,
                  .show = texts_of(hold.show),
                  .answer_within = hold.answer_within};
  if (hold.escalate_to) terms.escalate_to = Code(*hold.escalate_to);
  return terms;
}

bool KeptHold::has_climbed_to(std::string_view candidate) const {
  return escalated && terms.escalate_to == candidate;
}

bool KeptHold::asks(const Code& candidate) const {
  return terms.decider == candidate || has_climbed_to(candidate);
}

void remember(KeptHold& anew, const KeptHold& ended) {
  anew.before = ended.before;
  anew.before.push_back(ended);
  anew.before.back().before.clear();
}

}  // namespace vigie::router
