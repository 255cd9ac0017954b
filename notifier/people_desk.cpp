#include "notifier/people_desk.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "store/alone.h"

namespace vigie::notifier {
namespace {

/// A client has what it was pushed.
bool is_confirmation(const link::Wire& wire) {
  const auto* ask = std::get_if<link::Ask>(&wire);
  return ask != nullptr && ask->what == "delivered";
}

}  // namespace

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
    collected_.push_back({.route = std::move(incoming->route),
                          .peer = std::move(incoming->peer),
                          .wire = link::read_wire(incoming->frames)});
  }
  wiring_.sessions.expire(now);
  if (wiring_.sessions.look_due(now)) return true;
  if (collected_.empty()) return false;
  return !can_wait() || ride_.waited_enough(now);
}

/// Unless a client's window would run full meanwhile, or somebody waits for an answer.
bool PeopleDesk::can_wait() {
  return !more_waiting_ && std::ranges::all_of(collected_, [this](const Collected& item) {
    return is_confirmation(item.wire) && !is_short_of_room(item);
  });
}

bool PeopleDesk::is_short_of_room(const Collected& confirmation) {
  const Session* session = wiring_.sessions.find(confirmation.route, confirmation.peer);
  return session != nullptr && 2 * session->pushed.size() >= push_window;
}

void PeopleDesk::apply(Time now) {
  ride_.end();
  for (const Collected& collected : std::exchange(collected_, {})) receive(collected, now);
}

void PeopleDesk::receive(const Collected& collected, Time now) {
  if (const std::string code = wiring_.access.admit(collected.peer); !code.empty()) {
    wiring_.sessions.close(collected.route);
    return refuse(collected.route, code);
  }
  const auto* ask = std::get_if<link::Ask>(&collected.wire);
  if (ask == nullptr) {
    if (alarms_.pass(collected.peer, now)) {
      wiring_.alarm({.code = "people.unreadable_frame",
                     .subject = collected.peer,
                     .text = "a frame that is no request was dropped: look at that client"},
                    now);
    }
    return refuse(collected.route, "wire.unreadable");
  }
  const PeopleRequest request{
      .person = collected.peer, .route = collected.route, .what = ask->what, .body = ask->body};
  const link::Tell tell{
      .number = ask->number, .what = ask->what, .body = answer_alone(request, now)};
  outbound_.push_back({.route = collected.route, .frame = link::write_wire(tell)});
}

void PeopleDesk::refuse(const std::string& route, const std::string& code) {
  wiring_.metrics.add("vigie_people_refused_total", 1, {{"code", code}});
  outbound_.push_back({.route = route, .frame = link::write_wire(link::Refused{code})});
}

std::string PeopleDesk::answer_alone(const PeopleRequest& request, Time now) {
  auto body = store::alone(wiring_.database, [&] { return wiring_.requests.answer(request, now); });
  return body ? *std::move(body) : wiring_.requests.failed(request, now);
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
  if (more_waiting_) return now;
  return wiring_.sessions.next_wake(std::min(latest, ride_.until()));
}

}  // namespace vigie::notifier
