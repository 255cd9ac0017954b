#include "router/views/grant.h"

#include <algorithm>

namespace vigie::router {
namespace {

using config::PlaceDetail;
using config::TimeDetail;

Grant grant_of_profile(const config::Profile& profile) {
  Grant grant{.place = profile.place, .time = profile.time, .mark = profile.mark};
  for (const std::string& name : profile.parts) {
    if (const config::Part* part = config::find_part(name)) grant.parts.set(index_of(*part));
  }
  return grant;
}

void add_details(Grant& grant, const Grant& other) {
  grant.parts |= other.parts;
  grant.place = std::max(grant.place, other.place);
  grant.time = std::max(grant.time, other.time);
}

Grant capped(const Grant& grant, const Grant& clearance) {
  return {.parts = grant.parts & clearance.parts,
          .place = std::min(grant.place, clearance.place),
          .time = std::min(grant.time, clearance.time)};
}

bool shows_something(const Grant& grant) {
  return grant.parts.any() || grant.place != PlaceDetail::none || grant.time != TimeDetail::none;
}

bool shows(const Grant& grant, std::string_view part_name) {
  const config::Part* part = config::find_part(part_name);
  return part != nullptr && grant.parts.test(index_of(*part));
}

}  // namespace

Grants::Grants(const config::Mission& mission) {
  for (const auto& [id, profile] : mission.profiles) {
    profiles_.emplace(id, grant_of_profile(profile));
  }
  for (const auto& [office, profiles] : mission.clearances) {
    Grant& clearance = clearances_[office];
    for (const Code& id : profiles) {
      if (const auto found = profiles_.find(id); found != profiles_.end()) {
        add_details(clearance, found->second);
      }
    }
  }
}

Grant Grants::of(std::span<const Code> profiles, std::string_view office) const {
  Grant grant;
  const auto clearance = clearances_.find(office);
  if (clearance == clearances_.end()) return grant;
  for (const Code& id : profiles) {
    const auto found = profiles_.find(id);
    if (found == profiles_.end()) continue;
    const Grant shown = capped(found->second, clearance->second);
    if (!shows_something(shown)) continue;
    add_details(grant, shown);
    grant.mark =
        grant.profiles.empty() ? found->second.mark : std::max(grant.mark, found->second.mark);
    grant.profiles.push_back(id);
  }
  std::ranges::sort(grant.profiles);
  const auto repeated = std::unique(grant.profiles.begin(), grant.profiles.end());
  grant.profiles.erase(repeated, grant.profiles.end());
  return grant;
}

Code office_of(const config::Mission& mission, const Code& position) {
  const auto found = mission.positions.find(position);
  return found == mission.positions.end() ? position : found->second.office;
}

config::Access access_to_condition(std::string_view path) {
  if (path != "who.sources" && path != "who.suspects") return config::access_to(path);
  config::Access access;
  if (const config::Part* part = config::find_part(path)) access.parts.set(index_of(*part));
  return access;
}

bool sees(const Grant& grant, std::string_view condition_path) {
  return sees(grant, access_to_condition(condition_path));
}

bool sees(const Grant& grant, const config::Access& access) {
  return access.with_every_notice || (access.parts & grant.parts).any() ||
         (access.place != PlaceDetail::none && grant.place >= access.place) ||
         (access.time != TimeDetail::none && grant.time >= access.time);
}

bool sees_who_is_implicated(const Grant& grant) { return shows(grant, "concerns_un_personnel"); }

}  // namespace vigie::router
