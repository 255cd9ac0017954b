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

/// A text as it stands in JSON, its length known before it is written.
class Quoted {
 public:
  explicit Quoted(std::string_view text) : text_(text) {
    const Look look(text);
    escapes_ = look.escapes();
    bytes_ = text.size() + 2;
    if (look.beyond_ascii() && !simdjson::validate_utf8(text.data(), text.size())) {
      repaired_ = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
      bytes_ = repaired_.size();
    } else if (escapes_) {
      for (const char byte : text) bytes_ += bytes_more[static_cast<unsigned char>(byte)];
    }
  }

  std::size_t bytes() const { return bytes_; }

  void write(char* out) const {
    if (!repaired_.empty()) {
      std::memcpy(out, repaired_.data(), bytes_);
      return;
    }
    out[0] = '"';
    out[bytes_ - 1] = '"';
    if (escapes_) {
      write_escaped(out + 1, text_);
    } else if (!text_.empty()) {
      std::memcpy(out + 1, text_.data(), text_.size());
    }
  }

 private:
  std::string_view text_;
  bool escapes_ = false;
  std::size_t bytes_ = 0;
  std::string repaired_;  ///< Not empty: what is written instead, as the text is not UTF-8.
};

}  // namespace

void append_json_text(std::string& json, std::string_view text) {
  const Quoted quoted(text);
  const std::size_t begin = json.size();
  json.resize(begin + quoted.bytes());
  quoted.write(json.data() + begin);
}

JsonObject::JsonObject() : json_(usual_bytes, '{') {}

/// Room for a member of that name, written up to its value; where the value goes.
char* JsonObject::member(std::string_view name, std::size_t value_bytes) {
  constexpr std::size_t around_it = 4;  // A comma, two quotes and a colon.
  const std::size_t bytes = size_ + name.size() + around_it + value_bytes;
  if (bytes > json_.size()) json_.resize(std::max(bytes, 2 * json_.size()));
  char* out = json_.data() + size_;
  if (size_ > 1) *out++ = ',';
  *out++ = '"';
  out = std::ranges::copy(name, out).out;
  *out++ = '"';
  *out++ = ':';
  size_ = static_cast<std::size_t>(out - json_.data()) + value_bytes;
  return out;
}

JsonObject& JsonObject::put(std::string_view name, std::string_view text) {
  const Quoted quoted(text);
  quoted.write(member(name, quoted.bytes()));
  return *this;
}

JsonObject& JsonObject::put(std::string_view name, Raw raw) {
  std::ranges::copy(raw.json, member(name, raw.json.size()));
  return *this;
}

JsonObject& JsonObject::put_integer(std::string_view name, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return put(name, Raw{{digits.data(), static_cast<std::size_t>(end - digits.data())}});
}

std::string JsonObject::text() && {
  json_.resize(size_);
  return std::move(json_) + '}';
}

std::string JsonObject::text() const& {
  std::string text;
  text.reserve(size_ + 1);
  text.append(json_, 0, size_);
  text += '}';
  return text;
}

std::string json_list(const std::vector<std::string>& values) {
  std::size_t bytes = 2 + values.size();
  for (const std::string& value : values) bytes += value.size();
  std::string json;
  json.reserve(bytes);
  json += '[';
  for (const std::string& value : values) {
    if (json.size() > 1) json += ',';
    json += value;
  }
  json += ']';
  return json;
}

}  // namespace vigie
