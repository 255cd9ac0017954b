#include "config/conditions/condition.h"

#include <algorithm>

namespace vigie::config {

std::int64_t ConditionSet::word_id(std::string_view word) const {
  const auto found = std::ranges::lower_bound(words, word);
  if (found == words.end() || *found != word) return 0;
  return found - words.begin() + 1;
}

}  // namespace vigie::config
