#include "tests/config/damage.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/config/mission_folder.h"

namespace vigie::config {
namespace {

bool same(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

}  // namespace

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "\n  " + line;
  return text;
}

void check_damage(const Damage& damage) {
  const MissionFolder folder;
  folder.replace(damage.file, damage.from, damage.to);
  const std::vector<std::string> problems = folder.problems();
  CHECK_MESSAGE(same(problems, damage.problems), damage.file, ": ", damage.from.substr(0, 40),
                " -> ", damage.to.substr(0, 40), "\nfound:", joined(problems),
                "\nexpected:", joined(damage.problems));
}

}  // namespace vigie::config
