// `vigie view REPORT --as POSITION`: exactly what that position is shown of a report.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"
#include "cli/view_text.h"

namespace vigie::cli {
namespace {

struct ViewArguments {
  std::string report;
  std::int64_t revision = 0;  ///< 0: the newest.
  std::string position;
};

void view(const Invocation& invocation, const ViewArguments& arguments) {
  report_id(arguments.report);
  const config::Mission mission = load_mission(invocation);
  Json request{{"command", "view"}, {"report", arguments.report}, {"position", arguments.position}};
  if (arguments.revision > 0) request["revision"] = arguments.revision;
  Json answer = ask_router(invocation, mission, request);
  answer["view"] = Json::parse(answer.at("view").get<std::string>());
  if (invocation.options.json) return print(invocation, answer);
  invocation.console.out << view_text(answer, mission, language(invocation)) << std::flush;
}

}  // namespace

void add_view(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<ViewArguments>();
  CLI::App* command =
      app.add_subcommand("view", "Exactly what a position is shown of a report, or would be");
  command->add_option("report", arguments->report, "The report's id")->required();
  command->add_option("--as", arguments->position, "The position")->required();
  command->add_option("--revision", arguments->revision, "A revision; the newest routed")
      ->check(CLI::PositiveNumber);
  command->callback([&invocation, arguments] { view(invocation, *arguments); });
}

}  // namespace vigie::cli
