#include "link/allow_list.h"

#include <algorithm>

namespace vigie::link {

void AllowList::allow(const std::string& door, const std::string& key, const std::string& name) {
  const std::scoped_lock lock(mutex_);
  names_[{door, key}] = name;
}

void AllowList::revoke(const std::string& door, const std::string& name) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(
      names_, [&](const auto& entry) { return entry.first.first == door && entry.second == name; });
}

std::optional<std::string> AllowList::name_of(const std::string& door,
                                              const std::string& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = names_.find({door, key});
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

bool AllowList::allowed(const std::string& door, const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  return std::any_of(names_.begin(), names_.end(), [&](const auto& entry) {
    return entry.first.first == door && entry.second == name;
  });
}

}  // namespace vigie::link
