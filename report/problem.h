// Why a report was refused, in words for the person who must mend it.
//
// pointer is an RFC 6901 JSON pointer into the report ("" is the whole document); code is stable
// and dotted ("json.syntax", "schema.unknown_key", "meaning.region"); texts say what is wrong and
// what to do, in both languages of the mission. A text never quotes free text of the report (it
// could be a name): at most a code, a number or a field name.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigie {

struct Text {
  std::string en;
  std::string fr;
  bool operator==(const Text&) const = default;

  /// "fr" gives French, anything else English.
  const std::string& in(std::string_view language) const { return language == "fr" ? fr : en; }
};

/// {"en","fr"}, whichever of nlohmann-json's types it becomes a part of.
template <typename Json>
void to_json(Json& json, const Text& text) {
  json = Json{{"en", text.en}, {"fr", text.fr}};
}

struct Problem {
  std::string pointer;
  std::string code;
  Text text;
  bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

}  // namespace vigie
