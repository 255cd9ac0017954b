#include "cli/demo_table.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vigie::cli {
namespace {

constexpr std::size_t report_width = 36;
constexpr std::size_t rule_width = 44;
constexpr std::size_t held_width = 5;
constexpr std::size_t table_width = 100;

/// Three columns padded, the fourth as it is; a text too long for its column pushes the rest on.
std::string line(const std::string& report, const std::string& rule, const std::string& held,
                 const std::string& after) {
  std::string text = report;
  const auto pad_to = [&text](std::size_t column) {
    text.resize(std::max(text.size() + 1, column), ' ');
  };
  pad_to(report_width);
  text += rule;
  pad_to(report_width + rule_width);
  text += held;
  pad_to(report_width + rule_width + held_width);
  text += after;
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string after_text(const std::optional<std::chrono::milliseconds>& after) {
  return after ? duration_text(*after) : "not yet";
}

/// The slowest of them; nothing while somebody has not answered.
std::optional<std::chrono::milliseconds> last_of(const std::vector<DemoTold>& told) {
  std::optional<std::chrono::milliseconds> last;
  for (const DemoTold& one : told) {
    if (!one.acknowledged_after) return std::nullopt;
    last = std::max(last.value_or(*one.acknowledged_after), *one.acknowledged_after);
  }
  return last;
}

std::string lines_of(const DemoTold& told) {
  std::string lines;
  std::string position = "  " + told.position;
  std::string after = after_text(told.acknowledged_after);
  for (const std::string& rule : told.rules) {
    lines += line(position, "  " + rule, "", after);
    position.clear();
    after.clear();
  }
  return told.rules.empty() ? line(position, "", "", after) : lines;
}

std::string lines_of(const DemoRow& row) {
  std::string held = row.held.empty() ? "none" : std::to_string(row.held.size());
  std::string lines = line(row.report + ", revision " + std::to_string(row.revision), row.urgency,
                           held, after_text(last_of(row.told)));
  for (const DemoTold& told : row.told) lines += lines_of(told);
  for (const std::string& position : row.held) lines += line("  held: " + position, "", "", "");
  for (const std::string& position : row.missing) {
    lines += line("  NOT REACHED: " + position, "", "", "");
  }
  return lines;
}

}  // namespace

bool complete(const DemoRow& row) {
  return row.missing.empty() && !row.told.empty() && last_of(row.told).has_value();
}

std::string duration_text(std::chrono::milliseconds duration) {
  const long long count = duration.count();
  std::array<char, 40> text{};
  if (count < 1000) {
    std::snprintf(text.data(), text.size(), "%lld ms", count);
  } else if (count < 60'000) {
    std::snprintf(text.data(), text.size(), "%lld.%02lld s", count / 1000, count % 1000 / 10);
  } else {
    std::snprintf(text.data(), text.size(), "%lld min %02lld s", count / 60'000,
                  count % 60'000 / 1000);
  }
  return text.data();
}

std::string demo_table(const std::vector<DemoRow>& rows) {
  std::string table = line("report", "urgency", "held", "acknowledged");
  table += line("  told", "  rule", "", "after");
  table.append(table_width, '-').append("\n");
  for (const DemoRow& row : rows) table += lines_of(row);
  return table;
}

}  // namespace vigie::cli
