// The parts of a report, one reader each, as report/decode.cpp puts them together. Readers as in
// report/reading.h; only decode*.cpp include this.

#pragma once

#include "report/read_values.h"
#include "report/reading.h"
#include "report/report.h"

namespace vigie {

inline constexpr std::int64_t people_max = 100'000;  ///< Counts of persons and vehicles.

void read_group(Reading& reading, const JsonNode& node, Group& target);
void read_document(Reading& reading, const JsonNode& node, Document& target);

void read_what(Reading& reading, const JsonNode& node, What& target);
void read_when(Reading& reading, const JsonNode& node, When& target);
void read_where(Reading& reading, const JsonNode& node, Where& target);
void read_why(Reading& reading, const JsonNode& node, Why& target);
void read_how(Reading& reading, const JsonNode& node, How& target);
void read_fact(Reading& reading, const JsonNode& node, Fact& target);
void read_crossing(Reading& reading, const JsonNode& node, Crossing& target);

void read_patrol(Reading& reading, const JsonNode& node, Patrol& target);
void read_indicator(Reading& reading, const JsonNode& node, Indicator& target);
void read_need(Reading& reading, const JsonNode& node, Need& target);
void read_danger(Reading& reading, const JsonNode& node, Danger& target);
void read_protection(Reading& reading, const JsonNode& node, Protection& target);
void read_concerns(Reading& reading, const JsonNode& node, ConcernsUnPersonnel& target);
void read_action(Reading& reading, const JsonNode& node, ActionTaken& target);
void read_evidence(Reading& reading, const JsonNode& node, Attachment& target);
void read_identity(Reading& reading, const JsonNode& node, Attachment& target);

/// A code that names a group of this report; recorded, and checked when the whole report is read.
void read_group_reference(Reading& reading, const JsonNode& node, Code& target);
/// A list of them: at least one, each once.
void read_group_references(Reading& reading, const JsonNode& node, std::vector<Code>& target);
/// Distinct codes of the catalogue; may be empty.
void read_codes(Reading& reading, const JsonNode& node, std::vector<Code>& target);

}  // namespace vigie
