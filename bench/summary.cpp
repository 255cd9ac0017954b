#include "bench/summary.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bench/median.h"

namespace vigie::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Column {
  std::string title;
  std::string place;  ///< JSON pointer into a figure; "-" is shown where there is nothing.
};

struct Section {
  std::string title;
  std::string what;             ///< Of its figures.
  std::vector<Column> keys;     ///< Figures alike in these make one row.
  std::vector<Column> figures;  ///< Shown as the median of a row's figures.
};

const Column programs{"programs", "/programs"};
const Column in_flight{"in flight", "/in_flight"};
const Column with{"with", "/with"};

const std::vector<Column> run_columns{
    {"reports/s", "/per_second"},
    {"receipt p50 ms", "/receipt_p50_ms"},
    {"p99 ms", "/receipt_p99_ms"},
    {"CPU us/report", "/cpu_us_per_report"},
    {"flushes/report", "/flushes_per_report"},
};
const std::vector<Column> carried_columns{
    {"reports/s", "/per_second"},
    {"receipt p50 ms", "/receipt_p50_ms"},
    {"p99 ms", "/receipt_p99_ms"},
    {"all four p50 ms", "/end_to_end_p50_ms"},
    {"p99 ms", "/end_to_end_p99_ms"},
    {"CPU us/report", "/cpu_us_per_report"},
    {"flushes/report", "/flushes_per_report"},
};
const std::vector<Column> hop_columns{
    {"intake CPU us", "/processes/intake/cpu_us"}, {"router", "/processes/router/cpu_us"},
    {"notifier", "/processes/notifier/cpu_us"},    {"intake flushes", "/processes/intake/flushes"},
    {"router", "/processes/router/flushes"},       {"notifier", "/processes/notifier/flushes"},
};

const std::vector<Section> sections{
    {"Judging one report of 3 000 bytes, medians on one core",
     "judging",
     {{"report", "/report"}},
     {{"decode us", "/decode_us"},
      {"assess us", "/assess_us"},
      {"write us", "/write_us"},
      {"assess to decode", "/assess_to_decode"},
      {"assessment bytes", "/assessment_bytes"}}},
    {"Ruling: routing one report of 3 000 bytes under rules of four atoms, slowest of four "
     "examples",
     "ruling",
     {{"rules", "/rules"}},
     {{"atoms", "/atoms"},
      {"compile ms", "/compile_ms"},
      {"route us", "/route_us"},
      {"trace bytes", "/trace_bytes"},
      {"record bytes", "/record_bytes"}}},
    {"Viewing: the widest view of one report of 3 000 bytes",
     "viewing",
     {{"report", "/report"}},
     {{"read us", "/read_us"},
      {"view us", "/view_us"},
      {"view to decode", "/view_to_decode"},
      {"bytes", "/bytes"}}},
    {"Accept: filed to receipt, medians of the rounds",
     "accept",
     {programs, with, in_flight},
     run_columns},
    {"Accept, per report and hop of three programs", "accept", {with, in_flight}, hop_columns},
    {"End to end: filed to acknowledged at four positions, medians of the rounds",
     "end_to_end",
     {programs, with, in_flight},
     carried_columns},
    {"End to end, per report and hop of three programs",
     "end_to_end",
     {with, in_flight},
     hop_columns},
    {"End to end, filed at 300/s", "at_rate", {programs, with}, carried_columns},
    {"Rates divided by those with hardly anything, and the reference's",
     "left",
     {programs, with, in_flight},
     {{"accept", "/accept"}, {"end to end", "/end_to_end"}, {"reference", "/reference"}}},
    {"Drain: then the offices open",
     "drain",
     {programs},
     {{"deliveries", "/deliveries"}, {"seconds", "/seconds"}, {"deliveries/s", "/per_second"}}},
    {"Memory",
     "memory",
     {programs, {"process", "/process"}, {"when", "/when"}},
     {{"resident MiB", "/resident_mib"}, {"at most MiB", "/high_water_mib"}}},
    {"Ratios to the reference of the same round, medians",
     "ratio",
     {programs, in_flight},
     {{"accept", "/accept"}, {"end to end", "/end_to_end"}}},
    {"Reference: bare SQLite, as many in flight, medians",
     "reference",
     {programs, with, in_flight},
     {{"reports/s", "/per_second"}}},
};

std::string shortened(double value) {
  char text[32];
  const char* form = value < 10 ? "%.3f" : value < 100 ? "%.1f" : "%.0f";
  std::snprintf(text, sizeof text, form, value);
  return text;
}

std::string as_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? shortened(value.get<double>()) : value.dump();
}

const Json* find(const Json& figure, const Column& column) {
  const Json::json_pointer place(column.place);
  return figure.contains(place) ? &figure.at(place) : nullptr;
}

using Row = std::vector<std::string>;

struct Alike {
  Row keys;
  std::vector<const Json*> figures;
};

/// Figures of a section by row, in the order in which they were made. One without any of the
/// section's figures (a hop of `vigie up`) has no place in it.
std::vector<Alike> rows_of(const Section& section, const Json& figures) {
  std::vector<Alike> rows;
  for (const Json& figure : figures) {
    const auto shown = [&](const Column& column) { return find(figure, column) != nullptr; };
    if (figure.at("what") != section.what || std::ranges::none_of(section.figures, shown)) continue;
    Row keys;
    for (const Column& key : section.keys) {
      const Json* value = find(figure, key);
      keys.push_back(value != nullptr ? as_text(*value) : "-");
    }
    auto row = std::ranges::find(rows, keys, &Alike::keys);
    if (row == rows.end()) row = rows.insert(row, {keys, {}});
    row->figures.push_back(&figure);
  }
  return rows;
}

std::string median_of(const Column& column, const std::vector<const Json*>& figures) {
  std::vector<double> values;
  for (const Json* figure : figures) {
    if (const Json* value = find(*figure, column)) values.push_back(value->get<double>());
  }
  return values.empty() ? "-" : shortened(median(std::move(values)));
}

/// Keys to the left, figures to the right, each column as wide as its widest cell.
std::string aligned(const std::vector<Row>& lines, std::size_t keys) {
  std::string text;
  for (const Row& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      std::size_t width = 0;
      for (const Row& other : lines) width = std::max(width, other[i].size());
      const std::string space(width - line[i].size(), ' ');
      text += "  " + (i < keys ? line[i] + space : space + line[i]);
    }
    text += "\n";
  }
  return text;
}

std::string text_of(const Section& section, const std::vector<Alike>& rows) {
  std::vector<Row> lines(1);
  for (const Column& key : section.keys) lines.front().push_back(key.title);
  for (const Column& column : section.figures) lines.front().push_back(column.title);
  for (const Alike& row : rows) {
    lines.push_back(row.keys);
    for (const Column& column : section.figures) {
      lines.back().push_back(median_of(column, row.figures));
    }
  }
  return section.title + "\n" + aligned(lines, section.keys.size()) + "\n";
}

}  // namespace

std::string summary(const Json& figures) {
  std::string text;
  for (const Section& section : sections) {
    const auto rows = rows_of(section, figures);
    if (!rows.empty()) text += text_of(section, rows);
  }
  return text;
}

std::string progress_line(const Json& figure) {
  std::string line;
  for (const auto& [name, value] : figure.items()) {
    if (value.is_object()) continue;
    line += (line.empty() ? "" : name + " ") + as_text(value) + "  ";
  }
  return line;
}

}  // namespace vigie::bench
