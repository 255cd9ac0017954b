// Lists that must not grow beyond what a person can be sent: what does not fit is counted.
//
// Units: bytes. Errors: none.

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "report/problem.h"

namespace vigie::router {

/// Says of how many items that they are left out; JSON.
using SayMore = std::function<std::string(std::size_t)>;

/// A JSON list of all `items`, or else of the first that fit in `bytes_max` and what `say_more`
/// says of the rest; "[]" when not even that fits. Items: JSON.
std::string bounded_list(const std::vector<std::string>& items, std::size_t bytes_max,
                         const SayMore& say_more);

/// The same of the last that fit, nothing said of the rest.
std::string newest_that_fit(const std::vector<std::string>& items, std::size_t bytes_max);

/// "and 12 more, left out for want of room".
Text and_more(std::size_t count);

}  // namespace vigie::router
