// A whole mission for one run: the three programs as processes of their own on loopback, with
// throw-away keys and data in a folder that goes with them.
//
// Errors: Failure with what a program said when it did not start or has ended.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/child_process.h"
#include "cli/invocation.h"
#include "cli/layout.h"
#include "cli/scratch_folder.h"
#include "config/mission.h"

namespace vigie::cli {

class DemoStage {
 public:
  /// Starts everything and returns when all three answer on their control sockets.
  explicit DemoStage(const Invocation& invocation);

  const config::Mission& mission() const { return mission_; }
  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path settings() const { return folder() / "settings.yaml"; }
  std::filesystem::path data() const { return folder() / "data"; }
  std::filesystem::path device_key() const { return folder() / "device" / "patrol-demo.key"; }
  std::filesystem::path person_key(const std::string& person) const;

  void check_running();  ///< Throws when a program has ended.

 private:
  void make_keys(const Invocation& invocation) const;
  void start(const Invocation& invocation);
  void wait_until_ready();
  std::filesystem::path output_of(const ProgramPlace& place) const;

  ScratchFolder folder_;
  std::filesystem::path mission_folder_;
  config::Mission mission_;
  std::vector<ProgramPlace> places_;
  std::vector<std::unique_ptr<ChildProcess>> children_;  ///< As places_.
};

}  // namespace vigie::cli
