#include "router/teller.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "report/json_text.h"
#include "report/names.h"
#include "router/views/fitting_view.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

constexpr std::size_t changes_max = 100;
constexpr std::chrono::hours look_again_after{1};

/// "/who/0" of "/who/0/age/min".
std::string parent_of(const std::string& pointer) {
  const std::size_t second = pointer.find('/', 1);
  const std::size_t third = second == std::string::npos ? second : pointer.find('/', second + 1);
  return pointer.substr(0, third);
}

void keep_distinct(std::vector<std::string>& list) {
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// A position that is no longer concerned, or may hear no more, sees nothing of the revision.
std::span<const Code> shown_profiles(const Notice& notice) {
  if (!notice.is_told()) return {};
  return notice.show;
}

/// Touched notices of other revisions than that one.
std::set<std::int64_t> other_revisions(const Case& in, std::int64_t revision) {
  std::set<std::int64_t> others;
  for (const Notice& notice : in.notices) {
    if (in.touched.contains(notice.position)) others.insert(notice.revision);
  }
  others.erase(revision);
  return others;
}

/// Where the views differ.
std::vector<std::string> changed_parts(const std::string& earlier, const std::string& view) {
  std::vector<std::string> pointers;
  for (const Json& change : Json::diff(Json::parse(earlier), Json::parse(view))) {
    pointers.push_back(change.at("path"));
  }
  if (pointers.size() > changes_max) {
    for (std::string& pointer : pointers) pointer = parent_of(pointer);
  }
  keep_distinct(pointers);
  return pointers;
}

/// Nothing was said on that notice before.
bool is_first(const Said& said) { return said.notice.issue == 1; }

/// Of what is released to a position now, and does not reach it.
void close_released(std::vector<KeptHold>& holds, const Code& position, const char* by, Time now) {
  for (KeptHold& hold : holds) {
    const bool released = hold.state == HoldState::released || hold.state == HoldState::passed;
    if (hold.position != position || !released || hold.ended_at != now) continue;
    hold.state = HoldState::closed;
    hold.ended_by = by;
    hold.ended_position.clear();
  }
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
  const auto reopened = reopen(at_.store, in.report, in.revision);
  if (!reopened) {
    alarm_of_damage(in.report, now);
    return look_again(in, now);
  }
  tell(in, reopened->shown(), cause, now);
}

void Teller::alone(const Uuid& report, Time now, const std::function<void()>& work) {
  if (!at_.store.alone(work)) pass_over(report, now);
}

void Teller::pass_over(const Uuid& report, Time now) {
  alarm_of_damage(report, now);
  at_.store.postpone_holds(report, now + look_again_after);
}

void Teller::alarm_of_damage(const Uuid& report, Time now) {
  at_.alarms.raise({.code = "report.damaged",
                    .subject = to_string(report),
                    .text = "the disk has changed this report since it was kept; nobody was told "
                            "what is new: tell its positions by hand, look at the disk"},
                   now);
}

/// What the disk has changed cannot be shown to anybody: whatever was done to the holds is undone,
/// and they are looked at again.
void Teller::look_again(Case& in, Time now) {
  in.holds = holds_of(in.report);
  for (KeptHold& hold : in.holds) {
    if (hold.due && *hold.due <= now) hold.due = now + look_again_after;
  }
  at_.store.put_holds(in.report, in.holds);
  in.touched.clear();
}

void Teller::tell(Case& in, const ShownReport& shown, std::string_view cause, Time now) {
  tell_revision(in, shown, cause, now);
  for (const std::int64_t earlier : other_revisions(in, shown.report.revision)) {
    tell_earlier(in, earlier, cause, now);
  }
  if (!in.holds.empty()) at_.store.put_holds(in.report, in.holds);
  in.touched.clear();
}

/// Who stays at a revision that the disk has changed hears nothing new; all others do.
void Teller::tell_earlier(Case& in, std::int64_t revision, std::string_view cause, Time now) {
  const auto reopened = reopen(at_.store, in.report, revision);
  if (!reopened) return alarm_of_damage(in.report, now);
  tell_revision(in, reopened->shown(), cause, now);
}

/// Those whose notice is of that revision.
void Teller::tell_revision(Case& in, const ShownReport& shown, std::string_view cause, Time now) {
  const std::vector<Said> all = said(in, shown, now);
  if (!all.empty()) send(in, shown, all, now);
  for (const Said& each : all) at_.store.put_notice(each.notice);
  audit(in, all, cause, now);
}

/// Views are built under the profiles in force now: a tightened one counts from its first day.
std::vector<Said> Teller::said(Case& in, const ShownReport& shown, Time now) {
  Views& views = at_.current->views;
  std::vector<Said> all;
  for (Notice& notice : in.notices) {
    if (!in.touched.contains(notice.position)) continue;
    if (notice.revision != shown.report.revision) continue;
    if (!reaches(in, notice, shown, now)) continue;  // The rest must be told.
    Grant grant =
        at_.current->grants.of(shown_profiles(notice), office_of(at_.mission, notice.position));
    if (all.empty()) shown.read_into(views);
    std::string view = view_of(notice, grant, now);
    notice.view = sha256(view);
    all.push_back({.notice = notice, .grant = grant, .view = std::move(view)});
  }
  if (!std::ranges::all_of(all, is_first)) add_earlier(in.report, all);
  return all;
}

bool Teller::reaches(Case& in, const Notice& notice, const ShownReport& shown, Time now) {
  const auto position = at_.mission.positions.find(notice.position);
  const bool is_there = position != at_.mission.positions.end();
  if (is_there && !(notice.is_told() && shown.report.exercise && position->second.outside)) {
    return true;
  }
  if (!is_there) alarm_of_nobody_there(notice, now);
  close_released(in.holds, notice.position, is_there ? "exercise" : "mission", now);
  return false;
}

void Teller::alarm_of_nobody_there(const Notice& notice, Time now) {
  at_.alarms.raise({.code = "notice.position_gone",
                    .subject = to_string(notice.report),
                    .text = notice.position +
                            " was to be told of this report, and the mission no longer has it: "
                            "tell whoever has its work by hand"},
                   now);
}

std::string Teller::view_of(const Notice& notice, Grant& grant, Time now) {
  FittingView fitting = fitting_view(at_.current->views, grant);
  for (const std::string_view part : fitting.left_out) {
    at_.alarms.raise({.code = "view.shortened",
                      .subject = to_string(notice.report),
                      .text = "too large to be told whole; left out for " + notice.position + ": " +
                              std::string(part)},
                     now);
  }
  return std::move(fitting.view);
}

/// What was said before, as it still stands in the database: by which rules, of which revision.
void Teller::add_earlier(const Uuid& report, std::vector<Said>& all) {
  const std::vector<Notice> before = at_.store.notices_of(report);
  std::map<std::int64_t, std::vector<Said*>> by_revision;
  for (Said& each : all) {
    const auto told = std::ranges::find(before, each.notice.id, &Notice::id);
    if (told == before.end() || !told->is_told()) continue;
    each.earlier_version = told->version;
    const bool amended = told->revision < each.notice.revision;
    if (amended && each.notice.is_told()) by_revision[told->revision].push_back(&each);
  }
  for (const auto& [revision, of] : by_revision) add_changes(report, revision, of);
}

/// Against the revision told before, both under the grant of today.
void Teller::add_changes(const Uuid& report, std::int64_t earlier, const std::vector<Said*>& of) {
  const auto reopened = reopen(at_.store, report, earlier);
  if (!reopened) return;
  Views& views = at_.current->views;
  reopened->shown().read_into(views);
  for (Said* each : of) each->changes = changed_parts(views.view(each->grant), each->view);
}

void Teller::send(const Case& in, const ShownReport& shown, const std::vector<Said>& all,
                  Time now) {
  const std::string message =
      NoticesWriter(at_.mission, at_.current->texts).write(shown, all, in.holds);
  at_.outbox.enqueue({.peer = at_.mission.settings.notifier.name,
                      .lane = lane_of(highest(all, shown.urgency)),
                      .message = new_uuid7(now, at_.random),
                      .kind = "notices",
                      .kind_version = notices_version,
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
  if (!at_.mission.positions.contains(notice.position)) return false;
  const auto reopened = reopen(at_.store, notice.report, notice.revision);
  if (!reopened || !notice.view) return false;
  Views& views = at_.current->views;
  reopened->shown().read_into(views);
  Grant grant = at_.current->grants.of(notice.show, office_of(at_.mission, notice.position));
  return sha256(fitting_view(views, grant).view) != *notice.view;
}

bool Teller::review(Time now) {
  const auto last = at_.store.reviewed();
  if (!last) return false;
  const auto open_notices = at_.store.open_notices(*last, notices_looked_at);
  for (const OpenNotice& open : open_notices) {
    alone(open.report, now, [&] { look_at(open, now); });
  }
  at_.store.put_reviewed(open_notices.empty() ? std::nullopt
                                              : std::optional{open_notices.back().row});
  return !open_notices.empty();
}

void Teller::look_at(const OpenNotice& open, Time now) {
  const auto notice = at_.store.find_notice(open.notice);
  if (notice && view_changed(*notice)) tell_again(*notice, now);
}

void Teller::tell_again(const Notice& notice, Time now) {
  Case in = open(notice.report);
  const auto found = std::ranges::find(in.notices, notice.position, &Notice::position);
  found->issue = next_issue(found->issue, false, now);
  found->no_longer.clear();  // Said when it was; this is about the view alone.
  found->state = NoticeState::changed;
  found->at = now;
  in.revision = notice.revision;
  in.touched.insert(notice.position);
  tell(in, "view", now);
}

}  // namespace vigie::router
