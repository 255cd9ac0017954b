#include "service/loop.h"

#include <zmq.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "service/control_server.h"
#include "service/failure.h"
#include "service/health.h"

namespace vigie::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

zmq_pollitem_t readable(void* socket, int descriptor) {
  return {.socket = socket, .fd = descriptor, .events = ZMQ_POLLIN, .revents = 0};
}

std::vector<zmq_pollitem_t> what_to_wait_for(Program& program, const LoopOptions& options) {
  std::vector<zmq_pollitem_t> items{readable(nullptr, options.stop.descriptor()),
                                    readable(nullptr, options.wake.descriptor())};
  for (void* socket : program.sockets()) items.push_back(readable(socket, -1));
  if (options.control == nullptr) return items;
  for (const ControlServer::Interest& interest : options.control->interests()) {
    items.push_back(readable(nullptr, interest.descriptor));
    if (interest.to_write) items.back().events = ZMQ_POLLOUT;
  }
  return items;
}

void wait_until(Time due, Time now, Program& program, const LoopOptions& options) {
  const milliseconds patience = std::clamp(due - now, milliseconds{0}, options.idle_max);
  std::vector<zmq_pollitem_t> items = what_to_wait_for(program, options);
  const int ready = zmq_poll(items.data(), static_cast<int>(items.size()), patience.count());
  if (ready < 0 && errno != EINTR) {
    throw Failure(ExitCode::failure,
                  std::string("waiting for messages failed: ") + zmq_strerror(errno));
  }
  options.wake.clear();
}

void answer_control_requests(Program& program, Clock& clock, const LoopOptions& options) {
  if (options.control == nullptr) return;
  options.control->turn(steady_clock::now(),
                        [&](std::string_view request, std::string_view caller) {
                          return program.control(request, caller, clock.now());
                        });
}

}  // namespace

void run(Program& program, Clock& clock, const LoopOptions& options) {
  while (!options.stop.requested()) {
    Time now = clock.now();
    const Time due = program.turn(now);
    answer_control_requests(program, clock, options);
    now = clock.now();
    if (options.health != nullptr) {
      options.health->publish(program.health(now), steady_clock::now());
    }
    wait_until(due, now, program, options);
  }
}

}  // namespace vigie::service
