#include "service/trusted_clock.h"

#include <utility>

namespace vigie::service {

using std::chrono::abs;
using std::chrono::milliseconds;

TrustedClock::TrustedClock(Clock& wall, SinceBoot since_boot, OnStep on_step)
    : wall_(wall), since_boot_(std::move(since_boot)), on_step_(std::move(on_step)) {
  accept(wall_.now(), since_boot_());
}

Time TrustedClock::now() {
  const milliseconds boot = since_boot_();
  const Time wall = wall_.now();
  const Time expected = last_ + (boot - boot_);
  const milliseconds step = wall - expected;
  if (abs(step) <= step_min || is_believed(step, boot)) return accept(wall, boot);
  return expected;
}

Time TrustedClock::accept(Time wall, milliseconds boot) {
  last_ = wall;
  boot_ = boot;
  doubt_.reset();
  return wall;
}

/// A step from what was a step before must be kept to anew.
bool TrustedClock::is_believed(milliseconds step, milliseconds boot) {
  if (!doubt_ || abs(step - doubt_->step) > step_min) {
    doubt_ = Doubt{.step = step, .since = boot};
    on_step_(step, false);
  }
  const bool believed = boot - doubt_->since >= step_agreement;
  if (believed) on_step_(step, true);
  return believed;
}

}  // namespace vigie::service
