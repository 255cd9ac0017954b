// One call of the command: its console, the options every command shares, and the exit code it will
// give.
//
// Where an option is not given, the environment says (VIGIE_MISSION, VIGIE_SETTINGS, VIGIE_DATA,
// VIGIE_KEY, VIGIE_SPOOL, VIGIE_LANG), then the default.
// Errors: Failure with the exit code `configuration` or `usage`.

#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "config/mission.h"
#include "report/clock.h"
#include "report/random.h"
#include "service/failure.h"

namespace vigie::cli {

using Json = nlohmann::ordered_json;

struct CommonOptions {
  std::string mission;   ///< Folder of the mission's files.
  std::string settings;  ///< Replaces the mission's settings.yaml.
  std::string data;      ///< Where the programs keep their data, one folder each.
  std::string keys;      ///< Public keys of the programs, NAME.pub each; default <data>/keys.
  std::string language;  ///< "en" or "fr".
  bool json = false;
};

struct Invocation {
  const Console& console;
  Clock& clock;
  Random& random;
  CommonOptions options;
  service::ExitCode exit_code = service::ExitCode::ok;
};

/// `given`, else what the environment says, else `otherwise`.
std::string chosen(const Invocation& invocation, const std::string& given, const char* variable,
                   const std::string& otherwise);

std::filesystem::path data_folder(const Invocation& invocation);
std::filesystem::path keys_folder(const Invocation& invocation);
std::optional<std::filesystem::path> settings_file(const Invocation& invocation);
std::string language(const Invocation& invocation);  ///< "en" or "fr".

/// The folder asked for; else the one folder below config/ that holds a mission, looked for from
/// the working folder and from where the program lies.
std::filesystem::path mission_folder(const Invocation& invocation);

/// A folder shipped with the program ("examples"); nullopt when there is none.
std::optional<std::filesystem::path> shipped_folder(const Console& console,
                                                    const std::string& name);

std::chrono::sys_days today(const Invocation& invocation);  ///< In UTC, as rules count their days.

/// The checked mission; the failure lists every problem, one a line.
config::Mission load_mission(const Invocation& invocation);

/// The same, and a rule whose last day is before today is a problem too.
config::Mission load_mission_of_today(const Invocation& invocation);

/// Those rules of the loaded mission, "file:line:column: rule 'x' has expired: …" each.
std::vector<std::string> expired_rules(const Invocation& invocation,
                                       const config::Mission& mission);

/// Instants in it become RFC 3339 text (cli/readable_times.h).
void print(const Invocation& invocation, const Json& json);

/// Reads a whole file; `bytes_max` bytes at most. Failure `failure` when it cannot.
std::string read_file(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace vigie::cli
