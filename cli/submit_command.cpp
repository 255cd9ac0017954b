// `vigie submit FILE…`: checks, signs and spools reports, then sends them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <variant>

#include "cli/commands.h"
#include "cli/patrol_desk.h"
#include "cli/progress.h"
#include "cli/report_status.h"
#include "cli/words.h"
#include "report/decode.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

constexpr std::chrono::seconds sending_patience{5};
constexpr std::chrono::hours keep_content{7 * 24};

struct SubmitArguments {
  PatrolOptions patrol;
  std::vector<std::string> files;
  std::vector<std::string> attachments;
  int wait_seconds = 0;
};

struct Attached {
  std::string name;
  std::string bytes;
  bool named = false;  ///< By some report.
};

/// One file on its way: what filing it came to, and how far its report is.
struct Submitted {
  std::string file;
  Filing filing;
  std::optional<ReportStatus> status;
};

std::vector<Attached> read_attachments(const std::vector<std::string>& files) {
  std::vector<Attached> attachments;
  for (const std::string& file : files) {
    attachments.push_back({.name = file,
                           .bytes = read_file(file, static_cast<std::size_t>(attachment_bytes_max)),
                           .named = false});
  }
  return attachments;
}

ReportFile with_attachments(const std::string& file, std::vector<Attached>& attachments) {
  // Larger than allowed: that it is too large is the decoder's to say, in both languages.
  ReportFile report{.name = std::filesystem::path(file).filename().string(),
                    .bytes = read_file(file, 4 * report_bytes_max),
                    .attachments = {}};
  if (attachments.empty()) return report;
  const auto decoded = decode_report(report.bytes);
  const auto* readable = std::get_if<Report>(&decoded);
  for (Attached& attached : attachments) {
    if (readable == nullptr || !named_in(*readable, attached.bytes)) continue;
    attached.named = true;
    report.attachments.push_back(attached.bytes);
  }
  return report;
}

std::vector<Submitted> file_all(Invocation& invocation, Spool& spool,
                                const SubmitArguments& arguments) {
  std::vector<Attached> attachments = read_attachments(arguments.attachments);
  std::vector<ReportFile> reports;
  for (const std::string& file : arguments.files) {
    reports.push_back(with_attachments(file, attachments));
  }
  for (const Attached& attached : attachments) {
    if (attached.named) continue;
    throw Failure(ExitCode::failure,
                  say(Phrase::attachment_unnamed, language(invocation), {attached.name}));
  }
  std::vector<Submitted> submitted;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    submitted.push_back({.file = arguments.files[i],
                         .filing = spool.file(reports[i], invocation.clock.now()),
                         .status = std::nullopt});
  }
  return submitted;
}

/// What intake has said meanwhile.
void look_again(Spool& spool, std::vector<Submitted>& submitted) {
  for (Submitted& one : submitted) {
    if (one.filing.spooled) one.filing.spooled = spool.find(one.filing.spooled->row);
  }
}

bool waits(const Submitted& one) {
  return one.filing.spooled && one.filing.spooled->state == SpoolState::waiting;
}

std::string out_of(Phrase phrase, std::string_view words, std::ptrdiff_t done, std::size_t all) {
  return say(phrase, words, {std::to_string(done), std::to_string(all)});
}

bool all_answered(Spool& spool, std::vector<Submitted>& submitted, Progress& progress,
                  const std::string& words) {
  look_again(spool, submitted);
  const auto waiting = std::count_if(submitted.begin(), submitted.end(), waits);
  const auto answered = static_cast<std::ptrdiff_t>(submitted.size()) - waiting;
  progress.say(out_of(Phrase::progress_answered, words, answered, submitted.size()));
  return waiting == 0;
}

/// Reads the newest statuses and asks for those that are not final again.
bool all_acknowledged(Courier& courier, std::vector<Submitted>& submitted, Progress& progress,
                      const std::string& words) {
  std::size_t followed = 0;
  std::ptrdiff_t acknowledged = 0;
  for (Submitted& one : submitted) {
    const auto& spooled = one.filing.spooled;
    if (!spooled || spooled->state != SpoolState::received) continue;
    ++followed;
    if (const auto answer = courier.status_of(spooled->report)) {
      one.status = read_report_status(*answer);
      courier.ask_status(spooled->report);
    }
    const bool current = one.status && one.status->revision >= spooled->revision;
    acknowledged += int{current && one.status->state == "acknowledged"};
  }
  progress.say(out_of(Phrase::progress_acknowledged, words, acknowledged, followed));
  return acknowledged == static_cast<std::ptrdiff_t>(followed);
}

