// A copy of the tiny mission in a temporary folder, to be damaged by a test.

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/load.h"

namespace vigie::config {

class MissionFolder {
 public:
  MissionFolder();
  ~MissionFolder();
  MissionFolder(const MissionFolder&) = delete;
  MissionFolder& operator=(const MissionFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& file, const std::string& text) const;
  /// Replaces the first `from`, which must be there.
  void replace(const std::string& file, const std::string& from, const std::string& to) const;
  void remove(const std::string& file) const;

  /// "positions.yaml:3:5: text" for each problem; empty when the mission loads.
  std::vector<std::string> problems(
      std::optional<std::chrono::sys_days> today = std::nullopt) const;
  /// The mission; fails the test when it does not load.
  Mission load() const;

 private:
  std::filesystem::path path_;
};

/// The shipped and the tiny mission of the source tree.
std::filesystem::path shipped_mission();
std::filesystem::path tiny_mission();
Mission load_or_fail(const std::filesystem::path& folder);

}  // namespace vigie::config
