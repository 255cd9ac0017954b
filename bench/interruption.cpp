#include "bench/interruption.h"

#include <signal.h>

#include <atomic>

namespace vigie::bench {
namespace {

std::atomic<int> signal_noted = 0;
static_assert(std::atomic<int>::is_always_lock_free);

}  // namespace

void heed_interruptions() {
  struct sigaction action {};
  action.sa_handler = [](int number) { signal_noted = number; };
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    ::sigaction(number, &action, nullptr);
  }
}

int interrupted_by() { return signal_noted; }

}  // namespace vigie::bench
