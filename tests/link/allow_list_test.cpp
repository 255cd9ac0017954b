#include "link/allow_list.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

using namespace vigie::link;

TEST_SUITE("link/allow_list") {
  TEST_CASE("a key has a name at the doors where it is allowed, and nowhere else") {
    AllowList list;
    list.allow("intake/patrols", "key", "patrol-7");
    CHECK(list.name_of("intake/patrols", "key") == "patrol-7");
    CHECK_FALSE(list.name_of("router/intakes", "key"));
    CHECK_FALSE(list.name_of("intake/patrols", "other"));
    CHECK(list.allowed("intake/patrols", "patrol-7"));
    CHECK_FALSE(list.allowed("router/intakes", "patrol-7"));
  }

  TEST_CASE("revoking a name at one door leaves the others") {
    AllowList list;
    list.allow("a", "key", "patrol-7");
    list.allow("a", "other", "patrol-8");
    list.allow("b", "key", "patrol-7");
    list.revoke("a", "patrol-7");
    CHECK_FALSE(list.name_of("a", "key"));
    CHECK_FALSE(list.allowed("a", "patrol-7"));
    CHECK(list.name_of("a", "other") == "patrol-8");
    CHECK(list.name_of("b", "key") == "patrol-7");
  }

  TEST_CASE("one thread may look keys up while another changes them") {
    AllowList list;
    list.allow("a", "stays", "patrol-1");
    std::atomic<bool> stop = false;
    int found = 0;
    std::thread reader([&] {
      while (!stop) found += list.name_of("a", "stays") == "patrol-1" ? 1 : -1'000'000;
    });
    for (int i = 0; i < 2000; ++i) {
      list.allow("a", "comes and goes", "patrol-2");
      list.revoke("a", "patrol-2");
    }
    stop = true;
    reader.join();
    CHECK(found >= 0);
  }
}
