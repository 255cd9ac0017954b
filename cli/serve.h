// One program as a running thing: its data folder, database, key, doors, lines, HTTP server,
// control socket and loop, built from the settings and taken down in the right order.
//
// `vigie up` makes all hosts of a mission in one process on one ZeroMQ context; `vigie intake`
// makes one. Which kind of link is between two programs is the settings' matter alone.
// Errors: Failure, StoreFailure, KeyTrouble or EndpointRefused while being built, each with one
//         line for the operator; serve() throws the first failure of any loop after all have ended.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/hosted_program.h"
#include "cli/layout.h"
#include "config/mission.h"
#include "link/allow_list.h"
#include "link/sockets.h"
#include "report/clock.h"
#include "report/random.h"
#include "service/logging.h"
#include "service/stop.h"

namespace vigie::cli {

/// What all hosts of a process share; outlives them.
struct Machine {
  const config::Mission& mission;
  MissionFiles mission_files;
  std::filesystem::path data;
  std::filesystem::path keys;
  service::LogOptions log;
  Clock& clock;
  Random& random;
  link::AllowList& allow_list;
  link::Context& context;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual const std::string& name() const = 0;
  /// Where it listens, for the person who started it: "patrols tcp://127.0.0.1:5701".
  virtual std::vector<std::string> listening() const = 0;
  virtual void run(service::Stop& stop) = 0;  ///< Until stopped.
};

std::unique_ptr<Host> make_host(Machine& machine, const ProgramPlace& place);

/// Runs each host on a thread of its own; when one fails, the others are stopped too.
void serve(const std::vector<std::unique_ptr<Host>>& hosts, service::Stop& stop);

}  // namespace vigie::cli
