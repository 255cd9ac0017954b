#include "router/reply_desk.h"

#include <nlohmann/json.hpp>

#include "link/verdicts.h"
#include "router/chain/chain.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

bool same_answer(const Reply& one, const Reply& other) {
  return one.notice == other.notice && one.revision == other.revision &&
         one.person == other.person && one.kind == other.kind && one.text == other.text &&
         one.issue == other.issue && one.decisions == other.decisions;
}

Json texts(const std::vector<Code>& codes) { return Json(codes); }

}  // namespace

link::Verdict ReplyDesk::apply(const link::Message& message, Time now) {
  const auto reply = message.parts.size() == 1 ? read_reply(message.parts[0]) : std::nullopt;
  if (!reply) return link::refused("reply.unreadable");
  if (const auto known = at_.store.find_reply(reply->id)) {
    return same_answer(*known, *reply) ? link::Verdict{} : link::refused("reply.conflict");
  }
  const auto notice = at_.store.find_notice(reply->notice);
  // A router restored from an older database hears the answers before the reports come again.
  if (!notice) return link::not_yet("reply.unknown_notice");
  if (notice->report != reply->report || notice->position != reply->position) {
    return link::refused("reply.unknown_notice");
  }
  record(*reply, now);
  return {};
}

void ReplyDesk::record(const Reply& reply, Time now) {
  at_.store.add_reply(reply, now);
  bool first = false;
  if (reply.kind != ReplyKind::comment) {
    first =
        at_.store.acknowledge(reply.notice, reply.revision, reply.issue, {reply.person, reply.at});
  }
  at_.audit.append(now, reply.person, "reply.recorded", to_string(reply.notice),
                   Json{{"reply", to_string(reply.id)},
                        {"report", to_string(reply.report)},
                        {"revision", reply.revision},
                        {"position", reply.position},
                        {"kind", to_string(reply.kind)},
                        {"acknowledges", first}}
                       .dump());
  at_.metrics.add("vigie_replies_recorded_total", 1,
                  {{"kind", std::string(to_string(reply.kind))}});
  at_.log.info("reply_recorded", {{"notice", to_string(reply.notice)},
                                  {"report", to_string(reply.report)},
                                  {"revision", reply.revision},
                                  {"kind", to_string(reply.kind)},
                                  {"acknowledges", first}});
  if (reply.kind == ReplyKind::forward || reply.kind == ReplyKind::decide) follow(reply, now);
  statuses_.publish(reply.report, now);
}

void ReplyDesk::follow(const Reply& reply, Time now) {
  Case in = teller_.open(reply.report);
  in.revision = at_.store.newest_routed(reply.report);
  const Followed followed = follow_act(in,
                                       {.position = reply.position,
                                        .person = reply.person,
                                        .kind = reply.kind,
                                        .decisions = reply.decisions,
                                        .reason = reply.text,
                                        .revision = reply.revision},
                                       at_.mission.version, now);
  at_.audit.append(now, reply.person, "decision.followed", to_string(reply.report),
                   Json{{"reply", to_string(reply.id)},
                        {"position", reply.position},
                        {"released", texts(followed.released)},
                        {"declined", texts(followed.declined)},
                        {"superseded", texts(followed.superseded)}}
                       .dump());
  at_.log.info("decision_followed", {{"report", to_string(reply.report)},
                                     {"position", reply.position},
                                     {"released", followed.released.size()},
                                     {"declined", followed.declined.size()},
                                     {"superseded", followed.superseded.size()}});
  teller_.tell(in, "decision", now);
}

}  // namespace vigie::router
