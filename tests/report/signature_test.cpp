#include "report/signature.h"

#include <doctest/doctest.h>

using namespace vigie;

namespace {

SignKeyPair key_pair(std::uint64_t seed) {
  SeededRandom random(seed);
  return new_sign_key_pair(random);
}

}  // namespace

TEST_SUITE("report/signature") {
  TEST_CASE("a signature holds for its bytes and its key only") {
    const SignKeyPair mine = key_pair(1);
    const Signature signature = sign("six girls", mine.secret_key);
    CHECK(verify("six girls", signature, mine.public_key));
    CHECK_FALSE(verify("six girl", signature, mine.public_key));
    CHECK_FALSE(verify("six girls", signature, key_pair(2).public_key));
    CHECK_FALSE(verify("six girls", Signature{}, mine.public_key));
  }

  TEST_CASE("nothing at all can be signed too") {
    const SignKeyPair mine = key_pair(1);
    CHECK(verify("", sign("", mine.secret_key), mine.public_key));
  }

  TEST_CASE("keys and signatures survive being written down") {
    const SignKeyPair mine = key_pair(3);
    CHECK(parse_sign_public_key(to_hex(mine.public_key)) == mine.public_key);
    const auto secret = parse_sign_secret_key(to_hex(mine.secret_key));
    REQUIRE(secret);
    const auto signature = signature_from_blob(sign("report", *secret).blob());
    REQUIRE(signature);
    CHECK(verify("report", *signature, mine.public_key));
  }

  TEST_CASE("a key or signature of another length is none") {
    CHECK_FALSE(parse_sign_public_key("abcd"));
    CHECK_FALSE(parse_sign_secret_key(std::string(64, 'a')));
    CHECK_FALSE(parse_sign_public_key(std::string(64, 'z')));
    CHECK_FALSE(signature_from_blob("short"));
  }
}
