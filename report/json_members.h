// Members of a JSON object read off the hot path: nullopt when absent or of another type.
//
// Shapes: both of nlohmann-json's; OrderedJson keeps the order of members, for what people read.
// Errors: an integer beyond 64 bits counts as of another type: it is never wrapped around.

#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/clock.h"
#include "report/id.h"
#include "report/problem.h"

namespace vigie {

using OrderedJson = nlohmann::ordered_json;

/// nullptr when `object` is no object or has no such member.
template <typename Json>
const Json* member(const Json& object, const char* name);
template <typename Json>
std::optional<std::string> text_member(const Json& object, const char* name);
template <typename Json>
std::optional<std::int64_t> integer_member(const Json& object, const char* name);
template <typename Json>
std::optional<bool> boolean_member(const Json& object, const char* name);
template <typename Json>
std::optional<Uuid> uuid_member(const Json& object, const char* name);
template <typename Json>
std::optional<Time> time_member(const Json& object, const char* name);

std::optional<std::vector<Uuid>> uuids_member(const OrderedJson& object, const char* name);
/// {"en","fr"}
std::optional<Text> text_pair_member(const OrderedJson& object, const char* name);
/// Absent and null are the same.
bool is_absent(const OrderedJson& object, const char* name);

}  // namespace vigie
