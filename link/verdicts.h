// What a program answers to a message it does not apply (link/message.h).

#pragma once

#include <string>
#include <utility>

#include "link/message.h"

namespace vigie::link {

inline Verdict refused(std::string code) {
  return {.outcome = Outcome::refused, .code = std::move(code), .answer = ""};
}

/// Kept by the receiver, and applied when what it needs has come.
inline Verdict not_yet(std::string code) {
  return {.outcome = Outcome::not_yet, .code = std::move(code), .answer = ""};
}

}  // namespace vigie::link
