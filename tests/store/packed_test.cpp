#include "store/packed.h"

#include <doctest/doctest.h>

#include <optional>
#include <span>
#include <string>

#include "report/random.h"

using namespace vigie;
using namespace vigie::store;

namespace {

std::string json_of(std::size_t bytes) {
  std::string text = "[";
  while (text.size() < bytes) text += R"({"position":"harbour_master","title":"Chef du port"},)";
  return text;
}

}  // namespace

TEST_SUITE("store/packed") {
  TEST_CASE("a text comes out as it went in, whatever its length and bytes") {
    for (const std::size_t bytes : {0, 1, 255, 256, 4'200, 65'536, 65'537, 5'000'000}) {
      CAPTURE(bytes);
      for (const std::string& text :
           {std::string(bytes, 'x'), std::string(bytes, '\0'), json_of(bytes)}) {
        CHECK(unpack(pack(text)) == text);
        CHECK(kept_text(pack(text)) == text);
      }
    }
  }

  TEST_CASE("random bytes come out as they went in") {
    SeededRandom random(20261122);
    for (int i = 0; i < 300; ++i) {
      std::string text(random.below(9'000), '\0');
      random.fill(std::as_writable_bytes(std::span(text)));
      CHECK(unpack(pack(text)) == text);
    }
  }

  TEST_CASE("repeated words take a fraction of their length") {
    CHECK(pack(json_of(20'000)).size() < 1'000);
  }

  TEST_CASE("a short text, and one that was never packed, is read as it is") {
    CHECK(pack("{}") == "{}");
    CHECK(unpack("") == "");
    CHECK(unpack(json_of(9'000)) == json_of(9'000));
  }

  TEST_CASE("a text that looks packed is packed, however short, and comes out again") {
    const std::string looks("\x04\x22\x4d\x18 and more");
    CHECK(pack(looks) != looks);
    CHECK(unpack(pack(looks)) == looks);
    const std::string packed = pack(json_of(9'000));
    CHECK(unpack(pack(packed)) == packed);
  }

  TEST_CASE("a frame with any one byte changed or missing is never read as another text") {
    const std::string text = json_of(3'000);
    const std::string packed = pack(text);
    REQUIRE(packed.size() < text.size());
    for (std::size_t at = 0; at < packed.size(); ++at) {
      CAPTURE(at);
      for (const int bit : {1, 16, 128}) {
        std::string changed = packed;
        changed[at] = static_cast<char>(changed[at] ^ bit);
        // Not a frame any more: it is read as what it is, which is no JSON. Or the same text,
        // written another way.
        const std::string read = kept_text(changed);
        CHECK((read == changed || read == text));
        CHECK(unpack(changed).value_or(changed) == read);
      }
      if (at >= 4) CHECK_FALSE(unpack(packed.substr(0, at)).has_value());
    }
    CHECK_FALSE(unpack(packed + "x").has_value());
    CHECK_FALSE(unpack(packed + packed).has_value());
  }

  TEST_CASE("a frame that would unpack to more than is allowed is refused by its header") {
    const std::string packed = pack(std::string(1'000'000, 'x'));
    REQUIRE(packed.size() < 10'000);
    CHECK(unpack(packed, 1'000'000).has_value());
    CHECK_FALSE(unpack(packed, 999'999).has_value());
    CHECK_FALSE(unpack("12345", 4).has_value());
  }
}
