// `vigie explain REPORT`: what became of a report for every position and why, as the router keeps
// it.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"
#include "cli/explain_text.h"
#include "cli/path_text.h"

namespace vigie::cli {
namespace {

struct ExplainArguments {
  std::string report;
  std::int64_t revision = 0;  ///< 0: the newest.
  std::string position;
  std::string as;
  bool chain = false;
};

Json request_of(const ExplainArguments& arguments) {
  Json request{{"command", "explain"}, {"report", arguments.report}};
  if (arguments.revision > 0) request["revision"] = arguments.revision;
  if (!arguments.position.empty()) request["position"] = arguments.position;
  if (!arguments.as.empty()) request["as"] = arguments.as;
  if (arguments.chain) request["chain"] = true;
  return request;
}

std::string explanation_text(const Json& answer, const config::Mission& mission,
                             const ExplainArguments& arguments, const std::string& words) {
  if (arguments.chain) return path_text(answer, mission, words);
  if (!arguments.position.empty()) return position_text(answer, mission, words);
  return explain_text(answer, mission, words);
}

void explain(const Invocation& invocation, const ExplainArguments& arguments) {
  report_id(arguments.report);
  const config::Mission mission = load_mission(invocation);
  const Json answer = ask_router(invocation, mission, request_of(arguments));
  if (invocation.options.json) return print(invocation, answer);
  invocation.console.out << explanation_text(answer, mission, arguments, language(invocation))
                         << std::flush;
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command =
      app.add_subcommand("explain", "Who was told of a report, who is held, who not, and why");
  command->add_option("report", arguments->report, "The report's id")->required();
  command->add_option("--revision", arguments->revision, "A revision; the newest routed")
      ->check(CLI::PositiveNumber);
  auto* position = command->add_option(
      "--position", arguments->position,
      "This position alone, with the facts behind each rule and what would have to change");
  command->add_option("--as", arguments->as, "Only what this position may know of it");
  command->add_flag("--chain", arguments->chain, "The report's way, step by step in time order")
      ->excludes(position);
  command->callback([&invocation, arguments] { explain(invocation, *arguments); });
}

}  // namespace vigie::cli
