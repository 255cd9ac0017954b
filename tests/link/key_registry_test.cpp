#include "link/key_registry.h"

#include <doctest/doctest.h>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;

namespace {

struct KeyRegistryFixture {
  support::TemporaryFolder folder;
  SeededRandom random{1};
  support::SimulatedClock clock;
  store::Database database{folder / "a.db"};
  KeyRegistry registry{database};

  PublicKey key(const std::string& name) {
    return new_key(name, KeyKind::device, "gao_patrol", random).public_key;
  }
};

}  // namespace

TEST_SUITE("link/key_registry") {
  TEST_CASE("an allowed key is found with everything about it") {
    KeyRegistryFixture f;
    const PublicKey key = f.key("patrol-1");
    CHECK(f.registry.allow(key, f.clock.now()));
    const auto found = f.registry.find("patrol-1");
    REQUIRE(found);
    CHECK(found->key.name == "patrol-1");
    CHECK(found->key.kind == KeyKind::device);
    CHECK(found->key.unit == "gao_patrol");
    CHECK(found->key.curve == key.curve);
    CHECK(found->key.sign == key.sign);
    CHECK(found->allowed_at == f.clock.now());
    CHECK_FALSE(found->revoked_at);
    CHECK_FALSE(f.registry.find("patrol-2"));
  }

  TEST_CASE("a name is never given to a second key, even after it was revoked") {
    KeyRegistryFixture f;
    const PublicKey first = f.key("patrol-1");
    CHECK(f.registry.allow(first, f.clock.now()));
    CHECK_FALSE(f.registry.allow(f.key("patrol-1"), f.clock.now()));
    CHECK(f.registry.revoke("patrol-1", f.clock.now()));
    CHECK_FALSE(f.registry.allow(f.key("patrol-1"), f.clock.now()));
    CHECK_FALSE(f.registry.allow(first, f.clock.now()));
    CHECK(f.registry.find("patrol-1")->key.sign == first.sign);
  }

  TEST_CASE("a key has one name only") {
    KeyRegistryFixture f;
    PublicKey key = f.key("patrol-1");
    CHECK(f.registry.allow(key, f.clock.now()));
    key.name = "patrol-2";
    CHECK_FALSE(f.registry.allow(key, f.clock.now()));
    PublicKey half = f.key("patrol-3");
    half.sign = key.sign;
    CHECK_FALSE(f.registry.allow(half, f.clock.now()));
    CHECK(f.registry.all().size() == 1);
  }

  TEST_CASE("a revoked key stays known, with the time of its revocation") {
    KeyRegistryFixture f;
    CHECK(f.registry.allow(f.key("patrol-1"), f.clock.now()));
    CHECK_FALSE(f.registry.revoke("patrol-2", f.clock.now()));
    f.clock.advance(1h);
    const Time revoked_at = f.clock.now();
    CHECK(f.registry.revoke("patrol-1", revoked_at));
    f.clock.advance(1h);
    CHECK_FALSE(f.registry.revoke("patrol-1", f.clock.now()));
    CHECK(f.registry.find("patrol-1")->revoked_at == revoked_at);
  }

  TEST_CASE("all keys are listed by name") {
    KeyRegistryFixture f;
    for (const char* name : {"c", "a", "b"}) CHECK(f.registry.allow(f.key(name), f.clock.now()));
    CHECK(f.registry.revoke("b", f.clock.now()));
    const auto keys = f.registry.all();
    REQUIRE(keys.size() == 3);
    CHECK(keys[0].key.name == "a");
    CHECK(keys[1].revoked_at);
    CHECK(keys[2].key.name == "c");
  }
}
