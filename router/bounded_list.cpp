#include "router/bounded_list.h"

#include <numeric>

#include "report/json_text.h"

namespace vigie::router {
namespace {

constexpr std::size_t brackets = 2;

/// With the comma behind it.
std::size_t item_bytes(const std::string& item) { return item.size() + 1; }

bool all_fit(const std::vector<std::string>& items, std::size_t bytes_max) {
  const std::size_t bytes =
      std::transform_reduce(items.begin(), items.end(), brackets, std::plus<>{}, item_bytes);
  return bytes <= bytes_max;
}

}  // namespace

std::string bounded_list(const std::vector<std::string>& items, std::size_t bytes_max,
                         const SayMore& say_more) {
  if (all_fit(items, bytes_max)) return json_list(items);
  // No smaller count is longer.
  std::size_t bytes = brackets + item_bytes(say_more(items.size()));
  if (bytes > bytes_max) return "[]";
  std::vector<std::string> kept;
  for (const std::string& item : items) {
    bytes += item_bytes(item);
    if (bytes > bytes_max) break;
    kept.push_back(item);
  }
  kept.push_back(say_more(items.size() - kept.size()));
  return json_list(kept);
}

std::string newest_that_fit(const std::vector<std::string>& items, std::size_t bytes_max) {
  auto first = items.end();
  std::size_t bytes = brackets;
  while (first != items.begin() && bytes + item_bytes(*(first - 1)) <= bytes_max) {
    bytes += item_bytes(*--first);
  }
  return json_list(std::vector<std::string>(first, items.end()));
}

Text and_more(std::size_t count) {
  const std::string number = std::to_string(count);
  return {.en = "and " + number + " more, left out for want of room",
          .fr = "et " + number + " de plus, faute de place"};
}

}  // namespace vigie::router
