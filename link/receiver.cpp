#include "link/receiver.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "link/verdicts.h"
#include "store/alone.h"

namespace vigie::link {
namespace {

/// A hello stays before what was sent after it, else it would seem to come from a restored sender.
bool goes_first(const Wire& wire) {
  if (std::holds_alternative<Hello>(wire)) return true;
  const auto* data = std::get_if<Data>(&wire);
  return data != nullptr && data->lane == Lane::urgent;
}

bool is_ordinary(const Wire& wire) {
  const auto* data = std::get_if<Data>(&wire);
  return data != nullptr && data->lane == Lane::ordinary;
}

/// Of a held message whose parts begin with its header.
constexpr const char* code_of_future_wire = "version.wire";

Message message_from(const Door::Incoming& from, const Data& data) {
  return {.sender = from.peer,
          .lane = data.lane,
          .id = data.message,
          .kind = data.kind,
          .kind_version = data.kind_version,
          .parts = Parts(from.frames.begin() + 1, from.frames.end())};
}

/// What a byte of text takes in JSON, at most.
std::size_t json_bytes(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20 || byte == 0x7f) return 6;
  if (byte >= 0x80) return 3;  // U+FFFD, if it is not UTF-8.
  return c == '"' || c == '\\' ? 2 : 1;
}

std::size_t json_bytes(const std::string& text) {
  return std::accumulate(text.begin(), text.end(), std::size_t{0},
                         [](std::size_t sum, char c) { return sum + json_bytes(c); });
}

/// One acknowledgement in as many pieces as the limit of a header asks for, each settling only what
/// it answers.
std::vector<Ack> pieces_of(const Ack& ack) {
  constexpr std::size_t item_overhead = 100;
  constexpr std::size_t piece_bytes_max = header_bytes_max - 1024;
  std::vector<Ack> pieces;
  Ack piece{.incarnation = ack.incarnation, .lane = ack.lane, .upto = 0, .answers = {}};
  std::size_t bytes = 0;
  for (const AnswerItem& item : ack.answers) {
    const std::size_t more = json_bytes(item.answer) + json_bytes(item.code) + item_overhead;
    if (!piece.answers.empty() && bytes + more > piece_bytes_max) {
      pieces.push_back(piece);
      piece.answers.clear();
      bytes = 0;
    }
    bytes += more;
    piece.upto = item.sequence;
    piece.answers.push_back(item);
  }
  piece.upto = ack.upto;
  pieces.push_back(std::move(piece));
  return pieces;
}

/// The last one; nullopt when there was none.
std::optional<std::int64_t> retry_page(Receiver& receiver, const std::vector<std::int64_t>& page,
                                       Time now) {
  for (const std::int64_t entry : page) receiver.retry(entry, "program", now);
  return page.empty() ? std::nullopt : std::optional(page.back());
}

}  // namespace

Receiver::Receiver(store::Database& database, Door& door, ReceiverOptions options, Apply apply,
                   AlarmSink alarm)
    : database_(database),
      door_(door),
      options_(options),
      ride_(options.ordinary_wait),
      apply_(std::move(apply)),
      alarm_(std::move(alarm)),
      cursors_(database),
      held_(database) {}

bool Receiver::collect(Time now) {
  more_waiting_ = true;
  std::size_t bytes =
      std::transform_reduce(collected_.begin(), collected_.end(), std::size_t{0}, std::plus<>(),
                            [](const Collected& item) { return bytes_of(item.incoming.frames); });
  while (static_cast<int>(collected_.size()) < options_.batch_max &&
         bytes < options_.batch_bytes_max) {
    auto incoming = door_.receive();
    if (!incoming) {
      more_waiting_ = false;
      break;
    }
    bytes += bytes_of(incoming->frames);
    Wire wire = read_wire(incoming->frames);
    collected_.push_back({std::move(*incoming), std::move(wire)});
  }
  std::stable_partition(collected_.begin(), collected_.end(),
                        [](const Collected& item) { return goes_first(item.wire); });
  if (collected_.empty()) return false;
  if (!can_wait()) return true;
  return ride_.waited_enough(now);
}

