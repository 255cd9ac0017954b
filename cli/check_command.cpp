// `vigie check`: everything that can be known to be wrong before a program is started.

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <variant>

#include "cli/app.h"
#include "cli/commands.h"
#include "cli/folder_access.h"
#include "cli/layout.h"
#include "config/load.h"
#include "link/keys.h"
#include "store/damage.h"
#include "store/database.h"
#include "store/failure.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using service::ExitCode;

struct Finding {
  std::string file;
  int line = 0;
  int column = 0;
  std::string text;   ///< What is wrong.
  std::string whole;  ///< "file:line:column: text"
};

std::vector<Finding> findings_of(const config::ConfigProblems& problems) {
  std::vector<Finding> findings;
  for (const config::ConfigProblem& problem : problems) {
    findings.push_back({.file = problem.file.string(),
                        .line = problem.line,
                        .column = problem.column,
                        .text = problem.text,
                        .whole = config::to_string(problem)});
  }
  return findings;
}

void note(std::vector<Finding>& findings, const fs::path& file, const std::string& text) {
  findings.push_back({.file = file.string(), .line = 0, .column = 0, .text = text, .whole = text});
}

/// Damaged, another program's, or set aside with nothing in its place. Also beside a program that
/// runs.
void check_database(const ProgramPlace& place, std::vector<Finding>& findings) {
  const fs::path file = place.database();
  try {
    store::refuse_unreplaced(file);
    std::error_code trouble;
    if (!fs::exists(file, trouble)) return;
    store::OpenOptions options = place.database_options();
    options.access = store::Access::read;
    store::Database(file, options).check_whole();
  } catch (const store::StoreFailure& bad) {
    note(findings, file, bad.what());
  }
}

/// A key that cannot be read, or a folder that others may enter. What is not there yet is no
/// problem: it is made at the first start.
void check_place(const ProgramPlace& place, std::vector<Finding>& findings) {
  struct stat found {};
  if (::stat(place.folder.c_str(), &found) != 0) return;
  if ((found.st_mode & 077U) != 0) {
    note(findings, place.folder,
         place.folder.string() + ": other users may enter the data folder; run: chmod 700 " +
             place.folder.string());
  }
  check_database(place, findings);
  std::error_code trouble;
  if (!fs::exists(place.key_file(), trouble)) return;
  try {
    link::read_secret_key(place.key_file());
  } catch (const link::KeyTrouble& bad) {
    note(findings, place.key_file(), bad.what());
  }
}

void check_public_keys(const fs::path& keys, std::vector<Finding>& findings) {
  for (const WriterTrouble& open : troubles_with_writers(keys))
    note(findings, open.path, open.text);
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(keys, trouble)) {
    if (entry.path().extension() != ".pub") continue;
    try {
      link::read_public_key(entry.path());
    } catch (const link::KeyTrouble& bad) {
      note(findings, entry.path(), bad.what());
    }
  }
}

/// What patrols reach over HTTPS. Of an intake on another machine the files lie there.
void check_certificates(const config::Settings& settings, const fs::path& data,
                        std::vector<Finding>& findings) {
  for (const config::IntakeSettings& intake : settings.intakes) {
    if (!is_here(settings, place_of(settings, data, intake.name))) continue;
    for (const fs::path& file : {intake.certificate, intake.private_key}) {
      if (file.empty() || std::ifstream(file).good()) continue;
      note(findings, file,
           file.string() + ": cannot be read; the settings name it for '" + intake.name + "'");
    }
  }
}

Json json_of(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"file", finding.file},
                    {"line", finding.line},
                    {"column", finding.column},
                    {"text", finding.text}});
  }
  return list;
}

std::string summary_of(const config::Mission& mission) {
  return mission.id + ": " + std::to_string(mission.regions.size()) + " regions, " +
         std::to_string(mission.positions.size()) + " positions, " +
         std::to_string(mission.people.size()) + " people, " +
         std::to_string(mission.rules.size()) + " rules, catalogue " + mission.catalogue_current +
         "; version " + mission.version;
}

void show(Invocation& invocation, const std::vector<Finding>& findings,
          const std::string& summary) {
  if (!findings.empty()) invocation.exit_code = ExitCode::configuration;
  if (invocation.options.json) {
    return print(invocation,
                 {{"ok", findings.empty()}, {"problems", json_of(findings)}, {"summary", summary}});
  }
  for (const Finding& finding : findings) invocation.console.out << finding.whole << std::endl;
  if (findings.empty()) invocation.console.out << "ok  " << summary << std::endl;
}

void check_everything(Invocation& invocation) {
  const auto loaded = config::load_mission(mission_folder(invocation), settings_file(invocation),
                                           today(invocation));
  if (const auto* problems = std::get_if<config::ConfigProblems>(&loaded)) {
    return show(invocation, findings_of(*problems), "");
  }
  const auto& mission = std::get<config::Mission>(loaded);
  std::vector<Finding> findings;
  for (const ProgramPlace& place : program_places(mission.settings, data_folder(invocation))) {
    check_place(place, findings);
  }
  check_certificates(mission.settings, data_folder(invocation), findings);
  check_public_keys(keys_folder(invocation), findings);
  show(invocation, findings, summary_of(mission));
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  app.add_subcommand("check",
                     "Check the mission's files, the keys, the databases and their folders")
      ->callback([&invocation] { check_everything(invocation); });
}

}  // namespace vigie::cli
