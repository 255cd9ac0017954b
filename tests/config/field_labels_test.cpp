#include "config/field_labels.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "config/conditions/condition_schema.h"
#include "tests/config/schema_leaves.h"

using namespace vigie;
using namespace vigie::config;

namespace {

/// "who", "age" and "min" of "report.who[].age.min".
void add_names(std::string_view path, std::set<std::string>& names) {
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    path.remove_prefix(dot + 1);
    std::string name{path.substr(0, path.find('.'))};
    if (name.ends_with("[]")) name.resize(name.size() - 2);
    names.insert(name);
  }
}

/// Of every field of the report, and of what else a condition may read.
std::set<std::string> names_of_fields() {
  std::set<std::string> names;
  for (const SchemaLeaf& leaf : schema_leaves()) add_names(leaf.path, names);
  for (const ConditionField& field : condition_fields()) add_names(field.path, names);
  return names;
}

}  // namespace

TEST_SUITE("config/field_labels") {
  TEST_CASE("every name on the way to a field has one label, and nothing else has") {
    std::set<std::string> labelled;
    for (const FieldLabel& label : field_labels()) {
      CAPTURE(label.name);
      CHECK(labelled.insert(std::string(label.name)).second);
      CHECK_FALSE(label.en.empty());
      CHECK_FALSE(label.fr.empty());
      CHECK(find_field_label(label.name) == &label);
    }
    CHECK(labelled == names_of_fields());
    CHECK(find_field_label("weather") == nullptr);
  }

  TEST_CASE("a label is read in the reader's language") {
    CHECK(find_field_label("risk_on_return")->in("en") == "risk on return");
    CHECK(find_field_label("risk_on_return")->in("fr") == "danger en cas de renvoi");
  }
}
