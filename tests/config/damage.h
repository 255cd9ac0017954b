// One edit of the tiny mission, and all that the loader must say about it.

#pragma once

#include <string>
#include <vector>

namespace vigie::config {

struct Damage {
  std::string file;
  std::string from;
  std::string to;
  std::vector<std::string> problems;
};

/// One problem a line.
std::string joined(const std::vector<std::string>& lines);

/// Edits a copy of the tiny mission, and checks that exactly those problems are said, in any order.
void check_damage(const Damage& damage);

}  // namespace vigie::config
