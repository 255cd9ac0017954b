// A whole mission in one thread: the three programs over a simulated network and clock, real SQLite
// databases in a temporary folder, patrols that file and officers who answer. Nothing waits,
// nothing is random but the seed.

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
    std::filesystem::path mission;  ///< Empty: config/mali.
    bool officers_acknowledge = true;
  };

  explicit SteppedMission(const Options& options);
  ~SteppedMission();

  /// One turn of everything, `step` later.
  void step(std::chrono::milliseconds step = std::chrono::milliseconds{20});
  /// Steps until `done`, at most `steps_max` times; says whether it came true.
  bool run_until(const std::function<bool()>& done, int steps_max = 5000);
  /// Steps until nobody owes anybody anything and every officer's reply is recorded.
  bool run_until_quiet(int steps_max = 5000);

  /// A device of this unit, allowed at every intake, connected to `intake` (its name).
  Device& add_device(const std::string& name, const std::string& unit,
                     const std::string& intake = "intake");
  /// The same device and key, speaking to another intake as well.
  Device& connect_again(const Device& device, const std::string& intake);
  void kill(const std::string& program);  ///< As kill -9: what was not committed is gone.
  void start(const std::string& program);
  bool running(const std::string& program) const;

  service::Program& program(const std::string& name);
  std::filesystem::path database_of(const std::string& program) const;
  /// Asks a running program over its control door.
  std::string control(const std::string& program, const std::string& request);

  std::string intake_name(int index) const;
  const config::Mission& mission() const { return mission_; }
  SimulatedNetwork& network() { return network_; }
  SimulatedClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }
  std::vector<std::unique_ptr<Officer>>& officers() { return officers_; }
  /// Whether the holder of this position was shown this revision.
  bool shown(const Uuid& report, std::int64_t revision, const std::string& position) const;

 private:
  struct Running;

  std::unique_ptr<Running> make(const std::string& name);
  Device& connect(const link::SecretKey& key, const std::string& intake);
  void add_officers(bool acknowledge);

  TemporaryFolder folder_{Storage::fast};
  SeededRandom random_;
  SeededRandom network_random_;
  SimulatedClock clock_;
  config::Mission mission_;
  SimulatedNetwork network_;
  link::AllowList allow_list_;
  std::vector<std::string> names_;
  std::map<std::string, std::unique_ptr<Running>> running_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<std::unique_ptr<Officer>> officers_;
};

}  // namespace vigie::support
