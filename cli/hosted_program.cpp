#include "cli/hosted_program.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "config/load.h"
#include "service/control_commands.h"

namespace vigie::cli {
namespace {

service::Json refused(const config::ConfigProblems& problems) {
  service::Json answer = service::control_error(
      "mission.refused", "the mission's files have " + std::to_string(problems.size()) +
                             " problems; the mission that was running goes on");
  for (const config::ConfigProblem& problem : problems) {
    answer["problems"].push_back(config::to_string(problem));
  }
  return answer;
}

}  // namespace

std::string HostedProgram::control(std::string_view request, std::string_view caller, Time now) {
  const auto body = service::parse_control(request);
  if (body && body->at("command") == "reload") return reload(now);
  return wiring_.program.control(request, caller, now);
}

std::string HostedProgram::reload(Time now) {
  auto loaded = config::load_mission(wiring_.files.folder, wiring_.files.settings,
                                     std::chrono::floor<std::chrono::days>(now));
  if (const auto* problems = std::get_if<config::ConfigProblems>(&loaded)) {
    wiring_.log.error("mission_refused", {{"problems", problems->size()}});
    return service::control_line(refused(*problems));
  }
  auto& mission = std::get<config::Mission>(loaded);
  const bool changed = mission.version != wiring_.mission.version;
  if (changed) {
    mission.settings = std::move(wiring_.mission.settings);
    wiring_.mission = std::move(mission);
    wiring_.program.mission_changed();
    wiring_.log.info("mission_changed", {{"version", wiring_.mission.version}});
  }
  return service::control_line(
      {{"ok", true}, {"version", wiring_.mission.version}, {"changed", changed}});
}

service::Health HostedProgram::health(Time now) {
  service::Health health = wiring_.program.health(now);
  const std::int64_t free = wiring_.folder.free_bytes();
  if (free >= wiring_.mission.settings.limits.disk_free_bytes_min) return health;
  health.ready = false;
  health.reasons.push_back("the disk of the data folder is nearly full: " + std::to_string(free) +
                           " bytes are free");
  return health;
}

}  // namespace vigie::cli
