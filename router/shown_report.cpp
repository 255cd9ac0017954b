#include "router/shown_report.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "report/decode.h"

namespace vigie::router {

ShownReport ReopenedReport::shown() const {
  return {.report = report,
          .bytes = kept.bytes,
          .assessment = kept.assessment.empty() ? std::string_view{"{}"} : kept.assessment,
          .routed_at = kept.routed_at,
          .version = kept.version,
          .urgency = kept.urgency};
}

std::optional<ReopenedReport> reopen(RouterStore& store, const Uuid& report,
                                     std::optional<std::int64_t> revision) {
  auto kept = store.kept_report(report, revision);
  if (!kept) return std::nullopt;
  if (!kept->assessment.empty() && !nlohmann::json::accept(kept->assessment)) return std::nullopt;
  ReportDecoder decoder;
  auto decoded = decoder.decode(kept->bytes);
  if (!std::holds_alternative<Report>(decoded)) return std::nullopt;
  return ReopenedReport{std::move(*kept), std::move(std::get<Report>(decoded))};
}

}  // namespace vigie::router
