#include "notifier/notice_view.h"

#include <nlohmann/json.hpp>

#include "report/names.h"

namespace vigie::notifier {
namespace {

OrderedJson instant(const std::optional<Time>& time) {
  return time ? OrderedJson(to_milliseconds(*time)) : OrderedJson(nullptr);
}

OrderedJson word(const std::optional<Code>& code) {
  return code ? OrderedJson(*code) : OrderedJson(nullptr);
}

OrderedJson head_of(const Notice& notice, const std::optional<Code>& region) {
  OrderedJson json{{"notice", to_string(notice.notice)},
                   {"report", to_string(notice.report)},
                   {"revision", notice.revision},
                   {"position", notice.position},
                   {"urgency", to_string(notice.urgency)},
                   {"said", to_string(notice.said)},
                   {"state", to_string(state_of(notice))},
                   {"deadline", instant(notice.deadline)},
                   {"region", word(region)},
                   {"received_at", to_milliseconds(notice.received_at)}};
  if (notice.acknowledged_at) {
    json["acknowledged_at"] = instant(notice.acknowledged_at);
    json["acknowledged_by"] = notice.acknowledged_by;
  }
  return json;
}

}  // namespace

OrderedJson list_view(const ListedNotice& listed) { return head_of(listed.notice, listed.region); }

OrderedJson full_view(const Notice& notice, const Content& content) {
  OrderedJson json = head_of(notice, content.region);
  json["notified_at"] = instant(notice.notified_at);
  json["seen_at"] = instant(notice.seen_at);
  json["kind"] = to_string(content.kind);
  if (content.about) json["about"] = to_string(*content.about);
  json["exercise"] = content.exercise;
  json["language"] = content.language;
  json["routed_at"] = to_milliseconds(content.routed_at);
  json["version"] = content.version;
  json["expect"] = notice.expect;
  json["rules"] = OrderedJson::parse(notice.rules);
  // A corrected position is no longer concerned: it hears that, and nothing of the new revision.
  const bool concerned = notice.said != Said::corrected;
  json["content"] = concerned ? OrderedJson::parse(content.body) : OrderedJson::object();
  return json;
}

std::string push_view(const Uuid& delivery, const Notice& notice, const Content& content) {
  OrderedJson json{{"delivery", to_string(delivery)}};
  json.update(full_view(notice, content));
  return json.dump();
}

}  // namespace vigie::notifier
