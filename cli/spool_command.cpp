// `vigie spool [list|send]`: what a device filed, and sending what still waits.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/patrol_desk.h"
#include "cli/progress.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

using service::ExitCode;

struct SpoolArguments {
  PatrolOptions patrol;
  int wait_seconds = 30;
};

/// What the person is told who has just tried to send it.
std::string text_after_sending(const Spooled& spooled, std::string_view words) {
  if (spooled.state != SpoolState::waiting) return text_of(spooled, words);
  return say(Phrase::report_still_waiting, words, {spooled.file});
}

using TextOf = std::function<std::string(const Spooled&, std::string_view)>;

void show(const Invocation& invocation, const std::vector<Spooled>& list, const TextOf& text_of) {
  if (invocation.options.json) {
    Json reports = Json::array();
    for (const Spooled& spooled : list) reports.push_back(json_of(spooled));
    return print(invocation, {{"reports", reports}});
  }
  const std::string words = language(invocation);
  if (list.empty()) invocation.console.out << say(Phrase::spool_empty, words) << std::endl;
  for (const Spooled& spooled : list) {
    invocation.console.out << to_string(spooled.report) << " " << spooled.revision << "  "
                           << text_of(spooled, words) << std::endl;
  }
}

void list(Invocation& invocation, const SpoolArguments& arguments) {
  const auto desk = open_desk(invocation, arguments.patrol);
  show(invocation, desk->spool().list(),
       [](const Spooled& spooled, std::string_view words) { return text_of(spooled, words); });
}

/// Turns the courier until nothing waits or the patience is over. True: nothing waits.
bool carry_all(Invocation& invocation, Spool& spool, Courier& courier,
               std::chrono::seconds patience) {
  const std::string words = language(invocation);
  const std::size_t all = spool.store().in_state(SpoolState::waiting).size();
  Progress progress(invocation);
  return carry(courier, invocation.clock, patience, [&] {
    const std::size_t waiting = spool.store().in_state(SpoolState::waiting).size();
    progress.say(say(Phrase::progress_answered, words,
                     {std::to_string(all - std::min(all, waiting)), std::to_string(all)}));
    return waiting == 0;
  });
}

}  // namespace

ExitCode exit_code_after_sending(const std::vector<Spooled>& sent,
                                 const std::vector<Spooled>& filed) {
  ExitCode code = ExitCode::ok;
  for (const Spooled& spooled : filed) {
    const bool tried =
        std::ranges::any_of(sent, [&](const Spooled& before) { return before.row == spooled.row; });
    if (tried && spooled.state == SpoolState::refused) return ExitCode::failure;
    const bool waits = spooled.state == SpoolState::waiting || spooled.state == SpoolState::not_yet;
    if (waits) code = ExitCode::try_later;
  }
  return code;
}

namespace {

void send(Invocation& invocation, const SpoolArguments& arguments) {
  const auto desk = open_desk(invocation, arguments.patrol);
  Spool& spool = desk->spool();
  spool.send_not_yet_again(invocation.clock.now());
  const std::vector<Spooled> sent = spool.store().in_state(SpoolState::waiting);
  Connection connection(desk->contact(), spool.key());
  Courier courier(spool, connection.line(), alarms_to(invocation.console));
  const std::chrono::seconds patience{arguments.wait_seconds};
  const bool answered = carry_all(invocation, spool, courier, patience);
  if (!answered || !courier.refused().empty()) {
    explain_silence(invocation, courier, desk->contact());
  }
  const std::vector<Spooled> filed = spool.list();
  show(invocation, filed, text_after_sending);
  invocation.exit_code =
      courier.refused().empty() ? exit_code_after_sending(sent, filed) : ExitCode::failure;
}

}  // namespace

void add_spool(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<SpoolArguments>();
  CLI::App* command = app.add_subcommand("spool", "What this device filed, and what still waits");
  command->add_option("--key", arguments->patrol.key, "The device's key file (VIGIE_KEY)");
  command->add_option("--spool", arguments->patrol.spool, "The device's spool; beside the key");
  command->require_subcommand(0, 1);
  command->add_subcommand("list", "List them (also without a word)");
  CLI::App* sending = command->add_subcommand("send", "Send what waits, in order");
  sending->add_option("--wait", arguments->wait_seconds, "Seconds to try")
      ->check(CLI::Range(1, 86'400));
  command->callback([&invocation, arguments, sending] {
    if (sending->parsed()) return send(invocation, *arguments);
    list(invocation, *arguments);
  });
}

}  // namespace vigie::cli
