// The receiving half of a link: applies each message once, in order, and acknowledges after commit.
//
// A turn of the owning program calls collect() (reads the door, a bounded batch, urgent lane
// first), apply() inside its transaction, and answer() after the commit: acknowledgements, resend
// requests, answers to questions. Messages that nobody waits for cause no commit of their own at
// once: what is collected of them rides in the next one. A message that cannot be applied goes to
// quarantine, one of an unknown version to "not yet" — with its bytes, in the same transaction —
// and neither blocks what comes behind. A patrol's door keeps neither: the patrol is answered with
// the reasons and still has its report.
//
// Errors: StoreFailure passes through (the program stops before anything is acknowledged); any
//         other exception of the program's `apply` is a message that cannot be applied.
// Source: docs/protocol.md, "How a message travels" and "What cannot be applied".

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "link/cursors.h"
#include "link/held_messages.h"
#include "link/line.h"
#include "link/rate_gate.h"
#include "link/ride.h"
#include "link/wire.h"
#include "store/database.h"

namespace vigie::link {

/// Held messages applied again in one turn.
inline constexpr int retried_at_once = 100;

struct ReceiverOptions {
  bool keeps_unapplied = true;                     ///< False at the patrols' door.
  int batch_max = 256;                             ///< Messages applied in one turn,
  std::size_t batch_bytes_max = 32 * 1024 * 1024;  ///< or fewer, once they are this large.
  std::chrono::hours horizon{7 * 24};
  std::chrono::minutes not_yet_alarm{24 * 60};
  /// Where nobody waits for messages of the ordinary lane: how long they wait for a commit to ride
  /// in, at most, and how many: their sender must not run out of its window.
  std::chrono::milliseconds ordinary_wait{0};
  int waiting_max = 128;
};

class Receiver {
 public:
  using Apply = std::function<Verdict(const Message&, Time)>;
  /// Says whether a sender may speak now; a code ("key.revoked") when not.
  using Admit = std::function<std::string(const std::string& sender)>;
  using OnAsk = std::function<std::string(const std::string& sender, const Ask&, Time)>;

  Receiver(store::Database& database, Door& door, ReceiverOptions options, Apply apply,
           AlarmSink alarm);

  void on_admit(Admit admit) { admit_ = std::move(admit); }
  void on_ask(OnAsk handler) { on_ask_ = std::move(handler); }

  bool collect(Time now);          ///< True when apply() should be called now.
  void apply(Time now);            ///< Inside the program's transaction.
  void answer();                   ///< After the commit.
  Time next_wake(Time now) const;  ///< `now` when the batch was full: turn again at once.

  /// Applies everything "not yet" again; for start and for a new version. In a transaction.
  void retry_not_yet(Time now);
  /// Applies again up to retried_at_once of those with this code after entry `after`. The last one
  /// tried; nullopt when there was none. In a transaction.
  std::optional<std::int64_t> retry_not_yet(std::string_view code, std::int64_t after, Time now);
  /// Applies one held message again; true when it is applied now. In a transaction.
  bool retry(std::int64_t entry, const std::string& by, Time now);
  /// Alarms for "not yet" entries past their time, prunes the memory of repeats. In a transaction.
  void housekeeping(Time now);

  HeldMessages& held() { return held_; }
  Door& door() { return door_; }

 private:
  struct Collected {
    Door::Incoming incoming;
    Wire wire;
  };
  /// One acknowledgement per (route, sender, incarnation, lane), growing through the turn.
  using AckKey = std::tuple<std::string, std::string, Uuid, Lane>;
  /// What is missing of a stream: everything from `from`, seen up to `seen`.
  struct Gap {
    std::int64_t from = 1;
    std::int64_t seen = 0;
    bool restored = false;
  };

  bool can_wait() const;
  void receive(Collected& collected, Time now);
  void alarm_garbage(const std::string& peer, const WireError* error, Time now);
  void receive(const Door::Incoming& from, const Data& data, Time now);
  void receive(const Door::Incoming& from, const Hello& hello, Time now);
  void receive_stream(const Door::Incoming& from, const StreamState& stream, Time now);
  void repeat(const Door::Incoming& from, const Data& data, const Source& source, Time now);
  void mismatch(const Door::Incoming& from, const Data& data, const Uuid& remembered, Time now);
  void alarm_restored(const Door::Incoming& from, const StreamState& stream, const Source& source,
                      Time now);
  void skip_lost(const Door::Incoming& from, const StreamState& stream, Source& source, Time now);
  AnswerItem apply_new(const Door::Incoming& from, const Data& data, Time now);
  bool must_be_told(const AnswerItem& item) const;
  Verdict apply_alone(const Message& message, Time now);
  void alarm_exception(const Message& message, Time now);
  void keep(const Message& message, const Verdict& verdict, Time now);
  Ack& ack_for(const Door::Incoming& from, const Uuid& incarnation, Lane lane);
  void note_gap(const Door::Incoming& from, const Uuid& incarnation, Lane lane, const Gap& gap);
  static std::optional<Message> readable(const HeldMessage& held);

  store::Database& database_;
  Door& door_;
  ReceiverOptions options_;
  Ride ride_;  ///< Of what is collected.
  Apply apply_;
  AlarmSink alarm_;
  Admit admit_;
  OnAsk on_ask_;
  Cursors cursors_;
  HeldMessages held_;
  std::vector<Collected> collected_;
  RateGate garbage_alarms_{std::chrono::hours{1}};
  std::map<AckKey, Ack> acks_;
  std::map<AckKey, Gap> gaps_;
  std::vector<std::pair<std::string, std::string>> replies_;  ///< Route and frame.
  std::set<std::int64_t> restored_sources_;  ///< Alarmed once in the life of this object.
  bool more_waiting_ = false;
};

}  // namespace vigie::link
