// A notice as the notifier keeps it: what one position is owed about one report.
//
// Its state is what its instants say: open, then notified (a client of one holder confirmed that it
// has it), seen (a holder looked), acknowledged. A newer revision starts again at open. Beside the
// state stands what the router said: told, changed (a newer revision), corrected (the report no
// longer concerns this position: told so, never silence). All pure.
//
// Source: architecture.md sections 2 and 5; the "notices" message of docs/protocol.md.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::notifier {

enum class Said { told, changed, corrected };
enum class NoticeState { open, notified, seen, acknowledged };

std::string_view to_string(Said said);
std::optional<Said> parse_said(std::string_view word);
std::string_view to_string(NoticeState state);

/// What a revision of a report shows to those it is told to; stored once per revision.
struct Content {
  Uuid report;
  std::int64_t revision = 1;
  Kind kind = Kind::report;
  std::optional<Uuid> about;  ///< Of an information note: the report it speaks of.
  bool exercise = false;
  std::string language;
  std::optional<Code> region;
  Time routed_at{};
  std::string version;  ///< Of the mission that routed it.
  std::string body;     ///< JSON object: the allow-listed fields, as the router built them.
  Digest digest;        ///< SHA-256 of the body.
};

struct Notice {
  Uuid notice;
  Uuid report;
  std::int64_t revision = 1;
  Code position;
  Said said = Said::told;
  Urgency urgency = Urgency::routine;
  std::optional<Time> deadline;  ///< Until when an acknowledgement is expected.
  std::string expect;            ///< "acknowledge".
  std::string rules;             ///< JSON list of {rule, because, authority}.
  Time received_at{};            ///< Of this revision.
  std::optional<Time> notified_at;
  std::optional<Time> seen_at;
  std::optional<Time> acknowledged_at;
  std::string acknowledged_by;  ///< Person; empty until acknowledged.
};

NoticeState state_of(const Notice& notice);

/// Whether what was kept can be shown: the content as it came, and rules that can be read. False
/// when the disk has changed them since.
bool is_whole(const Notice& notice, const Content& content);

enum class Arrival {
  news,      ///< A notice or a revision not known yet: it replaces what is stored.
  repeat,    ///< The stored revision again.
  late,      ///< A lower revision than the stored one: history.
  mismatch,  ///< The same notice id for another report or position: cannot be applied.
};

/// What an incoming notice is, beside the stored one of the same id (nullptr: none).
Arrival arrival_of(const Notice* stored, const Notice& incoming);

/// Whether answering `revision` closes the notice: only its present revision, and only once.
bool acknowledges(const Notice& notice, std::int64_t revision);

}  // namespace vigie::notifier
