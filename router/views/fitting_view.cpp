#include "router/views/fitting_view.h"

#include <array>

namespace vigie::router {
namespace {

/// One after the other.
constexpr std::array<std::string_view, 4> first_left_out{
    "assessment.judgements", "assessment.protection", "indicators", "what.narrative"};

bool fits(const std::string& view) { return view.size() <= view_bytes_max; }

void leave_out(const config::Part& part, const Views& views, Grant& grant, FittingView& fitting) {
  grant.parts.reset(config::index_of(part));
  fitting.view = views.view(grant);
  fitting.left_out.push_back(part.name);
}

/// Without which the view is shortest; nullptr when none makes it shorter.
const config::Part* bulkiest_part(const Views& views, const Grant& grant, std::size_t bytes) {
  const config::Part* bulkiest = nullptr;
  for (const config::Part& part : config::parts()) {
    if (!grant.parts.test(config::index_of(part))) continue;
    Grant without = grant;
    without.parts.reset(config::index_of(part));
    const std::size_t left = views.view(without).size();
    if (left < bytes) {
      bytes = left;
      bulkiest = &part;
    }
  }
  return bulkiest;
}

}  // namespace

FittingView fitting_view(const Views& views, Grant& grant) {
  FittingView fitting{.view = views.view(grant), .left_out = {}};
  for (const std::string_view name : first_left_out) {
    if (fits(fitting.view)) return fitting;
    const config::Part& part = *config::find_part(name);
    if (grant.parts.test(config::index_of(part))) leave_out(part, views, grant, fitting);
  }
  while (!fits(fitting.view)) {
    const config::Part* part = bulkiest_part(views, grant, fitting.view.size());
    if (part == nullptr) break;
    leave_out(*part, views, grant, fitting);
  }
  return fitting;
}

}  // namespace vigie::router
