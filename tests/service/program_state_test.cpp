#include "service/program_state.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/service/scratch.h"

using namespace vigie;
using namespace vigie::service;
using namespace vigie::service::test;

namespace {

/// A router that owes the notifier one message, intake none.
struct Owing {
  Owing() {
    store::Transaction transaction(database);
    outbox.enqueue({.peer = "notifier",
                    .message = new_uuid7(now, random),
                    .kind = "notices",
                    .reference = std::nullopt,
                    .body = ""},
                   now);
    transaction.commit();
  }

  std::int64_t hold(link::HeldIn in) {
    const link::Message message{.sender = "intake",
                                .id = new_uuid7(now, random),
                                .kind = "report",
                                .kind_version = 1,
                                .parts = {"?"}};
    return held.keep(in, message, "report.unreadable", now);
  }

  Scratch scratch;
  StandingClock clock;
  Time now = clock.now();
  SeededRandom random{1};
  store::Database database{scratch.path() / "a.db"};
  link::Outbox outbox{database, random};
  link::HeldMessages held{database};
};

}  // namespace

TEST_SUITE("service/program_state") {
  TEST_CASE("the state says who answers, what it counts, owes and holds") {
    Owing router;
    router.hold(link::HeldIn::not_yet);
    const Json state = state_answer({.program = "router",
                                     .name = "router_south",
                                     .version = "0a1b",
                                     .outbox = router.outbox,
                                     .peers = {"notifier", "intake"},
                                     .held = router.held},
                                    {{"reports", 7}});
    CHECK(state == Json{{"ok", true},
                        {"program", "router"},
                        {"name", "router_south"},
                        {"version", "0a1b"},
                        {"counts", {{"reports", 7}}},
                        {"owed", {{"notifier", 1}, {"intake", 0}}},
                        {"held", {{"quarantine", 0}, {"not_yet", 1}}}});
  }

  TEST_CASE("an open quarantine entry keeps a program from being ready, one not yet does not") {
    Owing router;
    router.hold(link::HeldIn::not_yet);
    CHECK(quarantine_health(router.held).ready);
    CHECK(quarantine_health(router.held).reasons.empty());
    const std::int64_t entry = router.hold(link::HeldIn::quarantine);
    const Health health = quarantine_health(router.held);
    CHECK(health.alive);
    CHECK_FALSE(health.ready);
    CHECK(health.reasons ==
          std::vector<std::string>{"open quarantine entries: 1; see vigie quarantine list"});
    router.held.close(entry, link::HeldState::discarded, "tester", "seen", router.now);
    CHECK(quarantine_health(router.held).ready);
  }
}
