// Time as every part of Vigie sees it.
//
// Units:  Time is UTC, milliseconds. Wall time is for records and deadlines; SteadyTime, also
//         milliseconds, only for waiting inside one process.
// Errors: parsing returns nullopt; nothing throws.
// Source: RFC 3339 date-times; an offset is mandatory, fractions down to milliseconds.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigie {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// The only way to ask what time it is; a simulated one stands in for it under test.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;
};

/// "2019-06-03T08:15:00.000Z".
std::string to_string(Time time);

struct OffsetTime {
  Time utc{};
  std::chrono::minutes offset{};  ///< As the author wrote it; Z is 0.
  bool operator==(const OffsetTime&) const = default;
};

/// The author's wall clock with the offset: "2019-06-03T10:15:00.000+02:00"; Z when the offset is
/// 0.
std::string to_string(const OffsetTime& time);

/// RFC 3339 with a mandatory offset; at most 3 fraction digits; leap second 60 is refused.
std::optional<OffsetTime> parse_time(std::string_view text);

/// Whole milliseconds since 1970, the form in databases and on the wire.
inline std::int64_t to_milliseconds(Time time) { return time.time_since_epoch().count(); }
inline Time from_milliseconds(std::int64_t count) { return Time{std::chrono::milliseconds{count}}; }

}  // namespace vigie
