// `vigie explain ID`: who was told of a report and why, as the router keeps it.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

struct ExplainArguments {
  std::string report;
  std::int64_t revision = 0;  ///< 0: the newest.
};

std::string in(const Json& text, const std::string& words) { return text.value(words, ""); }

void show_rules(const Invocation& invocation, const Json& rules, const std::string& words) {
  for (const Json& rule : rules) {
    invocation.console.out << "    " << rule.value("rule", "") << ": "
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
    invocation.console.out << "  " << outcome.value("position", "") << ": " << word(what, words);
    if (what != "told") invocation.console.out << " (" << outcome.value("reason", "") << ")";
    invocation.console.out << std::endl;
    show_rules(invocation, outcome.value("rules", Json::array()), words);
  }
}

void explain(const Invocation& invocation, const ExplainArguments& arguments) {
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
  command->add_option("--revision", arguments->revision, "A revision; the newest routed");
  command->callback([&invocation, arguments] { explain(invocation, *arguments); });
}

}  // namespace vigie::cli
