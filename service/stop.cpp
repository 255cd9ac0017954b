#include "service/stop.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <array>
#include <cerrno>

#include "service/failure.h"

namespace vigie::service {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

bool Stop::requested() const noexcept {
  pollfd item{.fd = asked_.descriptor(), .events = POLLIN, .revents = 0};
  return ::poll(&item, 1, 0) == 1;
}

StopSignals::StopSignals(Stop& stop) : stop_(stop) {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t ending = ending_signals();
  pthread_sigmask(SIG_BLOCK, &ending, &before_);
  signals_.reset(::signalfd(-1, &ending, SFD_CLOEXEC));
  if (!signals_) throw Failure(ExitCode::failure, "no signalfd to be had: " + system_text(errno));
  watcher_ = std::thread([this] { watch(); });
}

StopSignals::~StopSignals() {
  end_.wake();
  watcher_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::watch() {
  std::array<pollfd, 2> items{{{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                               {.fd = end_.descriptor(), .events = POLLIN, .revents = 0}}};
  while (true) {
    if (::poll(items.data(), items.size(), -1) < 0) continue;
    if (items[1].revents != 0) return;
    signalfd_siginfo signal{};
    if (::read(signals_.get(), &signal, sizeof signal) != sizeof signal) continue;
    if (stop_.requested()) ::_exit(128 + static_cast<int>(signal.ssi_signo));
    stop_.request();
  }
}

}  // namespace vigie::service
