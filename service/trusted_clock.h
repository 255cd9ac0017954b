// The machine's clock as far as it can be trusted: a program that does on time what cannot be taken
// back must not do it because somebody set the clock forward.
//
// It follows the wall clock while that goes on as time has passed since the machine was started.
// A step counts only once the clock has kept to it for `step_agreement`; until then time goes on as
// if there had been none, so a clock that is wrong for a minute makes nothing due. Not for who
// judges by the clock what others send: there a clock put right counts at once.
//
// Units:  milliseconds. Errors: none. One thread. Nothing is known of what was before this run.
// Source: docs/operating.md, "A wrong clock".

#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "report/clock.h"

namespace vigie::service {

inline constexpr std::chrono::seconds step_min{30};  ///< Less is the clock being put right.
inline constexpr std::chrono::minutes step_agreement{10};

/// By how much it stepped, and whether that counts from now on.
using OnStep = std::function<void(std::chrono::milliseconds step, bool counts)>;
/// Time since the machine was started, also while it slept.
using SinceBoot = std::function<std::chrono::milliseconds()>;

class TrustedClock final : public Clock {
 public:
  /// `wall` is borrowed.
  TrustedClock(Clock& wall, SinceBoot since_boot, OnStep on_step);

  Time now() override;

 private:
  struct Doubt {
    std::chrono::milliseconds step{};
    std::chrono::milliseconds since{};
  };

  Time accept(Time wall, std::chrono::milliseconds boot);
  bool is_believed(std::chrono::milliseconds step, std::chrono::milliseconds boot);

  Clock& wall_;
  SinceBoot since_boot_;
  OnStep on_step_;
  Time last_{};                       ///< Of the wall clock, when it was trusted last.
  std::chrono::milliseconds boot_{};  ///< Then.
  std::optional<Doubt> doubt_;
};

}  // namespace vigie::service
