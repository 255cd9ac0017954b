// One JSON document, read whole and strictly into a tree of nodes.
//
// The only place that sees simdjson for reports. Checks the size first, then UTF-8, syntax, depth
// and trailing bytes of the entire document, then duplicate keys at every level. A byte order mark
// is not JSON. Nothing is looked up yet: what the fields mean is report/decode.h.
//
// Shapes: nodes link to parent, first child and next sibling; texts are views. All stay valid until
//         the next read() or the end of the JsonDocument, which keeps its memory for reuse.
// Limits: given to the constructor; one level of depth is one object or list.
// Errors: read() returns the one problem found first (codes "json.…", except json.not_object).

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "report/problem.h"

namespace vigie {

enum class JsonType : std::uint8_t {
  null,
  boolean,
  integer,       ///< Written without fraction or exponent, fits std::int64_t.
  huge_integer,  ///< The same, above the largest std::int64_t.
  number,        ///< Written with fraction or exponent.
  text,
  list,
  object
};

struct JsonNode {
  JsonType type = JsonType::null;
  bool boolean = false;
  std::uint32_t count = 0;   ///< Entries of a list, members of an object.
  std::int64_t integer = 0;  ///< integer.
  double number = 0;         ///< number and integer.
  std::string_view key;      ///< Name of this member, when the parent is an object.
  std::string_view text;     ///< text.
  const JsonNode* parent = nullptr;
  const JsonNode* child = nullptr;  ///< First entry or member.
  const JsonNode* next = nullptr;   ///< Next entry or member of the same parent.
};

/// RFC 6901 pointer to the node. A member whose name is not a plain word (letters, digits, _ . -,
/// at most 64) is pointed at by its object instead: a name the author made up could say anything.
std::string pointer_to(const JsonNode& node);

class JsonDocument {
 public:
  JsonDocument(std::size_t bytes_max, std::size_t depth_max);
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  [[nodiscard]] std::optional<Problem> read(std::string_view bytes);
  const JsonNode& root() const;  ///< After a read() without problem.

 private:
  class Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace vigie
