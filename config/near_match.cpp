#include "config/near_match.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace vigie::config {
namespace {

constexpr std::size_t far = 3;
constexpr std::size_t word_bytes_max = 128;  // an id has at most 64

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > word_bytes_max || b.size() > word_bytes_max) return far;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return std::min(row.back(), far);
}

std::string near_match(std::string_view word, std::span<const std::string> known) {
  const std::string* nearest = nullptr;
  std::size_t nearest_distance = far;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= nearest_distance || distance >= candidate.size()) continue;
    nearest = &candidate;
    nearest_distance = distance;
  }
  return nearest ? " (did you mean '" + *nearest + "'?)" : "";
}

}  // namespace vigie::config
