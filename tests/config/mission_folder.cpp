#include "tests/config/mission_folder.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>
#include <stdexcept>

#include "tests/support/file_bytes.h"

namespace vigie::config {

namespace fs = std::filesystem;

MissionFolder::MissionFolder() {
  std::string name = (fs::temp_directory_path() / "vigie-mission-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
  fs::copy(tiny_mission(), path_, fs::copy_options::recursive);
}

MissionFolder::~MissionFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void MissionFolder::write(const std::string& file, const std::string& text) const {
  fs::create_directories((path_ / file).parent_path());
  std::ofstream{path_ / file, std::ios::binary} << text;
}

void MissionFolder::replace(const std::string& file, const std::string& from,
                            const std::string& to) const {
  std::string text = support::file_bytes(path_ / file);
  const std::size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, file, " has no ", from);
  write(file, text.replace(at, from.size(), to));
}

void MissionFolder::remove(const std::string& file) const { fs::remove_all(path_ / file); }

std::vector<std::string> MissionFolder::problems(std::optional<std::chrono::sys_days> today) const {
  const auto loaded = load_mission(path_, std::nullopt, today);
  std::vector<std::string> texts;
  if (const auto* problems = std::get_if<ConfigProblems>(&loaded)) {
    for (ConfigProblem problem : *problems) {
      problem.file = fs::relative(problem.file, path_);
      texts.push_back(to_string(problem));
    }
  }
  return texts;
}

Mission MissionFolder::load() const { return load_or_fail(path_); }

fs::path shipped_mission() { return fs::path{VIGIE_SOURCE_DIR} / "config/mali"; }
fs::path tiny_mission() { return fs::path{VIGIE_SOURCE_DIR} / "tests/missions/tiny"; }

Mission load_or_fail(const fs::path& folder) {
  auto loaded = load_mission(folder);
  if (const auto* problems = std::get_if<ConfigProblems>(&loaded)) {
    for (const ConfigProblem& problem : *problems) MESSAGE(to_string(problem));
    FAIL("the mission does not load");
  }
  return std::get<Mission>(std::move(loaded));
}

}  // namespace vigie::config
