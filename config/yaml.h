// One YAML document as a tree in which every node and key knows where it stands.
//
// Strict, over yaml-cpp's event interface (its node loader accepts duplicate keys silently):
// duplicate, empty or non-text keys, anchors, aliases, merge keys, tags, a second document, bytes
// that are not UTF-8 and control characters are refused, and so is anything beyond the limits
// below.
//
// Units:  lines and columns count from 1; a column counts characters, as an editor does.
// Errors: returned, never thrown, whatever the bytes; the work is bounded by the limits.
// Source: YAML 1.2; docs/configuration.md, "What all files have in common".

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vigie::config {

inline constexpr std::size_t yaml_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t yaml_nodes_max = 100'000;  ///< Keys count too.
inline constexpr std::size_t yaml_depth_max = 16;
inline constexpr std::size_t yaml_problems_max = 100;  ///< Reading stops there.

struct YamlMark {
  int line = 0;
  int column = 0;
  auto operator<=>(const YamlMark&) const = default;
};

enum class YamlKind { null, scalar, sequence, map };

struct YamlMember;

struct YamlNode {
  YamlKind kind = YamlKind::null;
  YamlMark mark;
  std::string text;                 ///< Of a scalar, unquoted.
  std::vector<YamlNode> items;      ///< Of a sequence.
  std::vector<YamlMember> members;  ///< Of a map, in the order of the file.

  /// The member of that key; nullptr when there is none.
  const YamlMember* find(std::string_view key) const;
};

struct YamlMember {
  std::string key;
  YamlMark mark;
  YamlNode value;
};

struct YamlProblem {
  YamlMark mark;
  std::string text;
};

std::variant<YamlNode, std::vector<YamlProblem>> read_yaml(std::string_view bytes);

}  // namespace vigie::config
