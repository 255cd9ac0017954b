// The other end of the people protocol: one person's client, over one line to the notifier.
//
// Nothing blocks and nothing is printed: requests are queued, turn(now) sends and reads, and every
// request ends in one call of its callback, inside turn(). Unanswered requests are asked again
// after ask_again_after with the same number and, for replies, the same reply id, so that nothing
// is recorded twice; give up by destroying the client. Notices pushed to an open inbox go to the
// follow() callback, each delivery once, and are confirmed only after it returns.
//
// Units:  Time is UTC milliseconds.
// Errors: a refusal is an answer (InboxRefusal). A callback must not throw. An answer that cannot
//         be read is the refusal "client.unreadable".
// Source: the people protocol of docs/protocol.md.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "link/line.h"
#include "link/wire.h"
#include "report/clock.h"
#include "report/id.h"
#include "report/problem.h"
#include "report/random.h"

namespace vigie::cli {

struct InboxRule {
  std::string rule;
  Text because;
  std::string authority;
};

/// A fact that is not known.
struct InboxFact {
  std::string text;           ///< As the rules write it.
  std::optional<Text> words;  ///< Not from a router of before.
};

/// A question: is this position to be told?
struct InboxAsk {
  std::string position;
  Text title;
  bool outside = false;  ///< Not of the mission: told only when a person decides so.
  std::optional<Time> due = std::nullopt;
  std::string at_deadline = {};  ///< "remind", "escalate", "forward"; empty without a deadline.
  std::vector<Text> because = {};
  std::vector<InboxFact> missing = {};
};

/// Told once the reader's position forwards.
struct InboxForward {
  std::string position;
  Text title;
  std::optional<Time> due = std::nullopt;
  std::string at_deadline = {};  ///< As of an ask.
};

/// What was decided of what was asked.
struct InboxDecided {
  std::string position;
  Text title;
  bool released = false;
  std::string by;  ///< Person, or "deadline".
  std::optional<Time> at = std::nullopt;
  std::optional<std::string> reason = std::nullopt;
};

/// What a person has read, and answers.
struct InboxRead {
  Uuid notice;
  std::int64_t revision = 1;
  std::int64_t issue = 1;
};

/// From a list: no rules, no content. From show() and follow(): whole.
struct InboxNotice {
  Uuid notice;
  Uuid report;
  std::int64_t revision = 1;
  std::int64_t issue = 1;
  std::string position;
  std::string urgency;  ///< "routine", "priority", "flash".
  std::string said;     ///< "told", "changed", "corrected", "reminded".
  std::string state;    ///< "open", "notified", "seen", "acknowledged".
  std::optional<Time> deadline;
  std::optional<std::string> region;
  std::optional<Time> received_at;
  std::optional<Time> acknowledged_at;
  std::string acknowledged_by;  ///< Person; empty until acknowledged.
  std::string kind;
  std::optional<Uuid> about;  ///< Of an information note: the report it speaks of.
  bool exercise = false;
  std::string language;
  std::string expect;  ///< "acknowledge", "decide", "forward".
  std::vector<InboxAsk> asks;
  std::vector<InboxForward> forwards;
  std::vector<InboxDecided> decided;
  std::vector<std::string> changes;  ///< JSON pointers into the content.
  std::vector<InboxRule> rules;
  std::vector<InboxRule> no_longer;  ///< Fell away with this issue.
  std::string content;               ///< JSON object.
};

struct InboxOpened {
  std::string position;
  Text title;
  std::int64_t notices = 0;  ///< Not acknowledged yet.
};

struct InboxList {
  std::vector<InboxNotice> notices;  ///< Urgent first, acknowledged last.
  std::int64_t more = 0;             ///< Left out.
};

struct InboxRecorded {
  Uuid reply;
  Time at{};
};

struct InboxRefusal {
  std::string code;
  Text text;
};

template <typename Result>
using InboxAnswer = std::variant<Result, InboxRefusal>;

struct InboxDecision {
  std::string position;
  bool release = false;
};

struct InboxReply {
  InboxRead read;
  std::string kind = "acknowledge";  ///< "acknowledge", "comment", "forward", "decide".
  std::optional<std::string> text = std::nullopt;
  std::vector<InboxDecision> decisions = {};  ///< Of "decide".
};

/// What answering this notice answers.
InboxRead read_of(const InboxNotice& notice);

class InboxClient {
 public:
  static constexpr std::chrono::milliseconds ask_again_after{3000};
  static constexpr std::chrono::milliseconds alive_every{10'000};

  using OnOpened = std::function<void(const InboxAnswer<InboxOpened>&)>;
  using OnListed = std::function<void(const InboxAnswer<InboxList>&)>;
  using OnShown = std::function<void(const InboxAnswer<InboxNotice>&)>;
  using OnRecorded = std::function<void(const InboxAnswer<InboxRecorded>&)>;
  using OnNotice = std::function<void(const InboxNotice&)>;
  using OnRefused = std::function<void(const InboxRefusal&)>;

  /// Both are borrowed for its life; the person is whoever the line's key belongs to.
  InboxClient(link::Line& line, Random& random) : line_(line), random_(random) {}

  /// Keeps the inbox of the position open from now on, over restarts of the notifier too.
  void open(const std::string& position, OnOpened then);
  void list(const std::string& position, OnListed then);
  void show(const Uuid& notice, OnShown then);
  /// Returns the reply's id.
  Uuid reply(const InboxReply& reply, Time now, OnRecorded then);
  Uuid acknowledge(const InboxRead& read, Time now, OnRecorded then);
  Uuid forward(const InboxRead& read, Time now, OnRecorded then);
  /// `reason`: must be given when a position is declined.
  Uuid decide(const InboxRead& read, std::vector<InboxDecision> decisions,
              std::optional<std::string> reason, Time now, OnRecorded then);

  void follow(OnNotice handler) { on_notice_ = std::move(handler); }
  /// What no request waits for: the key was revoked, a position is no longer held.
  void on_refused(OnRefused handler) { on_refused_ = std::move(handler); }

  /// Reads and sends; returns when to be called again at the latest.
  Time turn(Time now);
  std::size_t waiting() const { return pending_.size(); }  ///< Requests without an answer.
  void* socket() { return line_.socket(); }

 private:
  using OnAnswer = std::function<void(const InboxAnswer<std::string>&)>;

  struct Pending {
    std::string what;
    std::string body;
    OnAnswer then;
    std::optional<Time> sent_at;
  };

  void ask(std::string what, std::string body, OnAnswer then);
  bool send(std::int64_t number, const std::string& what, const std::string& body);
  void receive(const link::Tell& tell);
  void receive(const link::Refused& refused);
  void receive_notice(const std::string& body);
  void end(std::int64_t number, const InboxAnswer<std::string>& answer);
  void open_again(const std::string& position);
  void confirm_deliveries();
  void say_alive(Time now);
  void transmit(Time now);

  link::Line& line_;
  Random& random_;
  OnNotice on_notice_;
  OnRefused on_refused_;
  std::map<std::int64_t, Pending> pending_;
  std::set<std::string> positions_;  ///< Open.
  std::set<Uuid> delivered_;         ///< Handed to follow() already.
  std::vector<std::string> to_confirm_;
  std::int64_t last_number_ = 0;
  std::int64_t alive_number_ = 0;  ///< 0: none on its way.
  std::optional<Time> alive_at_;   ///< Last said.
  bool line_full_ = false;
};

}  // namespace vigie::cli
