#include "router/deadline_desk.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "router/assess/assess.h"
#include "router/shown_report.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

/// A clock set back by less makes nobody wait for long.
constexpr std::chrono::seconds set_back_min{30};
/// At the start, when nobody knows what the clock was before.
constexpr std::chrono::hours far_ahead{24};

}  // namespace

void DeadlineDesk::apply(Time now) {
  for (const Uuid& report : at_.store.reports_due(now, reports_at_once)) {
    teller_.alone(report, now, [&] { follow(report, now); });
  }
}

void DeadlineDesk::follow(const Uuid& report, Time now) {
  Case in = teller_.open(report);
  in.revision = at_.store.newest_routed(report);
  hand_over(in, now);
  const std::vector<Code> released = follow_deadlines(in, at_.mission.version, now);
  const std::string id = to_string(report);
  Json told = Json::array();
  for (const Code& position : in.touched) told.push_back(position);
  at_.audit.append(now, at_.mission.settings.router.name, "hold.overdue", id,
                   Json{{"released", released}, {"told", told}}.dump());
  at_.metrics.add("vigie_holds_overdue_total");
  at_.log.warn("hold_overdue",
               {{"report", id}, {"released", released.size()}, {"told", in.touched.size()}});
  teller_.tell(in, "deadline", now);
  statuses_.publish(report, now);
}

bool DeadlineDesk::review(Time now) {
  const auto last = at_.store.holds_reviewed();
  if (!last) return false;
  const auto reports = at_.store.held_reports(*last, reports_at_once);
  for (const auto& [row, report] : reports) {
    teller_.alone(report, now, [&, &id = report] { look_at(id, now); });
  }
  at_.store.put_holds_reviewed(reports.empty() ? std::nullopt
                                               : std::optional{reports.back().first});
  return !reports.empty();
}

bool DeadlineDesk::clock_was_ahead(Time now) {
  const bool starts = !last_turn_;
  if (starts && !at_.store.reports_due_after(now + far_ahead, 0, 1).empty()) {
    pulled_in_ = {.row = 0, .after = now + far_ahead};
  }
  if (!starts && now + set_back_min < *last_turn_) pulled_in_ = {.row = 0, .after = now};
  last_turn_ = now;
  return pulled_in_.has_value();
}

void DeadlineDesk::pull_in(Time now) {
  if (!pulled_in_) return;
  const auto reports =
      at_.store.reports_due_after(pulled_in_->after, pulled_in_->row, reports_at_once);
  for (const auto& [row, report] : reports) {
    teller_.alone(report, now, [&, &id = report] { pull_in(id, now); });
    pulled_in_->row = row;
  }
  if (reports.empty()) pulled_in_.reset();
}

void DeadlineDesk::pull_in(const Uuid& report, Time now) {
  Case in = teller_.open(report);
  if (!pull_in_deadlines(in, now)) return;
  at_.store.put_holds(report, in.holds);
  at_.audit.append(now, at_.mission.settings.router.name, "hold.pulled_in", to_string(report));
  at_.log.warn("hold_pulled_in", {{"report", to_string(report)}});
}

void DeadlineDesk::look_at(const Uuid& report, Time now) {
  Case in = teller_.open(report);
  in.revision = at_.store.newest_routed(report);
  if (!hand_over(in, now)) return;
  teller_.tell(in, "mission", now);
  statuses_.publish(report, now);
}

bool DeadlineDesk::hand_over(Case& in, Time now) {
  if (!asks_nobody(in, at_.mission) && !forwards_outside(in, at_.mission)) return false;
  const auto today = route_today(in.report, now);
  const Routing nobody{
      .version = at_.mission.version, .at = now, .rules = {}, .outcomes = {}, .trace = {}};
  const std::vector<KeptHold> before = in.holds;
  const auto handed = follow_mission(in, at_.mission, today ? *today : nobody);
  for (const HandedOver& each : handed) note(each, to_string(in.report), now);
  return in.holds != before;
}

/// nullopt when the mission no longer has the report's region or catalogue, or the disk has changed
/// the report.
std::optional<Routing> DeadlineDesk::route_today(const Uuid& id, Time now) {
  const auto reopened = reopen(at_.store, id);
  if (!reopened) return std::nullopt;
  const Report& report = reopened->report;
  if (!at_.mission.regions.contains(report.where.region)) return std::nullopt;
  const auto catalogue = at_.mission.catalogues.find(report.catalogue);
  if (catalogue == at_.mission.catalogues.end()) return std::nullopt;
  return at_.current->rules.route(report, assess(report, catalogue->second), now);
}

void DeadlineDesk::note(const HandedOver& handed, const std::string& report, Time now) {
  const Json detail{{"position", handed.position}, {"from", handed.from}, {"to", handed.to}};
  at_.audit.append(now, at_.mission.settings.router.name, "hold.handed_over", report,
                   detail.dump());
  const std::string before =
      handed.from.empty() ? "nobody" : handed.from + ", who can no longer decide for the mission";
  if (handed.to.empty()) {
    return at_.alarms.raise({.code = "hold.nobody_decides",
                             .subject = report,
                             .text = handed.position + " waits for " + before +
                                     ", and nobody else may decide; tell it by hand, mend "
                                     "positions.yaml"},
                            now);
  }
  at_.alarms.raise(
      {.code = "hold.decider_gone",
       .subject = report,
       .text = handed.position + " waited for " + before + "; " + handed.to + " is asked instead"},
      now);
}

}  // namespace vigie::router
