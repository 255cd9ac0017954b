// `vigie inbox POSITION [list|show|ack]`: the notices of a position, for a person who holds it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/commands.h"
#include "cli/inbox_client.h"
#include "cli/inbox_text.h"
#include "cli/patrol_desk.h"
#include "cli/readable_times.h"
#include "cli/terminal_text.h"
#include "cli/words.h"
#include "service/stop.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;
using std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds look_again_after{5};

struct InboxArguments {
  std::string key;
  std::string position;
  std::string notice;
  std::int64_t revision = 0;  ///< 0: not given.
  bool follow = false;
};

/// A person's connection, and what every subcommand does with it.
class Desk {
 public:
  Desk(const Invocation& invocation, const InboxArguments& arguments)
      : invocation_(invocation),
        key_file_(key_file_of(invocation, arguments.key)),
        key_(link::read_secret_key(key_file_)),
        contact_(read_contact(contact_file(key_file_, "notifier"))),
        connection_(contact_, key_),
        client_(connection_.line(), invocation.random) {}

  InboxClient& client() { return client_; }

  /// The answer of one request, waited for; a refusal in the reader's language is a Failure.
  template <typename Result, typename Ask>
  Result wait(const Ask& ask) {
    std::optional<InboxAnswer<Result>> got;
    ask([&got](const InboxAnswer<Result>& answer) { got = answer; });
    const auto end = steady_clock::now() + patience;
    while (!got && steady_clock::now() < end) {
      client_.turn(invocation_.clock.now());
      if (!got) std::this_thread::sleep_for(look_again_after);
    }
    const std::string words = language(invocation_);
    if (!got) {
      throw Failure(ExitCode::try_later, say(Phrase::inbox_no_answer, words, {contact_.endpoint}));
    }
    if (const auto* refusal = std::get_if<InboxRefusal>(&*got)) {
      throw Failure(ExitCode::failure, refusal->text.in(words) + " (" + refusal->code + ")");
    }
    return std::get<Result>(*got);
  }

 private:
  const Invocation& invocation_;
  std::filesystem::path key_file_;
  link::SecretKey key_;
  Contact contact_;
  Connection connection_;
  InboxClient client_;
};

Uuid notice_id(const InboxArguments& arguments) {
  if (const auto id = parse_uuid(arguments.notice)) return *id;
  throw Failure(ExitCode::usage, "'" + arguments.notice + "' is not a notice's id");
}

/// The notice, which must be one to the position that was named.
InboxNotice fetch(Desk& desk, const Invocation& invocation, const InboxArguments& arguments) {
  const Uuid id = notice_id(arguments);
  InboxNotice notice = desk.wait<InboxNotice>(
      [&](const InboxClient::OnShown& then) { desk.client().show(id, then); });
  if (const auto trouble = other_position(notice, arguments.position, language(invocation))) {
    throw Failure(ExitCode::failure, *trouble);
  }
  return notice;
}

void list(const Invocation& invocation, const InboxArguments& arguments) {
  Desk desk(invocation, arguments);
  const auto found = desk.wait<InboxList>(
      [&](const InboxClient::OnListed& then) { desk.client().list(arguments.position, then); });
  if (invocation.options.json) {
    Json notices = Json::array();
    for (const InboxNotice& notice : found.notices) notices.push_back(json_of(notice));
    return print(invocation, {{"notices", notices}, {"more", found.more}});
  }
  const std::string words = language(invocation);
  if (found.notices.empty()) {
    invocation.console.out << say(Phrase::inbox_empty, words, {arguments.position}) << std::endl;
  }
  for (const InboxNotice& notice : found.notices) {
    invocation.console.out << line_of(notice, words) << std::endl;
  }
  if (found.more > 0) invocation.console.out << "+ " << found.more << std::endl;
}

void show(const Invocation& invocation, const InboxArguments& arguments) {
  Desk desk(invocation, arguments);
  const InboxNotice notice = fetch(desk, invocation, arguments);
  if (invocation.options.json) return print(invocation, json_of(notice));
  invocation.console.out << whole_text_of(notice, language(invocation)) << std::endl;
}

void acknowledge(const Invocation& invocation, const InboxArguments& arguments) {
  const Uuid id = notice_id(arguments);
  const std::int64_t revision = arguments.revision;
  if (revision == 0) {  // What arrived since the person looked must not be acknowledged unread.
    throw Failure(ExitCode::usage,
                  say(Phrase::inbox_which_revision, language(invocation),
                      {acknowledging_line(arguments.position, arguments.notice, "N")}));
  }
  Desk desk(invocation, arguments);
  fetch(desk, invocation, arguments);
  const auto recorded = desk.wait<InboxRecorded>([&](const InboxClient::OnRecorded& then) {
    desk.client().acknowledge(id, revision, invocation.clock.now(), then);
  });
  if (invocation.options.json) {
    return print(invocation, {{"notice", arguments.notice},
                              {"revision", revision},
                              {"reply", to_string(recorded.reply)},
                              {"at", to_string(recorded.at)}});
  }
  invocation.console.out << say(Phrase::inbox_recorded, language(invocation),
                                {to_string(recorded.at)})
                         << std::endl;
}

/// Prints notices as they come, until the person has seen enough.
void follow(const Invocation& invocation, const InboxArguments& arguments) {
  service::Stop stop;
  const service::StopSignals signals(stop);
  Desk desk(invocation, arguments);
  const std::string words = language(invocation);
  std::optional<InboxRefusal> refused;
  desk.client().follow([&](const InboxNotice& notice) {
    invocation.console.out << (invocation.options.json
                                   ? terminal_text(with_readable_times(json_of(notice)).dump())
                                   : whole_text_of(notice, words))
                           << std::endl;
  });
  desk.client().on_refused([&](const InboxRefusal& refusal) { refused = refusal; });
  desk.wait<InboxOpened>(
      [&](const InboxClient::OnOpened& then) { desk.client().open(arguments.position, then); });
  if (invocation.console.terminal) {
    invocation.console.err << say(Phrase::inbox_following, words, {arguments.position})
                           << std::endl;
  }
  while (!stop.requested() && !refused) {
    desk.client().turn(invocation.clock.now());
    std::this_thread::sleep_for(look_again_after);
  }
  if (refused) {
    throw Failure(ExitCode::failure, refused->text.in(words) + " (" + refused->code + ")");
  }
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
  CLI::App* showing = command->add_subcommand("show", "One notice, whole");
  CLI::App* acknowledging = command->add_subcommand("ack", "Acknowledge one");
  for (CLI::App* one : {showing, acknowledging}) {
    one->add_option("notice", arguments->notice, "The notice's id")->required();
  }
  acknowledging->add_option("--revision", arguments->revision, "The revision you read")
      ->check(CLI::PositiveNumber);
  command->callback([&invocation, arguments, showing, acknowledging] {
    if (showing->parsed()) return show(invocation, *arguments);
    if (acknowledging->parsed()) return acknowledge(invocation, *arguments);
    if (arguments->follow) return follow(invocation, *arguments);
    list(invocation, *arguments);
  });
}

}  // namespace vigie::cli
