// What people call the facts that conditions read, and the words of the schema's enumerations.
//
// Source: labels of config/field_labels.h, after that of the list they stand in. Every path of
//         config/conditions/condition_schema.h has a label, every fixed word of its fields a text.
// Errors: none.

#pragma once

#include <optional>
#include <string_view>

#include "report/problem.h"

namespace vigie::router {

/// Of a field, a list or "routed_at": "persons: sex"; nullopt of a path whose names have none.
std::optional<Text> fact_label(std::string_view path);

/// Of a word of an enumeration: "told by the person"; nullopt of any other.
std::optional<Text> schema_word(std::string_view word);

}  // namespace vigie::router
