#include "notifier/notices_message.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "notifier/json_members.h"
#include "report/names.h"

namespace vigie::notifier {
namespace {

constexpr std::int64_t revision_max = 1'000'000;

std::optional<std::int64_t> read_revision(const OrderedJson& json) {
  const auto revision = integer_member(json, "revision");
  if (!revision || *revision < 1 || *revision > revision_max) return std::nullopt;
  return revision;
}

std::optional<Content> read_content(const OrderedJson& json) {
  const auto report = uuid_member(json, "report");
  const auto revision = read_revision(json);
  const auto kind = parse_name<Kind>(text_member(json, "kind").value_or(""));
  const auto exercise = boolean_member(json, "exercise");
  const auto language = text_member(json, "language");
  const auto routed_at = time_member(json, "routed_at");
  const auto version = text_member(json, "version");
  const auto region = text_member(json, "region");
  const auto about = uuid_member(json, "about");
  const OrderedJson* body = member(json, "content");
  if (!report || !revision || !kind || !exercise || !language || !routed_at || !version) {
    return std::nullopt;
  }
  if (!region && !is_absent(json, "region")) return std::nullopt;
  if (!about && !is_absent(json, "about")) return std::nullopt;
  if (body == nullptr || !body->is_object()) return std::nullopt;
  std::string text = body->dump();
  if (text.size() > content_bytes_max) return std::nullopt;
  const Digest digest = sha256(text);
  return Content{.report = *report,
                 .revision = *revision,
                 .kind = *kind,
                 .about = about,
                 .exercise = *exercise,
                 .language = *language,
                 .region = region,
                 .routed_at = *routed_at,
                 .version = *version,
                 .body = std::move(text),
                 .digest = digest};
}

/// Only the known members of each rule, so that nothing else travels to people by accident.
std::optional<std::string> read_rules(const OrderedJson& json) {
  const OrderedJson* rules = member(json, "rules");
  if (rules == nullptr || !rules->is_array()) return std::nullopt;
  OrderedJson kept = OrderedJson::array();
  for (const OrderedJson& rule : *rules) {
    const auto id = text_member(rule, "rule");
    const auto because = text_pair_member(rule, "because");
    const auto authority = text_member(rule, "authority");
    if (!id || !because || !authority) return std::nullopt;
    kept.push_back({{"rule", *id},
                    {"because", {{"en", because->en}, {"fr", because->fr}}},
                    {"authority", *authority}});
  }
  std::string text = kept.dump();
  if (text.size() > rules_bytes_max) return std::nullopt;
  return text;
}

std::optional<Notice> read_notice(const OrderedJson& json, const Content& content) {
  const auto notice = uuid_member(json, "notice");
  const auto position = text_member(json, "position");
  const auto said = parse_said(text_member(json, "state").value_or(""));
  const auto urgency = parse_name<Urgency>(text_member(json, "urgency").value_or(""));
  const auto deadline = time_member(json, "deadline");
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
                .expect = text_member(json, "expect").value_or(""),
                .rules = std::move(*rules),
                .received_at = {},
                .notified_at = {},
                .seen_at = {},
                .acknowledged_at = {},
                .acknowledged_by = {}};
}

}  // namespace

std::optional<NoticesMessage> read_notices(std::string_view json) {
  const OrderedJson whole = OrderedJson::parse(json, nullptr, false);
  auto content = read_content(whole);
  const OrderedJson* notices = member(whole, "notices");
  if (!content || notices == nullptr || !notices->is_array() || notices->size() > notices_max) {
    return std::nullopt;
  }
  NoticesMessage message{.content = std::move(*content), .notices = {}};
  for (const OrderedJson& item : *notices) {
    auto notice = read_notice(item, message.content);
    if (!notice) return std::nullopt;
    message.notices.push_back(std::move(*notice));
  }
  return message;
}

}  // namespace vigie::notifier
