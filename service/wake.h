// An eventfd that a loop waits on: any thread may wake the loop, only the loop clears it.
//
// Wake-ups merge: a hundred before the loop looks are one. Nothing is carried by the wake-up
// itself, so a loop that clears it first and then looks at its queues misses nothing.
//
// Errors: the constructor throws Failure when the system has no descriptor left.

#pragma once

#include "service/descriptor.h"

namespace vigie::service {

class Wake {
 public:
  Wake();

  int descriptor() const { return event_.get(); }  ///< Readable while awake.
  void wake() noexcept;
  void clear() noexcept;

 private:
  Descriptor event_;
};

}  // namespace vigie::service
