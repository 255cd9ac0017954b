#include "router/teller.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "config/parts.h"
#include "link/escaped_bytes.h"
#include "report/decode.h"
#include "report/json_text.h"
#include "report/names.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

constexpr int notices_looked_at = 256;              ///< At a time, when profiles have changed.
constexpr std::size_t view_bytes_max = 300 * 1024;  ///< The notifier takes no more.
constexpr std::size_t changes_max = 100;
constexpr std::chrono::hours look_again_after{1};

/// Left out, one after the other, of a view that would be too large to be told at all.
constexpr std::array<std::string_view, 4> first_left_out{
    "assessment.judgements", "assessment.protection", "indicators", "what.narrative"};

/// "/who/0" of "/who/0/age/min".
std::string parent_of(const std::string& pointer) {
  const std::size_t second = pointer.find('/', 1);
  const std::size_t third = second == std::string::npos ? second : pointer.find('/', second + 1);
  return pointer.substr(0, third);
}

void keep_distinct(std::vector<std::string>& list) {
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

/// A report as it lies in the database, decoded again.
struct Reopened {
  KeptReport kept;
  Report report;

  ShownReport shown() const {
    return {.report = report,
            .bytes = kept.bytes,
            .assessment = kept.assessment.empty() ? std::string_view{"{}"} : kept.assessment,
            .routed_at = kept.routed_at,
            .version = kept.version,
            .urgency = kept.urgency};
  }
};

std::optional<Reopened> reopen(RouterStore& store, const Uuid& id,
                               std::optional<std::int64_t> revision = std::nullopt) {
  auto kept = store.kept_report(id, revision);
  if (!kept) return std::nullopt;
  ReportDecoder decoder;
  auto decoded = decoder.decode(kept->bytes);
  if (!std::holds_alternative<Report>(decoded)) return std::nullopt;
  return Reopened{std::move(*kept), std::move(std::get<Report>(decoded))};
}

/// A position that is no longer concerned, or may hear no more, sees nothing of the revision.
std::span<const Code> shown_profiles(const Notice& notice) {
  if (!notice.is_told()) return {};
  return notice.show;
}

Code office_of(const config::Mission& mission, const Code& position) {
  const auto found = mission.positions.find(position);
  return found == mission.positions.end() ? position : found->second.office;
}

Urgency highest(const std::vector<Said>& said, Urgency urgency) {
  for (const Said& each : said) urgency = std::max(urgency, each.notice.urgency);
  return urgency;
}

}  // namespace

Case Teller::open(const Uuid& report) {
  return {.report = report,
          .revision = 0,
          .notices = at_.store.notices_of(report),
          .holds = holds_of(report),
          .touched = {}};
}

/// Whether a position is outside is for the mission of today to say.
std::vector<KeptHold> Teller::holds_of(const Uuid& report) {
  std::vector<KeptHold> holds = at_.store.holds_of(report);
  for (KeptHold& hold : holds) {
    const auto position = at_.mission.positions.find(hold.position);
    if (position != at_.mission.positions.end()) hold.outside = position->second.outside;
  }
  return holds;
}

void Teller::tell(Case& in, std::string_view cause, Time now) {
  const auto reopened = reopen(at_.store, in.report);
  if (!reopened) return alarm_of_damage(in, now);
  tell(in, reopened->shown(), cause, now);
}

/// What the disk has changed cannot be shown to anybody; the holds stay, and are looked at again.
void Teller::alarm_of_damage(Case& in, Time now) {
  at_.alarms.raise({.code = "report.damaged",
                    .subject = to_string(in.report),
                    .text = "the disk has changed this report since it was kept; nobody was told "
                            "what is new: tell its positions by hand, look at the disk"},
                   now);
  for (KeptHold& hold : in.holds) {
    if (hold.due && *hold.due <= now) hold.due = now + look_again_after;
  }
  at_.store.put_holds(in.report, in.holds);
  in.touched.clear();
}

void Teller::tell(Case& in, const ShownReport& shown, std::string_view cause, Time now) {
  const std::vector<Said> all = said(in, shown, now);
  if (!all.empty()) send(in, shown, all, now);
  for (const Notice& notice : in.notices) {
    if (in.touched.contains(notice.position)) at_.store.put_notice(notice);
  }
  if (!in.holds.empty()) at_.store.put_holds(in.report, in.holds);
  audit(in, all, cause, now);
  in.touched.clear();
}

