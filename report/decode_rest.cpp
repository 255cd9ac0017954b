#include "report/decode.h"
#include "report/decode_parts.h"

namespace vigie {
namespace {

void read_yes_no(Reading& reading, const JsonNode& node, bool& target) {
  constexpr std::array<std::string_view, 2> words{"no", "yes"};
  if (!is_text(reading, node)) return;
  if (node.text != words[0] && node.text != words[1]) return refuse_word(reading, node, words);
  target = node.text == words[1];
}

}  // namespace

void read_group_reference(Reading& reading, const JsonNode& node, Code& target) {
  read_code(reading, node, target);
  if (!target.empty()) reading.refer_to_group(node);
}

void read_group_references(Reading& reading, const JsonNode& node, std::vector<Code>& target) {
  list_of(read_group_reference, {.min = 1, .max = groups_max, .repeats = Repeats::refused})(
      reading, node, target);
}

void read_codes(Reading& reading, const JsonNode& node, std::vector<Code>& target) {
  list_of(read_code, {.repeats = Repeats::refused})(reading, node, target);
}

void read_patrol(Reading& reading, const JsonNode& node, Patrol& target) {
  ObjectReader object(reading, node);
  object.required("unit", target.unit, read_code);
  object.optional("team_site", target.team_site, TextOf{short_text_characters_max});
  object.required("device", target.device, read_device);
  object.optional("on_behalf_of", target.on_behalf_of, TextOf{short_text_characters_max});
  object.finish();
}

void read_indicator(Reading& reading, const JsonNode& node, Indicator& target) {
  ObjectReader object(reading, node);
  object.required("code", target.code, read_code);
  object.optional("groups", target.groups, read_group_references);
  object.finish();
}

void read_need(Reading& reading, const JsonNode& node, Need& target) {
  ObjectReader object(reading, node);
  object.required("kind", target.kind, read_code);
  object.required("urgency", target.urgency, read_word<Urgency>);
  object.optional("count", target.count, IntegerIn{0, people_max});
  object.optional("group", target.group, read_group_reference);
  object.finish();
}

void read_danger(Reading& reading, const JsonNode& node, Danger& target) {
  ObjectReader object(reading, node);
  object.required("life_at_risk_now", target.life_at_risk_now, read_word<Answer>);
  object.required("armed_actors_present", target.armed_actors_present, read_word<Answer>);
  object.finish();
}

void read_protection(Reading& reading, const JsonNode& node, Protection& target) {
  ObjectReader object(reading, node);
  object.required("risk_on_return", target.risk_on_return, read_word<Answer>);
  object.required("possible_sexual_violence", target.possible_sexual_violence, read_word<Answer>);
  object.finish();
}

void read_concerns(Reading& reading, const JsonNode& node, ConcernsUnPersonnel& target) {
  ObjectReader object(reading, node);
  object.required("answer", target.concerned, read_yes_no);
  object.defaulted("implicated_positions", target.implicated_positions, read_codes);
  object.finish();
  const JsonNode* answer = object.member("answer");
  const JsonNode* implicated = object.member("implicated_positions");
  if (answer != nullptr && answer->text == "no" && implicated != nullptr) {
    reading.refuse(*implicated, "rule.implicated");
  }
}

void read_action(Reading& reading, const JsonNode& node, ActionTaken& target) {
  ObjectReader object(reading, node);
  object.required("kind", target.kind, read_code);
  object.optional("description", target.description, TextOf{text_characters_max});
  object.finish();
}

void read_evidence(Reading& reading, const JsonNode& node, Attachment& target) {
  ObjectReader object(reading, node);
  object.required("digest", target.digest, read_digest);
  object.required("bytes", target.bytes, IntegerIn{1, attachment_bytes_max});
  Code kind;
  object.required("kind", kind, read_code);
  if (!kind.empty()) target.kind = std::move(kind);
  object.optional("description", target.description, TextOf{text_characters_max});
  object.finish();
}

void read_identity(Reading& reading, const JsonNode& node, Attachment& target) {
  ObjectReader object(reading, node);
  object.required("digest", target.digest, read_digest);
  object.required("bytes", target.bytes, IntegerIn{1, attachment_bytes_max});
  object.finish();
}

}  // namespace vigie
