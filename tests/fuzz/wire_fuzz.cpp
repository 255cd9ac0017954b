// Any frames (split at NUL bytes): read_wire() answers a header or an error.

#include <cstdint>
#include <string>
#include <variant>

#include "link/wire.h"
#include "report/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vigie::link::Parts frames(1);
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == 0) {
      frames.emplace_back();
    } else {
      frames.back() += static_cast<char>(data[i]);
    }
  }
  const auto wire = vigie::link::read_wire(frames);
  if (const auto* error = std::get_if<vigie::link::WireError>(&wire)) {
    VIGIE_EXPECT(!error->code.empty());
  }
  return 0;
}
