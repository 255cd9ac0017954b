#include "router/hold_json.h"

#include <simdjson.h>

#include <nlohmann/json.hpp>

#include "config/words.h"
#include "report/json_text.h"
#include "report/names.h"
#include "router/kept_words.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

std::optional<std::int64_t> instant(const std::optional<Time>& time) {
  return time ? std::optional{to_milliseconds(*time)} : std::nullopt;
}

std::optional<Time> time_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return std::nullopt;
  return from_milliseconds(found->get<std::int64_t>());
}

std::optional<std::string> text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return std::nullopt;
  return found->get<std::string>();
}

KeptTerms terms_in(const Json& json) {
  return {.decider = json.at("decider"),
          .release = known_word(config::parse_name<config::HoldTerms::Release>(
              json.at("release").get<std::string>())),
          .unknown = json.at("unknown"),
          .rules = json.at("rules"),
          .doubting = json.value("doubting", std::vector<std::string>{}),
          .missing = json.at("missing"),
          .within = std::chrono::minutes(json.at("within_min").get<std::int64_t>()),
          .at_deadline = known_word(
              config::parse_name<config::AtDeadline>(json.at("at_deadline").get<std::string>())),
          .escalate_to = text_in(json, "escalate_to"),
          .show = json.at("show"),
          .answer_within = std::chrono::minutes(json.at("answer_within_min").get<std::int64_t>())};
}

std::string climbed_text(const std::vector<Climbed>& climbed) {
  std::vector<std::string> list;
  for (const Climbed& each : climbed) {
    list.push_back(
        JsonObject().put("position", each.position).put("at", to_milliseconds(each.at)).text());
  }
  return json_list(list);
}

std::vector<Climbed> climbed_in(const Json& json) {
  std::vector<Climbed> climbed;
  for (const Json& each : json.value("climbed", Json::array())) {
    climbed.push_back({.position = each.at("position"), .at = known_word(time_in(each, "at"))});
  }
  return climbed;
}

std::string hold_text(const KeptHold& hold) {
  const KeptTerms& terms = hold.terms;
  return JsonObject()
      .put("position", hold.position)
      .put("decider", terms.decider)
      .put("release", to_string(terms.release))
      .put("unknown", terms.unknown)
      .put("rules", Raw{json_texts(terms.rules)})
      .put("doubting", Raw{json_texts(terms.doubting)})
      .put("missing", Raw{json_texts(terms.missing)})
      .put("within_min", terms.within.count())
      .put("at_deadline", to_string(terms.at_deadline))
      .put("escalate_to", terms.escalate_to)
      .put("show", Raw{json_texts(terms.show)})
      .put("answer_within_min", terms.answer_within.count())
      .put("outside", hold.outside)
      .put("urgency", to_string(hold.urgency))
      .put("revision", hold.revision)
      .put("version", hold.version)
      .put("state", to_string(hold.state))
      .put("escalated", hold.escalated)
      .put("due", instant(hold.due))
      .put("told_decider_at", instant(hold.told_decider_at))
      .put("ended_by", hold.ended_by)
      .put("ended_position", hold.ended_position)
      .put("ended_at", instant(hold.ended_at))
      .put("reason", hold.reason)
      .put("climbed", Raw{climbed_text(hold.climbed)})
      .put("before", Raw{write_holds(hold.before)})
      .text();
}

std::vector<KeptHold> holds_in(const Json& json);

KeptHold hold_in(const Json& json) {
  return {.position = json.at("position"),
          .terms = terms_in(json),
          .outside = json.value("outside", false),
          .urgency = known_word(parse_name<Urgency>(json.at("urgency").get<std::string>())),
          .revision = json.at("revision"),
          .version = json.at("version"),
          .state = known_word(parse_hold_state(json.at("state").get<std::string>())),
          .escalated = json.at("escalated"),
          .due = time_in(json, "due"),
          .told_decider_at = time_in(json, "told_decider_at"),
          .ended_by = json.at("ended_by"),
          .ended_position = json.at("ended_position"),
          .ended_at = time_in(json, "ended_at"),
          .reason = text_in(json, "reason"),
          .climbed = climbed_in(json),
          .before = holds_in(json.value("before", Json::array()))};
}

std::vector<KeptHold> holds_in(const Json& json) {
  std::vector<KeptHold> holds;
  for (const Json& hold : json) holds.push_back(hold_in(hold));
  return holds;
}

}  // namespace

std::string write_holds(const std::vector<KeptHold>& holds) {
  std::vector<std::string> list;
  for (const KeptHold& hold : holds) list.push_back(hold_text(hold));
  return json_list(list);
}

std::vector<KeptHold> read_holds(std::string_view json) { return holds_in(Json::parse(json)); }

bool can_read_holds(std::string_view json) { return Json::accept(json); }

std::vector<std::string> texts_in(std::string_view json) {
  if (json == "[]") return {};
  simdjson::dom::parser parser;
  std::vector<std::string> texts;
  for (const std::string_view text : parser.parse(json.data(), json.size()).get_array()) {
    texts.emplace_back(text);
  }
  return texts;
}

std::string write_decisions(const std::vector<Decision>& decisions) {
  if (decisions.empty()) return {};
  std::vector<std::string> list;
  for (const Decision& decision : decisions) {
    list.push_back(
        JsonObject().put("position", decision.position).put("release", decision.release).text());
  }
  return json_list(list);
}

std::vector<Decision> read_decisions(std::string_view json) {
  if (json.empty()) return {};
  std::vector<Decision> decisions;
  for (const Json& decision : Json::parse(json)) {
    decisions.push_back({decision.at("position"), decision.at("release")});
  }
  return decisions;
}

}  // namespace vigie::router
