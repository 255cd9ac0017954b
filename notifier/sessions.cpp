#include "notifier/sessions.h"

#include <algorithm>

namespace vigie::notifier {

Session* Sessions::find(const std::string& route, const std::string& person) {
  const auto found = by_route_.find(route);
  if (found == by_route_.end() || found->second.person != person) return nullptr;
  return &found->second;
}

/// Closes the quietest session of a person who has as many as one may have.
void Sessions::make_room(const std::string& person) {
  std::size_t theirs = 0;
  auto quietest = by_route_.end();
  for (auto at = by_route_.begin(); at != by_route_.end(); ++at) {
    if (at->second.person != person) continue;
    ++theirs;
    if (quietest == by_route_.end() || at->second.heard_at < quietest->second.heard_at) {
      quietest = at;
    }
  }
  if (theirs >= sessions_per_person_max) by_route_.erase(quietest);
}

Session* Sessions::open(const std::string& route, const std::string& person, const Code& position,
                        Time now) {
  Session* session = find(route, person);
  if (session == nullptr) {
    by_route_.erase(route);
    make_room(person);
    if (by_route_.size() >= sessions_max) return nullptr;
    session = &by_route_[route];
    session->person = person;
  }
  session->heard_at = now;
  session->look_at = now;
  session->positions.insert(position);
  session->backlog[position] = {};
  return session;
}

void Sessions::hear(const std::string& route, const std::string& person, Time now) {
  if (Session* session = find(route, person)) session->heard_at = now;
}

void Sessions::expire(Time now) {
  for (auto at = by_route_.begin(); at != by_route_.end();) {
    Session& session = at->second;
    // A clock set back must neither keep a session for ever nor postpone its pushes.
    session.heard_at = std::min(session.heard_at, now);
    if (session.look_at) session.look_at = std::min(*session.look_at, now + session_silence);
    at = now - session.heard_at >= session_silence ? by_route_.erase(at) : std::next(at);
  }
}

Time Sessions::next_wake(Time latest) const {
  for (const auto& [route, session] : by_route_) {
    latest = std::min(latest, session.heard_at + session_silence);
    if (session.look_at) latest = std::min(latest, *session.look_at);
  }
  return latest;
}

bool Sessions::look_due(Time now) const {
  return std::any_of(by_route_.begin(), by_route_.end(), [now](const auto& entry) {
    return entry.second.look_at && *entry.second.look_at <= now;
  });
}

}  // namespace vigie::notifier
