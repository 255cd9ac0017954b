#include "cli/report_status.h"

#include <nlohmann/json.hpp>

#include "cli/words.h"
#include "report/json_members.h"

namespace vigie::cli {
namespace {

Text text_from(const OrderedJson& json) { return {.en = json.at("en"), .fr = json.at("fr")}; }

PositionStatus position_from(const OrderedJson& json) {
  return {.position = json.at("position"),
          .title = text_from(json.at("title")),
          .state = json.at("state"),
          .at = from_milliseconds(json.at("at").get<std::int64_t>())};
}

ReportStatus status_from(const OrderedJson& json) {
  ReportStatus status{.report = json.at("report"),
                      .revision = json.at("revision").get<std::int64_t>(),
                      .received_at = from_milliseconds(json.at("received_at").get<std::int64_t>()),
                      .state = json.at("state"),
                      .positions = {}};
  for (const OrderedJson& position : json.at("positions")) {
    status.positions.push_back(position_from(position));
  }
  return status;
}

}  // namespace

std::optional<ReportStatus> read_report_status(const std::string& json) {
  try {
    return status_from(OrderedJson::parse(json));
  } catch (const OrderedJson::exception&) {
    return std::nullopt;
  }
}

std::string text_of(const ReportStatus& status, std::string_view language) {
  std::string text = say(Phrase::status_report, language,
                         {status.report, std::to_string(status.revision),
                          word(status.state, language), to_string(status.received_at)});
  for (const PositionStatus& position : status.positions) {
    text += "\n  " + say(Phrase::status_position, language,
                         {position.title.in(language), position.position,
                          word(position.state, language), to_string(position.at)});
  }
  return text;
}

}  // namespace vigie::cli
