// In which order definitions can be checked, each after those it names; and those that name
// themselves in a circle.
//
// Limits: the work is linear in the definitions and their uses, however long a chain they make.

#pragma once

#include <cstddef>
#include <vector>

namespace vigie::config {

struct DefinitionUse {
  std::size_t definition = 0;  ///< The one that is named.
  std::size_t offset = 0;      ///< Where, in the text that names it.
};

struct DefinitionOrder {
  std::vector<std::size_t> order;  ///< Without those in a circle and those that lead to one.
  /// Each begins with the definition that stands first, and goes on with the one it names.
  std::vector<std::vector<std::size_t>> circles;
};

/// `uses`: by definition.
DefinitionOrder order_definitions(const std::vector<std::vector<DefinitionUse>>& uses);

}  // namespace vigie::config
