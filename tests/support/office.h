// An office of a mission: its settings and data in a throw-away folder, the processes started in
// it, and the commands typed there, as a person at a terminal would.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/child_process.h"
#include "tests/support/command.h"
#include "tests/support/temporary_folder.h"

namespace vigie::support {

using Words = std::vector<std::string>;

class Office {
 public:
  /// `settings`: the text of settings.yaml. The mission's folder is read where it lies.
  explicit Office(const std::string& settings,
                  std::filesystem::path mission = VIGIE_SOURCE_DIR "/config/mali");

  void start(const std::string& program);
  void wait_until_ready() const;  ///< Every program answers; what they said where one does not.
  CommandResult run(const Words& words) const;
  /// A command that must succeed, and its answer, which must be JSON.
  nlohmann::json ask(Words words) const;
  bool until(const std::function<bool()>& done) const;  ///< False after 20 s.
  void stop();                                          ///< All; each must end with 0.

  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  std::string output_of(const std::string& program) const { return file(program + ".out"); }

 private:
  Words here(Words words) const;

  std::filesystem::path mission_;
  TemporaryFolder folder_{Storage::disk};
  std::map<std::string, std::unique_ptr<cli::ChildProcess>> programs_;
};

/// Settings with all three programs in one process, on free ports.
std::string settings_of_one_process();

}  // namespace vigie::support
