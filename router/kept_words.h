// A word that was read back from the database.
//
// Errors: throws where it is none that a router writes: the disk has changed that row, and no
//         other. Whoever works on a report lets that end the work on that report alone.

#pragma once

#include <optional>
#include <stdexcept>

namespace vigie::router {

template <typename Value>
Value known_word(const std::optional<Value>& value) {
  if (!value) throw std::runtime_error("a kept word is none that this program writes");
  return *value;
}

}  // namespace vigie::router
