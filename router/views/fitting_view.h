// A view that is not too large to be told: what it would be, or that without the parts that can
// best be spared, and then without those that take most of it: nobody who must know is told
// nothing because a patrol wrote much.
//
// Limits: view_bytes_max.
// Errors: none.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/views/view.h"

namespace vigie::router {

inline constexpr std::size_t view_bytes_max = 300 * 1024;  ///< The notifier takes no more.

struct FittingView {
  std::string view;
  std::vector<std::string_view> left_out;  ///< Parts that the grant had, in that order.
};

/// After a Views::read(). The grant loses what is left out.
FittingView fitting_view(const Views& views, Grant& grant);

}  // namespace vigie::router
