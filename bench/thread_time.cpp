#include "bench/thread_time.h"

#include <fstream>
#include <system_error>

namespace vigie::bench {

double thread_seconds(const std::filesystem::path& process) {
  double nanoseconds = 0;
  std::error_code ended;
  for (const auto& thread : std::filesystem::directory_iterator(process / "task", ended)) {
    double used = 0;
    if (std::ifstream(thread.path() / "schedstat") >> used) nanoseconds += used;
  }
  return nanoseconds / 1e9;
}

}  // namespace vigie::bench
