// `vigie assess FILE…`: what the facts of a report show of trafficking in persons and of the
// smuggling of migrants, judged apart; read from a report, or as the router stored it.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <variant>

#include "cli/app.h"
#include "cli/assessment_page.h"
#include "cli/assessment_texts.h"
#include "cli/commands.h"
#include "cli/control.h"
#include "cli/patrol_desk.h"
#include "cli/wrapped_text.h"
#include "intake/meaning.h"
#include "report/decode.h"
#include "report/id.h"
#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

constexpr const char* standard_input = "-";
constexpr const char* usual_frame = "protocol";

struct AssessArguments {
  std::vector<std::string> reports;
  std::string frame;
  std::int64_t revision = 0;  ///< 0: the newest. Of a stored assessment.
  bool verbose = false;
};

/// One argument: what was assessed, or why it was not.
struct Assessed {
  std::string named;                ///< The argument.
  std::optional<Ending> trouble{};  ///< It could not be read, found or asked for.
  Problems problems{};              ///< It was read, and is no report to assess.
  std::string report{};
  std::int64_t revision = 1;
  std::string language{};  ///< Of the report; empty when it is not at hand.
  Json assessment{};
  Json content{};  ///< The report; null when it is not at hand.

  ExitCode exit_code() const {
    if (trouble) return trouble->code;
    return problems.empty() ? ExitCode::ok : ExitCode::failure;
  }
};

std::string bytes_of(const std::string& file) {
  constexpr std::size_t bytes_max = 4 * report_bytes_max;  // Too large is the decoder's to say.
  if (file != standard_input) return read_file(file, bytes_max);
  std::string bytes(bytes_max, '\0');
  std::cin.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::cin.gcount()));
  return bytes;
}

const config::Catalogue& catalogue_of(const config::Mission& mission, const std::string& named,
                                      const std::string& version) {
  const auto found = mission.catalogues.find(version);
  if (found == mission.catalogues.end()) {
    throw Failure(ExitCode::failure, named + ": was written with catalogue " + version +
                                         ", which the mission " + mission.id +
                                         " does not have; its own is " + mission.catalogue_current);
  }
  if (found->second.frames.empty()) {
    throw Failure(ExitCode::configuration, "catalogue " + version + " of the mission " +
                                               mission.id +
                                               " names no law (frames.yaml): nothing to assess");
  }
  return found->second;
}

Assessed assess_file(const Invocation& invocation, const config::Mission& mission,
                     const std::string& file) {
  Assessed assessed{.named = file};
  const std::string bytes = bytes_of(file);
  const auto decoded = decode_report(bytes);
  if (const auto* problems = std::get_if<Problems>(&decoded)) {
    assessed.problems = *problems;
    return assessed;
  }
  const auto& report = std::get<Report>(decoded);
  const config::Catalogue& catalogue = catalogue_of(mission, file, report.catalogue);
  const auto meaning = intake::check_meaning(report, mission, invocation.clock.now());
  assessed.problems = std::get<Problems>(meaning);
  if (!assessed.problems.empty()) return assessed;
  assessed.report = to_string(report.id);
  assessed.revision = report.revision;
  assessed.language = report.language;
  assessed.assessment = Json::parse(router::write_assessment(router::assess(report, catalogue)));
  assessed.content = Json::parse(bytes);
  return assessed;
}

Assessed ask_router(const Invocation& invocation, const config::Mission& mission,
                    const AssessArguments& arguments, const std::string& id) {
  Json request{{"command", "assessment"}, {"report", id}};
  if (arguments.revision > 0) request["revision"] = arguments.revision;
  Json answer = ask_router(invocation, mission, request);
  Assessed assessed{.named = id};
  assessed.report = answer.value("report", id);
  assessed.revision = answer.value("revision", std::int64_t{1});
  assessed.assessment = std::move(answer.at("assessment"));
  return assessed;
}

bool is_report_id(const std::string& named) {
  std::error_code trouble;
  return parse_uuid(named).has_value() && !std::filesystem::exists(named, trouble);
}

/// The law asked for; else the Protocols; else whatever laws there are.
std::vector<Code> frames_shown(const Json& assessment, const std::string& asked) {
  std::vector<Code> all;
  for (const Json& frame : assessment.at("frames")) all.push_back(frame.at("frame"));
  const std::string wanted = asked.empty() ? usual_frame : asked;
  if (std::ranges::find(all, wanted) != all.end()) return {wanted};
  if (asked.empty()) return all;
  std::string known;
  for (const Code& frame : all) known += (known.empty() ? "" : ", ") + frame;
  throw Failure(ExitCode::usage,
                "'" + asked + "' is not a law of this catalogue (--frame); there are: " + known);
}

/// What was said of the language; else the report's own; else the system's.
std::string page_language(const Invocation& invocation, const Assessed& assessed) {
  const std::string said = chosen(invocation, invocation.options.language, "VIGIE_LANG", "");
  return said.empty() && !assessed.language.empty() ? assessed.language : language(invocation);
}

