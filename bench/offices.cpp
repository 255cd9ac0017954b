#include "bench/offices.h"

#include <simdjson.h>

#include <variant>

#include "link/wire.h"

namespace vigie::bench {

void Offices::open() {
  for (const Office& office : offices_) {
    for (const std::string& position : office.positions) {
      office.line->send({link::write_wire(link::Ask{
          .number = ++number_, .what = "open", .body = R"({"position":")" + position + "\"}"})});
    }
  }
}

std::vector<std::string> Offices::receive() {
  std::vector<std::string> done;
  for (Office& office : offices_) {
    while (const auto frames = office.line->receive()) {
      const link::Wire wire = link::read_wire(*frames);
      const auto* tell = std::get_if<link::Tell>(&wire);
      if (tell != nullptr && tell->what == "notice") take(office, tell->body, done);
    }
  }
  return done;
}

void Offices::take(Office& office, const std::string& body, std::vector<std::string>& done) {
  thread_local simdjson::dom::parser parser;
  const simdjson::dom::element notice = parser.parse(body);
  const std::string delivery{notice["delivery"].get_string().value()};
  const std::string report{notice["report"].get_string().value()};
  office.line->send({link::write_wire(link::Ask{
      .number = ++number_, .what = "delivered", .body = R"({"delivery":")" + delivery + "\"}"})});
  if (finished_.contains(report)) return;
  auto& deliveries = told_[report];
  if (!deliveries.insert(delivery).second) return;
  ++deliveries_;
  if (deliveries.size() < positions_told_) return;
  told_.erase(report);
  finished_.insert(report);
  done.push_back(report);
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
