#include "cli/wording.h"

#include <algorithm>

#include "cli/words.h"
#include "report/check.h"

namespace vigie::cli {

const Wording* find_wording(std::span<const Wording> table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Wording::key);
  return found == table.end() ? nullptr : &*found;
}

std::string worded(std::span<const Wording> table, std::string_view key, std::string_view language,
                   std::initializer_list<std::string_view> values) {
  const Wording* wording = find_wording(table, key);
  VIGIE_EXPECT(wording != nullptr);
  return filled(wording->in(language), values);
}

}  // namespace vigie::cli
