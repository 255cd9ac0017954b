// Members of an object simdjson has parsed: nullopt when absent or of another type.
//
// For the .cpp files that read messages on the hot path; never in a header. Texts point into the
// parser's document.

#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "report/clock.h"
#include "report/id.h"

namespace vigie {

template <typename Value>
std::optional<Value> value_at(simdjson::dom::object object, std::string_view name) {
  Value value{};
  if (object.at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

inline std::optional<std::string_view> text_at(simdjson::dom::object object,
                                               std::string_view name) {
  return value_at<std::string_view>(object, name);
}

/// nullopt beyond 64 bits.
inline std::optional<std::int64_t> integer_at(simdjson::dom::object object, std::string_view name) {
  return value_at<std::int64_t>(object, name);
}

inline std::optional<bool> boolean_at(simdjson::dom::object object, std::string_view name) {
  return value_at<bool>(object, name);
}

inline std::optional<Uuid> uuid_at(simdjson::dom::object object, std::string_view name) {
  return parse_uuid(text_at(object, name).value_or(""));
}

inline std::optional<Time> time_at(simdjson::dom::object object, std::string_view name) {
  const auto count = integer_at(object, name);
  if (!count) return std::nullopt;
  return from_milliseconds(*count);
}

/// Absent and null are the same.
inline bool is_absent(simdjson::dom::object object, std::string_view name) {
  simdjson::dom::element value;
  return object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null();
}

}  // namespace vigie
