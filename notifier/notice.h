// A notice as the notifier keeps it: what one position is owed about one report.
//
// Its state is what its instants say: open, then notified (a client of one holder confirmed that it
// has it), seen (a holder looked), acknowledged. A newer issue starts again at open: issues number
// what the router has said on a notice, a revision of the report or anything else that is new (a
// question, a decision, a view that shows less). Beside the state stands what the router said:
// told, changed (something is new), corrected (the report no longer concerns this position: told
// so, never silence), reminded (an answer is overdue). All pure.
//
// Shapes: lists of a notice are JSON text, with the members of the "notices" message and no others.
// Source: docs/decisions/0011 and 0022; the "notices" message of docs/protocol.md.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::notifier {

inline constexpr std::int64_t issue_max = (std::int64_t{1} << 53) - 1;  ///< As of any number sent.

/// withheld: the position may hear no more of this report; nothing of it is shown any longer.
enum class Said { told, changed, corrected, reminded, withheld };
enum class NoticeState { open, notified, seen, acknowledged };

std::string_view to_string(Said said);
std::optional<Said> parse_said(std::string_view word);
std::string_view to_string(NoticeState state);

/// What everybody who is told of a revision may know of it.
struct Particulars {
  Uuid report;
  std::int64_t revision = 1;
  Kind kind = Kind::report;
  std::optional<Uuid> about;  ///< Of an information note: the report it speaks of.
  bool exercise = false;
  std::string language;
  bool operator==(const Particulars&) const = default;
};

/// One view of a revision: what positions of the same need to know are shown. Stored once.
struct Content {
  Particulars of;
  std::optional<Code> region;  ///< Where, when this view shows it.
  std::string body;            ///< JSON object: the parts granted, as the router built them.
  Digest digest;               ///< SHA-256 of the body.
};

struct Notice {
  Uuid notice;
  Uuid report;
  std::int64_t revision = 1;
  std::int64_t issue = 1;
  Code position;
  Digest content;  ///< Which view of the revision this position is shown.
  Said said = Said::told;
  Urgency urgency = Urgency::routine;
  std::optional<Time> deadline;  ///< Until when an acknowledgement is expected.
  std::string expect;            ///< "acknowledge", "decide", "forward".
  std::string rules = "[]";      ///< {rule, because, authority}
  std::string asks = "[]";       ///< Questions: positions to release or decline.
  std::string forwards = "[]";   ///< Positions told once this one forwards.
  std::string decided = "[]";    ///< What was decided of what was asked.
  std::string changes = "[]";    ///< JSON pointers into the content.
  std::string no_longer = "[]";  ///< Rules that fell away with this issue, as in `rules`.
  Time routed_at{};
  std::string version;  ///< Of the mission that routed it.
  Time received_at{};   ///< Of this issue.
  std::optional<Time> notified_at;
  std::optional<Time> seen_at;
  std::optional<Time> acknowledged_at;
  std::string acknowledged_by;  ///< Person; empty until acknowledged.
};

NoticeState state_of(const Notice& notice);

/// Whether what was kept is as it came: false when the disk has changed it since.
bool is_whole(const Content& content);
bool has_whole_lists(const Notice& notice);
/// Whether it can be shown: both, and the content is this notice's.
bool is_whole(const Notice& notice, const Content& content);

enum class Arrival {
  news,      ///< A notice or an issue not known yet: it replaces what is stored.
  repeat,    ///< The stored issue again.
  late,      ///< An earlier issue than the stored one: history.
  mismatch,  ///< The same notice id for another report or position: cannot be applied.
  conflict,  ///< The stored issue with another content: cannot be applied.
};

/// What an incoming notice is, beside the stored one of the same id (nullptr: none).
Arrival arrival_of(const Notice* stored, const Notice& incoming);

/// Whether answering this closes the notice: only what the router said last, and only once.
bool acknowledges(const Notice& notice, std::int64_t revision, std::int64_t issue);

/// The positions of one of its lists; none when it cannot be read.
std::vector<Code> positions_in(const std::string& list);

}  // namespace vigie::notifier
