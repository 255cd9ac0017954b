#include "config/parts.h"

#include <algorithm>
#include <array>

namespace vigie::config {
namespace {

struct PlaceLeaf {
  std::string_view path;
  PlaceDetail detail;
};

constexpr std::array<PlaceLeaf, 6> place_leaves{{
    {"report.where.region", PlaceDetail::region},
    {"report.where.place_withheld", PlaceDetail::cercle},
    {"report.where.place_type", PlaceDetail::locality},
    {"report.where.position.latitude", PlaceDetail::about_10_km},
    {"report.where.position.longitude", PlaceDetail::about_10_km},
    {"report.where.position.accuracy_m", PlaceDetail::exact},
}};

/// A condition on an instant tells more of it than its day.
constexpr std::array<std::string_view, 3> time_leaves{
    "report.when.observed_from", "report.when.observed_to", "report.when.filed_at"};

constexpr std::array<std::string_view, 7> notice_leaves{
    "report.id",       "report.revision", "report.kind",     "report.about",
    "report.exercise", "report.language", "report.catalogue"};

/// The path itself, or something in it.
bool lies_in(std::string_view leaf, std::string_view path) {
  if (!leaf.starts_with(path)) return false;
  const std::string_view rest = leaf.substr(path.size());
  return rest.empty() || rest.front() == '.' || rest.starts_with("[]");
}

PartSet parts_within(std::string_view path) {
  PartSet found;
  for (const Part& part : parts()) {
    const bool shows = std::ranges::any_of(
        part.leaves, [path](const Leaf& leaf) { return lies_in(leaf.path, path); });
    if (shows) found.set(index_of(part));
  }
  return found;
}

/// The least detail that shows something there; of a condition on the position, which may draw a
/// finer line than 10 km, the most.
PlaceDetail place_within(std::string_view path) {
  if (path == "report.where.position") return PlaceDetail::exact;
  PlaceDetail least = PlaceDetail::none;
  for (const PlaceLeaf& leaf : place_leaves) {
    if (!lies_in(leaf.path, path)) continue;
    least = least == PlaceDetail::none ? leaf.detail : std::min(least, leaf.detail);
  }
  return least;
}

}  // namespace

const Part* find_part(std::string_view name) {
  const auto found = std::ranges::find(parts(), name, &Part::name);
  return found == parts().end() ? nullptr : &*found;
}

std::size_t index_of(const Part& part) { return static_cast<std::size_t>(&part - parts().data()); }

Access access_to(std::string_view path) {
  Access access;
  if (const Part* part = find_part(path); part && path.starts_with("assessment.")) {
    access.parts.set(index_of(*part));
    return access;
  }
  const auto within = [path](std::string_view leaf) { return lies_in(leaf, path); };
  access.with_every_notice = std::ranges::find(notice_leaves, path) != notice_leaves.end();
  access.parts = parts_within(path);
  access.place = place_within(path);
  if (std::ranges::any_of(time_leaves, within)) access.time = TimeDetail::exact;
  return access;
}

}  // namespace vigie::config
