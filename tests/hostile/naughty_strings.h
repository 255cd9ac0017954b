// Texts that have broken other programs: a table of our own, and the lists of ../shared/hostile.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace vigie::hostile {

struct NaughtyString {
  std::string name;
  std::string bytes;  ///< Of the text; not always UTF-8.
};

/// Bytes of a JSON string that no text stands behind: lone surrogates, raw control characters.
struct NaughtyLiteral {
  std::string name;
  std::string json;  ///< With its quotes.
};

/// Our own; always there.
std::vector<NaughtyString> own_strings();
std::vector<NaughtyLiteral> own_literals();

/// Entries of the big list of naughty strings; nullopt without ../shared/hostile.
std::optional<std::vector<NaughtyString>> listed_strings();
/// Lines of Kuhn's stress test that are not empty; nullopt without ../shared/hostile.
std::optional<std::vector<NaughtyString>> stress_lines();

/// Ours and those of the lists that are there; says how many lists are skipped.
std::vector<NaughtyString> every_string(int& lists_skipped);

/// The same, fewer of them under a sanitizer; says in a message what is skipped.
std::vector<NaughtyString> strings_to_file();

/// A JSON string of exactly these bytes, UTF-8 or not.
std::string quoted(const std::string& bytes);

}  // namespace vigie::hostile