/// Views are built under the profiles in force now: a tightened one counts from its first day.
std::vector<Said> Teller::said(Case& in, const ShownReport& shown, Time now) {
  Views& views = at_.current->views;
  std::vector<Said> all;
  for (Notice& notice : in.notices) {
    if (!in.touched.contains(notice.position)) continue;
    // A position the mission no longer has: its holder is nobody, and the rest must be told.
    if (!at_.mission.positions.contains(notice.position)) continue;
    Grant grant =
        at_.current->grants.of(shown_profiles(notice), office_of(at_.mission, notice.position));
    if (all.empty()) views.read(shown.report, shown.bytes, shown.assessment);
    std::string view = fitting_view(notice, grant, now);
    notice.view = sha256(view);
    all.push_back({.notice = notice, .grant = grant, .view = std::move(view), .changes = {}});
  }
  for (Said& each : all) {
    if (each.notice.is_told()) each.changes = changes(each.notice, each.grant, each.view);
  }
  return all;
}

std::string Teller::fitting_view(const Notice& notice, Grant& grant, Time now) {
  std::string view = at_.current->views.view(grant);
  for (const std::string_view part : first_left_out) {
    if (link::escaped_bytes(view) <= view_bytes_max) return view;
    grant.parts.reset(config::index_of(*config::find_part(part)));
    view = at_.current->views.view(grant);
    at_.alarms.raise({.code = "view.shortened",
                      .subject = to_string(notice.report),
                      .text = "too large to be told whole; left out for " + notice.position + ": " +
                              std::string(part)},
                     now);
  }
  return view;
}

/// Against the revision told before, both under the grant of today; none within one revision.
std::vector<std::string> Teller::changes(const Notice& notice, const Grant& grant,
                                         const std::string& view) {
  const auto before = at_.store.find_notice(notice.id);
  if (!before || !before->is_told() || before->revision >= notice.revision) return {};
  const auto earlier = reopen(at_.store, notice.report, before->revision);
  if (!earlier) return {};
  const ShownReport shown = earlier->shown();
  Views views(at_.mission);
  views.read(shown.report, shown.bytes, shown.assessment);
  std::vector<std::string> pointers;
  for (const Json& change : Json::diff(Json::parse(views.view(grant)), Json::parse(view))) {
    pointers.push_back(change.at("path"));
  }
  if (pointers.size() > changes_max) {
    for (std::string& pointer : pointers) pointer = parent_of(pointer);
  }
  keep_distinct(pointers);
  return pointers;
}

void Teller::send(const Case& in, const ShownReport& shown, const std::vector<Said>& all,
                  Time now) {
  RuleTexts texts(at_.mission, at_.store);
  const std::string message = NoticesWriter(at_.mission, texts).write(shown, all, in.holds);
  at_.outbox.enqueue({.peer = at_.mission.settings.notifier.name,
                      .lane = lane_of(highest(all, shown.urgency)),
                      .message = new_uuid7(now, at_.random),
                      .kind = "notices",
                      .kind_version = 2,
                      .reference = at_.store.add_dispatch(in.report, message, now),
                      .body = ""},
                     now);
}

void Teller::audit(const Case& in, const std::vector<Said>& all, std::string_view cause, Time now) {
  if (all.empty()) return;
  std::vector<std::string> shown;
  for (const Said& each : all) {
    shown.push_back(JsonObject()
                        .put("position", each.notice.position)
                        .put("issue", each.notice.issue)
                        .put("state", to_string(each.notice.state))
                        .put("view", to_string(*each.notice.view))
                        .text());
  }
  at_.audit.append(now, at_.mission.settings.router.name, "notices.told", to_string(in.report),
                   JsonObject().put("cause", cause).put("told", Raw{json_list(shown)}).text());
}

bool Teller::view_changed(const Notice& notice) {
  const auto reopened = reopen(at_.store, notice.report, notice.revision);
  if (!reopened || !notice.view) return false;
  const ShownReport shown = reopened->shown();
  at_.current->views.read(shown.report, shown.bytes, shown.assessment);
  const Grant grant = at_.current->grants.of(notice.show, office_of(at_.mission, notice.position));
  return sha256(at_.current->views.view(grant)) != *notice.view;
}

bool Teller::review(Time now) {
  const auto last = at_.store.reviewed();
  if (!last) return false;
  const auto open_notices = at_.store.open_notices(*last, notices_looked_at);
  for (const auto& [row, notice] : open_notices) {
    if (view_changed(notice)) tell_again(notice, now);
  }
  at_.store.put_reviewed(open_notices.empty() ? std::nullopt
                                              : std::optional{open_notices.back().first});
  return !open_notices.empty();
}

void Teller::tell_again(const Notice& notice, Time now) {
  Case in = open(notice.report);
  const auto found = std::ranges::find(in.notices, notice.position, &Notice::position);
  ++found->issue;
  found->state = NoticeState::changed;
  found->at = now;
  in.revision = notice.revision;
  in.touched.insert(notice.position);
  tell(in, "view", now);
}

}  // namespace vigie::router
