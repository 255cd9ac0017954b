// `vigie inbox POSITION [list|show|ack|forward|comment]`: the notices of a position, for a person
// who holds it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/between_turns.h"
#include "cli/commands.h"
#include "cli/inbox_desk.h"
#include "cli/inbox_text.h"
#include "cli/readable_times.h"
#include "cli/terminal_text.h"
#include "cli/words.h"
#include "service/stop.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

struct InboxArguments {
  std::string key;
  std::string position;
  std::string notice;
  std::int64_t revision = 0;  ///< 0: not given.
  std::int64_t issue = 1;
  std::string text;
  bool follow = false;
};

/// The notice, which must be one to the position that was named.
InboxNotice fetch(InboxDesk& desk, const Invocation& invocation, const InboxArguments& arguments) {
  InboxNotice notice = desk.show(notice_id(arguments.notice));
  if (const auto trouble = other_position(notice, arguments.position, language(invocation))) {
    throw Failure(ExitCode::failure, *trouble);
  }
  return notice;
}

/// Empty when its files are not at hand or are being edited: a notice can be read all the same.
config::Mission mission_at_hand(const Invocation& invocation) {
  try {
    return load_mission(invocation);
  } catch (const Failure& failure) {
    if (invocation.console.terminal) {
      invocation.console.err << say(Phrase::inbox_in_codes, language(invocation), {failure.what()})
                             << std::endl;
    }
    return {};
  }
}

void list(const Invocation& invocation, const InboxArguments& arguments) {
  InboxDesk desk(invocation, arguments.key);
  const InboxList found = desk.list(arguments.position);
  if (invocation.options.json) {
    Json notices = Json::array();
    for (const InboxNotice& notice : found.notices) notices.push_back(json_of(notice));
    return print(invocation, {{"notices", notices}, {"more", found.more}});
  }
  const std::string words = language(invocation);
  if (found.notices.empty()) {
    invocation.console.out << say(Phrase::inbox_empty, words, {arguments.position}) << std::endl;
  }
  const config::Mission mission =
      found.notices.empty() ? config::Mission{} : mission_at_hand(invocation);
  for (const InboxNotice& notice : found.notices) {
    invocation.console.out << line_of(notice, mission, words) << std::endl;
  }
  if (found.more > 0) invocation.console.out << "+ " << found.more << std::endl;
}

void show(const Invocation& invocation, const InboxArguments& arguments) {
  InboxDesk desk(invocation, arguments.key);
  const InboxNotice notice = fetch(desk, invocation, arguments);
  if (invocation.options.json) return print(invocation, json_of(notice));
  invocation.console.out << whole_text_of(notice, mission_at_hand(invocation), language(invocation))
                         << std::endl;
}

/// Acknowledges or forwards what the person says to have read.
void answer_read(const Invocation& invocation, const InboxArguments& arguments,
                 const std::string& command, const std::string& kind) {
  const Uuid id = notice_id(arguments.notice);
  demand_revision(invocation, arguments.revision,
                  answering_line(arguments.position, command, arguments.notice, "--revision N"));
  InboxDesk desk(invocation, arguments.key);
  const InboxNotice shown = fetch(desk, invocation, arguments);
  answer(invocation, desk, shown,
         {.read = {.notice = id, .revision = arguments.revision, .issue = arguments.issue},
          .kind = kind});
}

/// A comment closes nothing: it goes to the notice as it is.
void comment(const Invocation& invocation, const InboxArguments& arguments) {
  InboxDesk desk(invocation, arguments.key);
  const InboxNotice shown = fetch(desk, invocation, arguments);
  answer(invocation, desk, shown,
         {.read = read_of(shown), .kind = "comment", .text = arguments.text});
}

/// Prints notices as they come, until the person has seen enough.
void follow(const Invocation& invocation, const InboxArguments& arguments) {
  service::Stop stop;
  const service::StopSignals signals(stop);
  InboxDesk desk(invocation, arguments.key);
  const std::string words = language(invocation);
  const config::Mission mission =
      invocation.options.json ? config::Mission{} : mission_at_hand(invocation);
  std::optional<InboxRefusal> refused;
  desk.client().follow([&](const InboxNotice& notice) {
    invocation.console.out << (invocation.options.json
                                   ? terminal_text(with_readable_times(json_of(notice)).dump())
                                   : whole_text_of(notice, mission, words))
                           << std::endl;
  });
  desk.client().on_refused([&](const InboxRefusal& refusal) { refused = refusal; });
  desk.open(arguments.position);
  if (invocation.console.terminal) {
    invocation.console.err << say(Phrase::inbox_following, words, {arguments.position})
                           << std::endl;
  }
  while (!stop.requested() && !refused) {
    desk.client().turn(invocation.clock.now());
    std::this_thread::sleep_for(between_turns);
  }
  if (refused) {
    throw Failure(ExitCode::failure, refused->text.in(words) + " (" + refused->code + ")");
  }
}

/// The subcommands that name a notice.
struct OfNotice {
  CLI::App* show;
  CLI::App* acknowledge;
  CLI::App* forward;
  CLI::App* comment;
};

OfNotice add_of_notice(CLI::App& command, InboxArguments& arguments) {
  const OfNotice of{.show = command.add_subcommand("show", "One notice, whole"),
                    .acknowledge = command.add_subcommand("ack", "Acknowledge one"),
                    .forward = command.add_subcommand("forward", "Forward one"),
                    .comment = command.add_subcommand("comment", "Write back about one")};
  of.acknowledge->alias("acknowledge");
  for (CLI::App* one : {of.show, of.acknowledge, of.forward, of.comment}) {
    one->add_option("notice", arguments.notice, "The notice's id")->required();
  }
  for (CLI::App* one : {of.acknowledge, of.forward}) {
    one->add_option("--revision", arguments.revision, "The revision you read")
        ->check(CLI::PositiveNumber);
    one->add_option("--issue", arguments.issue, "The issue you read; the first")
        ->check(CLI::PositiveNumber);
  }
  of.comment->add_option("--text", arguments.text, "What you write")->required();
  return of;
}

}  // namespace

void add_inbox(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<InboxArguments>();
  CLI::App* command = app.add_subcommand("inbox", "The notices of a position you hold");
  command->add_option("position", arguments->position, "The position")->required();
  command->add_option("--key", arguments->key, "Your key file (VIGIE_KEY)");
  command->add_flag("--follow", arguments->follow, "Stay, and print notices as they come");
  command->require_subcommand(0, 1);
  command->add_subcommand("list", "List them (also without a word)");
  const OfNotice of = add_of_notice(*command, *arguments);
  command->callback([&invocation, arguments, of] {
    if (of.show->parsed()) return show(invocation, *arguments);
    if (of.acknowledge->parsed()) return answer_read(invocation, *arguments, "ack", "acknowledge");
    if (of.forward->parsed()) return answer_read(invocation, *arguments, "forward", "forward");
    if (of.comment->parsed()) return comment(invocation, *arguments);
    if (arguments->follow) return follow(invocation, *arguments);
    list(invocation, *arguments);
  });
}

}  // namespace vigie::cli
