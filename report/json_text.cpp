#include "report/json_text.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace vigie {
namespace {

using Json = nlohmann::json;

/// Whether the byte stands for itself inside quotes, wherever it is.
bool is_plain(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code >= 0x20 && byte != '"' && byte != '\\' && code != 0x7f;
}

void append_escaped(std::string& json, char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(byte);
  if (byte == '"' || byte == '\\') {
    json += '\\';
    json += byte;
    return;
  }
  if (byte == '\n') {
    json += "\\n";
    return;
  }
  json += "\\u00";
  json += digits[code >> 4U];
  json += digits[code & 0xfU];
}

}  // namespace

void append_json_text(std::string& json, std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    json += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  json += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) continue;
    json.append(text, begin, i - begin);
    append_escaped(json, text[i]);
    begin = i + 1;
  }
  json.append(text, begin);
  json += '"';
}

void JsonObject::put_name(std::string_view name) {
  if (json_.size() > 1) json_ += ',';
  append_json_text(json_, name);
  json_ += ':';
}

JsonObject& JsonObject::put(std::string_view name, std::string_view text) {
  put_name(name);
  append_json_text(json_, text);
  return *this;
}

JsonObject& JsonObject::put(std::string_view name, Raw raw) {
  put_name(name);
  json_ += raw.json;
  return *this;
}

JsonObject& JsonObject::put_integer(std::string_view name, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return put(name, Raw{{digits.data(), static_cast<std::size_t>(end - digits.data())}});
}

std::string json_list(const std::vector<std::string>& values) {
  std::string json = "[";
  for (const std::string& value : values) {
    if (json.size() > 1) json += ',';
    json += value;
  }
  return json + ']';
}

std::string json_texts(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    append_json_text(json, text);
  }
  return json + ']';
}

}  // namespace vigie
