#include "bench/offices.h"

#include <simdjson.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

namespace vigie::bench {
namespace {

constexpr std::size_t confirmed_bytes_max = 4096;  ///< About a hundred deliveries in one request.

/// On a slow machine the line is still shaking hands, and what is sent then goes nowhere.
void send_once_connected(link::Line& line, const link::Ask& ask) {
  constexpr auto between = std::chrono::milliseconds{10};
  constexpr int attempts_max = 3000;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    if (line.send({link::write_wire(ask)})) return;
    std::this_thread::sleep_for(between);
  }
  throw std::runtime_error("an office could not reach the notifier in half a minute");
}

}  // namespace

void Offices::open() {
  for (const Office& office : offices_) {
    for (const std::string& position : office.positions) {
      send_once_connected(*office.line, link::Ask{.number = ++number_,
                                                  .what = "open",
                                                  .body = R"({"position":")" + position + "\"}"});
    }
  }
}

std::vector<std::string> Offices::receive() {
  std::vector<std::string> done;
  for (Office& office : offices_) {
    std::string confirmed;
    while (const auto frames = office.line->receive()) {
      const link::Wire wire = link::read_wire(*frames);
      const auto* tell = std::get_if<link::Tell>(&wire);
      if (tell != nullptr && tell->what == "notice") take(tell->body, confirmed, done);
      if (tell != nullptr && tell->what == "delivered") take_recorded(*tell);
      if (confirmed.size() > confirmed_bytes_max) acknowledge(office, confirmed);
    }
    acknowledge(office, confirmed);
  }
  return done;
}

void Offices::take(const std::string& body, std::string& confirmed,
                   std::vector<std::string>& done) {
  thread_local simdjson::dom::parser parser;
  const simdjson::dom::element notice = parser.parse(body);
  const std::string delivery{notice["delivery"].get_string().value()};
  const std::string report{notice["report"].get_string().value()};
  const std::string position{notice["position"].get_string().value()};
  confirmed += (confirmed.empty() ? "\"" : ",\"") + delivery + '"';
  if (finished_.contains(report) || !positions_told_.contains(position)) return;
  auto& positions = told_[report];
  if (!positions.insert(position).second) return;
  ++deliveries_;
  if (positions.size() < positions_told_.size()) return;
  told_.erase(report);
  finished_.insert(report);
  done.push_back(report);
}

void Offices::acknowledge(Office& office, std::string& deliveries) {
  if (deliveries.empty()) return;
  const link::Ask ask{.number = ++number_,
                      .what = "delivered",
                      .body = R"({"deliveries":[)" + std::exchange(deliveries, {}) + "]}"};
  // One that cannot be sent now is asked for again: the notifier repeats the notice.
  if (office.line->send({link::write_wire(ask)})) unrecorded_.insert(ask.number);
}

void Offices::take_recorded(const link::Tell& tell) {
  if (tell.body != "{}") {
    throw std::runtime_error("the notifier refused an acknowledgement: " + tell.body);
  }
  unrecorded_.erase(tell.number);
}

std::vector<void*> Offices::sockets() const {
  std::vector<void*> sockets;
  for (const Office& office : offices_) sockets.push_back(office.line->socket());
  return sockets;
}

void Offices::forget() {
  told_.clear();
  finished_.clear();
  deliveries_ = 0;
}

}  // namespace vigie::bench
