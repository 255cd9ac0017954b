// Any bytes as a packed text: unpack() answers a text within its limit or nothing; and what is
// packed comes back as it was.

#include <cstdint>
#include <string_view>

#include "report/check.h"
#include "store/packed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most = 1 << 20;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto text = vigie::store::unpack(bytes, most);
  VIGIE_EXPECT(!text || text->size() <= most);
  VIGIE_EXPECT(vigie::store::unpack(vigie::store::pack(bytes)) == bytes);
  return 0;
}
