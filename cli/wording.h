// Tables of words in both languages, each found by its key.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace vigie::cli {

struct Wording {
  std::string_view key;
  std::string_view en;
  std::string_view fr;

  std::string_view in(std::string_view language) const { return language == "fr" ? fr : en; }
};

/// nullptr when the table has no such key.
const Wording* find_wording(std::span<const Wording> table, std::string_view key);

/// The text of `key` with each "{}" replaced by the next value. A key that is not in the table is
/// our bug.
std::string worded(std::span<const Wording> table, std::string_view key, std::string_view language,
                   std::initializer_list<std::string_view> values);

}  // namespace vigie::cli
