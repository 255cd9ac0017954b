#include "config/words.h"

#include <array>

namespace vigie::config {
namespace {

constexpr std::array<Word<IndicatorCategory>, 5> categories{
    {{"contextual", IndicatorCategory::contextual},
     {"general", IndicatorCategory::general},
     {"specific", IndicatorCategory::specific},
     {"smuggling", IndicatorCategory::smuggling},
     {"aggravating", IndicatorCategory::aggravating}}};

constexpr std::array<Word<Element>, 10> elements{
    {{"act", Element::act},
     {"means", Element::means},
     {"purpose", Element::purpose},
     {"illegal_entry", Element::illegal_entry},
     {"other_state", Element::other_state},
     {"benefit", Element::benefit},
     {"organised", Element::organised},
     {"irregular_status", Element::irregular_status},
     {"begging", Element::begging},
     {"gained_by_another", Element::gained_by_another}}};

constexpr std::array<Word<Likelihood>, 3> likelihoods{
    {{"no", Likelihood::no}, {"possible", Likelihood::possible}, {"yes", Likelihood::yes}}};

constexpr std::array<Word<Learn>, 4> learning{{{"no", Learn::no},
                                               {"by_looking", Learn::by_looking},
                                               {"from_documents", Learn::from_documents},
                                               {"from_others", Learn::from_others}}};

constexpr std::size_t trafficking_elements = 3;

}  // namespace

std::span<const Word<IndicatorCategory>> category_words() { return categories; }
std::span<const Word<Element>> element_words() { return elements; }
std::span<const Word<Element>> trafficking_element_words() {
  return element_words().first(trafficking_elements);
}
std::span<const Word<Likelihood>> likelihood_words() { return likelihoods; }
std::span<const Word<Learn>> learn_words() { return learning; }

}  // namespace vigie::config