/// A commit for a message that nobody waits for is a flush for nothing: it rides in the next one.
bool Receiver::can_wait() const {
  return options_.ordinary_wait > options_.ordinary_wait.zero() && !more_waiting_ &&
         static_cast<int>(collected_.size()) < options_.waiting_max &&
         std::ranges::all_of(collected_,
                             [](const Collected& item) { return is_ordinary(item.wire); });
}

Time Receiver::next_wake(Time now) const {
  if (more_waiting_) return now;
  return ride_.until();
}

void Receiver::apply(Time now) {
  ride_.end();
  // Left over only from a turn that was rolled back: nothing of it may be acknowledged.
  acks_.clear();
  gaps_.clear();
  replies_.clear();
  for (Collected& collected : std::exchange(collected_, {})) receive(collected, now);
}

void Receiver::receive(Collected& collected, Time now) {
  const Door::Incoming& from = collected.incoming;
  if (admit_) {
    if (const std::string code = admit_(from.peer); !code.empty()) {
      replies_.emplace_back(from.route, write_wire(Refused{code}));
      return;
    }
  }
  if (const auto* data = std::get_if<Data>(&collected.wire)) return receive(from, *data, now);
  if (const auto* hello = std::get_if<Hello>(&collected.wire)) return receive(from, *hello, now);
  if (const auto* ask = std::get_if<Ask>(&collected.wire)) {
    if (!on_ask_) return;
    Tell tell{.number = ask->number, .what = ask->what, .body = on_ask_(from.peer, *ask, now)};
    replies_.emplace_back(from.route, write_wire(tell));
    return;
  }
  alarm_garbage(from.peer, std::get_if<WireError>(&collected.wire), now);
  replies_.emplace_back(from.route, write_wire(Refused{"wire.unreadable"}));
}

/// Whoever sends nothing else would fill the audit trail.
void Receiver::alarm_garbage(const std::string& peer, const WireError* error, Time now) {
  const std::string code = error != nullptr ? error->code : "wire.unexpected";
  if (!garbage_alarms_.pass(code + ' ' + peer, now)) return;
  alarm_(
      {.code = code,
       .subject = peer,
       .text = "a frame that is not part of the protocol was dropped, and for an hour those like "
               "it are without a word; its sender is known, so look at that program or device"},
      now);
}

void Receiver::receive(const Door::Incoming& from, const Data& data, Time now) {
  const Source source = cursors_.find_or_make(from.peer, data.incarnation, data.lane, now);
  if (data.sequence <= source.cursor) return repeat(from, data, source, now);
  if (data.sequence > source.cursor + 1) {
    return note_gap(from, data.incarnation, data.lane,
                    {.from = source.cursor + 1, .seen = data.sequence, .restored = false});
  }
  const AnswerItem item = apply_new(from, data, now);
  cursors_.advance(source.source, data.message, item, now);
  Ack& ack = ack_for(from, data.incarnation, data.lane);
  ack.upto = data.sequence;
  if (must_be_told(item)) ack.answers.push_back(item);
}

void Receiver::repeat(const Door::Incoming& from, const Data& data, const Source& source,
                      Time now) {
  const auto remembered = cursors_.remembered(source.source, data.sequence);
  Ack& ack = ack_for(from, data.incarnation, data.lane);
  ack.upto = std::max(ack.upto, source.cursor);
  if (!remembered) {
    // Too old to be remembered. A program needs only the acknowledgement; a patrol waits for its
    // answer, and applying a report again gives the first receipt again.
    if (!options_.keeps_unapplied) ack.answers.push_back(apply_new(from, data, now));
    return;
  }
  if (remembered->message != data.message) return mismatch(from, data, remembered->message, now);
  if (must_be_told(remembered->item)) ack.answers.push_back(remembered->item);
}

/// A patrol waits for an answer to each message, be it an empty one.
bool Receiver::must_be_told(const AnswerItem& item) const {
  return !options_.keeps_unapplied || item.outcome != Outcome::applied || !item.answer.empty();
}

void Receiver::mismatch(const Door::Incoming& from, const Data& data, const Uuid& remembered,
                        Time now) {
  const Message message = message_from(from, data);
  if (held_.is_open(HeldIn::quarantine, message)) return;
  alarm_({.code = "link.mismatch",
          .subject = from.peer,
          .text = "sequence " + std::to_string(data.sequence) + " came again with message " +
                  to_string(data.message) + " instead of " + to_string(remembered) +
                  ": the sender's database was changed; its message was kept in quarantine"},
         now);
  held_.keep(HeldIn::quarantine, message, "link.mismatch", now);
}

