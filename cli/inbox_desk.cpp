#include "cli/inbox_desk.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>
#include <tuple>
#include <variant>

#include "cli/between_turns.h"
#include "cli/inbox_text.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;
using std::chrono::steady_clock;

constexpr std::chrono::seconds inbox_patience{10};

}  // namespace

InboxDesk::InboxDesk(const Invocation& invocation, const std::string& key)
    : invocation_(invocation),
      key_file_(key_file_of(invocation, key)),
      key_(link::read_secret_key(key_file_)),
      contact_(read_contact(contact_file(key_file_, "notifier"))),
      connection_(contact_, key_),
      client_(connection_.line(), invocation.random) {}

template <typename Result>
Result InboxDesk::wait(const std::function<void(const Then<Result>&)>& ask) {
  std::optional<InboxAnswer<Result>> got;
  ask([&got](const InboxAnswer<Result>& answer) { got = answer; });
  const auto end = steady_clock::now() + inbox_patience;
  while (!got && steady_clock::now() < end) {
    client_.turn(invocation_.clock.now());
    if (!got) std::this_thread::sleep_for(between_turns);
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

InboxOpened InboxDesk::open(const std::string& position) {
  return wait<InboxOpened>([&](const auto& then) { client_.open(position, then); });
}

InboxList InboxDesk::list(const std::string& position) {
  return wait<InboxList>([&](const auto& then) { client_.list(position, then); });
}

InboxNotice InboxDesk::show(const Uuid& notice) {
  return wait<InboxNotice>([&](const auto& then) { client_.show(notice, then); });
}

InboxRecorded InboxDesk::reply(const InboxReply& reply) {
  return wait<InboxRecorded>(
      [&](const auto& then) { client_.reply(reply, invocation_.clock.now(), then); });
}

Uuid notice_id(const std::string& text) {
  if (const auto id = parse_uuid(text)) return *id;
  throw Failure(ExitCode::usage, "'" + text + "' is not a notice's id");
}

void demand_revision(const Invocation& invocation, std::int64_t revision, const std::string& line) {
  if (revision > 0) return;
  throw Failure(ExitCode::usage, say(Phrase::inbox_which_revision, language(invocation), {line}));
}

void answer(const Invocation& invocation, InboxDesk& desk, const InboxNotice& shown,
            const InboxReply& reply) {
  const InboxRecorded recorded = desk.reply(reply);
  const bool superseded =
      std::tie(reply.read.revision, reply.read.issue) < std::tie(shown.revision, shown.issue);
  if (invocation.options.json) {
    return print(invocation, {{"notice", to_string(reply.read.notice)},
                              {"revision", reply.read.revision},
                              {"issue", reply.read.issue},
                              {"kind", reply.kind},
                              {"reply", to_string(recorded.reply)},
                              {"at", to_string(recorded.at)},
                              {"superseded", superseded}});
  }
  const std::string words = language(invocation);
  invocation.console.out << say(Phrase::inbox_recorded, words, {to_string(recorded.at)})
                         << std::endl;
  if (superseded) {
    invocation.console.out << say(Phrase::inbox_superseded, words, {showing_line(shown)})
                           << std::endl;
  }
}

}  // namespace vigie::cli
