#include "cli/control.h"

#include <pwd.h>
#include <unistd.h>

#include <exception>
#include <nlohmann/json.hpp>

#include "cli/app.h"
#include "cli/folder_access.h"
#include "link/allow_list.h"
#include "link/key_registry.h"
#include "service/control_client.h"
#include "service/control_commands.h"
#include "store/audit.h"
#include "store/database.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

constexpr std::chrono::seconds control_patience{30};

/// The answer when it says ok; otherwise a failure in the program's own words.
Json accepted(const ProgramPlace& place, Json answer) {
  if (answer.is_object() && answer.value("ok", false)) return answer;
  std::string text = "gave an answer that cannot be read";
  std::string code;
  if (answer.is_object() && answer.contains("error")) {
    text = answer["error"].value("text", text);
    code = answer["error"].value("code", code);
  }
  throw ProgramRefused(code, place.name + ": " + text);
}

std::optional<Json> ask_running(const ProgramPlace& place, const Json& request) {
  const auto answer = service::ask(place.socket(), request.dump(), control_patience);
  if (!answer) return std::nullopt;
  return accepted(place, Json::parse(*answer, nullptr, false));
}

/// Who is at the terminal, for the audit trail.
std::string caller() {
  const passwd* entry = ::getpwuid(::getuid());
  return std::string(entry != nullptr ? entry->pw_name : "?") + " (uid " +
         std::to_string(::getuid()) + ", pid " + std::to_string(::getpid()) + ", not running)";
}

/// The key commands of a program at rest: the same code on the same tables, under its lock.
std::vector<Json> ask_resting(const ProgramPlace& place, const std::vector<Json>& requests,
                              Clock& clock) {
  const service::DataFolder folder = open_folder(place);
  store::Database database(place.database(), place.database_options());
  store::AuditTrail audit(database);
  link::KeyRegistry registry(database);
  link::AllowList nobody_connected;
  const auto kind =
      place.kind == ProgramKind::intake ? link::KeyKind::device : link::KeyKind::person;
  service::KeyCommands commands(registry, nobody_connected, place.name, kind, audit);
  const std::string by = caller();
  std::vector<Json> answers;
  store::Transaction transaction(database);
  for (const Json& request : requests) {
    const service::Json body = request;
    const auto answer = commands.handle(
        {.command = body.value("command", ""), .body = body, .caller = by, .now = clock.now()});
    answers.push_back(accepted(place, answer.value_or(service::Json())));
  }
  transaction.commit();
  database.checkpoint(true);
  return answers;
}

}  // namespace

Json ask_program(const ProgramPlace& place, const Json& request) {
  auto answer = ask_running(place, request);
  if (answer) return std::move(*answer);
  throw Failure(ExitCode::try_later, place.name + " is not running (nobody listens at " +
                                         place.socket().string() + "); start it, or say --data");
}

Json ask_router(const Invocation& invocation, const config::Mission& mission, const Json& request) {
  return ask_program(place_of(mission.settings, data_folder(invocation), ProgramKind::router),
                     request);
}

Uuid report_id(const std::string& text) {
  if (const auto id = parse_uuid(text)) return *id;
  throw Failure(ExitCode::usage, "'" + text + "' is not a report's id");
}

std::vector<Json> ask_keys(const ProgramPlace& place, const std::vector<Json>& requests,
                           Clock& clock) {
  std::vector<Json> answers;
  for (const Json& request : requests) {
    auto answer = ask_running(place, request);
    if (!answer && answers.empty()) return ask_resting(place, requests, clock);
    if (!answer) throw Failure(ExitCode::try_later, place.name + " stopped meanwhile");
    answers.push_back(std::move(*answer));
  }
  return answers;
}

std::vector<Missed> at_each(const std::vector<ProgramPlace>& places,
                            const std::function<void(const ProgramPlace&)>& act) {
  std::vector<Missed> missed;
  std::exception_ptr first;
  for (const ProgramPlace& place : places) {
    try {
      act(place);
    } catch (...) {
      if (!first) first = std::current_exception();
      missed.push_back({place.name, ending_of(std::current_exception()).line});
    }
  }
  if (first && missed.size() == places.size()) std::rethrow_exception(first);
  return missed;
}

}  // namespace vigie::cli
