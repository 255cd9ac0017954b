#include "service/gauges.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;

TEST_SUITE("service/gauges") {
  TEST_CASE(
      "what is owed and committed is shown, once a second, also after the clock was set back") {
    const support::TemporaryFolder folder;
    SeededRandom random(1);
    store::Database database(folder / "a.db");
    link::Outbox outbox(database, random);
    link::HeldMessages held(database);
    service::Metrics metrics;
    service::Gauges gauges(metrics, database, outbox, held, {"router"});
    const Time noon{std::chrono::hours{12}};
    const auto owe_one = [&] {
      store::Transaction transaction(database);
      outbox.enqueue({.peer = "router",
                      .message = new_uuid7(noon, random),
                      .kind = "report",
                      .reference = std::nullopt,
                      .body = ""},
                     noon);
      transaction.commit();
    };
    const auto shows = [&](const std::string& line) {
      return metrics.text().find(line) != std::string::npos;
    };
    owe_one();
    CHECK(gauges.show(noon));
    CHECK(shows("vigie_owed{peer=\"router\"} 1"));
    CHECK(shows("vigie_held{in=\"quarantine\"} 0"));
    CHECK(shows("vigie_commits_total"));
    owe_one();
    CHECK_FALSE(gauges.show(noon + 999ms));
    CHECK(shows("vigie_owed{peer=\"router\"} 1"));
    CHECK(gauges.show(noon + 1s));
    CHECK(shows("vigie_owed{peer=\"router\"} 2"));
    CHECK(gauges.show(noon - 1h));
  }
}