bool follow(Invocation& invocation, Courier& courier, std::vector<Submitted>& submitted,
            std::chrono::seconds patience) {
  for (const Submitted& one : submitted) {
    if (one.filing.spooled) courier.ask_status(one.filing.spooled->report);
  }
  Progress progress(invocation);
  const std::string words = language(invocation);
  return carry(courier, invocation.clock, patience,
               [&] { return all_acknowledged(courier, submitted, progress, words); });
}

ExitCode exit_code_of(const std::vector<Submitted>& submitted) {
  ExitCode code = ExitCode::ok;
  for (const Submitted& one : submitted) {
    const auto& spooled = one.filing.spooled;
    if (!spooled || spooled->state == SpoolState::refused) return ExitCode::failure;
    if (spooled->state != SpoolState::received) code = ExitCode::try_later;
  }
  return code;
}

Json json_of_status(const ReportStatus& status) {
  Json positions = Json::array();
  for (const PositionStatus& position : status.positions) {
    positions.push_back({{"position", position.position},
                         {"state", position.state},
                         {"at", to_string(position.at)}});
  }
  return {{"state", status.state}, {"positions", positions}};
}

Json json_of(const Submitted& one) {
  if (!one.filing.spooled) {
    return {
        {"file", one.file}, {"state", "refused"}, {"problems", cli::json_of(one.filing.problems)}};
  }
  Json json = cli::json_of(*one.filing.spooled);
  if (one.status) json["status"] = json_of_status(*one.status);
  return json;
}

std::string submitted_text(const Submitted& one, std::string_view words) {
  if (!one.filing.spooled) return cli::text_of(one.file, one.filing.problems, words);
  std::string text = cli::text_of(*one.filing.spooled, words);
  if (one.status) text += "\n" + cli::text_of(*one.status, words);
  return text;
}

void show(const Invocation& invocation, const std::vector<Submitted>& submitted) {
  if (!invocation.options.json) {
    for (const Submitted& one : submitted) {
      invocation.console.out << submitted_text(one, language(invocation)) << std::endl;
    }
    return;
  }
  Json reports = Json::array();
  for (const Submitted& one : submitted) reports.push_back(json_of(one));
  print(invocation, {{"reports", reports}});
}

bool send(Invocation& invocation, PatrolDesk& desk, Courier& courier,
          std::vector<Submitted>& submitted, std::chrono::seconds patience) {
  Progress progress(invocation);
  const std::string words = language(invocation);
  return carry(courier, invocation.clock, patience,
               [&] { return all_answered(desk.spool(), submitted, progress, words); });
}

void submit(Invocation& invocation, const SubmitArguments& arguments) {
  const auto desk = open_desk(invocation, arguments.patrol);
  std::vector<Submitted> submitted = file_all(invocation, desk->spool(), arguments);
  Connection connection(desk->contact(), desk->spool().key());
  Courier courier(desk->spool(), connection.line(), alarms_to(invocation.console));
  const std::chrono::seconds wait{arguments.wait_seconds};
  const bool answered =
      send(invocation, *desk, courier, submitted, std::max(sending_patience, wait));
  if (!answered) explain_silence(invocation, courier, desk->contact());
  invocation.exit_code = exit_code_of(submitted);
  if (!courier.refused().empty()) invocation.exit_code = ExitCode::failure;
  if (answered && wait.count() > 0 && !follow(invocation, courier, submitted, wait) &&
      invocation.exit_code == ExitCode::ok) {
    invocation.exit_code = ExitCode::try_later;
  }
  desk->spool().housekeeping(invocation.clock.now(), keep_content);
  show(invocation, submitted);
}

}  // namespace

void add_submit(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<SubmitArguments>();
  CLI::App* command = app.add_subcommand("submit", "File reports: check, sign, spool, send");
  command->add_option("files", arguments->files, "Report files (JSON)")->required();
  command->add_option("--key", arguments->patrol.key, "The device's key file (VIGIE_KEY)");
  command->add_option("--spool", arguments->patrol.spool, "The device's spool; beside the key");
  command->add_option("--attach", arguments->attachments,
                      "Files that the reports name by their digest");
  command
      ->add_option("--wait", arguments->wait_seconds,
                   "Seconds to wait until every position told has acknowledged")
      ->check(CLI::Range(0, 86'400));
  command->callback([&invocation, arguments] { submit(invocation, *arguments); });
}

}  // namespace vigie::cli
