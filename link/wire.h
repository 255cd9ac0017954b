// The wire form of a link: a header, one line of JSON; then the parts of a message, a frame each,
// or the body of a question or its answer, in the same frame (docs/protocol.md, version 1).
//
// Errors: read_wire() answers WireError for anything it cannot read; a `data` frame of a higher
//         version that still carries the fields every version has comes back as Data with its
//         version, so that the receiver can keep it as "not yet".
// Limits: header_bytes_max; parts as in link/message.h; body_bytes_max; every number
//         0 … number_max.

#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "link/message.h"

namespace vigie::link {

inline constexpr int wire_version = 1;
inline constexpr std::size_t header_bytes_max = 512 * 1024;
inline constexpr std::size_t body_bytes_max = 512 * 1024;  ///< Of an ask or a tell.
inline constexpr std::size_t streams_in_hello_max = 256;
inline constexpr std::int64_t number_max = 9'007'199'254'740'991;  ///< 2^53 - 1: exact in any JSON.

/// A message on its way. Sender → receiver.
struct Data {
  int version = wire_version;
  Uuid incarnation;
  Lane lane = Lane::ordinary;
  std::int64_t sequence = 0;  ///< 1, 2, 3 … per (sender, incarnation, lane).
  Uuid message;
  std::string kind;
  int kind_version = 1;
};

/// What one sequence number came to.
struct AnswerItem {
  std::int64_t sequence = 0;
  Outcome outcome = Outcome::applied;
  std::string code;
  std::string answer;
};

/// Everything up to `upto` is committed. Receiver → sender.
struct Ack {
  Uuid incarnation;
  Lane lane = Lane::ordinary;
  std::int64_t upto = 0;
  std::vector<AnswerItem> answers;
};

/// "I do not have `from` and what follows it." Receiver → sender.
struct Resend {
  Uuid incarnation;
  Lane lane = Lane::ordinary;
  std::int64_t from = 1;
  /// Answers a hello that called it acknowledged: the receiver lost it. Without this a request for
  /// what was acknowledged is only late.
  bool restored = false;
};

struct StreamState {
  Uuid incarnation;
  Lane lane = Lane::ordinary;
  std::int64_t first = 1;  ///< Oldest sequence number still kept.
  std::int64_t last = 0;   ///< Newest given out.
  std::int64_t acked = 0;
};

/// What the sender has. Sender → receiver, at start, after silence, and now and then; several
/// frames when there are more than streams_in_hello_max streams.
struct Hello {
  std::int64_t number = 0;  ///< 1, 2, 3 … of this start of the sender; comes back with Heard.
  std::vector<StreamState> streams;
};

/// "I have read that hello", behind the acknowledgements of all that came before it: whatever was
/// sent before the hello and is not acknowledged by now was lost. Receiver → sender.
struct Heard {
  std::int64_t number = 0;
};

/// A question outside the sequence ("status of report …"), answered with Tell and the same number.
struct Ask {
  std::int64_t number = 0;
  std::string what;
  std::string body;  ///< JSON, as `what` defines it; of what was read: any bytes.
};

struct Tell {
  std::int64_t number = 0;
  std::string what;
  std::string body;
};

/// The connection itself is refused: an unknown or revoked key. Receiver → sender.
struct Refused {
  std::string code;
};

struct WireError {
  std::string code;  ///< "wire.header", "wire.version", "wire.limits".
};

using Wire = std::variant<Data, Ack, Resend, Hello, Heard, Ask, Tell, Refused, WireError>;

std::string write_wire(const Data& data);
std::string write_wire(const Ack& ack);
std::string write_wire(const Resend& resend);
std::string write_wire(const Hello& hello);
std::string write_wire(const Heard& heard);
std::string write_wire(const Refused& refused);
std::string write_wire(const Ask& ask);
std::string write_wire(const Tell& tell);

/// Reads the header, and the body where one belongs to it; the frames may be any bytes from
/// anybody.
Wire read_wire(const Parts& frames);

std::string_view to_string(Outcome outcome);

}  // namespace vigie::link
