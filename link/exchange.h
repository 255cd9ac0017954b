// All links of one program, driven together: the shape of every turn.
//
//   if (exchange.collect(now)) { Transaction t; exchange.apply(now); t.commit(); }   // one commit
//   exchange.send(now);                                                           // only then
//
// Nothing is acknowledged before the commit, because acknowledgements leave in send().

#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "link/outbox.h"
#include "link/receiver.h"
#include "link/sender.h"

namespace vigie::link {

class Exchange {
 public:
  Exchange(Outbox& outbox, std::chrono::hours horizon) : outbox_(outbox), horizon_(horizon) {}

  /// Borrowed for the life of the exchange.
  void add(Sender& sender) { senders_.push_back(&sender); }
  void add(Receiver& receiver) { receivers_.push_back(&receiver); }

  bool collect(Time now);  ///< True when apply() has something to do.
  void apply(Time now);    ///< Inside the program's transaction.
  void send(Time now);     ///< After the commit.
  /// When to turn again at the latest; `now` when a full batch was taken.
  Time next_wake(Time now);

  bool housekeeping_due(Time now) const { return now >= housekeeping_at_ || now < housekept_at_; }
  void housekeeping(Time now);  ///< Inside a transaction; due once an hour.

  std::vector<void*> sockets();

 private:
  Outbox& outbox_;
  std::chrono::hours horizon_;
  std::vector<Sender*> senders_;
  std::vector<Receiver*> receivers_;
  Time housekeeping_at_{};
  Time housekept_at_{};
};

}  // namespace vigie::link
