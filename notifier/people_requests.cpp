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

/// Why the text does not fit the kind; empty when it does.
std::string_view text_trouble(ReplyKind kind, const OrderedJson& body) {
  const auto text = text_member(body, "text");
  if (!text && !is_absent(body, "text")) return "people.unreadable";
  if (kind == ReplyKind::comment && text.value_or("").empty()) return "reply.text";
  return text && text->size() > reply_text_bytes_max ? "reply.text" : "";
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
  const Text& title = known->second.title;
  return OrderedJson{{"position", *position},
                     {"title", {{"en", title.en}, {"fr", title.fr}}},
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
  for (const ListedNotice& listed : wiring_.store.list(*position, list_max)) {
    notices.push_back(list_view(listed));
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
  if (!notice) return refuse(request, "notice.unknown", now);
  if (!wiring_.access.holds(request.person, notice->position)) {
    return refuse(request, "people.not_holder", now);
  }
  const auto content = wiring_.store.find_content(notice->report, notice->revision);
  if (!content) return refuse(request, "notice.unknown", now);
  if (!is_whole(*notice, *content)) return refuse(request, "notice.damaged", now);
  wiring_.store.mark_seen(*id, now);
  if (!notice->seen_at) notice->seen_at = now;
  wiring_.audit.append(now, request.person, "notice.viewed", to_string(*id),
                       OrderedJson{{"report", to_string(notice->report)},
                                   {"revision", notice->revision},
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
  }
  // Confirmed already, or overtaken by an answer or a newer revision: nothing changes.
  if (next_step(delivery->state, std::nullopt, now).step == Step::settled) return {};
  wiring_.store.mark_delivered(id, now);
  wiring_.store.mark_notified(delivery->notice, now);
  wiring_.audit.append(
      now, request.person, "notice.delivered", to_string(delivery->notice),
      JsonObject().put("delivery", to_string(id)).put("revision", delivery->revision).text());
  wiring_.metrics.add("vigie_deliveries_total");
  return {};
}

std::string PeopleRequests::reply(const PeopleRequest& request, const OrderedJson& body, Time now) {
  const auto id = uuid_member(body, "reply");
  const auto notice_id = uuid_member(body, "notice");
  const auto revision = integer_member(body, "revision");
  const auto word = text_member(body, "kind");
  if (!id || !notice_id || !revision || !word) return refuse(request, "people.unreadable", now);
  const auto kind = parse_reply_kind(*word);
  if (!kind) return refuse(request, "reply.kind", now);
  if (const auto trouble = text_trouble(*kind, body); !trouble.empty()) {
    return refuse(request, trouble, now);
  }
  const auto notice = wiring_.store.find_notice(*notice_id);
  if (!notice) return refuse(request, "notice.unknown", now);
  if (!wiring_.access.holds(request.person, notice->position)) {
    return refuse(request, "people.not_holder", now);
  }
  return record(request, *notice,
                {.reply = *id,
                 .notice = *notice_id,
                 .report = notice->report,
                 .revision = *revision,
                 .position = notice->position,
                 .person = request.person,
                 .kind = *kind,
                 .text = text_member(body, "text"),
                 .at = now},
                now);
}

std::string PeopleRequests::record(const PeopleRequest& request, const Notice& notice,
                                   const Reply& reply, Time now) {
  if (const auto known = wiring_.store.find_reply(reply.reply)) {
    if (same_answer(*known, reply)) return confirmation(*known);
    return refuse(request, "reply.conflict", now);
  }
  if (reply.revision < 1 || reply.revision > notice.revision) {
    return refuse(request, "reply.revision", now);
  }
  const bool closes = reply.kind == ReplyKind::acknowledge && acknowledges(notice, reply.revision);
  const std::int64_t row = wiring_.store.add_reply(reply);
  if (closes) wiring_.store.mark_acknowledged(notice.notice, request.person, now);
  const bool flash = notice.urgency == Urgency::flash;
  wiring_.outbox.enqueue({.peer = wiring_.mission.settings.router.name,
                          .lane = flash ? link::Lane::urgent : link::Lane::ordinary,
                          .message = new_uuid7(now, wiring_.random),
                          .kind = "reply",
                          .kind_version = 1,
                          .reference = row,
                          .body = {}},
                         now);
  wiring_.audit.append(now, request.person, "reply.recorded", to_string(notice.notice),
                       OrderedJson{{"reply", to_string(reply.reply)},
                                   {"report", to_string(reply.report)},
                                   {"revision", reply.revision},
                                   {"position", reply.position},
                                   {"kind", to_string(reply.kind)},
                                   {"closes", closes}}
                           .dump());
  wiring_.metrics.add("vigie_replies_total", 1, {{"kind", std::string(to_string(reply.kind))}});
  wiring_.log.info("reply_recorded", {{"notice", to_string(notice.notice)},
                                      {"report", to_string(reply.report)},
                                      {"revision", reply.revision},
                                      {"kind", to_string(reply.kind)},
                                      {"closes", closes},
                                      {"person", request.person}});
  return confirmation(reply);
}

std::string PeopleRequests::alive(const PeopleRequest& request) {
  // Not an offence: after a restart of this program every client comes here once.
  if (wiring_.sessions.find(request.route, request.person) == nullptr) {
    return write_refusal("people.no_session");
  }
  return "{}";
}

}  // namespace vigie::notifier
