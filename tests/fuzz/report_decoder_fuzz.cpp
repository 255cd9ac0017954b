// Any bytes: decode() answers a report or problems, whatever the same decoder read before; what it
// accepts survives encoding again.

#include <cstdint>
#include <string_view>
#include <variant>

#include "report/check.h"
#include "report/decode.h"
#include "tests/support/encode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // One for all inputs, as a program has one: its memory is what an input may leave wrong.
  static vigie::ReportDecoder decoder;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto decoded = decoder.decode(bytes);
  if (const auto* report = std::get_if<vigie::Report>(&decoded)) {
    const auto again = decoder.decode(vigie::encode_report(*report));
    VIGIE_EXPECT(std::get_if<vigie::Report>(&again) != nullptr);
    VIGIE_EXPECT(std::get<vigie::Report>(again) == *report);
  } else {
    VIGIE_EXPECT(!std::get<vigie::Problems>(decoded).empty());
  }
  return 0;
}
