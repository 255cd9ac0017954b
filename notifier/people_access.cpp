#include "notifier/people_access.h"

#include <algorithm>

#include "notifier/roster.h"

namespace vigie::notifier {

std::string PeopleAccess::admit(const std::string& person) {
  const auto known = keys_.find(person);
  if (!known) return "key.unknown";
  return known->revoked_at ? "key.revoked" : "";
}

bool PeopleAccess::holds(std::string_view person, std::string_view position) const {
  return notifier::holds(mission_, person, position);
}

bool PeopleAccess::anybody_for(std::string_view position) {
  const auto holders = holders_of(mission_, position);
  return std::any_of(holders.begin(), holders.end(),
                     [this](const Code& person) { return admit(person).empty(); });
}

}  // namespace vigie::notifier
