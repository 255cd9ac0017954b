#include "service/wake.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>

#include "service/failure.h"

namespace vigie::service {

Wake::Wake() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!event_) throw Failure(ExitCode::failure, "no eventfd to be had: " + system_text(errno));
}

void Wake::wake() noexcept {
  const std::uint64_t one = 1;
  // A full counter (EAGAIN) is awake already, so there is nothing to do about a failure.
  [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
}

void Wake::clear() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(event_.get(), &count, sizeof count);
}

}  // namespace vigie::service
