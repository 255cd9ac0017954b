// Every member of a report that is a text, as the published schema lists them: a field that is
// added there is tried here without further ado.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vigie::hostile {

struct TextField {
  nlohmann::json::json_pointer place;   ///< Entry 0 of every list on the way.
  std::size_t characters_max = 0;       ///< Of a free text; 0: a code, an id, a time, a word.
  std::string pattern = {};             ///< A regular expression; empty: none.
  std::vector<std::string> words = {};  ///< The only ones allowed; empty: any.

  bool is_free() const { return characters_max > 0; }
  std::string pointer() const { return place.to_string(); }
};

const std::vector<TextField>& text_fields();

/// What must become of this text (UTF-8) in this field: the code of its refusal, "schema." when any
/// code of the structure will do, or nothing. Of a code that fits, more is asked than the schema
/// knows.
std::string refusal_of(const TextField& field, const std::string& text);

/// The characters of UTF-8 text.
std::vector<char32_t> characters_of(const std::string& text);
bool is_utf8(const std::string& bytes);

}  // namespace vigie::hostile
