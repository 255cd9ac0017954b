// Takes people's answers from the notifier and keeps each once.
//
// The first acknowledgement of a revision acknowledges it; later ones and comments are kept beside
// it. An answer about another revision than the notice's newest is kept for that revision and
// acknowledges nothing newer.
// Not yet: "reply.unknown_notice" (no notice of that id: a restored router may hear of it again).
// Refused: "reply.unreadable", "reply.unknown_notice" (a notice of another report or position),
//          "reply.conflict" (a known reply id with another answer).
// Errors: StoreFailure.

#pragma once

#include "router/status_desk.h"
#include "router/workplace.h"

namespace vigie::router {

class ReplyDesk {
 public:
  ReplyDesk(const Workplace& workplace, StatusDesk& statuses)
      : at_(workplace), statuses_(statuses) {}

  link::Verdict apply(const link::Message& message, Time now);

 private:
  void record(const Reply& reply, Time now);

  Workplace at_;
  StatusDesk& statuses_;
};

}  // namespace vigie::router
