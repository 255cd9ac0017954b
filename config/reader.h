// Typed, strict access to the maps of a mission file: each file's loader asks for the keys it knows
// and gets values; everything that is wrong is noted with its place, and reading goes on.
//
// Shapes: a code is ^[a-z][a-z0-9_]{0,63}$; a text is {en, fr}, both present; a duration is a
//         number and one of ms, s, min, h, d ("30 min"); a date is 2012-07-12; a State is MLI
//         (ISO 3166-1 alpha-3 in form).
// Errors: noted in the SourceFile; the value is then a harmless default (empty, zero, the
//         fallback).

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/draft.h"

namespace vigie::config {

inline constexpr std::size_t config_text_max = 2000;  ///< Characters of any one text.

bool is_code(std::string_view text);

template <typename T>
struct Bounds {
  T min;
  T max;
};

class MapReader {
 public:
  using Places = std::vector<std::pair<std::string, YamlMark>>;

  /// `what` names the map in problems: "a region".
  MapReader(const YamlNode& node, SourceFile& file, std::string what);

  const YamlMark& mark() const { return node_.mark; }
  /// Where the value of `key` stands; the map's own place when it is absent.
  const YamlMark& mark_of(std::string_view key) const;
  bool has(std::string_view key) const { return node_.find(key) != nullptr; }

  Code code(std::string_view key);
  std::optional<Code> optional_code(std::string_view key);
  std::string string(std::string_view key);
  std::optional<std::string> optional_string(std::string_view key);
  Text text(std::string_view key);
  bool boolean(std::string_view key, bool fallback);
  std::optional<std::int64_t> optional_integer(std::string_view key, Bounds<std::int64_t> bounds);
  std::int64_t integer(std::string_view key, Bounds<std::int64_t> bounds);
  std::optional<std::chrono::milliseconds> optional_duration(
      std::string_view key, Bounds<std::chrono::milliseconds> bounds);
  std::chrono::milliseconds duration(std::string_view key,
                                     Bounds<std::chrono::milliseconds> bounds);
  std::optional<std::chrono::sys_days> optional_date(std::string_view key);
  std::optional<std::string> optional_state(std::string_view key);

  /// The word of `key`, which must be one of `words`; nullopt when absent (or wrong).
  std::optional<std::string> optional_word(std::string_view key,
                                           std::span<const std::string> words);
  /// The same, and a problem when absent.
  std::optional<std::string> word(std::string_view key, std::span<const std::string> words);

  /// Nodes of a list; it must not be empty unless said.
  std::span<const YamlNode> list(std::string_view key, bool may_be_empty = false);
  /// Codes of a list, each with its place; refuses repeats.
  Places codes(std::string_view key);
  /// The same; empty when absent.
  Places optional_codes(std::string_view key);
  /// States of a list, sorted; refuses repeats.
  std::vector<std::string> states(std::string_view key);
  /// Words of a list, each one of `words`, as the file has them; refuses repeats.
  std::vector<std::string> words(std::string_view key, std::span<const std::string> words);

  const YamlNode* child(std::string_view key);
  const YamlNode* optional_child(std::string_view key);

  /// Call last: complains of every key that nothing asked for.
  void finish();

 private:
  const YamlNode* present(std::string_view key);
  const YamlNode* required(std::string_view key);
  const YamlNode* scalar(std::string_view key, const YamlNode* node);
  std::string checked_string(std::string_view key, const YamlNode* node);
  Code checked_code(std::string_view key, const YamlNode* node);
  std::string checked_state(std::string_view key, const YamlNode* node);
  std::string checked_word(std::string_view key, const YamlNode* node,
                           std::span<const std::string> words);
  template <typename Check>
  Places distinct(std::string_view key, Check check);
  void complain(const YamlNode& node, std::string text);

  const YamlNode& node_;
  SourceFile& file_;
  std::string what_;
  std::vector<std::string> known_;
};

/// The one list that a file is: {regions: [...]}. Problems as above.
std::span<const YamlNode> file_list(const YamlNode& root, SourceFile& file, std::string_view key);

}  // namespace vigie::config
