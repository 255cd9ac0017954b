#include "notifier/people_requests.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "notifier/notice_view.h"
#include "notifier/people_refusals.h"
#include "report/json_text.h"

namespace vigie::notifier {
namespace {

std::string confirmation(const Reply& reply) {
  return OrderedJson{
      {"recorded", true}, {"reply", to_string(reply.reply)}, {"at", to_milliseconds(reply.at)}}
      .dump();
}

/// What a person asks to have recorded, before the notice it answers is looked up.
struct ReplyAsked {
  Reply reply;
  std::string kind;
  bool names_issue = false;
};

/// Absent: none. nullopt: no list of decisions.
std::optional<Decisions> decisions_member(const OrderedJson& body) {
  if (is_absent(body, "decisions")) return Decisions{};
  return parse_decisions(member(body, "decisions")->dump());
}

/// nullopt when a member is missing or mistyped.
std::optional<ReplyAsked> read_reply(const OrderedJson& body) {
  const auto id = uuid_member(body, "reply");
  const auto notice = uuid_member(body, "notice");
  const auto revision = integer_member(body, "revision");
  const auto issue = integer_member(body, "issue");
  const auto kind = text_member(body, "kind");
  const auto text = text_member(body, "text");
  auto decisions = decisions_member(body);
  if (!id || !notice || !revision || !kind || !decisions) return std::nullopt;
  if (!issue && !is_absent(body, "issue")) return std::nullopt;
  if (!text && !is_absent(body, "text")) return std::nullopt;
  Reply reply{.reply = *id,
              .notice = *notice,
              .report = {},
              .revision = *revision,
              .issue = issue.value_or(1),
              .position = {},
              .person = {},
              .kind = {},
              .text = text,
              .decisions = *std::move(decisions),
              .at = {}};
  return ReplyAsked{.reply = std::move(reply), .kind = *kind, .names_issue = issue.has_value()};
}

/// Of a client that does not say: the issue stored, for an older revision its first.
std::int64_t issue_meant(const Reply& reply, const Notice& notice,
                         const std::optional<Reply>& known) {
  if (known) return known->issue;
  return reply.revision == notice.revision ? notice.issue : 1;
}

}  // namespace

std::string PeopleRequests::answer(const PeopleRequest& request, Time now) {
  if (request.body.size() > request_bytes_max) return refuse(request, "people.unreadable", now);
  const OrderedJson body = OrderedJson::parse(request.body, nullptr, false);
  if (!body.is_object()) return refuse(request, "people.unreadable", now);
  if (request.what == "open") return open(request, body, now);
  if (request.what == "list") return list(request, body, now);
  if (request.what == "show") return show(request, body, now);
  if (request.what == "delivered") return delivered(request, body, now);
  if (request.what == "reply") return reply(request, body, now);
  if (request.what == "alive") return alive(request);
  return refuse(request, "people.unknown_ask", now);
}

std::string PeopleRequests::failed(const PeopleRequest& request, Time now) {
  return refuse(request, "people.failed", now);
}

std::string PeopleRequests::refuse(const PeopleRequest& request, std::string_view code, Time now) {
  wiring_.metrics.add("vigie_people_refused_total", 1, {{"code", std::string(code)}});
  if (refusals_written_.pass(request.person + " " + std::string(code), now)) {
    wiring_.log.warn("person_refused", {{"person", request.person}, {"code", code}});
    wiring_.audit.append(now, request.person, "person.refused", request.person,
                         OrderedJson{{"code", code}}.dump());
  }
  return write_refusal(code);
}

std::string PeopleRequests::open(const PeopleRequest& request, const OrderedJson& body, Time now) {
  const auto position = text_member(body, "position");
  if (!position) return refuse(request, "people.unreadable", now);
  const auto known = wiring_.mission.positions.find(*position);
  if (known == wiring_.mission.positions.end() ||
      !wiring_.access.holds(request.person, *position)) {
    return refuse(request, "people.not_holder", now);
  }
  if (wiring_.sessions.open(request.route, request.person, *position, now) == nullptr) {
    return refuse(request, "people.too_many", now);
  }
  wiring_.log.info("inbox_opened", {{"person", request.person}, {"position", *position}});
  return OrderedJson{{"position", *position},
                     {"title", known->second.title},
                     {"notices", wiring_.store.count_unacknowledged(*position)}}
      .dump();
}

std::string PeopleRequests::list(const PeopleRequest& request, const OrderedJson& body, Time now) {
  const auto position = text_member(body, "position");
  if (!position) return refuse(request, "people.unreadable", now);
  if (!wiring_.access.holds(request.person, *position)) {
    return refuse(request, "people.not_holder", now);
  }
  std::vector<std::string> notices;
  std::size_t bytes = 0;
  for (const ListedNotice& listed : wiring_.store.list(*position, list_max)) {
    notices.push_back(list_view(listed));
    bytes += notices.back().size();
    if (bytes <= list_bytes_max) continue;
    notices.pop_back();
    break;
  }
  const auto shown = static_cast<std::int64_t>(notices.size());
  return JsonObject()
      .put("position", *position)
      .put("notices", Raw{json_list(notices)})
      .put("more", wiring_.store.count(*position) - shown)
      .text();
}

std::string PeopleRequests::show(const PeopleRequest& request, const OrderedJson& body, Time now) {
  const auto id = uuid_member(body, "notice");
  if (!id) return refuse(request, "people.unreadable", now);
  auto notice = wiring_.store.find_notice(*id);
  if (!notice || notice->said == Said::withheld) return refuse(request, "notice.unknown", now);
  if (!wiring_.access.holds(request.person, notice->position)) {
    return refuse(request, "people.not_holder", now);
  }
  const auto content = wiring_.store.find_content(*notice);
  if (!content || !is_whole(*notice, *content)) return refuse(request, "notice.damaged", now);
  wiring_.store.mark_seen(*id, now);
  if (!notice->seen_at) notice->seen_at = now;
  wiring_.audit.append(now, request.person, "notice.viewed", to_string(*id),
                       OrderedJson{{"report", to_string(notice->report)},
                                   {"revision", notice->revision},
                                   {"issue", notice->issue},
                                   {"position", notice->position},
                                   {"digest", to_string(content->digest)}}
                           .dump());
  wiring_.log.info("notice_viewed", {{"notice", to_string(*id)},
                                     {"report", to_string(notice->report)},
                                     {"person", request.person}});
  return full_view(*notice, *content);
}

std::string PeopleRequests::delivered(const PeopleRequest& request, const OrderedJson& body,
                                      Time now) {
  const auto deliveries = uuids_member(body, "deliveries");
  if (!deliveries || deliveries->empty() || deliveries->size() > confirmed_at_once_max) {
    return refuse(request, "people.unreadable", now);
  }
  std::string_view trouble;
  for (const Uuid& delivery : *deliveries) {
    const std::string_view code = confirm(request, delivery, now);
    if (trouble.empty()) trouble = code;
  }
  return trouble.empty() ? "{}" : refuse(request, trouble, now);
}

/// Why this delivery is not confirmed; empty when it is.
std::string_view PeopleRequests::confirm(const PeopleRequest& request, const Uuid& id, Time now) {
  const auto delivery = wiring_.store.find_delivery(id);
  if (!delivery || delivery->person != request.person) return "delivery.unknown";
  if (!wiring_.access.holds(request.person, delivery->position)) return "people.not_holder";
  // There is room in the window of this inbox again.
  if (Session* session = wiring_.sessions.find(request.route, request.person)) {
    session->look_at = now;
    session->confirmed_at = now;
  }
  // Confirmed already, or overtaken by an answer or a newer issue: nothing changes.
  if (next_step(delivery->state, {}, now, now) == Step::settled) return {};
  wiring_.store.mark_delivered(id, now);
  wiring_.store.mark_notified(delivery->notice, now);
  wiring_.audit.append(now, request.person, "notice.delivered", to_string(delivery->notice),
                       JsonObject()
                           .put("delivery", to_string(id))
                           .put("revision", delivery->revision)
                           .put("issue", delivery->issue)
                           .text());
  wiring_.metrics.add("vigie_deliveries_total");
  return {};
}

std::string PeopleRequests::reply(const PeopleRequest& request, const OrderedJson& body, Time now) {
  auto asked = read_reply(body);
  if (!asked) return refuse(request, "people.unreadable", now);
  const auto kind = parse_reply_kind(asked->kind);
  if (!kind) return refuse(request, "reply.kind", now);
  Reply& reply = asked->reply;
  const auto notice = wiring_.store.find_notice(reply.notice);
  if (!notice || notice->said == Said::withheld) return refuse(request, "notice.unknown", now);
  if (!wiring_.access.holds(request.person, notice->position)) {
    return refuse(request, "people.not_holder", now);
  }
  reply.kind = *kind;
  reply.report = notice->report;
  reply.position = notice->position;
  reply.person = request.person;
  reply.at = now;
  const auto known = wiring_.store.find_reply(reply.reply);
  if (!asked->names_issue) reply.issue = issue_meant(reply, *notice, known);
  // A repeat is confirmed whatever has been said on the notice since.
  if (known && same_answer(*known, reply)) return confirmation(*known);
  if (known) return refuse(request, "reply.conflict", now);
  const std::string_view trouble = trouble_of(reply, *notice);
  return trouble.empty() ? record(*notice, reply, now) : refuse(request, trouble, now);
}

std::string PeopleRequests::record(const Notice& notice, const Reply& reply, Time now) {
  const bool closing = closes(reply, notice);
  const std::int64_t row = wiring_.store.add_reply(reply);
  if (closing) wiring_.store.mark_acknowledged(notice.notice, reply.person, now);
  const bool flash = notice.urgency == Urgency::flash;
  wiring_.outbox.enqueue({.peer = wiring_.mission.settings.router.name,
                          .lane = flash ? link::Lane::urgent : link::Lane::ordinary,
                          .message = new_uuid7(now, wiring_.random),
                          .kind = "reply",
                          .kind_version = reply_version,
                          .reference = row,
                          .body = {}},
                         now);
  write_down(notice, reply, closing, now);
  return confirmation(reply);
}

void PeopleRequests::write_down(const Notice& notice, const Reply& reply, bool closing, Time now) {
  const std::string kind(to_string(reply.kind));
  OrderedJson detail{{"reply", to_string(reply.reply)},
                     {"report", to_string(reply.report)},
                     {"revision", reply.revision},
                     {"issue", reply.issue},
                     {"position", reply.position},
                     {"kind", kind},
                     {"closes", closing}};
  if (!reply.decisions.empty()) {
    detail["decisions"] = OrderedJson::parse(write_decisions(reply.decisions));
  }
  wiring_.audit.append(now, reply.person, "reply.recorded", to_string(notice.notice),
                       detail.dump());
  wiring_.metrics.add("vigie_replies_total", 1, {{"kind", kind}});
  wiring_.log.info("reply_recorded", {{"notice", to_string(notice.notice)},
                                      {"report", to_string(notice.report)},
                                      {"revision", reply.revision},
                                      {"issue", reply.issue},
                                      {"kind", kind},
                                      {"closes", closing},
                                      {"person", reply.person}});
}

std::string PeopleRequests::alive(const PeopleRequest& request) {
  // Not an offence: after a restart of this program every client comes here once.
  if (wiring_.sessions.find(request.route, request.person) == nullptr) {
    return write_refusal("people.no_session");
  }
  return "{}";
}

}  // namespace vigie::notifier
