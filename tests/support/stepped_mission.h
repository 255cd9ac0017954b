// A whole mission in one thread: the three programs over a simulated network and clock, real SQLite
// databases in a temporary folder or on disks that can fail, patrols that file and officers who
// answer. Nothing waits, nothing is random but the seed.
//
// Errors: on disks that can fail, a program whose turn or start throws StoreFailure is taken down
//         as its process would end, and stopped() says why; otherwise the failure passes through.

#pragma once

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
#include "report/random.h"
#include "service/program.h"
#include "tests/support/device.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/officer.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"
#include "tests/support/temporary_folder.h"

namespace vigie::support {

class SteppedMission {
 public:
  struct Options {
    std::uint64_t seed = 1;
    int intakes = 1;
    std::filesystem::path mission;            ///< Empty: config/mali.
    const config::Mission* loaded = nullptr;  ///< Instead of `mission`: read once for many.
    bool officers_acknowledge = true;
    bool disks_can_fail = false;  ///< Each program on a FaultyStorage of its own.
    bool one_machine = false;     ///< All of them on the same one.
  };

  explicit SteppedMission(const Options& options);
  ~SteppedMission();

  /// One turn of everything, `step` later.
  void step(std::chrono::milliseconds step = std::chrono::milliseconds{20});
  /// One turn of everything at the time when something is due, at most two seconds later.
  void step_to_next();
  /// Steps until `done`, at most `steps_max` times; says whether it came true.
  bool run_until(const std::function<bool()>& done, int steps_max = 5000);
  /// Steps until nobody owes anybody anything and every officer's reply is recorded.
  bool run_until_quiet(int steps_max = 5000);
  /// The same in as few turns as it takes, for `time_max` of the mission's time at most.
  bool run_to_rest(std::chrono::minutes time_max = std::chrono::minutes{30});
  /// What keeps it from rest, for a failed check.
  std::string unrest();

  /// A device of this unit, allowed at every intake, connected to `intake` (its name).
  Device& add_device(const std::string& name, const std::string& unit,
                     const std::string& intake = "intake");
  /// The same device and key, speaking to another intake as well.
  Device& connect_again(const Device& device, const std::string& intake);
  void kill(const std::string& program);  ///< As kill -9: what was not committed is gone.
  /// Kills every program of that machine, and what their disk had not synced is gone.
  void power_cut(const std::string& program, Leaves leaves = Leaves::synced_only);
  /// From now on nothing of it reaches its disk or the network: for a crash in the middle of a turn
  /// (kill() or power_cut() and start() follow).
  void stop_reaching_out(const std::string& program);
  /// On disks that can fail: false when it did not come up.
  bool start(const std::string& program);
  void start_all();  ///< Those that do not run, with their disks repaired.
  /// This program's clock alone is wrong by so much more.
  void shift_clock(const std::string& program, std::chrono::milliseconds by) {
    clock_errors_[program] += by;
  }
  /// Everybody's clock is set at once; no more time has passed than before.
  void jump_clocks(std::chrono::milliseconds by) {
    clock_.advance(by);
    jumped_ += by;
  }
  /// Why programs ended by themselves, since they were last started.
  const std::map<std::string, std::string>& stopped() const { return stopped_; }
  FaultyStorage& disk(const std::string& program) { return *disks_.at(program); }
  bool running(const std::string& program) const;

  service::Program& program(const std::string& name);
  const std::vector<std::string>& names() const { return names_; }
  std::filesystem::path database_of(const std::string& program) const;
  std::string vfs_of(const std::string& program) const;
  const std::vector<std::unique_ptr<Device>>& devices() const { return devices_; }
  /// Asks a running program over its control door.
  std::string control(const std::string& program, const std::string& request);
  /// What a running program shows at /metrics.
  std::string metrics_of(const std::string& program) const;
  std::filesystem::path log_of(const std::string& program) const;

  std::string intake_name(int index) const;
  const config::Mission& mission() const { return mission_; }
  SimulatedNetwork& network() { return network_; }
  SimulatedClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }
  const std::vector<std::unique_ptr<Officer>>& officers() const { return officers_; }
  /// Whether the holder of this position was shown this revision.
  bool shown(const Uuid& report, std::int64_t revision, const std::string& position) const;

 private:
  struct Running;

  std::unique_ptr<Running> make(const std::string& name);
  Device& connect(const link::SecretKey& key, const std::string& intake);
  void add_officers(bool acknowledge);
  void add_disks(const Options& options);
  void turn_everything();
  void take_down(const std::string& program);
  void turn(const std::string& name);
  bool owing();
  bool delivering();
  Time now_at(const std::string& program);   ///< What the clock of its machine shows.
  Time time_of(const std::string& program);  ///< What the program takes that for.

  TemporaryFolder folder_{Storage::fast};
  SeededRandom random_;
  SeededRandom network_random_;
  SimulatedClock clock_;
  std::chrono::milliseconds jumped_{};
  config::Mission mission_;
  SimulatedNetwork network_;
  link::AllowList allow_list_;
  std::vector<std::string> names_;
  std::map<std::string, std::shared_ptr<FaultyStorage>> disks_;  ///< Shared on one machine.
  std::unique_ptr<FaultyStorage> device_disk_;                   ///< Of all patrols; never fails.
  std::map<std::string, std::string> stopped_;
  std::map<std::string, Time> wakes_;  ///< By the right clock.
  std::map<std::string, std::chrono::milliseconds> clock_errors_;
  std::map<std::string, std::unique_ptr<Running>> running_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<std::unique_ptr<Officer>> officers_;
};

}  // namespace vigie::support
