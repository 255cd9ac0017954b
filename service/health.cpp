#include "service/health.h"

#include <nlohmann/json.hpp>

#include "report/json_members.h"

namespace vigie::service {
namespace {

HttpResponse json_response(bool good, const OrderedJson& body) {
  HttpResponse response;
  response.status = good ? 200 : 503;
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
  return response;
}

HttpResponse metrics_response(const Metrics& metrics) {
  HttpResponse response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics.text();
  return response;
}

}  // namespace

PublishedHealth::PublishedHealth(Instant started)
    : health_{.alive = true, .ready = false, .reasons = {"starting"}}, last_turn_(started) {}

void PublishedHealth::publish(Health health, Instant now) {
  const std::lock_guard lock(mutex_);
  health_ = std::move(health);
  last_turn_ = now;
}

Health PublishedHealth::read(Instant now) const {
  const std::lock_guard lock(mutex_);
  Health health = health_;
  if (now - last_turn_ > stale_after) {
    health.alive = false;
    health.reasons.emplace_back("the loop has not turned for more than 10 seconds");
  }
  health.ready = health.ready && health.alive;
  return health;
}

std::optional<HttpResponse> health_routes(const HttpRequest& request, const PublishedHealth& health,
                                          const Metrics& metrics, PublishedHealth::Instant now) {
  const std::string& path = request.path;
  if (path != "/healthz" && path != "/readyz" && path != "/metrics") return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") return method_not_allowed("GET, HEAD");
  if (path == "/metrics") return metrics_response(metrics);
  const Health known = health.read(now);
  if (path == "/healthz") return json_response(known.alive, {{"alive", known.alive}});
  return json_response(known.ready, {{"ready", known.ready}, {"reasons", known.reasons}});
}

}  // namespace vigie::service
