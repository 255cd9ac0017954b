// How a program is asked to end: by SIGINT or SIGTERM, or by another thread (`vigie up`, tests).
//
// A Stop is asked once and stays asked; its descriptor then stays readable, so any number of loops
// may wait on the same one. StopSignals turns signals into that request without a signal handler
// and without a global: it blocks the two signals and reads them from a signalfd on a thread of its
// own. Make it in main() before any other thread exists, because threads inherit the blocked
// signals.
//
// Errors: constructors throw Failure when the system refuses a descriptor.

#pragma once

#include <chrono>
#include <csignal>
#include <thread>

#include "service/descriptor.h"
#include "service/wake.h"

namespace vigie::service {

class Stop {
 public:
  void request() noexcept { asked_.wake(); }
  bool requested() const noexcept;
  int descriptor() const { return asked_.descriptor(); }  ///< Readable once asked, for ever.

 private:
  Wake asked_;  ///< Never cleared.
};

/// While it lives: SIGINT and SIGTERM request `stop`, SIGPIPE is ignored. A second signal ends the
/// process at once, which loses nothing acknowledged but may leave temporary files. Signals closer
/// together than `one_wish` are one: whoever signals a program and its process group sends two.
class StopSignals {
 public:
  explicit StopSignals(Stop& stop,
                       std::chrono::milliseconds one_wish = std::chrono::milliseconds{500});
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  void watch();

  Stop& stop_;
  std::chrono::milliseconds one_wish_;
  sigset_t before_{};
  Descriptor signals_;
  Wake end_;
  std::thread watcher_;
};

}  // namespace vigie::service
