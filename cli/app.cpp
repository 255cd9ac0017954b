#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "link/keys.h"
#include "link/sockets.h"
#include "store/failure.h"

namespace vigie::cli {
namespace {

using service::ExitCode;

constexpr const char* purpose =
    "Vigie: a patrol files a report, every position that must know is told, and answers.";

void add_common(CLI::App& app, CommonOptions& options) {
  app.add_option("--mission", options.mission,
                 "Folder of the mission's files (VIGIE_MISSION; the shipped one)");
  app.add_option("--settings", options.settings,
                 "Settings file instead of the mission's own (VIGIE_SETTINGS)");
  app.add_option("--data", options.data, "Folder of the programs' data (VIGIE_DATA; vigie-data)");
  app.add_option("--keys", options.keys, "Folder of the programs' public keys (DATA/keys)");
  app.add_option("--lang", options.language, "Language of what patrols and officers read")
      ->check(CLI::IsMember({"en", "fr"}));
  app.add_flag("--json", options.json, "Answer in JSON");
}

void add_commands(CLI::App& app, Invocation& invocation) {
  for (const auto add : {add_serve, add_submit, add_spool, add_status, add_inbox, add_decide,
                         add_explain, add_view, add_assess, add_reload, add_quarantine, add_audit,
                         add_keys, add_check, add_rules, add_demo}) {
    add(app, invocation);
  }
}

ExitCode exit_code_of(store::FailureKind kind) {
  switch (kind) {
    case store::FailureKind::disk_full:
    case store::FailureKind::busy:
      return ExitCode::try_later;
    case store::FailureKind::too_new:
    case store::FailureKind::foreign:
      return ExitCode::configuration;
    default:
      return ExitCode::failure;
  }
}

int finish(const Ending& ending, const Console& console, bool json) {
  if (json) {
    const Json error{{"error", {{"exit", static_cast<int>(ending.code)}, {"text", ending.line}}}};
    console.err << error.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  } else {
    console.err << "vigie: " << ending.line << std::endl;
  }
  return static_cast<int>(ending.code);
}

/// That a command is missing hides that another word was given in its place.
std::string usage_text(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr || unknown.empty()) {
    return error.what();
  }
  return "'" + unknown.front() + "' is not a command or an option here";
}

int finish(CLI::App& app, const CLI::ParseError& error, const Console& console, bool json) {
  if (json && dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr) {
    console.out << Json{{"version", VIGIE_VERSION}}.dump() << std::endl;
    return static_cast<int>(ExitCode::ok);
  }
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    return app.exit(error, console.out, console.err);  // --help, --version
  }
  return finish({ExitCode::usage, usage_text(app, error) + "; see vigie --help"}, console, json);
}

}  // namespace

Ending ending_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const service::Failure& known) {
    return {known.exit_code(), known.what()};
  } catch (const store::StoreFailure& known) {
    return {exit_code_of(known.kind()), known.what()};
  } catch (const link::KeyTrouble& known) {
    return {ExitCode::configuration, known.what()};
  } catch (const link::EndpointRefused& known) {
    return {ExitCode::failure, known.what()};
  } catch (const std::exception& unknown) {
    return {ExitCode::failure, unknown.what()};
  }
}

int run(const std::vector<std::string>& arguments, const Console& console, Clock& clock,
        Random& random) {
  Invocation invocation{
      .console = console, .clock = clock, .random = random, .options = {}, .exit_code = {}};
  CLI::App app(purpose, "vigie");
  app.set_version_flag("--version", "vigie " VIGIE_VERSION);
  app.fallthrough();
  app.require_subcommand(1);
  add_common(app, invocation.options);
  add_commands(app, invocation);
  // Known before parsing: it also shapes what is said of arguments that cannot be parsed.
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // As CLI11 wants it.
    app.parse(reversed);
    return static_cast<int>(invocation.exit_code);
  } catch (const CLI::ParseError& error) {
    return finish(app, error, console, json);
  } catch (...) {
    return finish(ending_of(std::current_exception()), console, json);
  }
}

}  // namespace vigie::cli
