#include <algorithm>
#include <array>

#include "config/files.h"
#include "config/period.h"
#include "config/reader.h"
#include "config/regime_conflict.h"

namespace vigie::config {
namespace {

constexpr std::int64_t days_max = 3660;  // ten years

void read_visa(MapReader& map, SourceFile& file, TravelRegime& regime) {
  static const std::array<std::string, 2> words{"needed", "not_needed"};
  const auto visa = map.word("visa", words);
  regime.visa_needed = visa == "needed";
  regime.days = map.optional_integer("days", {1, days_max});
  if (!regime.visa_needed || !regime.days) return;
  file.add_problem(map.mark_of("days"), "'days' is a stay without a visa, and one is needed");
}

void read_regime(const YamlNode& node, SourceFile& file, CatalogueDraft& draft) {
  MapReader map{node, file, "a travel regime"};
  TravelRegime regime;
  regime.id = map.code("id");
  regime.text = map.text("text");
  regime.source = map.string("source");
  regime.nationals_of = map.states("nationals_of");
  regime.entering = map.states("entering");
  read_visa(map, file, regime);
  const Period period = read_period(map, file, "verified_to");
  regime.from = period.from;
  regime.verified_to = period.to;
  map.finish();
  if (declare_in_part(file, draft.parts.at("regimes"), "travel regime", regime.id,
                      map.mark_of("id"))) {
    draft.catalogue.regimes.push_back(std::move(regime));
  }
}

void check_conflict(const TravelRegime& first, const TravelRegime& second, SourceFile& file,
                    const CatalogueDraft& draft) {
  const auto conflict = regime_conflict(first, second);
  if (!conflict) return;
  const Place& place = draft.parts.at("regimes").ids.at(second.id);
  file.add_problem(place.mark, "travel regimes '" + first.id + "' and '" + second.id +
                                   "' differ: nationals of " + conflict->nationals_of +
                                   " entering " + conflict->entering + ", " + to_string(*conflict));
}

}  // namespace

void read_travel_regimes(const YamlNode& root, SourceFile& file, CatalogueDraft& draft) {
  for (const YamlNode& node : part_list(root, file, draft, "regimes")) {
    read_regime(node, file, draft);
  }
  auto& regimes = draft.catalogue.regimes;
  std::ranges::sort(regimes, {}, &TravelRegime::id);
  for (auto first = regimes.begin(); first != regimes.end(); ++first) {
    for (auto second = std::next(first); second != regimes.end(); ++second) {
      check_conflict(*first, *second, file, draft);
    }
  }
}

}  // namespace vigie::config
