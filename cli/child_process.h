// Another run of this program as a child, ended with its parent: asked to stop when the object
// goes, killed when it does not, and by the system when the parent itself is killed.
//
// Errors: Failure when it cannot be started.

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vigie::cli {

struct ChildOptions {
  std::filesystem::path executable;
  std::vector<std::string> arguments;
  std::filesystem::path output;  ///< Takes standard output and standard error.
};

class ChildProcess {
 public:
  explicit ChildProcess(const ChildOptions& options);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool running();
  void ask_to_stop();
  /// Once it has ended by itself or was asked to; nullopt while it runs or when a signal ended it.
  std::optional<int> exit_code();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  bool ended_ = false;
  int status_ = 0;  ///< As waitpid says, once ended.
};

}  // namespace vigie::cli
