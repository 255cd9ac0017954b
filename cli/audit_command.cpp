// `vigie audit verify|show`: the audit trails, read without disturbing the programs.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/layout.h"
#include "cli/progress.h"
#include "cli/readable_times.h"
#include "store/audit.h"
#include "store/database.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

struct AuditArguments {
  std::string program;
  std::int64_t from = 1;
  std::int64_t limit = 0;
  std::string subject;
};

store::Database open(const ProgramPlace& place) {
  std::error_code trouble;
  if (!std::filesystem::exists(place.database(), trouble)) {
    throw Failure(ExitCode::failure, place.database().string() +
                                         ": is not there; has that program run with this --data?");
  }
  store::OpenOptions options;
  options.access = store::Access::read;
  return store::Database(place.database(), options);
}

Json verdict_of(const ProgramPlace& place) {
  Json line{{"program", place.name}};
  try {
    store::Database database = open(place);
    const store::AuditVerdict verdict = store::verify_audit(database);
    line["entries"] = verdict.entries;
    line["good"] = !verdict.first_bad;
    if (verdict.first_bad) {
      line["first_bad"] = *verdict.first_bad;
      line["reason"] = verdict.reason;
    }
  } catch (const std::exception& trouble) {
    line["good"] = false;
    line["reason"] = trouble.what();
  }
  return line;
}

std::string verdict_text(const Json& verdict) {
  std::string text = verdict.at("program").get<std::string>() + ": ";
  if (!verdict.contains("entries")) {
    return text + "cannot be verified: " + verdict.at("reason").get<std::string>();
  }
  text +=
      std::to_string(verdict.at("entries").get<std::int64_t>()) + " entries in an unbroken chain";
  if (!verdict.contains("first_bad")) return text;
  return text + ", then entry " + std::to_string(verdict.at("first_bad").get<std::int64_t>()) +
         " is bad: " + verdict.at("reason").get<std::string>();
}

void verify(Invocation& invocation, const AuditArguments& arguments) {
  Json programs = Json::array();
  Progress progress(invocation);
  const config::Mission mission = load_mission(invocation);
  const auto all = places_of(mission.settings, data_folder(invocation), arguments.program);
  for (const ProgramPlace& place : all) {
    progress.step("checking " + place.name + " (" + std::to_string(programs.size() + 1) + " of " +
                  std::to_string(all.size()) + ")");
    const Json line = verdict_of(place);
    if (!line.at("good").get<bool>()) invocation.exit_code = ExitCode::failure;
    programs.push_back(line);
  }
  progress.clear();
  if (invocation.options.json) return print(invocation, {{"programs", programs}});
  for (const Json& line : programs) invocation.console.out << verdict_text(line) << std::endl;
}

Json json_of(const store::AuditEntry& entry) {
  Json json{{"sequence", entry.sequence},
            {"at", to_string(entry.at)},
            {"actor", entry.actor},
            {"act", entry.act},
            {"subject", entry.subject}};
  const Json detail = Json::parse(entry.detail, nullptr, false);
  if (!detail.is_discarded()) json["detail"] = detail;
  json["digest"] = to_string(entry.digest);
  return json;
}

void show_entry(const Invocation& invocation, const std::string& program,
                const store::AuditEntry& entry) {
  if (invocation.options.json) {
    Json line{{"program", program}};
    line.update(with_readable_times(json_of(entry)));
    // One object a line: a trail is too long for one array.
    invocation.console.out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
    return;
  }
  invocation.console.out << program << " " << entry.sequence << "  " << to_string(entry.at) << "  "
                         << entry.actor << "  " << entry.act << "  " << entry.subject << "  "
                         << entry.detail << "\n";
}

void show(const Invocation& invocation, const AuditArguments& arguments) {
  const config::Mission mission = load_mission(invocation);
  const auto places = places_of(mission.settings, data_folder(invocation), arguments.program);
  for (const ProgramPlace& place : places) {
    store::Database database = open(place);
    std::int64_t shown = 0;
    store::read_audit(database, arguments.from, [&](const store::AuditEntry& entry) {
      if (!arguments.subject.empty() && entry.subject != arguments.subject) return true;
      show_entry(invocation, place.name, entry);
      return arguments.limit == 0 || ++shown < arguments.limit;
    });
  }
  invocation.console.out.flush();
}

}  // namespace

void add_audit(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<AuditArguments>();
  CLI::App* command = app.add_subcommand("audit", "The audit trails of the programs");
  command->require_subcommand(1);
  CLI::App* verifying = command->add_subcommand("verify", "Check every link of the chain");
  CLI::App* showing = command->add_subcommand("show", "Print the entries, oldest first");
  for (CLI::App* one : {verifying, showing}) {
    one->add_option("--program", arguments->program, "One program only");
  }
  showing->add_option("--from", arguments->from, "First sequence number");
  showing->add_option("--limit", arguments->limit, "How many of each program; 0: all");
  showing->add_option("--subject", arguments->subject, "Only what was done to this id or name");
  verifying->callback([&invocation, arguments] { verify(invocation, *arguments); });
  showing->callback([&invocation, arguments] { show(invocation, *arguments); });
}

}  // namespace vigie::cli
