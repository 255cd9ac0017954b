// The one loop thread of a program: turn, answer the control socket, publish health, wait.
//
// It waits on the program's ZeroMQ sockets, on the wake-up of its mailboxes, on the stop request
// and on the control socket, never longer than `idle_max`, so that health stays fresh and control
// deadlines are kept. Waiting is level-triggered and a wake-up is cleared before the turn that
// looks at the queues, so work that arrives at any moment is found.
//
// Errors: whatever turn() or control() throws passes through. Failure when ZeroMQ ends under us.

#pragma once

#include <chrono>

#include "report/clock.h"
#include "service/program.h"
#include "service/stop.h"
#include "service/wake.h"

namespace vigie::service {

class ControlServer;
class PublishedHealth;

struct LoopOptions {
  Stop& stop;
  Wake& wake;                                ///< Woken by workers that posted something.
  ControlServer* control = nullptr;          ///< None: the program cannot be asked anything.
  PublishedHealth* health = nullptr;         ///< None: nobody looks (tests).
  std::chrono::milliseconds idle_max{1000};  ///< Well under the 10 s after which health gives up.
};

/// Returns after the stop request; a turn that has begun is finished first.
void run(Program& program, Clock& clock, const LoopOptions& options);

}  // namespace vigie::service
