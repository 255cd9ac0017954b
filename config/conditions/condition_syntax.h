// The text of a condition as a tree, in which every node knows where it stands; nothing is known
// yet of what its names mean.
//
// Grammar (CEL's own, cut down):
//   condition  = both { "||" both }            both = comparison { "&&" comparison }
//   comparison = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) sum ]
//   sum        = unary { "-" unary }            unary = "!" unary | "-" integer | value
//   value      = "true" | "false" | integer | word | "[" [ conditions ] "]" | "(" condition ")"
//              | path | [ path "." ] name "(" [ conditions ] ")"
//   path       = name { "." name }              conditions = condition { "," condition }
// Errors: problems with their place. What CEL has and we have not is named and read over; where the
//         text itself makes no sense reading ends, and the tree must not be used.
// Limits: condition_depth_max levels; the work is linear in the text.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "config/conditions/condition_tokens.h"

namespace vigie::config {

enum class SyntaxKind : std::uint8_t {
  bad,      ///< Its problem is already noted.
  boolean,  ///< `value`
  integer,  ///< `value`
  word,     ///< `text`, without quotes.
  list,
  path,    ///< `names`
  call,    ///< `text` the function, `names` what it is called on, children its arguments.
  negate,  ///< One child.
  both,    ///< Two children or more, as is `either`.
  either,
  compare,  ///< `sign`; two children, as have `in` and `minus`.
  in,
  minus
};

using SyntaxId = std::uint32_t;  ///< Index into Syntax::nodes.

struct SyntaxName {
  std::string_view text;
  std::size_t offset = 0;
};

struct SyntaxNode {
  SyntaxKind kind = SyntaxKind::bad;
  std::size_t offset = 0;
  std::size_t level = 1;     ///< Of nesting: parentheses, arguments, !.
  std::string_view piece{};  ///< As written; of a longer node its first piece.
  std::int64_t value = 0;
  std::string_view text{};
  Token sign{};
  std::vector<SyntaxName> names{};
  std::vector<SyntaxId> children{};
};

/// Points into the text, which must outlive it.
struct Syntax {
  std::vector<SyntaxNode> nodes;
  SyntaxId root = 0;
  std::size_t levels = 0;
  bool usable = false;
};

Syntax read_syntax(std::string_view text, TextProblems& problems);

}  // namespace vigie::config
