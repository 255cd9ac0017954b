#include "notifier/delivery.h"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "tests/support/numbered.h"
#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::notifier;
using support::noon;
using support::numbered;

TEST_SUITE("notifier/delivery") {
  TEST_CASE("the id is the same every time") {
    CHECK(delivery_id(numbered(1), "zoe", zeromq_channel, 2, 1) ==
          delivery_id(numbered(1), "zoe", zeromq_channel, 2, 1));
    // Published to clients, so a later version of Vigie must give the same.
    CHECK(to_string(delivery_id(numbered(1), "zoe", "zeromq", 2, 1)) ==
          "00000000-0000-a614-5570-e3e2cffcac21");
  }

  TEST_CASE("the ids of neighbours in time are neighbours") {
    SeededRandom random(5);
    const Uuid notice = new_uuid7(Time{std::chrono::hours{500'000}}, random);
    const Uuid later = new_uuid7(Time{std::chrono::hours{500'001}}, random);
    CHECK(delivery_id(notice, "zoe", "zeromq", 1, 1) < delivery_id(later, "adam", "zeromq", 1, 1));
  }

  TEST_CASE("notice, person, channel, revision and issue each make another id") {
    const std::set<Uuid> ids{delivery_id(numbered(1), "zoe", "zeromq", 1, 1),
                             delivery_id(numbered(2), "zoe", "zeromq", 1, 1),
                             delivery_id(numbered(1), "mia", "zeromq", 1, 1),
                             delivery_id(numbered(1), "zoe", "e-mail", 1, 1),
                             delivery_id(numbered(1), "zoe", "zeromq", 2, 1),
                             delivery_id(numbered(1), "zoe", "zeromq", 1, 2),
                             // The same bytes, cut elsewhere.
                             delivery_id(numbered(1), "zoez", "eromq", 1, 1),
                             delivery_id(numbered(1), "zoe", "zeromq1", 1, 1),
                             delivery_id(numbered(1), "zoe", "zeromq", 11, 1),
                             delivery_id(numbered(1), "zoe", "zeromq", 1, 11),
                             delivery_id(numbered(1), "zoe", "zeromq", 11, 11)};
    CHECK(ids.size() == 11);
  }

  TEST_CASE("the next step follows from state, last push and now") {
    struct Row {
      const char* what;
      DeliveryState state;
      std::optional<Time> pushed_at;
      Step step;
    };
    const Row rows[] = {
        {"never pushed here", DeliveryState::ready, std::nullopt, Step::push},
        {"handed over in an earlier session", DeliveryState::handed_over, std::nullopt, Step::push},
        {"just pushed", DeliveryState::handed_over, noon, Step::wait},
        {"not quite 5 s", DeliveryState::handed_over, noon - 4999ms, Step::wait},
        {"5 s are up", DeliveryState::handed_over, noon - 5s, Step::push},
        {"pushed in the future: the clock was set back", DeliveryState::handed_over, noon + 24h,
         Step::wait},
        {"confirmed", DeliveryState::delivered, noon - 1h, Step::settled},
        {"answered by another", DeliveryState::cancelled, std::nullopt, Step::settled},
        {"a newer revision goes", DeliveryState::replaced, noon - 1h, Step::settled},
    };
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Pushed pushed;
      if (row.pushed_at) pushed = {.at = *row.pushed_at, .times = 1};
      CHECK(next_step(row.state, pushed, Time{}, noon) == row.step);
    }
  }

  TEST_CASE("waiting ends 5 s after the push, at most 5 s from now") {
    const auto due = [](Time pushed_at) {
      return push_again_at({.at = pushed_at, .times = 1}, Time{}, noon);
    };
    CHECK(due(noon - 2s) == noon + 3s);
    CHECK(due(noon + 24h) == noon + 5s);
  }

  TEST_CASE("each repeat waits twice as long, a minute at most") {
    const auto patience = [](int times) {
      return push_again_at({.at = noon, .times = times}, Time{}, noon) - noon;
    };
    CHECK(patience(1) == 5s);
    CHECK(patience(2) == 10s);
    CHECK(patience(4) == 40s);
    CHECK(patience(5) == 60s);
    CHECK(patience(1'000'000) == 60s);
  }

  TEST_CASE("while others are confirmed a push on its way is not repeated, a minute at most") {
    const Pushed pushed{.at = noon, .times = 1};
    CHECK(push_again_at(pushed, noon + 4s, noon + 4s) == noon + 9s);
    CHECK(push_again_at(pushed, noon + 50s, noon + 50s) == noon + 55s);
    CHECK(push_again_at(pushed, noon + 58s, noon + 58s) == noon + 60s);
    CHECK(push_again_at(pushed, noon - 1h, noon) == noon + 5s);
    // Confirmed by a clock that has since been set back.
    CHECK(push_again_at(pushed, noon + 24h, noon) == noon + 5s);
  }
}
