// The sending half of a link: brings the outbox of one peer over a Line, in order, per lane.
//
// A turn of the owning program calls collect() (reads the line), apply() inside its transaction
// (records what was acknowledged), and transmit() after the commit (sends what the window allows,
// urgent lane first). Everything needed to resume is in the outbox: the object may vanish any time.
//
// A line keeps its order, so only what was sent before a hello that the receiver has heard, and is
// not acknowledged by then, is known to be lost: then it is sent again. Silence alone may be a slow
// link, on which repeats would only stand in the way of what they repeat: it makes the sender say
// hello, no more (docs/decisions/0020).
//
// Units: Time. Limits: a window of messages and bytes per lane; a lane silent for resend_after
//        (doubling up to resend_after_max) makes the sender say hello.
// Source: docs/protocol.md, "How a message travels".

#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "link/line.h"
#include "link/outbox.h"
#include "link/ride.h"
#include "link/wire.h"

namespace vigie::link {

struct SenderOptions {
  std::string peer;            ///< The outbox's name of the receiver.
  bool wants_answers = false;  ///< A patrol: acknowledged only with an answer for each message.
  int window_messages = 256;
  std::int64_t window_bytes = 8 * 1024 * 1024;
  std::chrono::milliseconds resend_after{3000};
  std::chrono::milliseconds resend_after_max{6000};
  std::chrono::milliseconds hello_every{30'000};
  std::chrono::milliseconds retry_send_after{100};              ///< When the line took nothing.
  std::chrono::milliseconds acknowledgements_wait = ride_wait;  ///< For a commit, at most.
};

/// What the receiver made of one message; only for wants_answers links and for refusals.
struct Answered {
  OutboxEntry entry;
  AnswerItem item;
};

class Sender {
 public:
  /// Builds the parts of a message from its outbox row.
  using PartsOf = std::function<Parts(const OutboxEntry&)>;
  using OnAnswer = std::function<void(const Answered&, Time)>;
  using OnTell = std::function<void(const Tell&)>;

  Sender(Outbox& outbox, Line& line, SenderOptions options, PartsOf parts_of, AlarmSink alarm);

  void on_answer(OnAnswer handler) { on_answer_ = std::move(handler); }
  void on_tell(OnTell handler) { on_tell_ = std::move(handler); }
  /// The receiver refuses this key (unknown or revoked): its code.
  void on_refused(std::function<void(const std::string& code)> handler) {
    on_refused_ = std::move(handler);
  }

  bool collect(Time now);   ///< Reads the line. True when apply() should be called now.
  void apply(Time now);     ///< Inside the program's transaction.
  void transmit(Time now);  ///< After the commit.
  Time next_wake(Time now);
  bool ask(const Ask& question);  ///< Outside the sequence; may be lost: ask again.
  Line& line() { return line_; }

 private:
  struct InFlight {
    std::int64_t stream;
    std::int64_t sequence;
    std::int64_t bytes;
    std::int64_t behind;  ///< The last hello said before it.
  };
  struct LaneState {
    std::int64_t stream = 0;  ///< The stream being sent; 0: look again.
    std::int64_t sent = 0;    ///< Last sequence number sent on it.
    std::deque<InFlight> in_flight;
    std::int64_t bytes = 0;
    bool has_gap = false;        ///< Everything in flight goes again, behind the next hello.
    std::int64_t gone_back = 0;  ///< That hello: until it is heard, no gap is a new one.
    bool has_moved = true;       ///< Something was acknowledged since.
    Time gone_back_at{};         ///< When; the next one waits, unless something was.
    // Of each lane its own: progress of one must not hide the silence of the other.
    Time progress_at{};
    std::chrono::milliseconds patience{};
  };

  bool can_wait() const;
  bool has_room(const LaneState& lane) const;
  LaneState& state_of(Lane lane) { return lanes_[static_cast<std::size_t>(lane)]; }
  void apply(const Ack& ack, Time now);
  void apply(const Resend& resend, Time now);
  void apply(const Heard& heard, Time now);
  void note_gap(LaneState& lane, Time now);
  bool is_known_gap(const LaneState& lane, Time now) const;
  void reset_patience(LaneState& lane);
  std::int64_t take_answers(const Stream& stream, const Ack& ack, Time now);
  void settle(LaneState& lane, std::int64_t stream, std::int64_t upto);
  void forget_in_flight(LaneState& lane);
  void notice_silence(LaneState& lane, Time now);
  void transmit(Lane lane, Time now);
  bool transmit(LaneState& lane, const Stream& stream, const OutboxEntry& entry);
  void say_hello(Time now);
  void name_all(Time now);
  bool send_hello(const std::vector<Stream>& streams);

  Outbox& outbox_;
  Line& line_;
  SenderOptions options_;
  Ride ride_;  ///< Of acknowledgements.
  PartsOf parts_of_;
  AlarmSink alarm_;
  OnAnswer on_answer_;
  OnTell on_tell_;
  std::function<void(const std::string&)> on_refused_;
  std::vector<Wire> collected_;
  LaneState lanes_[2];
  Time hello_at_{};           ///< When to ask what has arrived of what is owed; the epoch: at once.
  Time all_at_{};             ///< When to name every stream.
  std::int64_t hello_ = 0;    ///< Number of the last hello tried,
  std::int64_t asked_ = 0;    ///< of the last one that asked about what is owed,
  std::int64_t heard_ = 0;    ///< and of the last one that the receiver has heard.
  std::int64_t rewound_ = 0;  ///< Messages that a restored receiver asked for in this turn.
  bool line_full_ = false;
};

}  // namespace vigie::link
