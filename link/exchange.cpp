#include "link/exchange.h"

#include <algorithm>

namespace vigie::link {

bool Exchange::collect(Time now) {
  bool something = false;
  for (Sender* sender : senders_) something |= sender->collect(now);
  for (Receiver* receiver : receivers_) something |= receiver->collect(now);
  return something;
}

void Exchange::apply(Time now) {
  for (Sender* sender : senders_) sender->apply(now);
  for (Receiver* receiver : receivers_) receiver->apply(now);
}

void Exchange::send(Time now) {
  for (Receiver* receiver : receivers_) receiver->answer();
  for (Sender* sender : senders_) sender->transmit(now);
}

Time Exchange::next_wake(Time now) {
  Time wake = housekeeping_at_;
  for (Sender* sender : senders_) wake = std::min(wake, sender->next_wake(now));
  for (const Receiver* receiver : receivers_) wake = std::min(wake, receiver->next_wake(now));
  return wake;
}

void Exchange::housekeeping(Time now) {
  for (Receiver* receiver : receivers_) receiver->housekeeping(now);
  outbox_.prune(now, horizon_);
  housekept_at_ = now;
  housekeeping_at_ = now + std::chrono::hours{1};
}

std::vector<void*> Exchange::sockets() {
  std::vector<void*> sockets;
  for (Sender* sender : senders_) {
    if (void* socket = sender->line().socket()) sockets.push_back(socket);
  }
  for (Receiver* receiver : receivers_) {
    for (void* socket : receiver->door().sockets()) sockets.push_back(socket);
  }
  return sockets;
}

}  // namespace vigie::link
