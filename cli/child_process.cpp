#include "cli/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "service/failure.h"

namespace vigie::cli {
namespace {

constexpr int cannot_start = 127;
constexpr std::chrono::seconds stopping_patience{10};
constexpr std::chrono::milliseconds exit_looked_for_every{10};

/// In the child: only calls that are safe between fork and exec of a process with threads.
[[noreturn]] void become(const char* executable, char* const* arguments, const char* output,
                         pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(cannot_start);  // It died before we could ask.
  ::setpgid(0, 0);  // Ctrl-C is the parent's to hear: it stops us in its own order.
  // The parent's handlers are not ours to run; all signals are blocked until they are gone.
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int file = ::open(output, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0) ::_exit(cannot_start);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::execv(executable, arguments);
  ::_exit(cannot_start);
}

}  // namespace

ChildProcess::ChildProcess(const ChildOptions& options) {
  std::vector<std::string> words{options.executable.string()};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t parent = ::getpid();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_ = ::fork();
  if (pid_ == 0) {
    become(options.executable.c_str(), pointers.data(), options.output.c_str(), parent);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid_ > 0) return;
  throw service::Failure(service::ExitCode::failure,
                         "cannot start a process: " + service::system_text(errno));
}

bool ChildProcess::running() {
  if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  return !ended_;
}

std::optional<int> ChildProcess::exit_code() {
  if (running() || !WIFEXITED(status_)) return std::nullopt;
  return WEXITSTATUS(status_);
}

void ChildProcess::ask_to_stop() {
  if (running()) ::kill(pid_, SIGTERM);
}

ChildProcess::~ChildProcess() {
  ask_to_stop();
  const auto end = std::chrono::steady_clock::now() + stopping_patience;
  while (running() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(exit_looked_for_every);
  }
  if (!running()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace vigie::cli
