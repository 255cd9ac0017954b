#include "router/position_view.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "router/shown_report.h"
#include "router/views/fitting_view.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

/// Profiles and deciders of what keeps a position waiting, each once.
struct Awaited {
  std::set<Code> profiles;
  std::set<Code> deciders;

  void add(const std::vector<Code>& show, const Code& decider) {
    profiles.insert(show.begin(), show.end());
    if (!decider.empty()) deciders.insert(decider);
  }
  bool nothing() const { return profiles.empty() && deciders.empty(); }
};

Awaited awaited_now(const std::vector<KeptHold>& holds, const Code& position) {
  Awaited awaited;
  for (const KeptHold& hold : holds) {
    if (hold.position == position && hold.is_pending()) {
      awaited.add(hold.terms.show, hold.terms.decider);
    }
  }
  return awaited;
}

std::vector<Code> codes_of(const std::set<Code>& codes) { return {codes.begin(), codes.end()}; }

}  // namespace

std::optional<PositionView> PositionViews::of(const Uuid& report, const Code& position,
                                              std::optional<std::int64_t> revision) {
  const auto newest = at_.store.routing_of(report, std::nullopt);
  if (!newest) return std::nullopt;
  if (revision.value_or(newest->revision) == newest->revision) return now(report, position);
  const auto routing = at_.store.routing_of(report, revision);
  return routing ? then(*routing, position) : std::nullopt;
}

std::optional<PositionView> PositionViews::now(const Uuid& report, const Code& position) {
  const auto notice = at_.store.find_notice(notice_id(report, position));
  PositionView shown;
  std::vector<Code> profiles;
  const bool has_notice = notice && notice->state != NoticeState::withheld;
  const Awaited awaited = awaited_now(at_.store.holds_of(report), position);
  if (has_notice && (notice->is_told() || awaited.nothing())) {
    shown.revision = notice->revision;
    shown.told = notice->is_told();
    shown.state = notice->state;
    if (shown.told) profiles = notice->show;
  } else {
    if (awaited.nothing()) return std::nullopt;
    shown.revision = at_.store.newest_routed(report);
    shown.waits_for = codes_of(awaited.deciders);
    profiles = codes_of(awaited.profiles);
  }
  if (!fill(shown, report, position, profiles)) return std::nullopt;
  return shown;
}

std::optional<PositionView> PositionViews::then(const RoutingRow& routing, const Code& position) {
  const Json record = Json::parse(routing.record);
  for (const Json& outcome : record.at("outcomes")) {
    if (outcome.at("position") != position) continue;
    PositionView shown;
    shown.revision = routing.revision;
    shown.told = outcome.at("outcome") == to_string(Told::told);
    auto profiles = outcome.value("show", std::vector<Code>{});
    Awaited awaited;
    for (const Json& hold : outcome.value("holds", Json::array())) {
      awaited.add(hold.value("show", std::vector<Code>{}), hold.at("decider"));
    }
    if (!shown.told && awaited.nothing()) return std::nullopt;
    if (!shown.told) profiles = codes_of(awaited.profiles);
    shown.waits_for = codes_of(awaited.deciders);
    if (!fill(shown, routing.report, position, profiles)) return std::nullopt;
    return shown;
  }
  return std::nullopt;
}

bool PositionViews::fill(PositionView& shown, const Uuid& report, const Code& position,
                         const std::vector<Code>& profiles) {
  const auto reopened = reopen(at_.store, report, shown.revision);
  if (!reopened) return false;
  Views& views = at_.current->views;
  reopened->shown().read_into(views);
  shown.grant = at_.current->grants.of(profiles, office_of(at_.mission, position));
  shown.view = fitting_view(views, shown.grant).view;
  return true;
}

}  // namespace vigie::router
