// `vigie explain ID`: who was told of a report and why, as the router keeps it.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"
#include "cli/words.h"
#include "report/id.h"

namespace vigie::cli {
namespace {

struct ExplainArguments {
  std::string report;
  std::int64_t revision = 0;  ///< 0: the newest.
};

std::string in(const Json& text, const std::string& words) { return text.value(words, ""); }

void show_rules(const Invocation& invocation, const Json& rules, const std::string& lead,
                const std::string& words) {
  for (const Json& rule : rules) {
    invocation.console.out << "    " << lead << rule.value("rule", "") << ": "
                           << in(rule.value("because", Json::object()), words) << " ("
                           << rule.value("authority", "") << ")" << std::endl;
  }
}

void show(const Invocation& invocation, const Json& routing) {
  const std::string words = language(invocation);
  invocation.console.out << routing.value("report", "") << "  " << routing.value("revision", 0)
                         << "  " << word(routing.value("urgency", ""), words) << std::endl;
  for (const Json& outcome : routing.at("outcomes")) {
    const std::string what = outcome.value("outcome", "");
    invocation.console.out << "  " << in(outcome.value("title", Json::object()), words) << " ("
                           << outcome.value("position", "") << "): " << word(what, words);
    if (what != "told") {
      invocation.console.out << " (" << word(outcome.value("reason", ""), words) << ")";
    }
    invocation.console.out << std::endl;
    show_rules(invocation, outcome.value("rules", Json::array()), "", words);
    show_rules(invocation, outcome.value("nearest", Json::array()),
               say(Phrase::nearest_rule, words) + " ", words);
  }
}

void explain(const Invocation& invocation, const ExplainArguments& arguments) {
  if (!parse_uuid(arguments.report)) {
    throw service::Failure(service::ExitCode::usage,
                           "'" + arguments.report + "' is not a report's id");
  }
  const config::Mission mission = load_mission(invocation);
  Json request{{"command", "explain"}, {"report", arguments.report}};
  if (arguments.revision > 0) request["revision"] = arguments.revision;
  const Json answer = ask_program(
      place_of(mission.settings, data_folder(invocation), ProgramKind::router), request);
  if (invocation.options.json) return print(invocation, answer);
  show(invocation, answer);
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = app.add_subcommand("explain", "Who was told of a report, and why");
  command->add_option("report", arguments->report, "The report's id")->required();
  command->add_option("--revision", arguments->revision, "A revision; the newest routed")
      ->check(CLI::PositiveNumber);
  command->callback([&invocation, arguments] { explain(invocation, *arguments); });
}

}  // namespace vigie::cli
