// Members of a JSON object read off the hot path: nullopt when absent or of another type.

#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/clock.h"
#include "report/id.h"
#include "report/problem.h"

namespace vigie::notifier {

/// Keeps the order of members: what people read stays as it was written.
using OrderedJson = nlohmann::ordered_json;

/// nullptr when `object` is no object or has no such member.
const OrderedJson* member(const OrderedJson& object, const char* name);
std::optional<std::string> text_member(const OrderedJson& object, const char* name);
std::optional<std::int64_t> integer_member(const OrderedJson& object, const char* name);
std::optional<bool> boolean_member(const OrderedJson& object, const char* name);
std::optional<Uuid> uuid_member(const OrderedJson& object, const char* name);
std::optional<std::vector<Uuid>> uuids_member(const OrderedJson& object, const char* name);
std::optional<Time> time_member(const OrderedJson& object, const char* name);
/// {"en","fr"}
std::optional<Text> text_pair_member(const OrderedJson& object, const char* name);
/// Absent and null are the same.
bool is_absent(const OrderedJson& object, const char* name);

}  // namespace vigie::notifier
