#include "notifier/roster.h"

#include <algorithm>

namespace vigie::notifier {

std::span<const Code> holders_of(const config::Mission& mission, std::string_view position) {
  const auto holding = mission.roster.find(position);
  if (holding == mission.roster.end()) return {};
  return holding->second.people;
}

bool holds(const config::Mission& mission, std::string_view person, std::string_view position) {
  const auto holders = holders_of(mission, position);
  return std::find(holders.begin(), holders.end(), person) != holders.end();
}

}  // namespace vigie::notifier
