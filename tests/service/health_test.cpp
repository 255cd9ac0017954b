#include "service/health.h"

#include <doctest/doctest.h>

using namespace vigie::service;
using namespace std::chrono_literals;

namespace {

const PublishedHealth::Instant start{};

HttpResponse ask_for(const std::string& path, const PublishedHealth& health,
                     PublishedHealth::Instant now, const std::string& method = "GET") {
  Metrics metrics;
  metrics.set("vigie_outbox_rows", 3);
  HttpRequest request;
  request.method = method;
  request.path = path;
  const auto response = health_routes(request, health, metrics, now);
  REQUIRE(response);
  return *response;
}

}  // namespace

TEST_SUITE("service/health") {
  TEST_CASE("before its first turn a program is alive and not ready") {
    const PublishedHealth health(start);
    CHECK(ask_for("/healthz", health, start + 1s).status == 200);
    const HttpResponse ready = ask_for("/readyz", health, start + 1s);
    CHECK(ready.status == 503);
    CHECK(ready.body == "{\"ready\":false,\"reasons\":[\"starting\"]}\n");
  }

  TEST_CASE("readiness gives its reasons") {
    PublishedHealth health(start);
    health.publish({.alive = true, .ready = true, .reasons = {}}, start);
    CHECK(ask_for("/readyz", health, start).status == 200);
    health.publish({.alive = true, .ready = false, .reasons = {"2 messages in quarantine"}}, start);
    const HttpResponse ready = ask_for("/readyz", health, start);
    CHECK(ready.status == 503);
    CHECK(ready.body.find("2 messages in quarantine") != std::string::npos);
  }

  TEST_CASE("a loop that has stopped turning is neither alive nor ready") {
    PublishedHealth health(start);
    health.publish({}, start);
    CHECK(ask_for("/healthz", health, start + 10s).status == 200);
    CHECK(ask_for("/healthz", health, start + 10s + 1ms).status == 503);
    CHECK(ask_for("/readyz", health, start + 10s + 1ms).status == 503);
  }

  TEST_CASE("a loop that never turned is found out too") {
    const PublishedHealth health(start);
    CHECK(ask_for("/healthz", health, start + 11s).status == 503);
  }

  TEST_CASE("metrics are text") {
    const PublishedHealth health(start);
    const HttpResponse metrics = ask_for("/metrics", health, start);
    CHECK(metrics.content_type.starts_with("text/plain"));
    CHECK(metrics.body.find("vigie_outbox_rows 3") != std::string::npos);
  }

  TEST_CASE("only reading is allowed, and other paths are for others") {
    const PublishedHealth health(start);
    const HttpResponse refused = ask_for("/readyz", health, start, "POST");
    CHECK(refused.status == 405);
    CHECK(refused.headers.at(0).second == "GET, HEAD");
    HttpRequest other;
    other.method = "GET";
    other.path = "/v1/reports";
    CHECK_FALSE(health_routes(other, health, Metrics(), start));
  }
}
