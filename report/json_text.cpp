#include "report/json_text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "report/hex_digits.h"

namespace vigie {
namespace {

using Json = nlohmann::json;

constexpr std::size_t usual_bytes = 256;  ///< Of an object: most are written without growing.

/// How many bytes more than itself a byte takes inside quotes: 0, a backslash, or what \u00XX
/// needs.
constexpr std::array<std::uint8_t, 256> bytes_more = [] {
  std::array<std::uint8_t, 256> more{};
  for (std::size_t code = 0; code < 0x20; ++code) more[code] = 5;
  more[0x7f] = 5;
  for (const char byte : {'"', '\\', '\n'}) more[static_cast<unsigned char>(byte)] = 1;
  return more;
}();

/// What follows the backslash.
constexpr std::array<char, 256> letter_of = [] {
  std::array<char, 256> letters{};
  for (std::size_t code = 0; code < letters.size(); ++code) letters[code] = static_cast<char>(code);
  letters['\n'] = 'n';
  return letters;
}();

char* write_code(char* out, unsigned char code) {
  out = std::ranges::copy(std::string_view("\\u00"), out).out;
  *out++ = hex_digits[code >> 4U];
  *out++ = hex_digits[code & 0xfU];
  return out;
}

/// A whole JSON text is often a text in another one, so every eighth byte may be a quote: without a
/// branch for what a backslash is enough.
char* write_escaped(char* out, std::string_view text) {
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (bytes_more[code] > 1) {
      out = write_code(out, code);
      continue;
    }
    *out = '\\';
    out += bytes_more[code];
    *out++ = letter_of[code];
  }
  return out;
}

/// What eight bytes at a time tell of a text: most need no escape.
class Look {
 public:
  explicit Look(std::string_view text) {
    std::size_t at = 0;
    for (; at + sizeof(Eight) <= text.size(); at += sizeof(Eight)) add(text.substr(at));
    std::array<char, sizeof(Eight)> rest{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
    std::ranges::copy(text.substr(at), rest.begin());
    add({rest.data(), rest.size()});
  }

  /// Something cannot stand inside quotes as it is.
  bool escapes() const { return (escapes_ & highest) != 0; }
  bool beyond_ascii() const { return (bits_ & highest) != 0; }

 private:
  using Eight = std::uint64_t;
  static constexpr Eight ones = 0x0101010101010101U;
  static constexpr Eight highest = 0x80U * ones;

  /// The highest bit of a byte below `limit`; above one it may stand as well.
  static Eight below(Eight bytes, unsigned char limit) { return (bytes - limit * ones) & ~bytes; }
  static Eight equal(Eight bytes, unsigned char code) { return below(bytes ^ (code * ones), 1); }

  void add(std::string_view text) {
    Eight bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    bits_ |= bytes;
    escapes_ |= below(bytes, ' ') | equal(bytes, '"') | equal(bytes, '\\') | equal(bytes, 0x7f);
  }

  Eight escapes_ = 0;
  Eight bits_ = 0;
};

void append_escaped(std::string& json, std::string_view text) {
  std::size_t more = 0;
  for (const char byte : text) more += bytes_more[static_cast<unsigned char>(byte)];
  const std::size_t begin = json.size();
  json.resize(begin + text.size() + more);
  write_escaped(json.data() + begin, text);
}

}  // namespace

void append_json_text(std::string& json, std::string_view text) {
  const Look look(text);
  if (look.beyond_ascii() && !simdjson::validate_utf8(text.data(), text.size())) {
    json += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  json += '"';
  if (look.escapes()) {
    append_escaped(json, text);
  } else {
    json += text;
  }
  json += '"';
}

JsonObject::JsonObject() {
  json_.reserve(usual_bytes);
  json_ += '{';
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
