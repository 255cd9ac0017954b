// Lists of rules, profiles and codes with texts of their own, as notices and holds keep them.

#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace vigie::router {

using Texts = std::vector<std::string>;

template <typename Views>
Texts texts_of(const Views& views) {
  return {views.begin(), views.end()};
}

/// `into` is sorted and stays so, each text once.
template <typename Range>
void unite(Texts& into, const Range& more) {
  for (const auto& value : more) {
    const auto place = std::ranges::lower_bound(into, value);
    if (place == into.end() || *place != value) into.insert(place, std::string(value));
  }
}

/// Whether `all`, in any order, has each of `some`.
template <typename Range>
bool covers(const Texts& all, const Range& some) {
  return std::ranges::all_of(
      some, [&](const auto& value) { return std::ranges::find(all, value) != all.end(); });
}

}  // namespace vigie::router
