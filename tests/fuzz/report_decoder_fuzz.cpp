// Any bytes: decode_report() answers a report or problems; what it accepts survives encoding again.

#include <cstdint>
#include <string_view>
#include <variant>

#include "report/check.h"
#include "report/decode.h"
#include "report/encode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto decoded = vigie::decode_report(bytes);
  if (const auto* report = std::get_if<vigie::Report>(&decoded)) {
    const auto again = vigie::decode_report(vigie::encode_report(*report));
    VIGIE_EXPECT(std::get_if<vigie::Report>(&again) != nullptr);
    VIGIE_EXPECT(std::get<vigie::Report>(again) == *report);
  } else {
    VIGIE_EXPECT(!std::get<vigie::Problems>(decoded).empty());
  }
  return 0;
}
