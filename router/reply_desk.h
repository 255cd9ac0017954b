// Takes people's answers from the notifier and keeps each once.
//
// The first acknowledgement of an issue acknowledges it; later ones and comments are kept beside
// it. An answer about another issue than the notice's newest is kept and acknowledges nothing
// newer. forward and decide acknowledge too, and release or close the holds that wait for that
// position, whichever issue they answer: the first committed act on a hold stands, and a later one
// goes back to its author with what was decided.
//
// Not yet: "reply.unknown_notice" (no notice of that id: a restored router may hear of it again).
// Refused: "reply.unreadable", "reply.unknown_notice" (a notice of another report or position),
//          "reply.conflict" (a known reply id with another answer).
// Errors:  StoreFailure.

#pragma once

#include "router/status_desk.h"
#include "router/teller.h"
#include "router/workplace.h"

namespace vigie::router {

class ReplyDesk {
 public:
  ReplyDesk(const Workplace& workplace, StatusDesk& statuses)
      : at_(workplace), statuses_(statuses), teller_(workplace) {}

  link::Verdict apply(const link::Message& message, Time now);

 private:
  void record(const Reply& reply, Time now);
  void follow(const Reply& reply, Time now);

  Workplace at_;
  StatusDesk& statuses_;
  Teller teller_;
};

}  // namespace vigie::router
