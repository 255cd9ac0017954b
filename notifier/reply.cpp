#include "notifier/reply.h"

#include <nlohmann/json.hpp>
#include <tuple>

namespace vigie::notifier {

std::string_view to_string(ReplyKind kind) {
  return kind == ReplyKind::acknowledge ? "acknowledge" : "comment";
}

std::optional<ReplyKind> parse_reply_kind(std::string_view word) {
  if (word == "acknowledge") return ReplyKind::acknowledge;
  if (word == "comment") return ReplyKind::comment;
  return std::nullopt;
}

bool same_answer(const Reply& one, const Reply& other) {
  return std::tie(one.reply, one.notice, one.revision, one.person, one.kind, one.text) ==
         std::tie(other.reply, other.notice, other.revision, other.person, other.kind, other.text);
}

std::string write_reply(const Reply& reply) {
  nlohmann::ordered_json json{
      {"reply", to_string(reply.reply)},   {"notice", to_string(reply.notice)},
      {"report", to_string(reply.report)}, {"revision", reply.revision},
      {"position", reply.position},        {"person", reply.person},
      {"kind", to_string(reply.kind)}};
  if (reply.text) json["text"] = *reply.text;
  json["at"] = to_milliseconds(reply.at);
  return json.dump();
}

}  // namespace vigie::notifier
