#include "tests/router/profiles.h"

namespace vigie::router {
namespace {

config::Profile random_profile(SeededRandom& random, const Code& id) {
  config::Profile profile;
  profile.id = id;
  profile.mark = static_cast<config::Mark>(random.below(3));
  profile.place = static_cast<config::PlaceDetail>(random.below(6));
  profile.time = static_cast<config::TimeDetail>(random.below(4));
  for (const config::Part& part : config::parts()) {
    if (random.below(5) == 0) profile.parts.emplace(part.name);
  }
  return profile;
}

}  // namespace

void add_profile(config::Mission& mission, const config::Profile& profile) {
  mission.profiles[profile.id] = profile;
}

config::Mission random_profiles(SeededRandom& random) {
  config::Mission mission;
  mission.clearances["office"];
  for (int i = 0; i < 6; ++i) {
    const Code id = "profile_" + std::to_string(i);
    add_profile(mission, random_profile(random, id));
    if (random.below(2) == 0) mission.clearances["office"].push_back(id);
  }
  return mission;
}

Grant grant_of_parts(std::initializer_list<std::string_view> names) {
  Grant grant;
  for (const std::string_view name : names) {
    grant.parts.set(config::index_of(*config::find_part(name)));
  }
  return grant;
}

bool covers(const Grant& more, const Grant& less) {
  return (more.parts & less.parts) == less.parts && more.place >= less.place &&
         more.time >= less.time;
}

std::set<std::string, std::less<>> names_of_parts(const config::PartSet& parts) {
  std::set<std::string, std::less<>> names;
  for (const config::Part& part : config::parts()) {
    if (parts.test(index_of(part))) names.emplace(part.name);
  }
  return names;
}

}  // namespace vigie::router
