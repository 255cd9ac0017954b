#include "notifier/notices_message.h"

#include <simdjson.h>

#include <utility>

#include "report/json_text.h"
#include "report/names.h"

namespace vigie::notifier {
namespace {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

constexpr std::int64_t revision_max = 1'000'000;

// --- every getter says nullopt for absent or mistyped -------------------------------------------

std::optional<std::string> text(Object object, std::string_view name) {
  std::string_view value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
  return std::string(value);
}

std::optional<std::int64_t> integer(Object object, std::string_view name) {
  std::int64_t value = 0;
  if (object.at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<bool> boolean(Object object, std::string_view name) {
  bool value = false;
  if (object.at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<Uuid> uuid(Object object, std::string_view name) {
  return parse_uuid(text(object, name).value_or(""));
}

std::optional<Time> time(Object object, std::string_view name) {
  const auto count = integer(object, name);
  if (!count) return std::nullopt;
  return from_milliseconds(*count);
}

/// Absent and null are the same.
bool is_absent(Object object, std::string_view name) {
  Element value;
  return object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null();
}

std::optional<std::int64_t> read_revision(Object json) {
  const auto revision = integer(json, "revision");
  if (!revision || *revision < 1 || *revision > revision_max) return std::nullopt;
  return revision;
}

std::optional<Content> read_content(Object json) {
  const auto report = uuid(json, "report");
  const auto revision = read_revision(json);
  const auto kind = parse_name<Kind>(text(json, "kind").value_or(""));
  const auto exercise = boolean(json, "exercise");
  const auto language = text(json, "language");
  const auto routed_at = time(json, "routed_at");
  const auto version = text(json, "version");
  const auto region = text(json, "region");
  const auto about = uuid(json, "about");
  if (!report || !revision || !kind || !exercise || !language || !routed_at || !version) {
    return std::nullopt;
  }
  if (!region && !is_absent(json, "region")) return std::nullopt;
  if (!about && !is_absent(json, "about")) return std::nullopt;
  Object content;
  if (json.at_key("content").get(content) != simdjson::SUCCESS) return std::nullopt;
  std::string body = simdjson::minify(content);
  if (body.size() > content_bytes_max) return std::nullopt;
  const Digest digest = sha256(body);
  return Content{.report = *report,
                 .revision = *revision,
                 .kind = *kind,
                 .about = about,
                 .exercise = *exercise,
                 .language = *language,
                 .region = region,
                 .routed_at = *routed_at,
                 .version = *version,
                 .body = std::move(body),
                 .digest = digest};
}

/// Only the known members of each rule, so that nothing else travels to people by accident.
std::optional<std::string> read_rule(Object rule) {
  const auto id = text(rule, "rule");
  const auto authority = text(rule, "authority");
  Object because;
  if (rule.at_key("because").get(because) != simdjson::SUCCESS) return std::nullopt;
  const auto en = text(because, "en");
  const auto fr = text(because, "fr");
  if (!id || !authority || !en || !fr) return std::nullopt;
  const std::string both = JsonObject().put("en", *en).put("fr", *fr).text();
  return JsonObject()
      .put("rule", *id)
      .put("because", Raw{both})
      .put("authority", *authority)
      .text();
}

std::optional<std::string> read_rules(Object json) {
  simdjson::dom::array rules;
  if (json.at_key("rules").get(rules) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> kept;
  for (const Element element : rules) {
    Object object;
    if (element.get(object) != simdjson::SUCCESS) return std::nullopt;
    auto rule = read_rule(object);
    if (!rule) return std::nullopt;
    kept.push_back(*std::move(rule));
  }
  std::string written = json_list(kept);
  if (written.size() > rules_bytes_max) return std::nullopt;
  return written;
}

std::optional<Notice> read_notice(Object json, const Content& content) {
  const auto notice = uuid(json, "notice");
  const auto position = text(json, "position");
  const auto said = parse_said(text(json, "state").value_or(""));
  const auto urgency = parse_name<Urgency>(text(json, "urgency").value_or(""));
  const auto deadline = time(json, "deadline");
  auto rules = read_rules(json);
  if (!notice || !position || !said || !urgency || !rules) return std::nullopt;
  if (!deadline && !is_absent(json, "deadline")) return std::nullopt;
  return Notice{.notice = *notice,
                .report = content.report,
                .revision = content.revision,
                .position = *position,
                .said = *said,
                .urgency = *urgency,
                .deadline = deadline,
                .expect = text(json, "expect").value_or(""),
                .rules = std::move(*rules),
                .received_at = {},
                .notified_at = {},
                .seen_at = {},
                .acknowledged_at = {},
                .acknowledged_by = {}};
}

}  // namespace

std::optional<NoticesMessage> read_notices(std::string_view json) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(json);
  Object whole;
  if (parser.parse(padded).get(whole) != simdjson::SUCCESS) return std::nullopt;
  auto content = read_content(whole);
  simdjson::dom::array notices;
  if (!content || whole.at_key("notices").get(notices) != simdjson::SUCCESS) return std::nullopt;
  if (notices.size() > notices_max) return std::nullopt;
  NoticesMessage message{.content = std::move(*content), .notices = {}};
  for (const Element element : notices) {
    Object item;
    if (element.get(item) != simdjson::SUCCESS) return std::nullopt;
    auto notice = read_notice(item, message.content);
    if (!notice) return std::nullopt;
    message.notices.push_back(std::move(*notice));
  }
  return message;
}

}  // namespace vigie::notifier
