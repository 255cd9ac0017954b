#include "intake/messages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "intake/refusal_texts.h"

namespace vigie::intake {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t positions_max = 1000;
constexpr std::array<std::string_view, 3> report_states{"routed", "told", "acknowledged"};
constexpr std::array<std::string_view, 2> position_states{"told", "acknowledged"};

Json json_of(const Text& text) { return {{"en", text.en}, {"fr", text.fr}}; }

const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text_in(const Json& object, const char* name) {
  const Json* value = member(object, name);
  if (!value || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

std::optional<std::int64_t> number_in(const Json& object, const char* name) {
  const Json* value = member(object, name);
  if (!value || !value->is_number_integer()) return std::nullopt;
  return value->get<std::int64_t>();
}

std::optional<Uuid> id_in(const Json& object, const char* name) {
  const auto text = text_in(object, name);
  return text ? parse_uuid(*text) : std::nullopt;
}

template <typename Words>
bool one_of(const Words& words, const std::optional<std::string>& word) {
  return word && std::ranges::find(words, *word) != words.end();
}

std::optional<PositionStatus> position_from(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto position = text_in(json, "position");
  const auto state = text_in(json, "state");
  const auto at = number_in(json, "at");
  if (!position || !one_of(position_states, state) || !at) return std::nullopt;
  return PositionStatus{.position = *position, .state = *state, .at = from_milliseconds(*at)};
}

std::optional<std::vector<PositionStatus>> positions_from(const Json* list) {
  if (!list || !list->is_array() || list->size() > positions_max) return std::nullopt;
  std::vector<PositionStatus> positions;
  for (const Json& entry : *list) {
    auto position = position_from(entry);
    if (!position) return std::nullopt;
    positions.push_back(*std::move(position));
  }
  return positions;
}

}  // namespace

std::string write_receipt(const Receipt& receipt) {
  return Json{{"receipt",
               {{"report", to_string(receipt.report)},
                {"revision", receipt.revision},
                {"digest", to_string(receipt.digest)},
                {"received_at", to_milliseconds(receipt.received_at)},
                {"intake", receipt.intake}}}}
      .dump();
}

std::string write_problems(const Problems& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    list.push_back(
        {{"pointer", problem.pointer}, {"code", problem.code}, {"text", json_of(problem.text)}});
  }
  return Json{{"problems", std::move(list)}}.dump();
}

std::string write_not_yet(std::string_view code) {
  return Json{{"not_yet", {{"code", code}, {"text", json_of(refusal_text(code))}}}}.dump();
}

std::string write_hand_over(const HandOver& hand_over) {
  return Json{{"intake", hand_over.intake},
              {"received_at", to_milliseconds(hand_over.received_at)},
              {"device", hand_over.device},
              {"unit", hand_over.unit},
              {"digest", to_string(hand_over.digest)}}
      .dump();
}

std::optional<ReportStatus> read_status(std::string_view json) {
  const Json body = Json::parse(json, nullptr, false);
  if (!body.is_object()) return std::nullopt;
  const auto report = id_in(body, "report");
  const auto revision = number_in(body, "revision");
  const auto count = number_in(body, "count");
  const auto state = text_in(body, "state");
  auto positions = positions_from(member(body, "positions"));
  if (!report || !revision || !count || !one_of(report_states, state) || !positions) {
    return std::nullopt;
  }
  return ReportStatus{.report = *report,
                      .revision = *revision,
                      .count = *count,
                      .state = *state,
                      .positions = *std::move(positions)};
}

std::string write_positions(const std::vector<PositionStatus>& positions) {
  Json list = Json::array();
  for (const PositionStatus& position : positions) {
    list.push_back({{"position", position.position},
                    {"state", position.state},
                    {"at", to_milliseconds(position.at)}});
  }
  return list.dump();
}

std::vector<PositionStatus> read_positions(std::string_view json) {
  const Json list = Json::parse(json, nullptr, false);
  return positions_from(&list).value_or(std::vector<PositionStatus>{});
}

std::optional<Uuid> read_report_question(std::string_view json) {
  const Json body = Json::parse(json, nullptr, false);
  return body.is_object() ? id_in(body, "report") : std::nullopt;
}

}  // namespace vigie::intake
