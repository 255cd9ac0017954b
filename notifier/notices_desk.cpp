#include "notifier/notices_desk.h"

#include "link/verdicts.h"
#include "report/json_text.h"

namespace vigie::notifier {
namespace {

struct ArrivalWords {
  std::string_view act;
  std::string_view event;
};

ArrivalWords words_of(Arrival arrival) {
  switch (arrival) {
    case Arrival::late:
      return {"notice.late", "notice_late"};
    case Arrival::repeat:
      return {"notice.repeated", "notice_repeated"};
    case Arrival::news:
    case Arrival::mismatch:
    case Arrival::conflict:
      break;
  }
  return {"notice.received", "notice_received"};
}

}  // namespace

link::Verdict NoticesDesk::apply(const link::Message& message, Time now) {
  const int version = message.kind_version;
  if (message.kind != "notices" || version < 1 || version > notices_version) {
    return link::not_yet("version.kind");
  }
  if (message.parts.size() != 1) return link::refused("notices.unreadable");
  const auto notices = read_notices(message.parts.front(), version);
  if (!notices) return link::refused("notices.unreadable");
  link::Verdict verdict = judge(*notices);
  if (verdict.outcome != link::Outcome::applied) return verdict;
  for (const Notice& notice : notices->notices) {
    const auto arrival = take(notice, notices->content_of(notice), message.sender, now);
    if (arrival == Arrival::mismatch) return link::refused("notices.mismatch");
    if (arrival == Arrival::conflict) return link::refused("notices.conflict");
  }
  wiring_.log.info("notices_received", {{"report", to_string(notices->of.report)},
                                        {"revision", notices->of.revision},
                                        {"notices", notices->notices.size()}});
  return verdict;
}

link::Verdict NoticesDesk::judge(const NoticesMessage& message) {
  for (const Notice& notice : message.notices) {
    if (!wiring_.mission.positions.contains(notice.position)) {
      return link::not_yet("version.position");
    }
  }
  const auto known = wiring_.store.find_particulars(message.of.report, message.of.revision);
  if (known && *known != message.of) return link::refused("notices.conflict");
  return {};
}

Arrival NoticesDesk::take(const Notice& incoming, const Content& content, const std::string& sender,
                          Time now) {
  const auto stored = wiring_.store.find_notice(incoming.notice);
  const Arrival arrival = arrival_of(stored ? &*stored : nullptr, incoming);
  if (arrival == Arrival::mismatch || arrival == Arrival::conflict) return arrival;
  record(arrival, incoming, sender, now);
  if (arrival == Arrival::news) keep(incoming, content, stored.has_value(), now);
  return arrival;
}

void NoticesDesk::keep(const Notice& incoming, const Content& content, bool replaces, Time now) {
  Notice notice = incoming;
  notice.received_at = now;
  wiring_.store.keep_content(content);
  wiring_.store.put_notice(notice);
  if (replaces) wiring_.store.replace_deliveries(notice, now);
  // It waits for nobody's answer any more.
  if (notice.said == Said::withheld) return wiring_.store.mark_acknowledged(notice.notice, "", now);
  wiring_.nobody.look(notice, now);
  wiring_.offer(notice, content, now);
}

void NoticesDesk::record(Arrival arrival, const Notice& notice, const std::string& sender,
                         Time now) {
  const ArrivalWords words = words_of(arrival);
  wiring_.metrics.add("vigie_notices_received_total", 1, {{"as", std::string(words.event)}});
  wiring_.audit.append(now, sender, words.act, to_string(notice.notice),
                       JsonObject()
                           .put("report", to_string(notice.report))
                           .put("revision", notice.revision)
                           .put("issue", notice.issue)
                           .put("position", notice.position)
                           .put("said", to_string(notice.said))
                           .put("digest", to_string(notice.content))
                           .text());
}

}  // namespace vigie::notifier
