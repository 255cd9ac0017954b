// What a link carries, seen from the programs on its two sides.
//
// A message is named by its sender (a UUID that is the sender's own, so a repeat is known), has a
// kind the receiving program understands in a version it understands, and parts: raw bytes, kind by
// kind (docs/protocol.md). Limits: parts_max parts, message_bytes_max bytes together.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "report/clock.h"
#include "report/id.h"

namespace vigie::link {

inline constexpr std::size_t parts_max = 64;
inline constexpr std::size_t message_bytes_max = 24 * 1024 * 1024;
inline constexpr std::size_t kind_bytes_max = 64;
/// A longer answer is left out of its acknowledgement; the outcome and the code still arrive.
inline constexpr std::size_t answer_bytes_max = 64 * 1024;

using Parts = std::vector<std::string>;

inline std::size_t bytes_of(const Parts& parts) {
  std::size_t bytes = 0;
  for (const std::string& part : parts) bytes += part.size();
  return bytes;
}

enum class Lane { urgent = 0, ordinary = 1 };

struct Message {
  std::string sender;  ///< Authenticated name of the key it came from.
  Lane lane = Lane::ordinary;
  Uuid id;
  std::string kind;      ///< "report", "notices", "reply", "status".
  int kind_version = 1;  ///< Of the kind, not of the wire.
  Parts parts;
};

enum class Outcome {
  applied,
  refused,  ///< Cannot ever be applied: kept in quarantine (or, for a patrol, answered with
            ///< reasons).
  not_yet,  ///< Speaks of what this program does not know yet: kept, applied when it does.
};

/// What the receiving program made of a message.
struct Verdict {
  Outcome outcome = Outcome::applied;
  std::string
      code;  ///< Why not applied: "meaning.region", "version.catalogue"; empty when applied.
  std::string answer;  ///< For the sender, when its link wants answers (a patrol's receipt).
};

/// Something a person should look at; logged, counted and audited by the program.
struct Alarm {
  std::string code;  ///< "link.sender_restored", "link.lost", "link.quarantined", …
  std::string subject;
  std::string text;  ///< What happened and what to do; never a text of a report.
};

using AlarmSink = std::function<void(const Alarm&, Time)>;

}  // namespace vigie::link
