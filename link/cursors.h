// How far each sender's streams have been applied, and what each recent sequence number was: the
// receiver's memory, in the receiver's database.
//
// The message id per sequence number is kept for the resend horizon: a repeat must carry the same
// id, anything else is alarmed (a sender whose database was tampered with or restored behind our
// back).

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "link/message.h"
#include "link/wire.h"
#include "store/database.h"

namespace vigie::link {

/// One (sender, incarnation, lane).
struct Source {
  std::int64_t source = 0;
  std::int64_t cursor = 0;  ///< Highest sequence number applied.
};

struct Remembered {
  Uuid message;
  AnswerItem item;
};

class Cursors {
 public:
  explicit Cursors(store::Database& database);  ///< Creates its tables.

  std::optional<Source> find(const std::string& sender, const Uuid& incarnation, Lane lane);
  Source find_or_make(const std::string& sender, const Uuid& incarnation, Lane lane, Time now);
  void advance(std::int64_t source, const Uuid& message, const AnswerItem& item, Time now);
  /// The sender still names this stream: its cursor is needed, however quiet the stream is. Written
  /// at most once an hour.
  void seen(std::int64_t source, Time now);
  /// Gives up waiting for what the sender no longer has.
  void skip_to(std::int64_t source, std::int64_t cursor, Time now);
  std::optional<Remembered> remembered(std::int64_t source, std::int64_t sequence);
  void prune(Time now, std::chrono::hours horizon);

 private:
  store::Database& database_;
};

}  // namespace vigie::link
