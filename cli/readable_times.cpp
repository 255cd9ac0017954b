#include "cli/readable_times.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace vigie::cli {
namespace {

bool names_an_instant(const std::string& name) {
  return name == "at" || name.ends_with("_at") || name == "deadline" || name == "due" ||
         name == "observed_from" || name == "observed_to";
}

}  // namespace

Json with_readable_times(Json json) {
  if (!json.is_structured()) return json;
  for (auto member = json.begin(); member != json.end(); ++member) {
    const bool instant = json.is_object() && names_an_instant(member.key());
    if (instant && member->is_number_integer()) {
      *member = to_string(from_milliseconds(member->get<std::int64_t>()));
    } else {
      *member = with_readable_times(std::move(*member));
    }
  }
  return json;
}

}  // namespace vigie::cli
