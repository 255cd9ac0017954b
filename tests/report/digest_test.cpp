#include "report/digest.h"

#include <doctest/doctest.h>

using namespace vigie;

TEST_SUITE("report/digest") {
  TEST_CASE("SHA-256 gives the published test vectors") {
    CHECK(to_string(sha256("")) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_string(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  TEST_CASE("text and bytes lead back to the same digest") {
    const Digest digest = sha256("abc");
    CHECK(parse_digest(to_string(digest)) == digest);
    CHECK(digest_from_blob(digest.blob()) == digest);
  }

  TEST_CASE("other lengths, other letters and upper case are no digest") {
    const std::string text = to_string(sha256("abc"));
    CHECK_FALSE(parse_digest(text.substr(2)));
    CHECK_FALSE(parse_digest(text + "00"));
    CHECK_FALSE(parse_digest("BA" + text.substr(2)));
    CHECK_FALSE(parse_digest("zz" + text.substr(2)));
    CHECK_FALSE(digest_from_blob("short"));
  }

  TEST_CASE("hexadecimal keeps every byte") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    CHECK(from_hex(to_hex(bytes)) == bytes);
    CHECK(from_hex("") == "");
    CHECK_FALSE(from_hex("abc"));
    CHECK_FALSE(from_hex("0x"));
  }
}
