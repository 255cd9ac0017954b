#include "bench/example.h"

#include <filesystem>
#include <stdexcept>
#include <utility>
#include <variant>

#include "report/decode.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"

namespace vigie::bench {
namespace {

constexpr std::size_t report_bytes_wanted = 3000;

}  // namespace

Report filled_example(const std::string& name) {
  const auto file = std::filesystem::path(VIGIE_SOURCE_DIR) / "examples" / (name + ".json");
  auto decoded = decode_report(support::file_bytes(file));
  if (!std::holds_alternative<Report>(decoded)) {
    throw std::runtime_error("the example " + name + " is unreadable");
  }
  Report report = std::get<Report>(std::move(decoded));
  const std::size_t bytes = encode_report(report).size();
  if (!report.what.narrative) report.what.narrative = "";
  if (bytes < report_bytes_wanted) {
    report.what.narrative->append(report_bytes_wanted - bytes, 'x');
  }
  return report;
}

}  // namespace vigie::bench
