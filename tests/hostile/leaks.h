// Where the text of a report or of a reply must never be found: logs, audit trails, metrics.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/hostile/naughty_strings.h"
#include "tests/support/stepped_mission.h"

namespace vigie::hostile {

/// Put behind a string, so that wherever the text goes, it is found.
inline const std::string marker = "vq7zkxw";

/// Everything of one kind, by a name for the message ("log of intake").
using Haystacks = std::map<std::string, std::string>;

/// Every column of every row of a program's audit trail.
std::string text_of_audit(const std::filesystem::path& database);

/// Of every program: its log, audit trail, metrics and state.
Haystacks haystacks_of(support::SteppedMission& mission);
/// Id → bytes, as a program keeps them: a query that gives these two.
std::map<std::string, std::string> kept_in(const std::filesystem::path& database, const char* sql);

/// Neither the marker nor any string that tells is in any of them.
void check_no_leak(const Haystacks& haystacks, const std::vector<NaughtyString>& strings);

/// The names of the haystacks that hold this text, as it is or as JSON escapes it; empty: none.
std::string found_in(const Haystacks& haystacks, const std::string& text);

/// Whether finding the text means anything: not one of the words that are there anyway.
bool is_telling(const std::string& text);

}  // namespace vigie::hostile
