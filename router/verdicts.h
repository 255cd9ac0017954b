// What the router's desks answer to a message they do not apply (link/message.h).

#pragma once

#include <string>
#include <utility>

#include "link/message.h"

namespace vigie::router {

inline link::Verdict refused(std::string code) {
  return {.outcome = link::Outcome::refused, .code = std::move(code), .answer = ""};
}

/// Kept by the receiver, and applied when what it needs has come.
inline link::Verdict not_yet(std::string code) {
  return {.outcome = link::Outcome::not_yet, .code = std::move(code), .answer = ""};
}

}  // namespace vigie::router
