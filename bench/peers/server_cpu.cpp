#include "bench/peers/server_cpu.h"

#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "bench/thread_time.h"

namespace vigie::bench::peers {
namespace {

struct Process {
  pid_t parent = 0;
  double seconds = 0;
};

/// Nothing when the process ended meanwhile.
Process read_process(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string line;
  std::getline(file, line);
  if (line.empty()) return {};
  std::istringstream behind_name(line.substr(line.rfind(')') + 1));
  std::string word;
  Process process;
  // Field 3 is the state, 4 the parent; 16 and 17 are the times of children waited for.
  behind_name >> word >> process.parent;
  for (int field = 5; field < 16; ++field) behind_name >> word;
  double user = 0;
  double system = 0;
  behind_name >> user >> system;
  process.seconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return process;
}

std::map<pid_t, Process> all_processes() {
  std::map<pid_t, Process> processes;
  for (const auto& folder : std::filesystem::directory_iterator("/proc")) {
    const std::string name = folder.path().filename();
    if (std::isdigit(static_cast<unsigned char>(name.front())) == 0) continue;
    processes[std::stoi(name)] = read_process(folder.path());
  }
  return processes;
}

bool is_below(const std::map<pid_t, Process>& processes, pid_t process, pid_t server) {
  while (process != server) {
    const auto found = processes.find(process);
    if (found == processes.end()) return false;
    process = found->second.parent;
  }
  return true;
}

}  // namespace

double server_cpu_seconds(pid_t server) {
  const auto processes = all_processes();
  if (!processes.contains(server)) throw std::runtime_error("the server is not running");
  double seconds = 0;
  for (const auto& [id, process] : processes) {
    if (!is_below(processes, id, server)) continue;
    seconds +=
        process.seconds + thread_seconds(std::filesystem::path("/proc") / std::to_string(id));
  }
  return seconds;
}

}  // namespace vigie::bench::peers
