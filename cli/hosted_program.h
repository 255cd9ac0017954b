// A program as its loop sees it, with what only the host knows added: the room on its disk, and the
// files of its mission.
//
// Control command reload: reads the mission's files again. A good one replaces the mission between
// two turns, all of it but the settings (those need a restart); a bad one, also one with a rule
// whose last day is past, is refused with every problem, and the program goes on with what it has.
// What waited for it is tried again.
//
// Shapes: {"command":"reload"} answers {"ok":true,"version","changed"}, or ok false with code
//         mission.refused and "problems": ["file:line:column: text", …].

#pragma once

#include <filesystem>
#include <optional>

#include "config/mission.h"
#include "service/data_folder.h"
#include "service/logging.h"
#include "service/program.h"

namespace vigie::cli {

/// Where a mission was read from.
struct MissionFiles {
  std::filesystem::path folder;
  std::optional<std::filesystem::path> settings;
};

class HostedProgram final : public service::Program {
 public:
  struct Wiring {
    service::Program& program;
    const service::DataFolder& folder;
    config::Mission& mission;  ///< The one the program reads; only the loop's thread touches it.
    MissionFiles files;
    service::Log& log;
  };

  explicit HostedProgram(Wiring wiring) : wiring_(std::move(wiring)) {}

  Time turn(Time now) override { return wiring_.program.turn(now); }
  std::vector<void*> sockets() override { return wiring_.program.sockets(); }
  std::string control(std::string_view request, std::string_view caller, Time now) override;
  service::Health health(Time now) override;
  void mission_changed() override { wiring_.program.mission_changed(); }

 private:
  std::string reload(Time now);

  Wiring wiring_;
};

}  // namespace vigie::cli
