#include "notifier/sessions.h"

#include <doctest/doctest.h>

#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::notifier;
using support::noon;

TEST_SUITE("notifier/sessions") {
  TEST_CASE("a session lives 30 s from its last frame") {
    Sessions sessions;
    REQUIRE(sessions.open("1", "harry", "harbour_master", noon));
    sessions.expire(noon + 29'999ms);
    CHECK(sessions.find("1", "harry"));
    sessions.hear("1", "harry", noon + 29'999ms);
    sessions.expire(noon + 59'998ms);
    CHECK(sessions.find("1", "harry"));
    sessions.expire(noon + 59'999ms);
    CHECK_FALSE(sessions.find("1", "harry"));
  }

  TEST_CASE("a route is one person's: another's request finds nothing and takes it over") {
    Sessions sessions;
    sessions.open("1", "harry", "harbour_master", noon);
    CHECK_FALSE(sessions.find("1", "lucie"));
    sessions.hear("1", "lucie", noon + 20s);
    CHECK(sessions.find("1", "harry")->heard_at == noon);
    const Session* taken = sessions.open("1", "lucie", "lighthouse_keeper", noon);
    REQUIRE(taken);
    CHECK(taken->positions == std::set<Code>{"lighthouse_keeper"});
    CHECK_FALSE(sessions.find("1", "harry"));
  }

  TEST_CASE("one session may have several positions open") {
    Sessions sessions;
    sessions.open("1", "harry", "harbour_master", noon);
    sessions.open("1", "harry", "lighthouse_keeper", noon);
    CHECK(sessions.count() == 1);
    CHECK(sessions.find("1", "harry")->positions.size() == 2);
  }

  TEST_CASE("a person has a bounded number of sessions: the quietest goes") {
    Sessions sessions;
    for (std::size_t i = 0; i < sessions_per_person_max; ++i) {
      sessions.open(std::to_string(i), "harry", "harbour_master", noon);
    }
    sessions.hear("0", "harry", noon + 1s);
    REQUIRE(sessions.open("new", "harry", "harbour_master", noon + 1s));
    CHECK(sessions.count() == sessions_per_person_max);
    CHECK(sessions.find("0", "harry"));
    CHECK_FALSE(sessions.find("1", "harry"));
  }

  TEST_CASE("at the limit of all sessions another is refused") {
    Sessions sessions;
    for (std::size_t i = 0; i < sessions_max; ++i) {
      REQUIRE(sessions.open(std::to_string(i), "p" + std::to_string(i), "harbour_master", noon));
    }
    CHECK_FALSE(sessions.open("more", "late", "harbour_master", noon));
    CHECK(sessions.open("0", "p0", "lighthouse_keeper", noon));
  }

  TEST_CASE("the next wake is the next look or the next expiry") {
    Sessions sessions;
    CHECK(sessions.next_wake(noon + 1h) == noon + 1h);
    Session* session = sessions.open("1", "harry", "harbour_master", noon);
    CHECK(sessions.next_wake(noon + 1h) == noon);
    CHECK(sessions.look_due(noon));
    session->look_at = noon + 5s;
    CHECK(sessions.next_wake(noon + 1h) == noon + 5s);
    CHECK_FALSE(sessions.look_due(noon + 4s));
    session->look_at.reset();
    CHECK(sessions.next_wake(noon + 1h) == noon + 30s);
    CHECK_FALSE(sessions.look_due(noon + 1h));
  }

  TEST_CASE("a clock set back neither keeps a session for ever nor silences it") {
    Sessions sessions;
    Session* session = sessions.open("1", "harry", "harbour_master", noon);
    session->look_at = noon + 5s;
    sessions.expire(noon - 24h);
    CHECK(*session->look_at <= noon - 24h + session_silence);
    sessions.expire(noon - 24h + session_silence);
    CHECK(sessions.count() == 0);
  }
}