AnswerItem Receiver::apply_new(const Door::Incoming& from, const Data& data, Time now) {
  Message message = message_from(from, data);
  Verdict verdict = not_yet(code_of_future_wire);
  if (data.version == wire_version) {
    verdict = apply_alone(message, now);
  } else {
    // Whole, with the header: the program that knows this version will read it again.
    message.parts = from.frames;
  }
  if (verdict.outcome != Outcome::applied) keep(message, verdict, now);
  if (verdict.answer.size() > answer_bytes_max) verdict.answer.clear();
  return {.sequence = data.sequence,
          .outcome = verdict.outcome,
          .code = std::move(verdict.code),
          .answer = std::move(verdict.answer)};
}

Verdict Receiver::apply_alone(const Message& message, Time now) {
  auto verdict = store::alone(
      database_, [&] { return apply_(message, now); },
      // A refusal at the patrols' door writes its own record; others must leave nothing.
      [&](const Verdict& found) {
        return found.outcome == Outcome::applied || !options_.keeps_unapplied;
      });
  if (verdict) return *std::move(verdict);
  if (!options_.keeps_unapplied) alarm_exception(message, now);
  return refused("internal.exception");
}

/// Nothing in quarantine speaks of it: the patrol keeps its report, and only we can mend this.
void Receiver::alarm_exception(const Message& message, Time now) {
  alarm_({.code = "link.exception",
          .subject = message.sender,
          .text = "message " + to_string(message.id) + " (" + message.kind +
                  ") made this program fail and was refused: report it as a defect"},
         now);
}

void Receiver::keep(const Message& message, const Verdict& verdict, Time now) {
  if (!options_.keeps_unapplied) return;
  const HeldIn in = verdict.outcome == Outcome::not_yet ? HeldIn::not_yet : HeldIn::quarantine;
  const std::int64_t entry = held_.keep(in, message, verdict.code, now);
  if (in == HeldIn::not_yet) return;
  alarm_({.code = "link.quarantined",
          .subject = message.sender,
          .text = "message " + to_string(message.id) + " (" + message.kind +
                  ") cannot be applied: " + verdict.code + "; see vigie quarantine show " +
                  std::to_string(entry)},
         now);
}

void Receiver::receive(const Door::Incoming& from, const Hello& hello, Time now) {
  for (const StreamState& stream : hello.streams) receive_stream(from, stream, now);
  replies_.emplace_back(from.route, write_wire(Heard{hello.number}));
}

void Receiver::receive_stream(const Door::Incoming& from, const StreamState& stream, Time now) {
  Source source = cursors_.find_or_make(from.peer, stream.incarnation, stream.lane, now);
  cursors_.seen(source.source, now);
  if (source.cursor > stream.last) alarm_restored(from, stream, source, now);
  if (source.cursor + 1 < stream.first) skip_lost(from, stream, source, now);
  if (source.cursor < stream.acked) {
    return note_gap(from, stream.incarnation, stream.lane,
                    {.from = source.cursor + 1, .seen = stream.acked, .restored = true});
  }
  // What the sender knows needs no acknowledgement: after many restarts it names many streams, and
  // hundreds of answers would crowd out the one that it waits for.
  if (source.cursor == stream.acked) return;
  Ack& ack = ack_for(from, stream.incarnation, stream.lane);
  ack.upto = std::max(ack.upto, source.cursor);
}

void Receiver::alarm_restored(const Door::Incoming& from, const StreamState& stream,
                              const Source& source, Time now) {
  if (!restored_sources_.insert(source.source).second) return;
  alarm_({.code = "link.sender_restored",
          .subject = from.peer,
          .text = "the sender knows of " + std::to_string(stream.last) +
                  " messages where we hold " + std::to_string(source.cursor) +
                  ": it was restored from an older database; what we hold is kept"},
         now);
}

