#include "tests/hostile/text_fields.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>

#include "report/utf8.h"

namespace vigie::hostile {
namespace {

using Json = nlohmann::json;

TextField field_of(const Json::json_pointer& place, const Json& leaf) {
  TextField field{.place = place, .characters_max = leaf.value("maxLength", std::size_t{0})};
  field.pattern = leaf.value("pattern", "");
  field.words = leaf.value("enum", std::vector<std::string>{});
  return field;
}

void collect(const Json& root, const Json& node, const Json::json_pointer& place,
             std::vector<TextField>& fields) {
  if (node.contains("$ref")) {
    const std::string target = node["$ref"];
    collect(root, root.at(Json::json_pointer(target.substr(1))), place, fields);
  } else if (node["type"] == "object") {
    for (const auto& [name, member] : node["properties"].items()) {
      collect(root, member, place / name, fields);
    }
  } else if (node["type"] == "array") {
    collect(root, node["items"], place / 0, fields);
  } else if (node["type"] == "string") {
    fields.push_back(field_of(place, node));
  }
}

bool is_control(char32_t character) {
  const bool allowed = character == U'\t' || character == U'\n';
  return (character < 0x20 && !allowed) || (character >= 0x7F && character <= 0x9F);
}

std::string refusal_of_free(const TextField& field, const std::string& text) {
  const auto characters = characters_of(text);
  if (characters.empty() || characters.size() > field.characters_max) return "schema.length";
  return std::any_of(characters.begin(), characters.end(), is_control) ? "text.control" : "";
}

/// Made once: there are few patterns and many texts.
const std::regex& form_of(const std::string& pattern) {
  static std::map<std::string, std::regex> forms;
  const auto found = forms.find(pattern);
  return found != forms.end() ? found->second : forms.emplace(pattern, pattern).first->second;
}

bool fits(const TextField& field, const std::string& text) {
  if (!field.words.empty()) {
    return std::find(field.words.begin(), field.words.end(), text) != field.words.end();
  }
  constexpr std::size_t form_bytes_max = 200;  // std::regex recurses; no form is so long.
  return text.size() <= form_bytes_max && std::regex_match(text, form_of(field.pattern));
}

}  // namespace

const std::vector<TextField>& text_fields() {
  static const std::vector<TextField> fields = [] {
    std::vector<TextField> found;
    std::ifstream stream(VIGIE_SOURCE_DIR "/report/report.schema.json");
    const Json schema = Json::parse(stream);
    collect(schema, schema, Json::json_pointer(), found);
    return found;
  }();
  return fields;
}

std::string refusal_of(const TextField& field, const std::string& text) {
  if (field.is_free()) return refusal_of_free(field, text);
  return fits(field, text) ? "" : "schema.";
}

std::vector<char32_t> characters_of(const std::string& text) {
  std::vector<char32_t> characters;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const auto first = static_cast<unsigned char>(text[at]);
    char32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      character = (character << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    characters.push_back(character);
    at += length;
  }
  return characters;
}

bool is_utf8(const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = utf8_length(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace vigie::hostile
