#include "service/metrics.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace vigie::service;

TEST_SUITE("service/metrics") {
  TEST_CASE("counters add up, gauges are set, by label") {
    Metrics metrics;
    metrics.add("vigie_reports_total", 1, {{"lane", "urgent"}});
    metrics.add("vigie_reports_total", 2, {{"lane", "urgent"}});
    metrics.add("vigie_reports_total", 1, {{"lane", "ordinary"}});
    metrics.set("vigie_outbox_rows", 7);
    metrics.set("vigie_outbox_rows", 4);
    const std::string text = metrics.text();
    CHECK(text.find("vigie_reports_total{lane=\"urgent\"} 3") != text.npos);
    CHECK(text.find("vigie_reports_total{lane=\"ordinary\"} 1") != text.npos);
    CHECK(text.find("vigie_outbox_rows 4") != text.npos);
  }

  TEST_CASE("counting from many threads loses nothing") {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int round = 0; round < 1000; ++round) metrics.add("vigie_rounds_total");
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(metrics.text().find("vigie_rounds_total 4000") != std::string::npos);
  }
}
