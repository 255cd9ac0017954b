// Ids that a test tells apart by a number: all zeros but the last byte.

#pragma once

#include <cstdint>

#include "report/id.h"

namespace vigie::support {

inline Uuid numbered(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = number;
  return id;
}

}  // namespace vigie::support
