// Asking a program of this machine, and changing the keys of one that is not running.
//
// Errors: Failure try_later when the program must run for that and does not; ProgramRefused with
//         the program's own words when it refuses.

#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/invocation.h"
#include "cli/layout.h"
#include "report/id.h"

namespace vigie::cli {

class ProgramRefused : public service::Failure {
 public:
  ProgramRefused(std::string code, const std::string& line)
      : Failure(service::ExitCode::failure, line), code_(std::move(code)) {}
  const std::string& code() const { return code_; }  ///< "keys.known"; empty when it gave none.

 private:
  std::string code_;
};

/// Sends one control request; the answer, which says ok.
Json ask_program(const ProgramPlace& place, const Json& request);

/// The same for keys.allow, keys.revoke and keys.list, all at once; when the program is not
/// running, done in its database, which no other process can then hold.
std::vector<Json> ask_keys(const ProgramPlace& place, const std::vector<Json>& requests,
                           Clock& clock);

/// Sends one control request to the mission's router.
Json ask_router(const Invocation& invocation, const config::Mission& mission, const Json& request);

/// A report's id as it was typed. Failure `usage` when it is none.
Uuid report_id(const std::string& text);

/// A program at which something was not done, and why.
struct Missed {
  std::string program;
  std::string text;
};

/// Does `act` at each, the rest too when it fails at one. When it failed at all of them, throws
/// what went wrong first.
std::vector<Missed> at_each(const std::vector<ProgramPlace>& places,
                            const std::function<void(const ProgramPlace&)>& act);

}  // namespace vigie::cli
