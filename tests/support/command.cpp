#include "tests/support/command.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace vigie::support {
namespace {

/// Waits for the end of a process; kills it when patience ends first.
int exit_code_of(pid_t process, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  int status = 0;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      ::kill(process, SIGKILL);
      ::waitpid(process, &status, 0);
      return -1;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

long CommandResult::error_lines() const { return std::count(err.begin(), err.end(), '\n'); }

CommandResult run_vigie(const std::vector<std::string>& arguments, std::chrono::seconds patience) {
  const TemporaryFolder folder(Storage::fast);
  const std::string out = folder / "out";
  const std::string err = folder / "err";
  std::vector<std::string> words{VIGIE_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t process = 0;
  const int code =
      ::posix_spawn(&process, VIGIE_BINARY, &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) throw std::runtime_error("cannot start " + std::string(VIGIE_BINARY));
  CommandResult result;
  result.code = exit_code_of(process, patience);
  result.out = file_bytes(out);
  result.err = file_bytes(err);
  return result;
}

}  // namespace vigie::support
