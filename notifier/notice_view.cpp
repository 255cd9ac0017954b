#include "notifier/notice_view.h"

#include "report/json_text.h"
#include "report/names.h"

namespace vigie::notifier {
namespace {

std::optional<std::int64_t> instant(const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return to_milliseconds(*time);
}

void put_head(JsonObject& json, const Notice& notice, const std::optional<Code>& region) {
  json.put("notice", to_string(notice.notice))
      .put("report", to_string(notice.report))
      .put("revision", notice.revision)
      .put("position", notice.position)
      .put("urgency", to_string(notice.urgency))
      .put("said", to_string(notice.said))
      .put("state", to_string(state_of(notice)))
      .put("deadline", instant(notice.deadline))
      .put("region", region)
      .put("received_at", to_milliseconds(notice.received_at));
  if (notice.acknowledged_at) {
    json.put("acknowledged_at", instant(notice.acknowledged_at))
        .put("acknowledged_by", notice.acknowledged_by);
  }
}

void put_whole(JsonObject& json, const Notice& notice, const Content& content) {
  put_head(json, notice, content.region);
  json.put("notified_at", instant(notice.notified_at))
      .put("seen_at", instant(notice.seen_at))
      .put("kind", to_string(content.kind));
  if (content.about) json.put("about", to_string(*content.about));
  // A corrected position is no longer concerned: it hears that, and nothing of the new revision.
  const bool concerned = notice.said != Said::corrected;
  json.put("exercise", content.exercise)
      .put("language", content.language)
      .put("routed_at", to_milliseconds(content.routed_at))
      .put("version", content.version)
      .put("expect", notice.expect)
      .put("rules", Raw{notice.rules})
      .put("content", Raw{concerned ? std::string_view(content.body) : "{}"});
}

}  // namespace

std::string list_view(const ListedNotice& listed) {
  JsonObject json;
  put_head(json, listed.notice, listed.region);
  return std::move(json).text();
}

std::string full_view(const Notice& notice, const Content& content) {
  JsonObject json;
  put_whole(json, notice, content);
  return std::move(json).text();
}

std::string push_view(const Uuid& delivery, const Notice& notice, const Content& content) {
  JsonObject json;
  json.put("delivery", to_string(delivery));
  put_whole(json, notice, content);
  return std::move(json).text();
}

}  // namespace vigie::notifier
