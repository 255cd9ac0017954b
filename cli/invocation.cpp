#include "cli/invocation.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <variant>
#include <vector>

#include "cli/readable_times.h"
#include "cli/terminal_text.h"
#include "config/load.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using service::ExitCode;
using service::Failure;

/// The folders to look in for what is shipped: here, then from the program upwards (a build folder
/// lies inside the source), then where a package would put it.
std::vector<fs::path> roots(const Console& console) {
  std::error_code trouble;
  std::vector<fs::path> folders{fs::current_path(trouble)};
  constexpr int levels_up = 4;
  fs::path folder = console.executable.parent_path();
  const fs::path installed = folder.parent_path() / "share" / "vigie";
  for (int level = 0; level < levels_up && folder.has_relative_path(); ++level) {
    folders.push_back(folder);
    folder = folder.parent_path();
  }
  folders.push_back(installed);
  return folders;
}

std::vector<fs::path> missions_below(const fs::path& folder) {
  std::vector<fs::path> missions;
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
    if (fs::exists(entry.path() / "mission.yaml", trouble)) missions.push_back(entry.path());
  }
  std::sort(missions.begin(), missions.end());
  return missions;
}

auto read_mission(const Invocation& invocation, std::optional<std::chrono::sys_days> day) {
  return config::load_mission(mission_folder(invocation), settings_file(invocation), day);
}

std::vector<std::string> lines_of(const config::ConfigProblems& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(config::to_string(problem));
  return lines;
}

config::Mission mission_or_failure(std::variant<config::Mission, config::ConfigProblems> loaded) {
  if (auto* mission = std::get_if<config::Mission>(&loaded)) return std::move(*mission);
  std::string lines;
  for (const std::string& line : lines_of(std::get<config::ConfigProblems>(loaded))) {
    lines += (lines.empty() ? "" : "\n") + line;
  }
  throw Failure(ExitCode::configuration, lines);
}

}  // namespace

std::string chosen(const Invocation& invocation, const std::string& given, const char* variable,
                   const std::string& otherwise) {
  if (!given.empty()) return given;
  return invocation.console.environment(variable).value_or(otherwise);
}

fs::path data_folder(const Invocation& invocation) {
  return chosen(invocation, invocation.options.data, "VIGIE_DATA", "vigie-data");
}

std::optional<fs::path> settings_file(const Invocation& invocation) {
  const std::string file = chosen(invocation, invocation.options.settings, "VIGIE_SETTINGS", "");
  if (file.empty()) return std::nullopt;
  return file;
}

fs::path keys_folder(const Invocation& invocation) {
  if (!invocation.options.keys.empty()) return invocation.options.keys;
  return data_folder(invocation) / "keys";
}

std::string language(const Invocation& invocation) {
  std::string words = chosen(invocation, invocation.options.language, "VIGIE_LANG", "");
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (words.empty()) words = invocation.console.environment(variable).value_or("");
  }
  return words.rfind("fr", 0) == 0 ? "fr" : "en";
}

std::optional<fs::path> shipped_folder(const Console& console, const std::string& name) {
  std::error_code trouble;
  for (const fs::path& root : roots(console)) {
    if (fs::is_directory(root / name, trouble)) return root / name;
  }
  return std::nullopt;
}

fs::path mission_folder(const Invocation& invocation) {
  const std::string asked = chosen(invocation, invocation.options.mission, "VIGIE_MISSION", "");
  if (!asked.empty()) return asked;
  for (const fs::path& root : roots(invocation.console)) {
    const std::vector<fs::path> missions = missions_below(root / "config");
    if (missions.size() == 1) return missions.front();
    if (missions.size() > 1) {
      throw Failure(ExitCode::configuration, (root / "config").string() +
                                                 ": holds several missions; say which with "
                                                 "--mission DIR");
    }
  }
  throw Failure(ExitCode::configuration,
                "no mission found; say where its files are with --mission DIR");
}

std::chrono::sys_days today(const Invocation& invocation) {
  return std::chrono::floor<std::chrono::days>(invocation.clock.now());
}

config::Mission load_mission(const Invocation& invocation) {
  return mission_or_failure(read_mission(invocation, std::nullopt));
}

config::Mission load_mission_of_today(const Invocation& invocation) {
  return mission_or_failure(read_mission(invocation, today(invocation)));
}

std::vector<std::string> expired_rules(const Invocation& invocation,
                                       const config::Mission& mission) {
  const std::chrono::sys_days day = today(invocation);
  const bool any = std::ranges::any_of(mission.rules, [&](const config::Rule& rule) {
    return rule.valid_to && *rule.valid_to < day;
  });
  if (!any) return {};
  // Places are known only while the files are read.
  const auto loaded = read_mission(invocation, day);
  const auto* problems = std::get_if<config::ConfigProblems>(&loaded);
  return problems ? lines_of(*problems) : std::vector<std::string>{};
}

void print(const Invocation& invocation, const Json& json) {
  const std::string text =
      with_readable_times(json).dump(2, ' ', false, Json::error_handler_t::replace);
  invocation.console.out << terminal_text(text) << std::endl;
}

std::string read_file(const fs::path& file, std::size_t bytes_max) {
  std::error_code trouble;
  if (fs::is_directory(file, trouble)) {
    throw Failure(ExitCode::failure, file.string() + ": is a folder; name a file");
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Failure(ExitCode::failure, file.string() + ": " + service::system_text(errno));
  }
  std::string bytes(bytes_max + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() > bytes_max) {
    throw Failure(ExitCode::failure,
                  file.string() + ": is larger than " + std::to_string(bytes_max) + " bytes");
  }
  return bytes;
}

}  // namespace vigie::cli
