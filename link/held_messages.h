// Messages a receiver could not apply: in quarantine (never, until a person decides) or not yet (of
// a version this program does not know). Both keep every byte, and neither blocks what comes
// behind.
//
// Shapes: an entry has a number that people use in `vigie quarantine`; `parts` are the exact bytes.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "link/message.h"
#include "store/database.h"

namespace vigie::link {

enum class HeldIn { quarantine, not_yet };
enum class HeldState { open, applied, discarded };

struct HeldMessage {
  std::int64_t entry = 0;
  HeldIn in = HeldIn::quarantine;
  HeldState state = HeldState::open;
  Message message;
  std::string code;  ///< Why: the verdict's code.
  Time at{};
  std::optional<Time> closed_at;
  std::string closed_by;
  std::string closed_reason;
};

class HeldMessages {
 public:
  explicit HeldMessages(store::Database& database);  ///< Creates its table.

  std::int64_t keep(HeldIn in, const Message& message, const std::string& code, Time now);
  std::optional<HeldMessage> find(std::int64_t entry);
  /// Entry numbers, oldest first; only those after entry number `after`. A page of messages might
  /// be more than the program can hold.
  std::vector<std::int64_t> open(HeldIn in, int limit, std::int64_t after = 0);
  std::vector<std::int64_t> open(HeldIn in, std::string_view code, int limit, std::int64_t after);
  /// Whether this message of this sender is open there already.
  bool is_open(HeldIn in, const Message& message);
  std::int64_t count_open(HeldIn in);
  void close(std::int64_t entry, HeldState state, const std::string& by, const std::string& reason,
             Time now);
  /// "Not yet" entries older than `age` that have not alarmed: each is returned once.
  std::vector<std::int64_t> overdue(Time now, std::chrono::minutes age);

 private:
  store::Database& database_;
};

}  // namespace vigie::link
