#include "intake/status_desk.h"

#include <nlohmann/json.hpp>

#include "intake/refusal_texts.h"
#include "report/json_members.h"

namespace vigie::intake {
namespace {

/// A position that is no longer in the mission is shown by its id.
Text title_of(const config::Mission& mission, const std::string& position) {
  const auto found = mission.positions.find(position);
  return found == mission.positions.end() ? Text{position, position} : found->second.title;
}

std::string problem(std::string_view code) { return write_problems({make_refusal(code)}); }

}  // namespace

std::optional<std::string> StatusDesk::unit_of(const std::string& device) {
  const auto known = registry_.find(device);
  if (!known || known->revoked_at) return std::nullopt;
  return known->key.unit;
}

std::optional<std::string> StatusDesk::document(const Uuid& report) {
  const auto newest = store_.newest(report);
  if (!newest) return std::nullopt;
  return document(report, *newest);
}

std::optional<std::string> StatusDesk::document_for(const std::string& device, const Uuid& report) {
  const auto newest = store_.newest(report);
  if (!newest || unit_of(device) != newest->unit) return std::nullopt;
  return document(report, *newest);
}

std::string StatusDesk::document(const Uuid& report, const KeptReport& newest) {
  const auto status = store_.status(report);
  const bool current = status && status->revision >= newest.revision;
  OrderedJson positions = OrderedJson::array();
  for (const PositionStatus& told : status ? status->positions : std::vector<PositionStatus>{}) {
    positions.push_back({{"position", told.position},
                         {"title", title_of(mission_, told.position)},
                         {"state", told.state},
                         {"at", to_milliseconds(told.at)}});
  }
  return OrderedJson{{"report", to_string(report)},
                     {"revision", newest.revision},
                     {"received_at", to_milliseconds(newest.received_at)},
                     {"intake", intake_},
                     {"state", current ? status->state : "received"},
                     {"positions", std::move(positions)}}
      .dump();
}

std::string StatusDesk::answer(const std::string& device, const link::Ask& ask) {
  if (ask.what != "status") return problem("ask.unknown");
  const auto report = read_report_question(ask.body);
  if (!report) return problem("ask.unreadable");
  return document_for(device, *report).value_or(problem("status.unknown"));
}

std::optional<std::string> StatusDesk::device_of_token(const std::string& token) {
  auto device = store_.device_of(sha256(token));
  if (!device || !unit_of(*device)) return std::nullopt;
  return device;
}

}  // namespace vigie::intake
