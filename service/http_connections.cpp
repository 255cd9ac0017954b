#include "service/http_connections.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>

namespace vigie::service {
namespace {

bool unheard(HttpConnections::Phase phase) {
  return phase == HttpConnections::Phase::waiting || phase == HttpConnections::Phase::head;
}

}  // namespace

bool HttpConnections::admit(int socket, const std::string& address, Instant deadline) {
  const std::lock_guard lock(mutex_);
  entries_.erase(socket);  // A connection the server dropped before any worker saw it.
  const auto of_address = static_cast<std::size_t>(std::ranges::count_if(
      entries_, [&](const auto& known) { return known.second.address == address; }));
  const bool room = (of_address < per_address_max_ || give_way(&address)) &&
                    (entries_.size() < total_max_ || give_way(nullptr));
  Descriptor duplicate(room ? ::fcntl(socket, F_DUPFD_CLOEXEC, 0) : -1);
  if (!duplicate) {
    count_dropped("turned_away");
    return false;
  }
  metrics_.add("vigie_http_connections_total");
  entries_.emplace(socket, Entry{.duplicate = std::move(duplicate),
                                 .address = address,
                                 .order = ++admitted_,
                                 .deadline = deadline});
  return true;
}

bool HttpConnections::give_way(const std::string* address) {
  auto oldest = entries_.end();
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    const bool candidate =
        unheard(at->second.phase) && (address == nullptr || at->second.address == *address);
    if (!candidate) continue;
    if (oldest == entries_.end() || at->second.order < oldest->second.order) oldest = at;
  }
  if (oldest == entries_.end()) return false;
  ::shutdown(oldest->second.duplicate.get(), SHUT_RDWR);
  entries_.erase(oldest);
  count_dropped("gave_way");
  return true;
}

bool HttpConnections::enter(int socket, Phase phase, Instant deadline) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(socket);
  if (found == entries_.end()) return false;
  // A refusal may still be sent after the time for reading ran out.
  if (found->second.timed_out && phase != Phase::sending) return false;
  found->second.phase = phase;
  found->second.deadline = std::min(deadline, last_);
  found->second.timed_out = false;
  return true;
}

bool HttpConnections::timed_out(int socket) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(socket);
  return found != entries_.end() && found->second.timed_out;
}

void HttpConnections::finish(int socket) {
  const std::lock_guard lock(mutex_);
  entries_.erase(socket);
}

void HttpConnections::sweep(Instant now) {
  const std::lock_guard lock(mutex_);
  for (auto& [socket, entry] : entries_) {
    if (entry.phase == Phase::answering || entry.timed_out || now < entry.deadline) continue;
    entry.timed_out = true;
    count_dropped("timed_out");
    const bool reading = entry.phase == Phase::head || entry.phase == Phase::body;
    ::shutdown(entry.duplicate.get(), reading ? SHUT_RD : SHUT_RDWR);
  }
}

void HttpConnections::wind_down(Instant last) {
  const std::lock_guard lock(mutex_);
  last_ = last;
  for (auto& [socket, entry] : entries_) {
    entry.deadline = std::min(entry.deadline, last);
    if (entry.phase == Phase::answering || entry.phase == Phase::sending) continue;
    ::shutdown(entry.duplicate.get(), SHUT_RDWR);
  }
}

void HttpConnections::count_dropped(const std::string& why) {
  metrics_.add("vigie_http_dropped_total", 1, {{"why", why}});
}

}  // namespace vigie::service
