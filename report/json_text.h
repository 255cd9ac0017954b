// JSON text, written front to back: for what is written for every report. What is written now and
// then, or has to be changed before it is written, uses nlohmann-json.
//
// Shapes: JsonObject writes the members in the order given. Raw is JSON already written and is
//         taken as it is; so are names, which are the program's own and need no escape.
// Errors: none; bytes that are not UTF-8 become U+FFFD, as nobody could read them.

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vigie {

struct Raw {
  std::string_view json;
};

/// Appends `text` in quotes, with what RFC 8259 demands escaped.
void append_json_text(std::string& json, std::string_view text);

class JsonObject {
 public:
  JsonObject();
  JsonObject& put(std::string_view name, std::string_view text);
  JsonObject& put(std::string_view name, const char* text) {
    return put(name, std::string_view(text));
  }
  JsonObject& put(std::string_view name, const std::string& text) {
    return put(name, std::string_view(text));
  }
  JsonObject& put(std::string_view name, Raw raw);
  JsonObject& put(std::string_view name, std::nullptr_t) { return put(name, Raw{"null"}); }
  JsonObject& put(std::string_view name, std::same_as<bool> auto flag) {
    return put(name, Raw{flag ? "true" : "false"});
  }
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) JsonObject& put(std::string_view name, Number number) {
    return put_integer(name, static_cast<std::int64_t>(number));
  }
  /// null when absent.
  template <typename Value>
  JsonObject& put(std::string_view name, const std::optional<Value>& value) {
    return value ? put(name, *value) : put(name, nullptr);
  }

  std::string text() &&;
  std::string text() const&;

 private:
  JsonObject& put_integer(std::string_view name, std::int64_t number);
  char* member(std::string_view name, std::size_t value_bytes);

  std::string json_;      ///< What is written, and room behind it.
  std::size_t size_ = 1;  ///< Of what is written.
};

/// A list of values already written.
std::string json_list(const std::vector<std::string>& values);
/// A list of texts, strings or views of them.
template <typename Texts = std::vector<std::string>>
std::string json_texts(const Texts& texts) {
  std::string json = "[";
  for (const std::string_view text : texts) {
    if (json.size() > 1) json += ',';
    append_json_text(json, text);
  }
  json += ']';
  return json;
}

}  // namespace vigie
