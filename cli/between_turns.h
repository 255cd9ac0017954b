// How long a command that turns its line to a program rests between two turns: short beside any
// answer, long enough to leave the processor to the programs.

#pragma once

#include <chrono>

namespace vigie::cli {

inline constexpr std::chrono::milliseconds between_turns{5};

}  // namespace vigie::cli
