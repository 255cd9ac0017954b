// Any bytes: decode_envelope() answers an envelope or nothing; what it accepts survives encoding
// again.

#include <cstdint>
#include <string_view>

#include "report/check.h"
#include "report/signed_report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto envelope = vigie::decode_envelope(bytes);
  if (envelope) VIGIE_EXPECT(vigie::decode_envelope(vigie::encode_envelope(*envelope)).has_value());
  return 0;
}
