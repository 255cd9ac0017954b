#include "service/stop.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <array>
#include <cerrno>
#include <optional>

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

StopSignals::StopSignals(Stop& stop, std::chrono::milliseconds one_wish)
    : stop_(stop), one_wish_(one_wish) {
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
  std::optional<std::chrono::steady_clock::time_point> first;
  while (true) {
    if (::poll(items.data(), items.size(), -1) < 0) continue;
    if (items[1].revents != 0) return;
    signalfd_siginfo signal{};
    if (::read(signals_.get(), &signal, sizeof signal) != sizeof signal) continue;
    const auto now = std::chrono::steady_clock::now();
    if (first && now - *first >= one_wish_) ::_exit(128 + static_cast<int>(signal.ssi_signo));
    if (!first) first = now;
    stop_.request();
  }
}

}  // namespace vigie::service
