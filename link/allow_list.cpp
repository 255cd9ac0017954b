#include "link/allow_list.h"

#include <chrono>

namespace vigie::link {
namespace {

constexpr std::chrono::minutes reported_every{1};

}  // namespace

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

void AllowList::count_refused(const std::string& door) {
  const std::scoped_lock lock(mutex_);
  ++refused_[door];
}

std::int64_t AllowList::take_refused(const std::string& door) {
  const std::scoped_lock lock(mutex_);
  const auto found = refused_.find(door);
  return found == refused_.end() ? 0 : std::exchange(found->second, 0);
}

std::vector<RefusedHandshakes> HandshakeWatch::take(Time now) {
  std::vector<RefusedHandshakes> taken;
  if (resting(now)) return taken;
  for (const std::string& door : doors_) {
    const std::int64_t count = allow_list_.take_refused(door);
    if (count > 0) taken.push_back({.door = door, .count = count});
  }
  if (!taken.empty()) rests_until_ = now + reported_every;
  return taken;
}

Time HandshakeWatch::next_look(Time now) const {
  return resting(now) ? rests_until_ : now + reported_every;
}

/// A clock that was set back does not prolong the rest.
bool HandshakeWatch::resting(Time now) const {
  return now < rests_until_ && rests_until_ <= now + reported_every;
}

}  // namespace vigie::link
