#include "router/views/fitting_view.h"

#include <array>

#include "link/escaped_bytes.h"

namespace vigie::router {
namespace {

/// One after the other.
constexpr std::array<std::string_view, 4> first_left_out{
    "assessment.judgements", "assessment.protection", "indicators", "what.narrative"};

}  // namespace

FittingView fitting_view(const Views& views, Grant& grant) {
  FittingView fitting{.view = views.view(grant), .left_out = {}};
  for (const std::string_view name : first_left_out) {
    if (link::fit_escaped({fitting.view}, view_bytes_max)) break;
    const std::size_t part = config::index_of(*config::find_part(name));
    if (!grant.parts.test(part)) continue;
    grant.parts.reset(part);
    fitting.view = views.view(grant);
    fitting.left_out.push_back(name);
  }
  return fitting;
}

}  // namespace vigie::router
