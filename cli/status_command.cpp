// `vigie status ID`: how far a report has come, as intake tells the device that filed it.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"
#include "cli/patrol_desk.h"
#include "cli/report_status.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

constexpr std::chrono::seconds status_patience{10};

struct StatusArguments {
  PatrolOptions patrol;
  std::string report;
};

void show(Invocation& invocation, const std::string& id, const std::string& answer) {
  const auto status = read_report_status(answer);
  if (!status) {
    throw Failure(ExitCode::failure, say(Phrase::status_unknown, language(invocation), {id}));
  }
  if (invocation.options.json) return print(invocation, Json::parse(answer));
  invocation.console.out << text_of(*status, language(invocation)) << std::endl;
}

void status(Invocation& invocation, const StatusArguments& arguments) {
  const Uuid report = report_id(arguments.report);
  const auto desk = open_desk(invocation, arguments.patrol);
  Connection connection(desk->contact(), desk->spool().key());
  Courier courier(desk->spool(), connection.line(), alarms_to(invocation.console));
  courier.ask_status(report);
  carry(courier, invocation.clock, status_patience,
        [&] { return courier.status_of(report).has_value(); });
  if (const auto answer = courier.status_of(report)) {
    return show(invocation, arguments.report, *answer);
  }
  if (!courier.refused().empty()) {
    throw Failure(ExitCode::failure,
                  say(Phrase::key_refused, language(invocation), {courier.refused()}));
  }
  throw Failure(ExitCode::try_later,
                say(Phrase::status_no_answer, language(invocation), {desk->contact().endpoint}));
}

}  // namespace

void add_status(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<StatusArguments>();
  CLI::App* command = app.add_subcommand("status", "How far a report has come");
  command->add_option("report", arguments->report, "The report's id")->required();
  command->add_option("--key", arguments->patrol.key, "The device's key file (VIGIE_KEY)");
  command->add_option("--spool", arguments->patrol.spool, "The device's spool; beside the key");
  command->callback([&invocation, arguments] { status(invocation, *arguments); });
}

}  // namespace vigie::cli
