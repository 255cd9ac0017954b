#include "config/cross_check.h"

#include <algorithm>

#include "config/check_rules.h"
#include "config/near_match.h"

namespace vigie::config {
namespace {

using Ids = std::set<std::string>;
using IdsByThing = std::map<Thing, Ids>;

Ids known_codes(const Mission& mission) {
  Ids codes;
  for (const auto& [version, catalogue] : mission.catalogues) {
    for (const auto& [list, entries] : catalogue.lists) {
      for (const auto& [code, entry] : entries) codes.insert(list + "/" + code);
    }
  }
  return codes;
}

IdsByThing known_ids(const Draft& draft) {
  IdsByThing ids;
  for (const auto& [thing, declared] : draft.declared) {
    for (const auto& [id, place] : declared) ids[thing].insert(id);
  }
  for (const auto& [id, position] : draft.mission.positions)
    ids[Thing::office].insert(position.office);
  ids[Thing::code] = known_codes(draft.mission);
  return ids;
}

void check_reference(Draft& draft, const Reference& reference, const Ids& known) {
  if (draft.unread.contains(reference.thing) || known.contains(reference.id)) return;
  const std::vector<std::string> words{known.begin(), known.end()};
  draft.add_problem(reference.place, "unknown " + to_string(reference.thing) + " '" + reference.id +
                                         "'" + near_match(reference.id, words));
}

void check_references(Draft& draft) {
  IdsByThing known = known_ids(draft);
  for (const Reference& reference : draft.references) {
    check_reference(draft, reference, known[reference.thing]);
  }
}

void add_at_position(Draft& draft, const Position& position, std::string text) {
  draft.add_problem(*draft.find(Thing::position, position.id), std::move(text));
}

/// The positions of one office: either one for the mission, or exactly one for each region.
class OfficeCheck {
 public:
  OfficeCheck(Draft& draft, std::vector<const Position*> positions)
      : draft_(draft), positions_(std::move(positions)) {}

  void run() {
    const bool bound = std::ranges::any_of(
        positions_, [](const Position* position) { return position->region.has_value(); });
    bound ? check_bound() : check_single();
  }

 private:
  const std::string& office() const { return positions_.front()->office; }

  void check_single() {
    for (std::size_t i = 1; i < positions_.size(); ++i) {
      add_at_position(draft_, *positions_[i],
                      "a second position of the office '" + office() + "': give each its region");
    }
  }

  void check_bound() {
    std::set<Code> served;
    for (const Position* position : positions_) {
      if (!position->region) {
        add_at_position(
            draft_, *position,
            "'region' is missing: other positions of the office '" + office() + "' have one");
      } else if (!served.insert(*position->region).second) {
        add_at_position(draft_, *position,
                        "a second '" + office() + "' for the region '" + *position->region + "'");
      }
    }
    check_coverage(served);
  }

  void check_coverage(const std::set<Code>& served) {
    if (draft_.unread.contains(Thing::region)) return;
    for (const auto& [id, region] : draft_.mission.regions) {
      if (served.contains(id)) continue;
      add_at_position(draft_, *positions_.front(),
                      "no '" + office() + "' for the region '" + id + "'");
    }
  }

  Draft& draft_;
  std::vector<const Position*> positions_;
};

void check_offices(Draft& draft) {
  std::map<Code, std::vector<const Position*>> offices;
  for (const auto& [id, position] : draft.mission.positions) {
    offices[position.office].push_back(&position);
  }
  for (auto& [office, positions] : offices) OfficeCheck{draft, std::move(positions)}.run();
}

void check_stand_in(Draft& draft, const Position& position) {
  if (!position.stand_in) return;
  const auto found = draft.mission.positions.find(*position.stand_in);
  if (found == draft.mission.positions.end()) return;
  const Position& other = found->second;
  if (!other.outside && other.addressee) return;
  add_at_position(draft, position,
                  "'" + other.id + "' cannot stand in: it is outside or not an addressee");
}

void check_holder(Draft& draft, const Position& position) {
  const bool needed = !position.outside && position.addressee;
  if (!needed || draft.unread.contains(Thing::holding)) return;
  if (draft.find(Thing::holding, position.id)) return;
  add_at_position(draft, position, "nobody holds '" + position.id + "': add it to roster.yaml");
}

}  // namespace

void cross_check(Draft& draft) {
  check_references(draft);
  check_offices(draft);
  for (const auto& [id, position] : draft.mission.positions) {
    check_stand_in(draft, position);
    check_holder(draft, position);
  }
  check_rules(draft);
}

}  // namespace vigie::config
