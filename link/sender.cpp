#include "link/sender.h"

#include <algorithm>
#include <utility>

namespace vigie::link {
namespace {

constexpr int frames_per_turn_max = 1024;
/// Between two goings-back of which the first brought nothing.
constexpr std::chrono::milliseconds fruitless_wait{500};
constexpr int entries_at_once = 32;  ///< Read from the outbox: the line may take no more.

}  // namespace

Sender::Sender(Outbox& outbox, Line& line, SenderOptions options, PartsOf parts_of, AlarmSink alarm)
    : outbox_(outbox),
      line_(line),
      options_(std::move(options)),
      ride_(options_.acknowledgements_wait),
      parts_of_(std::move(parts_of)),
      alarm_(std::move(alarm)) {
  for (LaneState& lane : lanes_) lane.patience = options_.resend_after;
}

bool Sender::collect(Time now) {
  for (int count = 0; count < frames_per_turn_max; ++count) {
    const auto frames = line_.receive();
    if (!frames) break;
    collected_.push_back(read_wire(*frames));
  }
  if (collected_.empty()) return false;
  if (!can_wait()) return true;
  return ride_.waited_enough(now);
}

/// A commit for a bare acknowledgement is a flush for nothing: it rides in the next one. Unless the
/// window would run full meanwhile, or somebody waits for an answer.
bool Sender::can_wait() const {
  const bool bare = std::ranges::all_of(collected_, [](const Wire& wire) {
    const auto* ack = std::get_if<Ack>(&wire);
    return (ack != nullptr && ack->answers.empty()) || std::holds_alternative<Heard>(wire);
  });
  return bare && std::ranges::all_of(lanes_, [this](const LaneState& lane) {
           return 2 * static_cast<int>(lane.in_flight.size()) < options_.window_messages &&
                  2 * lane.bytes < options_.window_bytes;
         });
}

void Sender::apply(Time now) {
  ride_.end();
  for (const Wire& wire : std::exchange(collected_, {})) {
    if (const auto* ack = std::get_if<Ack>(&wire)) apply(*ack, now);
    if (const auto* resend = std::get_if<Resend>(&wire)) apply(*resend, now);
    if (const auto* heard = std::get_if<Heard>(&wire)) apply(*heard, now);
    if (const auto* tell = std::get_if<Tell>(&wire); tell != nullptr && on_tell_) on_tell_(*tell);
    if (const auto* refused = std::get_if<Refused>(&wire); refused != nullptr && on_refused_) {
      on_refused_(refused->code);
    }
  }
  const std::int64_t rewound = std::exchange(rewound_, 0);
  if (rewound == 0) return;
  alarm_({.code = "link.peer_restored",
          .subject = options_.peer,
          .text = "the receiver lost " + std::to_string(rewound) +
                  " messages it had acknowledged: it was restored from an older database; they are "
                  "sent again"},
         now);
}

void Sender::apply(const Ack& ack, Time now) {
  const auto stream = outbox_.find(options_.peer, ack.lane, ack.incarnation);
  if (!stream) return;
  const std::int64_t upto = take_answers(*stream, ack, now);
  if (upto <= stream->state.acked) return;
  outbox_.acknowledge(*stream, upto, now);
  settle(state_of(ack.lane), stream->stream, upto);
  state_of(ack.lane).progress_at = now;
  state_of(ack.lane).has_moved = true;
  reset_patience(state_of(ack.lane));
}

/// Hands on answers and refusals; returns how far the stream is settled.
std::int64_t Sender::take_answers(const Stream& stream, const Ack& ack, Time now) {
  std::int64_t settled = stream.state.acked;
  for (const AnswerItem& item : ack.answers) {
    // An answer that overtook a lost one waits: both come again once a hello is heard.
    if (options_.wants_answers && item.sequence != settled + 1) continue;
    if (item.sequence <= stream.state.acked || item.sequence > stream.state.last) continue;
    if (item.outcome == Outcome::refused) {
      outbox_.refuse(stream.stream, item.sequence, item.code, now);
    }
    const auto entry = outbox_.at(stream.stream, item.sequence);
    if (entry && on_answer_) on_answer_({*entry, item}, now);
    settled = item.sequence;
  }
  return options_.wants_answers ? settled : ack.upto;
}

void Sender::apply(const Resend& resend, Time now) {
  const auto stream = outbox_.find(options_.peer, resend.lane, resend.incarnation);
  if (!stream) return;
  LaneState& lane = state_of(resend.lane);
  if (resend.from <= stream->state.acked) {
    // Late, or from a restored receiver: its answer to a hello tells which.
    if (!resend.restored) {
      if (heard_ == hello_) all_at_ = now;
      return;
    }
    rewound_ += stream->state.acked - resend.from + 1;
    outbox_.rewind(*stream, resend.from - 1);
  } else if (is_known_gap(lane, now)) {
    return;
  }
  note_gap(lane, now);
}

/// The receiver has not read what goes again by now; or it has, and still lacks the first of it:
/// lost once more, or nothing that it can take.
bool Sender::is_known_gap(const LaneState& lane, Time now) const {
  if (lane.gone_back > heard_) return true;
  return !lane.has_moved && now - lane.gone_back_at < fruitless_wait;
}

void Sender::apply(const Heard& heard, Time now) {
  if (heard.number > hello_) return;  // Never said.
  heard_ = std::max(heard_, heard.number);
  for (LaneState& lane : lanes_) {
    reset_patience(lane);
    if (lane.in_flight.empty() || lane.in_flight.front().behind >= heard.number) continue;
    note_gap(lane, now);
  }
}

/// Not while a hello is unheard: on a slow link they would queue behind one another.
void Sender::reset_patience(LaneState& lane) {
  if (heard_ >= asked_ && lane.has_moved) lane.patience = options_.resend_after;
}

/// The next hello is said at once, and everything in flight goes again behind it.
void Sender::note_gap(LaneState& lane, Time now) {
  lane.has_gap = true;
  hello_at_ = now;
}

void Sender::settle(LaneState& lane, std::int64_t stream, std::int64_t upto) {
  while (!lane.in_flight.empty()) {
    const InFlight& oldest = lane.in_flight.front();
    if (oldest.stream != stream || oldest.sequence > upto) break;
    lane.bytes -= oldest.bytes;
    lane.in_flight.pop_front();
  }
}

void Sender::forget_in_flight(LaneState& lane) {
  lane.stream = 0;
  lane.sent = 0;
  lane.in_flight.clear();
  lane.bytes = 0;
}

void Sender::notice_silence(LaneState& lane, Time now) {
  // A wall clock set back must not make us wait for it to come round again.
  lane.progress_at = std::min(lane.progress_at, now);
  lane.gone_back_at = std::min(lane.gone_back_at, now);
  // An acknowledgement in hand is progress, also when the clock has leapt since it came.
  if (ride_.waits() || lane.in_flight.empty()) return;
  if (now - lane.progress_at < lane.patience) return;
  lane.patience = std::max(lane.patience, std::min(lane.patience * 2, options_.resend_after_max));
  lane.progress_at = now;
  hello_at_ = now;
}

void Sender::transmit(Time now) {
  line_full_ = false;
  hello_at_ = std::min(hello_at_, now + options_.hello_every);
  all_at_ = std::min(all_at_, now + options_.hello_every);
  for (LaneState& lane : lanes_) notice_silence(lane, now);
  if (now >= hello_at_) say_hello(now);
  transmit(Lane::urgent, now);
  transmit(Lane::ordinary, now);
  if (now >= all_at_) name_all(now);
}

void Sender::transmit(Lane name, Time now) {
  LaneState& lane = state_of(name);
  const auto stream = outbox_.owing(options_.peer, name);
  if (!stream) return;
  lane.sent = std::max(lane.sent, lane.stream == stream->stream ? stream->state.acked : 0);
  if (lane.stream != stream->stream) {
    // A newer stream waits until the older one is settled: order is kept across incarnations.
    forget_in_flight(lane);
    lane.stream = stream->stream;
    lane.sent = stream->state.acked;
  }
  const bool was_idle = lane.in_flight.empty();
  while (has_room(lane) && lane.sent < stream->state.last) {
    const int room = options_.window_messages - static_cast<int>(lane.in_flight.size());
    const auto entries = outbox_.after(stream->stream, lane.sent, std::min(room, entries_at_once));
    if (entries.empty()) break;
    for (const OutboxEntry& entry : entries) {
      if (!has_room(lane) || !transmit(lane, *stream, entry)) break;
    }
  }
  if (was_idle) lane.progress_at = now;
}

/// Behind a gap nothing is sent: it would be asked for again.
bool Sender::has_room(const LaneState& lane) const {
  if (line_full_ || lane.has_gap) return false;
  return lane.in_flight.empty() ||
         (static_cast<int>(lane.in_flight.size()) < options_.window_messages &&
          lane.bytes < options_.window_bytes);
}

bool Sender::transmit(LaneState& lane, const Stream& stream, const OutboxEntry& entry) {
  Parts frames = parts_of_(entry);
  const auto bytes = static_cast<std::int64_t>(bytes_of(frames));
  frames.insert(frames.begin(), write_wire(Data{.version = wire_version,
                                                .incarnation = stream.state.incarnation,
                                                .lane = stream.state.lane,
                                                .sequence = entry.sequence,
                                                .message = entry.message,
                                                .kind = entry.kind,
                                                .kind_version = entry.kind_version}));
  if (!line_.send(frames)) {
    line_full_ = true;
    return false;
  }
  lane.sent = entry.sequence;
  lane.bytes += bytes;
  lane.in_flight.push_back({entry.stream, entry.sequence, bytes, hello_});
  return true;
}

/// Of what is owed, before any more of it is sent.
void Sender::say_hello(Time now) {
  std::vector<Stream> owing;
  for (const Lane lane : {Lane::urgent, Lane::ordinary}) {
    if (const auto stream = outbox_.owing(options_.peer, lane)) owing.push_back(*stream);
  }
  line_full_ = !send_hello(owing);
  hello_at_ = now + (line_full_ ? options_.retry_send_after : options_.hello_every);
  if (line_full_) return;
  asked_ = hello_;
  for (LaneState& lane : lanes_) {
    if (!std::exchange(lane.has_gap, false)) continue;
    lane.gone_back = hello_;
    lane.gone_back_at = now;
    lane.has_moved = false;
    forget_in_flight(lane);
  }
}

/// A receiver restored from an older copy learns of what it lost. There may be hundreds of streams,
/// some for every start of this program: never before what is owed, and not while the receiver is
/// still busy with the hello before.
void Sender::name_all(Time now) {
  const bool is_first = all_at_ == Time{};
  const bool waits = heard_ < hello_ && now < all_at_ + 10 * options_.hello_every;
  if (line_full_ || (waits && !is_first)) return;
  const bool said = send_hello(outbox_.streams(options_.peer));
  all_at_ = now + (said ? options_.hello_every : options_.retry_send_after);
}

/// False when the line did not take all of it.
bool Sender::send_hello(const std::vector<Stream>& streams) {
  if (streams.empty()) return true;
  ++hello_;
  for (std::size_t next = 0; next < streams.size();) {
    Hello hello{.number = hello_, .streams = {}};
    while (next < streams.size() && hello.streams.size() < streams_in_hello_max) {
      hello.streams.push_back(streams[next++].state);
    }
    if (!line_.send({write_wire(hello)})) return false;
  }
  return true;
}

bool Sender::ask(const Ask& question) { return line_.send({write_wire(question)}); }

Time Sender::next_wake(Time now) {
  Time wake = std::min(hello_at_, all_at_ > now ? all_at_ : now + options_.hello_every);
  if (line_full_) wake = std::min(wake, now + options_.retry_send_after);
  wake = std::min(wake, ride_.until());
  for (const LaneState& lane : lanes_) {
    if (ride_.waits() || lane.in_flight.empty()) continue;
    wake = std::min(wake, lane.progress_at + lane.patience);
  }
  return wake;
}

}  // namespace vigie::link
