#include <algorithm>
#include <array>

#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t clock_characters = 5;  ///< "08:00"
constexpr minutes day_end = hours{24};
constexpr minutes offset_max = hours{14};

const std::array<std::string, 7>& day_names() {
  static const std::array<std::string, 7> names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return names;
}

std::optional<int> two_digits(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 2 || !digit(text[0]) || !digit(text[1])) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::optional<minutes> parse_clock(std::string_view text) {
  if (text.size() != clock_characters || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  return hours{*hour} + minutes{*minute};
}

std::optional<minutes> parse_offset(std::string_view text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const auto offset = parse_clock(text.substr(1));
  if (!offset || *offset > offset_max) return std::nullopt;
  return text.front() == '-' ? -*offset : *offset;
}

/// Of the local day; nothing, with a problem, when it is none.
std::optional<minutes> read_clock(MapReader& map, SourceFile& file, std::string_view key) {
  const std::string text = map.string(key);
  if (text.empty()) return std::nullopt;
  const auto clock = parse_clock(text);
  if (clock && *clock <= day_end) return clock;
  file.add_problem(map.mark_of(key), "'" + std::string{key} +
                                         "' must be a time of the day such as \"08:00\", at most "
                                         "\"24:00\"");
  return std::nullopt;
}

minutes read_offset(MapReader& map, SourceFile& file) {
  const std::string text = map.string("utc_offset");
  if (text.empty()) return {};
  if (const auto offset = parse_offset(text)) return *offset;
  file.add_problem(map.mark_of("utc_offset"),
                   "'utc_offset' must be such as \"+00:00\" or \"-03:30\", at most 14 hours");
  return {};
}

std::set<int> read_days(MapReader& map) {
  std::set<int> days;
  for (const std::string& name : map.words("days", day_names())) {
    days.insert(static_cast<int>(std::ranges::find(day_names(), name) - day_names().begin()) + 1);
  }
  return days;
}

void read_hours(MapReader& map, SourceFile& file, Calendar& calendar) {
  const auto from = read_clock(map, file, "from");
  const auto to = read_clock(map, file, "to");
  if (from && to && *to <= *from) file.add_problem(map.mark_of("to"), "'to' must be after 'from'");
  calendar.from = from.value_or(minutes{0});
  calendar.to = to.value_or(day_end);
}

void read_calendar(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a calendar"};
  Calendar calendar;
  calendar.id = map.code("id");
  calendar.title = map.text("title");
  calendar.offset = read_offset(map, file);
  calendar.days = read_days(map);
  read_hours(map, file, calendar);
  map.finish();
  if (file.declare(Thing::calendar, calendar.id, map.mark_of("id"))) {
    file.mission().calendars.emplace(calendar.id, std::move(calendar));
  }
}

}  // namespace

void read_calendars(const YamlNode& root, SourceFile& file) {
  for (const YamlNode& node : file_list(root, file, "calendars")) read_calendar(node, file);
}

}  // namespace vigie::config
