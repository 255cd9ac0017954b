#include "intake/messages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "intake/refusal_texts.h"
#include "report/json_members.h"

namespace vigie::intake {
namespace {

constexpr std::size_t positions_max = 1000;
constexpr std::array<std::string_view, 3> report_states{"routed", "told", "acknowledged"};
constexpr std::array<std::string_view, 2> position_states{"told", "acknowledged"};

template <typename Words>
bool one_of(const Words& words, const std::optional<std::string>& word) {
  return word && std::ranges::find(words, *word) != words.end();
}

std::optional<PositionStatus> position_from(const OrderedJson& json) {
  const auto position = text_member(json, "position");
  const auto state = text_member(json, "state");
  const auto at = time_member(json, "at");
  if (!position || !one_of(position_states, state) || !at) return std::nullopt;
  return PositionStatus{.position = *position, .state = *state, .at = *at};
}

std::optional<std::vector<PositionStatus>> positions_from(const OrderedJson* list) {
  if (!list || !list->is_array() || list->size() > positions_max) return std::nullopt;
  std::vector<PositionStatus> positions;
  for (const OrderedJson& entry : *list) {
    auto position = position_from(entry);
    if (!position) return std::nullopt;
    positions.push_back(*std::move(position));
  }
  return positions;
}

}  // namespace

std::string write_receipt(const Receipt& receipt) {
  return OrderedJson{{"receipt",
                      {{"report", to_string(receipt.report)},
                       {"revision", receipt.revision},
                       {"digest", to_string(receipt.digest)},
                       {"received_at", to_milliseconds(receipt.received_at)},
                       {"intake", receipt.intake}}}}
      .dump();
}

std::string write_problems(const Problems& problems) {
  OrderedJson list = OrderedJson::array();
  for (const Problem& problem : problems) {
    list.push_back({{"pointer", problem.pointer}, {"code", problem.code}, {"text", problem.text}});
  }
  return OrderedJson{{"problems", std::move(list)}}.dump();
}

std::string write_not_yet(std::string_view code) {
  return OrderedJson{{"not_yet", {{"code", code}, {"text", refusal_text(code)}}}}.dump();
}

std::string write_hand_over(const HandOver& hand_over) {
  return OrderedJson{{"intake", hand_over.intake},
                     {"received_at", to_milliseconds(hand_over.received_at)},
                     {"device", hand_over.device},
                     {"unit", hand_over.unit},
                     {"digest", to_string(hand_over.digest)}}
      .dump();
}

std::optional<ReportStatus> read_status(std::string_view json) {
  const OrderedJson body = OrderedJson::parse(json, nullptr, false);
  const auto report = uuid_member(body, "report");
  const auto revision = integer_member(body, "revision");
  const auto count = integer_member(body, "count");
  const auto state = text_member(body, "state");
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
  OrderedJson list = OrderedJson::array();
  for (const PositionStatus& position : positions) {
    list.push_back({{"position", position.position},
                    {"state", position.state},
                    {"at", to_milliseconds(position.at)}});
  }
  return list.dump();
}

std::vector<PositionStatus> read_positions(std::string_view json) {
  const OrderedJson list = OrderedJson::parse(json, nullptr, false);
  return positions_from(&list).value_or(std::vector<PositionStatus>{});
}

std::optional<Uuid> read_report_question(std::string_view json) {
  return uuid_member(OrderedJson::parse(json, nullptr, false), "report");
}

}  // namespace vigie::intake