void Receiver::skip_lost(const Door::Incoming& from, const StreamState& stream, Source& source,
                         Time now) {
  alarm_({.code = "link.lost",
          .subject = from.peer,
          .text = std::to_string(stream.first - 1 - source.cursor) +
                  " messages are older than the sender keeps: this database was restored from "
                  "one older than the resend horizon; compare reports with the sender's"},
         now);
  source.cursor = stream.first - 1;
  cursors_.skip_to(source.source, source.cursor, now);
}

Ack& Receiver::ack_for(const Door::Incoming& from, const Uuid& incarnation, Lane lane) {
  Ack& ack = acks_[{from.route, from.peer, incarnation, lane}];
  ack.incarnation = incarnation;
  ack.lane = lane;
  return ack;
}

void Receiver::note_gap(const Door::Incoming& from, const Uuid& incarnation, Lane lane,
                        const Gap& gap) {
  Gap& noted = gaps_[{from.route, from.peer, incarnation, lane}];
  noted.from = gap.from;
  noted.seen = std::max(noted.seen, gap.seen);
  noted.restored |= gap.restored;
}

void Receiver::answer() {
  // Whatever cannot be sent now is asked for again by the sender's silence or hello.
  auto acks = std::exchange(acks_, {});
  for (auto& [key, ack] : acks) {
    std::sort(ack.answers.begin(), ack.answers.end(),
              [](const AnswerItem& a, const AnswerItem& b) { return a.sequence < b.sequence; });
    for (const Ack& piece : pieces_of(ack)) door_.send(std::get<0>(key), write_wire(piece));
  }
  for (const auto& [key, gap] : std::exchange(gaps_, {})) {
    const auto ack = acks.find(key);
    const std::int64_t applied = ack != acks.end() ? ack->second.upto : 0;
    if (applied >= gap.seen) continue;  // Closed by what came later in the same turn.
    door_.send(std::get<0>(key), write_wire(Resend{.incarnation = std::get<2>(key),
                                                   .lane = std::get<3>(key),
                                                   .from = std::max(gap.from, applied + 1),
                                                   .restored = gap.restored}));
  }
  for (const auto& [route, frame] : std::exchange(replies_, {})) door_.send(route, frame);
}

void Receiver::retry_not_yet(Time now) {
  std::optional<std::int64_t> after = 0;
  while (after) {
    after = retry_page(*this, held_.open(HeldIn::not_yet, retried_at_once, *after), now);
  }
}

std::optional<std::int64_t> Receiver::retry_not_yet(std::string_view code, std::int64_t after,
                                                    Time now) {
  return retry_page(*this, held_.open(HeldIn::not_yet, code, retried_at_once, after), now);
}

bool Receiver::retry(std::int64_t entry, const std::string& by, Time now) {
  const auto held = held_.find(entry);
  if (!held || held->state != HeldState::open) return false;
  const auto message = readable(*held);
  if (!message) return false;
  const Verdict verdict = apply_alone(*message, now);
  if (verdict.outcome == Outcome::applied) {
    held_.close(entry, HeldState::applied, by, "applied again", now);
    return true;
  }
  if (verdict.outcome == Outcome::refused && held->in == HeldIn::not_yet) {
    held_.close(entry, HeldState::discarded, by, "moved to quarantine", now);
    keep(*message, verdict, now);
  }
  return false;
}

/// The message as the program knows it; nullopt while its wire version is unknown.
std::optional<Message> Receiver::readable(const HeldMessage& held) {
  if (held.code != code_of_future_wire) return held.message;
  const Wire wire = read_wire(held.message.parts);
  const auto* data = std::get_if<Data>(&wire);
  if (data == nullptr || data->version != wire_version) return std::nullopt;
  return message_from({.peer = held.message.sender, .route = "", .frames = held.message.parts},
                      *data);
}

void Receiver::housekeeping(Time now) {
  for (const std::int64_t entry : held_.overdue(now, options_.not_yet_alarm)) {
    alarm_({.code = "link.not_yet_overdue",
            .subject = std::to_string(entry),
            .text = "a message that this program does not understand yet still waits: see vigie "
                    "quarantine show " +
                    std::to_string(entry) + " for what it lacks (a version, a position, a notice)"},
           now);
  }
  cursors_.prune(now, options_.horizon);
}

}  // namespace vigie::link
