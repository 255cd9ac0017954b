#include "config/conditions/definition_order.h"

#include <algorithm>
#include <utility>

namespace vigie::config {
namespace {

using Uses = std::vector<std::vector<DefinitionUse>>;

/// Those whose every use leads to an end.
std::vector<std::size_t> checkable(const Uses& uses) {
  std::vector<std::vector<std::size_t>> used_by(uses.size());
  std::vector<std::size_t> open(uses.size());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    open[i] = uses[i].size();
    for (const DefinitionUse& use : uses[i]) used_by[use.definition].push_back(i);
    if (open[i] == 0) order.push_back(i);
  }
  for (std::size_t done = 0; done < order.size(); ++done) {
    for (const std::size_t user : used_by[order[done]]) {
      if (--open[user] == 0) order.push_back(user);
    }
  }
  return order;
}

/// The circle that ends at `last`, which `path` already holds.
std::vector<std::size_t> circle_of(const std::vector<std::size_t>& path, std::size_t last) {
  std::vector<std::size_t> circle{std::ranges::find(path, last), path.end()};
  std::rotate(circle.begin(), std::ranges::min_element(circle), circle.end());
  return circle;
}

/// Every definition left over names another one left over, so following the first such name from
/// any of them ends in a circle.
class CircleFinder {
 public:
  CircleFinder(const Uses& uses, const std::vector<std::size_t>& order)
      : uses_(uses), states_(uses.size(), State::left_over) {
    for (const std::size_t i : order) states_[i] = State::ordered;
  }

  std::vector<std::vector<std::size_t>> find() {
    std::vector<std::vector<std::size_t>> circles;
    for (std::size_t start = 0; start < uses_.size(); ++start) {
      std::vector<std::size_t> path;
      std::size_t at = start;
      for (; states_[at] == State::left_over; at = next(at)) {
        states_[at] = State::on_path;
        path.push_back(at);
      }
      if (states_[at] == State::on_path) circles.push_back(circle_of(path, at));
      for (const std::size_t i : path) states_[i] = State::followed;
    }
    return circles;
  }

 private:
  enum class State { ordered, left_over, on_path, followed };

  std::size_t next(std::size_t of) const {
    return std::ranges::find_if(
               uses_[of],
               [&](const DefinitionUse& use) { return states_[use.definition] != State::ordered; })
        ->definition;
  }

  const Uses& uses_;
  std::vector<State> states_;
};

}  // namespace

DefinitionOrder order_definitions(const Uses& uses) {
  std::vector<std::size_t> order = checkable(uses);
  auto circles = CircleFinder{uses, order}.find();
  return {std::move(order), std::move(circles)};
}

}  // namespace vigie::config
