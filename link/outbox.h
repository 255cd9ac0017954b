// The outbox: messages owed to other programs, written in the transaction that caused them.
//
// A stream is one (peer, lane, incarnation): sequence numbers 1, 2, 3 … without gaps. A new
// incarnation is minted by every start of a program (docs/decisions/0003), so a database restored
// from a backup can never give out a sequence number twice unseen. Older streams are finished
// first. Rows refer to the state they carry (`reference`) instead of copying it, where the sender
// can build the same bytes again; else `body` holds them. Limits: acknowledged rows are kept for
// the resend horizon, then pruned.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "link/message.h"
#include "link/wire.h"
#include "report/random.h"
#include "store/database.h"

namespace vigie::link {

struct Outgoing {
  std::string peer;
  Lane lane = Lane::ordinary;
  Uuid message;
  std::string kind;
  int kind_version = 1;
  std::optional<std::int64_t> reference;
  std::string body;
};

struct OutboxEntry {
  std::int64_t stream = 0;
  std::int64_t sequence = 0;
  Uuid message;
  std::string kind;
  int kind_version = 1;
  std::optional<std::int64_t> reference;
  std::string body;
};

/// A stream as the sender needs it.
struct Stream {
  std::int64_t stream = 0;
  StreamState state;
};

class Outbox {
 public:
  Outbox(store::Database& database, Random& random);  ///< Creates its tables.

  /// Inside the caller's transaction.
  void enqueue(const Outgoing& outgoing, Time now);

  /// The oldest stream of this lane that still owes something.
  std::optional<Stream> owing(const std::string& peer, Lane lane);
  std::optional<Stream> find(const std::string& peer, Lane lane, const Uuid& incarnation);
  /// Every stream still kept, newest last.
  std::vector<Stream> streams(const std::string& peer);
  std::vector<OutboxEntry> after(std::int64_t stream, std::int64_t sequence, int limit);
  std::optional<OutboxEntry> at(std::int64_t stream, std::int64_t sequence);

  void acknowledge(const Stream& stream, std::int64_t upto, Time now);
  /// The receiver lost what it had acknowledged: owe everything after `upto` again.
  void rewind(const Stream& stream, std::int64_t upto);
  void refuse(std::int64_t stream, std::int64_t sequence, const std::string& code, Time now);

  std::int64_t owed(const std::string& peer);
  /// The lowest that a kept message of this kind refers to: no lower one is ever sent again. Looks
  /// at the first message of each stream, which must be all of one kind, their references
  /// ascending.
  std::optional<std::int64_t> oldest_reference(const std::string& kind);
  /// Deletes what was acknowledged longer than `horizon` ago. Inside a transaction.
  void prune(Time now, std::chrono::hours horizon);

 private:
  std::int64_t new_stream(const std::string& peer, Lane lane, Time now);
  std::optional<std::int64_t> next_in(std::int64_t stream, const Outgoing& outgoing);

  store::Database& database_;
  Random& random_;
  /// Streams of this incarnation, made when first needed.
  std::map<std::pair<std::string, Lane>, std::int64_t> current_;
};

}  // namespace vigie::link
