// The `vigie` command: reads the arguments, runs one command, answers its exit code.
//
// Errors: nothing is thrown. A failure is one line on Console::err, in JSON when --json was asked;
//         the exit code is that of service/failure.h.

#pragma once

#include <exception>
#include <string>
#include <vector>

#include "cli/console.h"
#include "report/clock.h"
#include "report/random.h"
#include "service/failure.h"

namespace vigie::cli {

/// `arguments` without the program's own name.
int run(const std::vector<std::string>& arguments, const Console& console, Clock& clock,
        Random& random);

/// What an exception means to whoever started the process.
struct Ending {
  service::ExitCode code = service::ExitCode::failure;
  std::string line;
};

Ending ending_of(const std::exception_ptr& failure);

}  // namespace vigie::cli
