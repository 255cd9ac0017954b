#include "link/allow_list.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;

TEST_SUITE("link/allow_list") {
  TEST_CASE("a key has a name at the doors where it is allowed, and nowhere else") {
    AllowList list;
    list.allow("intake/patrols", "key", "patrol-7");
    CHECK(list.name_of("intake/patrols", "key") == "patrol-7");
    CHECK_FALSE(list.name_of("router/intakes", "key"));
    CHECK_FALSE(list.name_of("intake/patrols", "other"));
  }

  TEST_CASE("revoking a name at one door leaves the others") {
    AllowList list;
    list.allow("a", "key", "patrol-7");
    list.allow("a", "other", "patrol-8");
    list.allow("b", "key", "patrol-7");
    list.revoke("a", "patrol-7");
    CHECK_FALSE(list.name_of("a", "key"));
    CHECK(list.name_of("a", "other") == "patrol-8");
    CHECK(list.name_of("b", "key") == "patrol-7");
  }

  TEST_CASE("refused handshakes are counted by door and taken once") {
    AllowList list;
    CHECK(list.take_refused("a") == 0);
    list.count_refused("a");
    list.count_refused("a");
    list.count_refused("b");
    CHECK(list.take_refused("a") == 2);
    CHECK(list.take_refused("a") == 0);
    CHECK(list.take_refused("b") == 1);
  }

  TEST_CASE("no count is lost between a thread that counts and one that takes") {
    AllowList list;
    constexpr int counted = 20'000;
    std::thread counter([&] {
      for (int i = 0; i < counted; ++i) list.count_refused("a");
    });
    std::int64_t taken = 0;
    while (taken < counted) taken += list.take_refused("a");
    counter.join();
    CHECK(taken == counted);
    CHECK(list.take_refused("a") == 0);
  }

  TEST_CASE("a watch reports its own doors, at most once a minute") {
    AllowList list;
    HandshakeWatch watch(list, {"a", "b"});
    const Time start{1000h};
    CHECK(watch.take(start).empty());
    CHECK(watch.next_look(start) == start + 1min);
    list.count_refused("b");
    list.count_refused("elsewhere");
    const auto first = watch.take(start + 1s);
    REQUIRE(first.size() == 1);
    CHECK(first[0].door == "b");
    CHECK(first[0].count == 1);
    list.count_refused("a");
    list.count_refused("a");
    CHECK(watch.take(start + 60s).empty());
    CHECK(watch.next_look(start + 60s) == start + 61s);
    const auto second = watch.take(start + 61s);
    REQUIRE(second.size() == 1);
    CHECK(second[0].count == 2);
    CHECK(list.take_refused("elsewhere") == 1);
  }

  TEST_CASE("a watch whose clock is set back does not wait for the old time") {
    AllowList list;
    HandshakeWatch watch(list, {"a"});
    list.count_refused("a");
    CHECK(watch.take(Time{1000h}).size() == 1);
    list.count_refused("a");
    CHECK(watch.take(Time{990h}).size() == 1);
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
