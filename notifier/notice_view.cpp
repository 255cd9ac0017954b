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
      .put("issue", notice.issue)
      .put("position", notice.position)
      .put("urgency", to_string(notice.urgency))
      .put("said", to_string(notice.said))
      .put("state", to_string(state_of(notice)))
      .put("deadline", instant(notice.deadline))
      .put("region", notice.said == Said::corrected ? std::nullopt : region)
      .put("expect", notice.expect)
      .put("received_at", to_milliseconds(notice.received_at));
  if (notice.acknowledged_at) {
    json.put("acknowledged_at", instant(notice.acknowledged_at))
        .put("acknowledged_by", notice.acknowledged_by);
  }
}

void put_list(JsonObject& json, std::string_view name, const std::string& list) {
  if (list != "[]") json.put(name, Raw{list});
}

void put_asked(JsonObject& json, const Notice& notice) {
  put_list(json, "asks", notice.asks);
  put_list(json, "forwards", notice.forwards);
  put_list(json, "decided", notice.decided);
  put_list(json, "changes", notice.changes);
  put_list(json, "no_longer", notice.no_longer);
}

void put_whole(JsonObject& json, const Notice& notice, const Content& content) {
  put_head(json, notice, content.region);
  put_asked(json, notice);
  json.put("notified_at", instant(notice.notified_at))
      .put("seen_at", instant(notice.seen_at))
      .put("kind", to_string(content.of.kind));
  if (content.of.about) json.put("about", to_string(*content.of.about));
  // A corrected position is no longer concerned: it hears that, and nothing of the new revision.
  const bool concerned = notice.said != Said::corrected;
  json.put("exercise", content.of.exercise)
      .put("language", content.of.language)
      .put("routed_at", to_milliseconds(notice.routed_at))
      .put("version", notice.version)
      .put("rules", Raw{notice.rules})
      .put("content", Raw{concerned ? std::string_view(content.body) : "{}"});
}

}  // namespace

std::string head_view(const ListedNotice& listed) {
  JsonObject json;
  put_head(json, listed.notice, listed.region);
  return std::move(json).text();
}

std::string list_view(const ListedNotice& listed) {
  JsonObject json;
  put_head(json, listed.notice, listed.region);
  put_asked(json, listed.notice);
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
