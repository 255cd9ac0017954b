#include "bench/patrols.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "link/wire.h"
#include "report/id.h"
#include "report/signed_report.h"

namespace vigie::bench {

Patrols::Patrols(std::vector<support::Device*> devices, Report example, Random& random)
    : example_(std::move(example)), random_(random) {
  for (support::Device* device : devices) {
    patrols_.push_back({.device = device,
                        .incarnation = new_uuid7(Time{std::chrono::seconds{1}}, random),
                        .ready = {},
                        .in_flight = {}});
  }
  for (Patrol& patrol : patrols_) by_socket_[patrol.device->line().socket()] = &patrol;
}

void Patrols::sign(std::size_t count, std::size_t devices, Time now) {
  for (std::size_t i = 0; i < count; ++i) {
    Patrol& patrol = patrols_.at(i % devices);
    Report report = example_;
    report.id = new_uuid7(now, random_);
    report.patrol.device = patrol.device->key().public_key.name;
    report.patrol.unit = patrol.device->key().public_key.unit;
    patrol.ready.push_back({to_string(report.id), to_parts(patrol.device->sign_next(report, now))});
  }
}

void Patrols::send_next(Patrol& patrol, Clock::time_point now) {
  Signed& next = patrol.ready.front();
  link::Parts frames{link::write_wire(link::Data{.incarnation = patrol.incarnation,
                                                 .lane = link::Lane::ordinary,
                                                 .sequence = ++patrol.sequence,
                                                 .message = new_uuid7(Time{}, random_),
                                                 .kind = "report",
                                                 .kind_version = 1})};
  std::move(next.parts.begin(), next.parts.end(), std::back_inserter(frames));
  if (!patrol.device->line().send(frames)) throw std::runtime_error("the intake takes nothing");
  patrol.in_flight[patrol.sequence] = next.id;
  patrol.busy = true;
  sender_of_[next.id] = &patrol;
  sent_at_[next.id] = now;
  patrol.ready.pop_front();
  ++sent_;
}

std::size_t Patrols::send(Clock::time_point now, std::size_t most) {
  std::size_t count = 0;
  for (Patrol& patrol : patrols_) {
    if (count == most) break;
    if (patrol.busy || patrol.ready.empty()) continue;
    send_next(patrol, now);
    ++count;
  }
  return count;
}

bool Patrols::send_one(Clock::time_point now) {
  for (std::size_t tried = 0; tried < patrols_.size(); ++tried) {
    Patrol& patrol = patrols_[next_++ % patrols_.size()];
    if (patrol.ready.empty()) continue;
    send_next(patrol, now);
    return true;
  }
  return false;
}

void Patrols::receive(const std::vector<void*>& ready, Clock::time_point now) {
  for (void* socket : ready) {
    const auto found = by_socket_.find(socket);
    if (found == by_socket_.end()) continue;
    Patrol& patrol = *found->second;
    while (const auto frames = patrol.device->line().receive()) take(patrol, *frames, now);
  }
}

void Patrols::take(Patrol& patrol, const link::Parts& frames, Clock::time_point now) {
  const link::Wire wire = link::read_wire(frames);
  if (const auto* ack = std::get_if<link::Ack>(&wire)) {
    for (const link::AnswerItem& item : ack->answers) {
      take_answer(patrol, item.sequence, item.outcome == link::Outcome::applied, now);
    }
  } else if (const auto* refused = std::get_if<link::Refused>(&wire)) {
    throw std::runtime_error("a device may not speak: " + refused->code);
  }
}

void Patrols::take_answer(Patrol& patrol, std::int64_t sequence, bool applied,
                          Clock::time_point now) {
  const auto flying = patrol.in_flight.find(sequence);
  if (flying == patrol.in_flight.end()) return;
  if (!applied) throw std::runtime_error("the intake refused a report: the run is void");
  receipts_.add(now - sent_at_.at(flying->second));
  patrol.in_flight.erase(flying);
  if (settles_at_receipt_) patrol.busy = false;
}

void Patrols::settle(const std::string& report) {
  const auto sender = sender_of_.find(report);
  if (sender != sender_of_.end() && !settles_at_receipt_) sender->second->busy = false;
}

std::vector<void*> Patrols::sockets() const {
  std::vector<void*> sockets;
  for (const Patrol& patrol : patrols_) sockets.push_back(patrol.device->line().socket());
  return sockets;
}

void Patrols::forget() {
  sent_ = 0;
  receipts_ = {};
  sent_at_.clear();
  sender_of_.clear();
  for (Patrol& patrol : patrols_) patrol.busy = false;
}

}  // namespace vigie::bench
