// What people call the fields of a report and the signs of its assessment: one label each, in
// rules, views and pages alike.
//
// Shapes: by the name of the member, wherever it stands: "sex", "observed_from", "armed_actor".
// Source: every name of report/report.schema.json and of config/conditions/condition_schema.h.

#pragma once

#include <span>
#include <string_view>

namespace vigie::config {

struct FieldLabel {
  std::string_view name;
  std::string_view en;
  std::string_view fr;

  std::string_view in(std::string_view language) const { return language == "fr" ? fr : en; }
};

/// By name.
std::span<const FieldLabel> field_labels();

/// nullptr of any other name.
const FieldLabel* find_field_label(std::string_view name);

}  // namespace vigie::config
