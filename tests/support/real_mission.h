// A mission of real processes on loopback: intake, router and notifier as `vigie` runs them, over
// tcp with CURVE — or all in one, `vigie up` — with throw-away keys and data; patrols and officers
// of this process. Tests and the bench drive it.
//
// Errors: throws std::runtime_error naming what did not start, with the end of its log.

#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/mission.h"
#include "link/allow_list.h"
#include "link/sockets.h"
#include "report/random.h"
#include "service/system_clock.h"
#include "tests/support/device.h"
#include "tests/support/officer.h"
#include "tests/support/temporary_folder.h"

namespace vigie::support {

class RealMission {
 public:
  struct Options {
    std::uint64_t seed = 1;
    /// Data folders of programs that lie elsewhere (a small disk), by program.
    std::map<std::string, std::filesystem::path> places = {};
    std::filesystem::path mission = VIGIE_SOURCE_DIR "/config/mali";
    bool in_one_process = false;  ///< `vigie up`; the process is then named "up".
    std::chrono::milliseconds resend_after{500};
  };

  explicit RealMission(std::uint64_t seed) : RealMission(Options{.seed = seed}) {}
  explicit RealMission(Options options);
  ~RealMission() = default;  ///< Ends every process.
  RealMission(const RealMission&) = delete;
  RealMission& operator=(const RealMission&) = delete;

  void start(const std::string& program);
  void wait_until_ready(const std::string& program);
  void signal(const std::string& program, int signal);
  /// As the power button: kill -9 and reaped.
  void kill(const std::string& program);
  bool running(const std::string& program);  ///< False once it has ended by itself.
  /// SIGTERM, and its exit code.
  int stop(const std::string& program);

  Device& add_device(const std::string& name);
  /// Moves patrols and officers for about `time`.
  void run_for(std::chrono::milliseconds time);
  bool run_until(const std::function<bool()>& done, std::chrono::seconds patience);

  /// One control request; an empty string when the program does not answer.
  std::string control(const std::string& program, const std::string& request);
  std::filesystem::path database_of(const std::string& program) const;
  std::filesystem::path folder() const { return folder_.path(); }
  std::string log_of(const std::string& program) const;

  static const std::vector<std::string>& programs();
  /// The running processes: the three programs, or "up".
  const std::map<std::string, pid_t>& processes() const { return processes_; }
  const config::Mission& mission() const { return mission_; }
  std::vector<std::unique_ptr<Device>>& devices() { return devices_; }
  std::vector<std::unique_ptr<Officer>>& officers() { return officers_; }
  bool shown(const Uuid& report, std::int64_t revision, const std::string& position) const;
  Time now() { return clock_.now(); }
  SeededRandom& random() { return random_; }
  int http_port() const { return http_port_; }

 private:
  void make_keys();
  void turn();
  pid_t process_of(const std::string& program) const;

  Options options_;
  TemporaryFolder folder_{Storage::disk};
  SeededRandom random_;
  service::SystemClock clock_;
  int http_port_ = 0;
  std::filesystem::path settings_;
  config::Mission mission_;
  std::map<std::string, pid_t> processes_;
  /// Also when the constructor fails half-way.
  struct EndsThem {
    std::map<std::string, pid_t>& processes;
    ~EndsThem();
  } ends_them_{processes_};
  std::vector<link::SecretKey> own_keys_;
  link::AllowList nobody_;
  link::Context context_{nobody_};
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<std::unique_ptr<Officer>> officers_;
};

}  // namespace vigie::support
