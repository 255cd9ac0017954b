#include "tests/support/officer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

namespace vigie::support {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds open_every{2000};
constexpr milliseconds reply_again_after{2000};

}  // namespace

Officer::Officer(std::string person, std::vector<std::string> positions, bool acknowledges,
                 std::unique_ptr<link::Line> line, Random& random)
    : person_(std::move(person)),
      positions_(std::move(positions)),
      acknowledges_(acknowledges),
      line_(std::move(line)),
      random_(random) {}

void Officer::ask(const std::string& what, const std::string& body) {
  line_->send({write_wire(link::Ask{.number = ++number_, .what = what, .body = body})});
}

void Officer::turn(Time now) {
  while (const auto frames = line_->receive()) {
    const link::Wire wire = link::read_wire(*frames);
    if (const auto* tell = std::get_if<link::Tell>(&wire)) take(*tell);
  }
  // Also after the clock was set back: nobody waits for a time to come round again.
  if (now >= open_again_ || now < open_again_ - open_every) {
    for (const auto& position : positions_) ask("open", Json{{"position", position}}.dump());
    open_again_ = now + open_every;
  }
  for (auto& [reply, owed] : replies_) {
    if (now < owed.ask_again && now >= owed.ask_again - reply_again_after) continue;
    ask("reply", owed.body);
    owed.ask_again = now + reply_again_after;
  }
}

Time Officer::next_wake(Time now) const {
  Time wake = open_again_;
  for (const auto& [reply, owed] : replies_) wake = std::min(wake, owed.ask_again);
  return std::max(wake, now);
}

void Officer::take(const link::Tell& tell) {
  if (tell.what == "notice") return take_notice(tell.body);
  if (tell.what != "reply") return;
  const Json body = Json::parse(tell.body);
  if (!body.value("recorded", false) || replies_.erase(body.at("reply")) == 0) return;
  ++recorded_;
  recorded_replies_.insert(body.at("reply"));
}

void Officer::take_notice(const std::string& text) {
  const Json body = Json::parse(text);
  const std::string delivery = body.at("delivery");
  const std::string notice = body.at("notice");
  const std::int64_t revision = body.at("revision");
  const std::int64_t issue = body.at("issue");
  ++pushes_;
  shown_.insert({body.at("report"), revision, body.at("position")});
  deliveries_[{notice, revision, issue}].insert(delivery);
  ask("delivered", Json{{"deliveries", {delivery}}}.dump());
  if (!acknowledges_ || !replied_.insert({notice, revision, issue}).second) return;
  const std::string reply = to_string(new_uuid7(Time{}, random_));
  replies_[reply] = {.body = Json{{"reply", reply},
                                  {"notice", notice},
                                  {"revision", revision},
                                  {"issue", issue},
                                  {"kind", "acknowledge"}}
                                 .dump(),
                     .ask_again = {}};
}

}  // namespace vigie::support
