#include "notifier/pushes.h"

#include <algorithm>
#include <utility>

#include "link/wire.h"
#include "notifier/notice_view.h"
#include "report/json_text.h"

namespace vigie::notifier {

void Pushes::add_delivery(const Notice& notice, const std::string& person, Time now) {
  const Delivery delivery{
      .delivery = delivery_id(notice.notice, person, zeromq_channel, notice.revision, notice.issue),
      .notice = notice.notice,
      .revision = notice.revision,
      .issue = notice.issue,
      .person = person,
      .position = notice.position,
      .state = DeliveryState::ready};
  wiring_.store.add_delivery(delivery, notice, now);
}

void Pushes::offer(const Notice& notice, const Content& content, Time now) {
  for (auto& [route, session] : wiring_.sessions.by_route()) {
    if (!session.positions.contains(notice.position)) continue;
    add_delivery(notice, session.person, now);
    session.look_at = now;
    remember(content);
  }
}

/// As it came, so the disk cannot have changed it.
void Pushes::remember(const Content& content) {
  if (remembered_bytes_ + content.body.size() > remembered_bytes_max) return;
  // The last one: an earlier message with the same view may have been refused.
  contents_.insert_or_assign({content.of.report, content.of.revision, content.digest}, content);
  remembered_bytes_ += content.body.size();
}

void Pushes::take_backlog(Session& session, Time now) {
  for (auto at = session.backlog.begin(); at != session.backlog.end();) {
    auto& [position, place] = *at;
    const WaitingPage page =
        wiring_.store.without_delivery(position, session.person, place, backlog_per_turn_max);
    for (const Notice& notice : page.notices) add_delivery(notice, session.person, now);
    if (page.next) place = *page.next;
    at = page.next ? std::next(at) : session.backlog.erase(at);
  }
}

/// Takes back the positions that this person no longer holds; false when none is left.
bool Pushes::may_read(Session& session) {
  if (!wiring_.access.admit(session.person).empty()) return false;
  std::erase_if(session.positions, [&](const Code& position) {
    return !wiring_.access.holds(session.person, position);
  });
  return !session.positions.empty();
}

std::vector<Outbound> Pushes::due(Time now) {
  std::vector<Outbound> outbound;
  auto& sessions = wiring_.sessions.by_route();
  for (auto at = sessions.begin(); at != sessions.end();) {
    auto& [route, session] = *at;
    const bool full = outbound.size() >= static_cast<std::size_t>(pushes_per_turn_max);
    if (!session.look_at || *session.look_at > now || full) {
      ++at;
      continue;
    }
    if (!may_read(session)) {
      wiring_.log.warn("inbox_closed", {{"person", session.person}});
      at = sessions.erase(at);
      continue;
    }
    take_backlog(session, now);
    look(route, session, outbound, now);
    ++at;
  }
  contents_.clear();
  remembered_bytes_ = 0;
  return outbound;
}

void Pushes::look(const std::string& route, Session& session, std::vector<Outbound>& outbound,
                  Time now) {
  std::map<Uuid, Pushed> on_their_way;
  std::optional<Time> look_at;
  const auto sooner = [&](Time due) { look_at = std::min(look_at.value_or(due), due); };
  const std::set<Uuid> damaged = std::exchange(session.damaged, {});
  // What cannot be pushed takes no place from what stands behind it.
  const int window = push_window + std::min(static_cast<int>(damaged.size()), damaged_beside_max);
  for (const Code& position : session.positions) {
    for (const Delivery& delivery : wiring_.store.pending(session.person, position, window)) {
      const auto before = session.pushed.find(delivery.delivery);
      Pushed pushed = before != session.pushed.end() ? before->second : Pushed{};
      // What was pushed by a clock since set back counts from now, or each look would postpone it.
      pushed.at = std::min(pushed.at, now);
      bool is_damaged = damaged.contains(delivery.delivery);
      if (next_step(delivery.state, pushed, session.confirmed_at, now) == Step::push) {
        is_damaged = !push(route, delivery, outbound, now);
        pushed = {.at = now, .times = pushed.times + 1};
      }
      if (is_damaged) session.damaged.insert(delivery.delivery);
      on_their_way[delivery.delivery] = pushed;
      sooner(push_again_at(pushed, session.confirmed_at, now));
    }
  }
  session.pushed = std::move(on_their_way);
  session.look_at = session.backlog.empty() ? look_at : std::optional(now);
}

/// It stays undelivered, and its bytes stay, until a person has looked.
void Pushes::alarm_damaged(const Notice& notice, Time now) {
  const std::string id = to_string(notice.notice);
  if (!damage_alarms_.pass(id, now)) return;
  wiring_.alarm({.code = "notice.damaged",
                 .subject = id,
                 .text = "the disk has changed this notice since it was kept, and it is not shown: "
                         "tell " +
                         notice.position + " by hand, look at the disk"},
                now);
}

/// One view of a report is usually pushed to several positions in the same turn.
const Content* Pushes::whole_content_of(const Notice& notice) {
  auto [at, made] = contents_.try_emplace({notice.report, notice.revision, notice.content});
  auto& content = at->second;
  if (made) content = wiring_.store.find_content(notice);
  if (made && content && !is_whole(*content)) content.reset();
  return content ? &*content : nullptr;
}

/// False when the disk has changed what was to be pushed.
bool Pushes::push(const std::string& route, const Delivery& delivery,
                  std::vector<Outbound>& outbound, Time now) {
  const auto notice = wiring_.store.find_notice(delivery.notice);
  if (!notice) return false;
  const Content* content = whole_content_of(*notice);
  if (content == nullptr || !has_whole_lists(*notice)) {
    alarm_damaged(*notice, now);
    return false;
  }
  outbound.push_back({.route = route,
                      .frame = link::write_wire(
                          link::Tell{.number = 0,
                                     .what = "notice",
                                     .body = push_view(delivery.delivery, *notice, *content)})});
  const bool again = delivery.state == DeliveryState::handed_over;
  wiring_.metrics.add("vigie_pushes_total", 1, {{"again", again ? "yes" : "no"}});
  if (!again) record_hand_over(delivery, *notice, now);
  return true;
}

void Pushes::record_hand_over(const Delivery& delivery, const Notice& notice, Time now) {
  wiring_.store.mark_handed_over(delivery.delivery, now);
  wiring_.audit.append(now, wiring_.actor, "notice.handed_over", to_string(notice.notice),
                       JsonObject()
                           .put("person", delivery.person)
                           .put("position", delivery.position)
                           .put("revision", delivery.revision)
                           .put("issue", delivery.issue)
                           .put("delivery", to_string(delivery.delivery))
                           .put("digest", to_string(notice.content))
                           .text());
}

}  // namespace vigie::notifier
