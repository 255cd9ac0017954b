// From bytes to a Report, or to everything that is wrong with them. The decoder is the check:
// nothing else builds a Report from bytes, and report/report.schema.json says the same of its
// structure.
//
// Errors: a list of problems. What is no JSON document gives one problem (json.…); otherwise up to
//         64 (schema.… structure, rule.… between fields, text.… characters), then problems.more. A
//         report of another schema version gives schema.version alone: it may be valid elsewhere.
// Limits: report_bytes_max, report_depth_max and the limits in report/report.h.
// Not checked here, because it needs the mission: whether codes, regions and positions exist.

#pragma once

#include <string_view>
#include <variant>

#include "report/json_document.h"
#include "report/problem.h"
#include "report/report.h"

namespace vigie {

inline constexpr std::size_t label_characters_max = 120;
inline constexpr std::size_t summary_characters_max = 1000;
inline constexpr std::size_t narrative_characters_max = 60'000;
inline constexpr std::size_t text_characters_max = 2000;  ///< Every text without its own limit.
inline constexpr std::size_t short_text_characters_max = 200;  ///< Names of places and units.

/// Keeps its memory from one report to the next; one per thread.
class ReportDecoder {
 public:
  ReportDecoder() : document_(report_bytes_max, report_depth_max) {}
  std::variant<Report, Problems> decode(std::string_view bytes);

 private:
  JsonDocument document_;
};

/// For callers that read one report now and then.
std::variant<Report, Problems> decode_report(std::string_view bytes);

}  // namespace vigie
