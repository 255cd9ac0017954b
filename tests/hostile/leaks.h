// Where the text of a report must never be found: logs, audit trails, metrics.

#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace vigie::hostile {

/// Everything of one kind, by a name for the message ("log of intake").
using Haystacks = std::map<std::string, std::string>;

std::string text_of_file(const std::filesystem::path& file);
/// Every column of every row of a program's audit trail.
std::string text_of_audit(const std::filesystem::path& database);

/// The names of the haystacks that hold this text, as it is or as JSON escapes it; empty: none.
std::string found_in(const Haystacks& haystacks, const std::string& text);

/// Whether finding the text means anything: not one of the words that are there anyway.
bool is_telling(const std::string& text);

}  // namespace vigie::hostile