void keep_frame(Json& assessment, const std::string& asked) {
  if (asked.empty()) return;
  const std::vector<Code> shown = frames_shown(assessment, asked);
  Json kept = Json::array();
  for (Json& frame : assessment.at("frames")) {
    if (frame.at("frame") == shown.front()) kept.push_back(std::move(frame));
  }
  assessment["frames"] = std::move(kept);
}

Json json_of(const Assessed& assessed, const config::Mission& mission, const std::string& frame) {
  if (const auto& trouble = assessed.trouble) {
    return {{"file", assessed.named},
            {"error", {{"exit", static_cast<int>(trouble->code)}, {"text", trouble->line}}}};
  }
  if (!assessed.problems.empty()) {
    return {{"file", assessed.named},
            {"state", "refused"},
            {"problems", cli::json_of(assessed.problems)}};
  }
  Json assessment = assessed.assessment;
  keep_frame(assessment, frame);
  const std::string version = assessment.at("catalogue");
  return {{"file", assessed.named},
          {"report", assessed.report},
          {"revision", assessed.revision},
          {"assessment", with_texts(assessment, catalogue_of(mission, assessed.named, version))}};
}

std::string assessed_text(const Invocation& invocation, const Assessed& assessed,
                          const config::Mission& mission, const AssessArguments& arguments) {
  if (!assessed.problems.empty()) {
    return cli::text_of(assessed.named, assessed.problems, language(invocation)) + "\n";
  }
  const std::string version = assessed.assessment.at("catalogue");
  return assessment_page({.report = assessed.report,
                          .revision = assessed.revision,
                          .assessment = assessed.assessment,
                          .content = assessed.content.is_null() ? nullptr : &assessed.content},
                         mission, catalogue_of(mission, assessed.named, version),
                         {.language = page_language(invocation, assessed),
                          .frames = frames_shown(assessed.assessment, arguments.frame),
                          .verbose = arguments.verbose});
}

void show(const Invocation& invocation, const std::vector<Assessed>& all,
          const config::Mission& mission, const AssessArguments& arguments) {
  if (invocation.options.json) {
    Json reports = Json::array();
    for (const Assessed& one : all) reports.push_back(json_of(one, mission, arguments.frame));
    return print(invocation, {{"reports", reports}});
  }
  std::string pages;
  for (const Assessed& one : all) {
    if (one.trouble) {
      invocation.console.err << "vigie: " << one.trouble->line << std::endl;
      continue;
    }
    if (!pages.empty()) pages += "\n" + std::string(page_width, '=') + "\n\n";
    pages += assessed_text(invocation, one, mission, arguments);
  }
  invocation.console.out << pages << std::flush;
}

Assessed assess_one(const Invocation& invocation, const config::Mission& mission,
                    const AssessArguments& arguments, const std::string& named) {
  if (is_report_id(named)) return ask_router(invocation, mission, arguments, named);
  return assess_file(invocation, mission, named);
}

/// What fails ends a command that was asked for nothing else; among several the others go on.
Assessed assess_among(const Invocation& invocation, const config::Mission& mission,
                      const AssessArguments& arguments, const std::string& named) {
  try {
    return assess_one(invocation, mission, arguments, named);
  } catch (...) {
    if (arguments.reports.size() == 1) throw;
    return {.named = named, .trouble = ending_of(std::current_exception())};
  }
}

/// Waiting is the least that can go wrong.
ExitCode worse(ExitCode one, ExitCode other) {
  constexpr std::array order{ExitCode::ok, ExitCode::try_later, ExitCode::failure, ExitCode::usage,
                             ExitCode::configuration};
  return std::ranges::find(order, one) < std::ranges::find(order, other) ? other : one;
}

void assess(Invocation& invocation, const AssessArguments& arguments) {
  const config::Mission mission = load_mission(invocation);
  std::vector<Assessed> all;
  for (const std::string& named : arguments.reports) {
    all.push_back(assess_among(invocation, mission, arguments, named));
    invocation.exit_code = worse(invocation.exit_code, all.back().exit_code());
  }
  show(invocation, all, mission, arguments);
}

}  // namespace

void add_assess(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<AssessArguments>();
  CLI::App* command = app.add_subcommand(
      "assess", "What a report shows of trafficking and of smuggling, judged apart");
  command
      ->add_option("reports", arguments->reports,
                   "Report files (JSON; - reads one from standard input), or ids of reports whose "
                   "assessment the router has stored")
      ->required();
  command->add_option("--frame", arguments->frame,
                      "The law to read it by, as the catalogue names it: protocol or mali in the "
                      "shipped one (protocol on a page, every law in JSON)");
  command
      ->add_option("--revision", arguments->revision,
                   "Of a stored assessment: a revision; the newest routed")
      ->check(CLI::PositiveNumber);
  command->add_flag("--verbose", arguments->verbose,
                    "Also each fact's place in the report and each sentence's source");
  command->footer(
      "A page comes in the language of its report unless --lang says otherwise; problems of a "
      "report\ncome in the language of the system. Exit code 1 when a report was refused.");
  command->callback([&invocation, arguments] { assess(invocation, *arguments); });
}

}  // namespace vigie::cli
