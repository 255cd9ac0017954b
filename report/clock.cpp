#include "report/clock.h"

#include <array>
#include <cstdio>

namespace vigie {
namespace {

using namespace std::chrono;

/// Reads exactly `digits` decimal digits at `at` and moves past them.
std::optional<int> read_number(std::string_view text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t end = at + digits; at < end; ++at) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool read_character(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

/// ".5", ".25", ".125" as milliseconds; nothing there is 0.
std::optional<milliseconds> read_fraction(std::string_view text, std::size_t& at) {
  if (!read_character(text, at, '.')) return milliseconds{0};
  int value = 0;
  int scale = 1000;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    if (scale == 1) return std::nullopt;
    value = value * 10 + (text[at++] - '0');
    scale /= 10;
  }
  if (scale == 1000) return std::nullopt;
  return milliseconds{value * scale};
}

std::optional<minutes> read_offset(std::string_view text, std::size_t& at) {
  if (read_character(text, at, 'Z')) return minutes{0};
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  const int sign = text[at++] == '-' ? -1 : 1;
  const auto hour = read_number(text, at, 2);
  if (!hour || !read_character(text, at, ':')) return std::nullopt;
  const auto minute = read_number(text, at, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return minutes{sign * (*hour * 60 + *minute)};
}

std::optional<sys_days> read_date(std::string_view text, std::size_t& at) {
  const auto y = read_number(text, at, 4);
  if (!y || !read_character(text, at, '-')) return std::nullopt;
  const auto m = read_number(text, at, 2);
  if (!m || !read_character(text, at, '-')) return std::nullopt;
  const auto d = read_number(text, at, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<milliseconds> read_time_of_day(std::string_view text, std::size_t& at) {
  const auto hour = read_number(text, at, 2);
  if (!hour || !read_character(text, at, ':')) return std::nullopt;
  const auto minute = read_number(text, at, 2);
  if (!minute || !read_character(text, at, ':')) return std::nullopt;
  const auto second = read_number(text, at, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto fraction = read_fraction(text, at);
  if (!fraction) return std::nullopt;
  return hours{*hour} + minutes{*minute} + seconds{*second} + *fraction;
}

}  // namespace

std::string to_string(Time time) {
  const auto day_start = floor<days>(time);
  const year_month_day date{day_start};
  const hh_mm_ss clock{time - day_start};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

std::string to_string(const OffsetTime& time) {
  std::string text = to_string(time.utc + time.offset);
  if (time.offset == minutes{0}) return text;
  text.pop_back();
  const auto size = static_cast<int>(abs(time.offset).count());
  std::array<char, 16> offset{};
  std::snprintf(offset.data(), offset.size(), "%c%02d:%02d", time.offset < minutes{0} ? '-' : '+',
                size / 60, size % 60);
  return text + offset.data();
}

std::optional<OffsetTime> parse_time(std::string_view text) {
  std::size_t at = 0;
  const auto date = read_date(text, at);
  if (!date || !read_character(text, at, 'T')) return std::nullopt;
  const auto time_of_day = read_time_of_day(text, at);
  if (!time_of_day) return std::nullopt;
  const auto offset = read_offset(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  return OffsetTime{.utc = *date + *time_of_day - *offset, .offset = *offset};
}

}  // namespace vigie
