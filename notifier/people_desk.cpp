#include "notifier/people_desk.h"

#include <exception>
#include <iterator>
#include <utility>
#include <variant>

namespace vigie::notifier {

bool PeopleDesk::collect(Time now) {
  more_waiting_ = true;
  while (static_cast<int>(collected_.size()) < wiring_.requests_per_turn_max) {
    auto incoming = wiring_.door.receive();
    if (!incoming) {
      more_waiting_ = false;
      break;
    }
    // Before any session is ended for its silence: after a long turn its frames have waited here.
    wiring_.sessions.hear(incoming->route, incoming->peer, now);
    collected_.push_back(std::move(*incoming));
  }
  wiring_.sessions.expire(now);
  return !collected_.empty() || wiring_.sessions.look_due(now);
}

void PeopleDesk::apply(Time now) {
  for (const auto& incoming : std::exchange(collected_, {})) receive(incoming, now);
}

void PeopleDesk::receive(const link::Door::Incoming& incoming, Time now) {
  if (const std::string code = wiring_.access.admit(incoming.peer); !code.empty()) {
    wiring_.sessions.close(incoming.route);
    return refuse(incoming.route, code);
  }
  const link::Wire wire = link::read_wire(incoming.frames);
  const auto* ask = std::get_if<link::Ask>(&wire);
  if (ask == nullptr) {
    if (alarms_.pass(incoming.peer, now)) {
      wiring_.alarm({.code = "people.unreadable_frame",
                     .subject = incoming.peer,
                     .text = "a frame that is no request was dropped: look at that client"},
                    now);
    }
    return refuse(incoming.route, "wire.unreadable");
  }
  const PeopleRequest request{
      .person = incoming.peer, .route = incoming.route, .what = ask->what, .body = ask->body};
  const link::Tell tell{
      .number = ask->number, .what = ask->what, .body = answer_alone(request, now)};
  outbound_.push_back({.route = incoming.route, .frame = link::write_wire(tell)});
}

void PeopleDesk::refuse(const std::string& route, const std::string& code) {
  wiring_.metrics.add("vigie_people_refused_total", 1, {{"code", code}});
  outbound_.push_back({.route = route, .frame = link::write_wire(link::Refused{code})});
}

/// Answers one request so that nothing of it stays behind when it fails.
std::string PeopleDesk::answer_alone(const PeopleRequest& request, Time now) {
  try {
    store::Savepoint part(wiring_.database);
    std::string body = wiring_.requests.answer(request, now);
    part.keep();
    return body;
  } catch (const store::StoreFailure&) {
    throw;
  } catch (const std::exception&) {
    // Its text may hold parts of the request: only the code goes further.
    return wiring_.requests.failed(request, now);
  }
}

void PeopleDesk::push(Time now) {
  auto pushes = wiring_.pushes.due(now);
  outbound_.insert(outbound_.end(), std::make_move_iterator(pushes.begin()),
                   std::make_move_iterator(pushes.end()));
}

void PeopleDesk::send() {
  // What cannot go now is not lost: an answer is asked for again, a push is repeated.
  for (const Outbound& item : std::exchange(outbound_, {})) {
    if (!wiring_.door.send(item.route, item.frame)) wiring_.metrics.add("vigie_unsent_total");
  }
}

Time PeopleDesk::next_wake(Time now, Time latest) const {
  return more_waiting_ ? now : wiring_.sessions.next_wake(latest);
}

}  // namespace vigie::notifier
