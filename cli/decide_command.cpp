// `vigie decide NOTICE`: answers what a notice asks, whether a position is to be told or not.
//
// The positions are named one by one, so that nobody is told unread; a question that came since the
// person looked stays open.

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "cli/commands.h"
#include "cli/inbox_desk.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

struct DecideArguments {
  std::string key;
  std::string notice;
  std::vector<std::string> release;
  std::vector<std::string> decline;
  std::string reason;
  std::int64_t revision = 0;
  std::int64_t issue = 1;
};

std::vector<InboxDecision> decisions_of(const DecideArguments& arguments) {
  std::vector<InboxDecision> decisions;
  for (const std::string& position : arguments.release) decisions.push_back({position, true});
  for (const std::string& position : arguments.decline) decisions.push_back({position, false});
  return decisions;
}

/// Failure `usage` for what the notifier would refuse whatever the notice asks.
void check(const DecideArguments& arguments, const std::vector<InboxDecision>& decisions,
           const std::string& words) {
  if (decisions.empty()) throw Failure(ExitCode::usage, say(Phrase::decide_nothing, words));
  std::set<std::string> named;
  for (const InboxDecision& decision : decisions) {
    if (named.insert(decision.position).second) continue;
    throw Failure(ExitCode::usage, say(Phrase::decide_twice, words, {decision.position}));
  }
  if (!arguments.decline.empty() && arguments.reason.empty()) {
    throw Failure(ExitCode::usage, say(Phrase::decide_reason, words));
  }
}

InboxRead read_by(const DecideArguments& arguments, const InboxNotice& shown) {
  return {.notice = shown.notice, .revision = arguments.revision, .issue = arguments.issue};
}

void decide(const Invocation& invocation, const DecideArguments& arguments) {
  const Uuid id = notice_id(arguments.notice);
  const auto decisions = decisions_of(arguments);
  check(arguments, decisions, language(invocation));
  InboxDesk desk(invocation, arguments.key);
  const InboxNotice shown = desk.show(id);
  const bool reasoned = !arguments.reason.empty();
  answer(invocation, desk, shown,
         {.read = read_by(arguments, shown),
          .kind = "decide",
          .text = reasoned ? std::optional(arguments.reason) : std::nullopt,
          .decisions = decisions});
}

}  // namespace

void add_decide(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<DecideArguments>();
  CLI::App* command = app.add_subcommand("decide", "Release or decline what a notice asks");
  command->add_option("notice", arguments->notice, "The notice's id")->required();
  command->add_option("--key", arguments->key, "Your key file (VIGIE_KEY)");
  command->add_option("--release", arguments->release, "Positions to tell");
  command->add_option("--decline", arguments->decline, "Positions not to tell");
  command->add_option("--reason", arguments->reason, "Why; must be given to decline");
  CLI::Option* revision =
      command->add_option("--revision", arguments->revision, "The revision you read")
          ->required()
          ->check(CLI::PositiveNumber);
  command->add_option("--issue", arguments->issue, "The issue of it you read; the first")
      ->check(CLI::PositiveNumber)
      ->needs(revision);
  command->callback([&invocation, arguments] { decide(invocation, *arguments); });
}

}  // namespace vigie::cli
