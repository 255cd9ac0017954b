#include "config/version.h"

#include <type_traits>

#include "report/digest.h"

namespace vigie::config {
namespace {

/// A canonical dump: each value as "length:bytes,", so no two missions give the same bytes.
class Dump {
 public:
  void add(std::string_view value) {
    bytes_ += std::to_string(value.size());
    bytes_ += ':';
    bytes_ += value;
    bytes_ += ',';
  }
  void add(std::int64_t value) { add(std::string_view{std::to_string(value)}); }
  void add(bool value) { add(std::int64_t{value ? 1 : 0}); }
  void add(const Text& text) {
    add(std::string_view{text.en});
    add(std::string_view{text.fr});
  }
  void add(std::chrono::sys_days day) { add(std::int64_t{day.time_since_epoch().count()}); }

  template <typename Value>
  void add(const std::optional<Value>& value) {
    add(value.has_value());
    if (value) add(Dump::plain(*value));
  }

  void add(Element element) { add(static_cast<std::int64_t>(element)); }
  void add(Likelihood likelihood) { add(static_cast<std::int64_t>(likelihood)); }

  template <typename Container>
  void add_codes(const Container& codes) {
    add(static_cast<std::int64_t>(codes.size()));
    for (const auto& code : codes) add(std::string_view{code});
  }

  /// Starts a part: its name and how many things follow.
  void begin(std::string_view part, std::size_t count) {
    add(part);
    add(static_cast<std::int64_t>(count));
  }

  std::string digest() const { return to_string(sha256(bytes_)); }

 private:
  static std::string_view plain(const std::string& value) { return value; }
  static std::int64_t plain(std::int64_t value) { return value; }
  static std::chrono::sys_days plain(std::chrono::sys_days value) { return value; }
  template <typename Value>
  requires std::is_enum_v<Value>
  static std::int64_t plain(Value value) { return static_cast<std::int64_t>(value); }

  std::string bytes_;
};

void dump(Dump& out, const Region& region) {
  out.add(std::string_view{region.id});
  out.add(region.name);
  out.add(region.iso);
  out.add(region.pcode);
  out.add(region.order_no);
}

void dump(Dump& out, const Position& position) {
  out.add(std::string_view{position.id});
  out.add(std::string_view{position.office});
  out.add(position.title);
  out.add(position.region);
  out.add(position.outside);
  out.add(position.addressee);
  out.add(position.stand_in);
}

void dump(Dump& out, const Person& person) {
  out.add(std::string_view{person.id});
  out.add(std::string_view{person.name});
  out.add(std::string_view{person.language});
}

void dump(Dump& out, const Holding& holding) {
  out.add(std::string_view{holding.position});
  out.add_codes(holding.people);
}

void dump(Dump& out, const Calendar& calendar) {
  out.add(std::string_view{calendar.id});
  out.add(calendar.title);
  out.add(std::int64_t{calendar.offset.count()});
  out.begin("days", calendar.days.size());
  for (const int day : calendar.days) out.add(std::int64_t{day});
  out.add(std::int64_t{calendar.from.count()});
  out.add(std::int64_t{calendar.to.count()});
}

void dump(Dump& out, const Area& area) {
  out.add(std::string_view{area.id});
  out.add(area.title);
  out.add(std::string_view{area.source});
  out.begin("rings", area.rings.size());
  for (const Area::Ring& ring : area.rings) {
    out.begin("points", ring.size());
    for (const MapPoint& point : ring) {
      out.add(point.longitude);
      out.add(point.latitude);
    }
  }
}

void dump(Dump& out, const Profile& profile) {
  out.add(std::string_view{profile.id});
  out.add(profile.title);
  out.add(static_cast<std::int64_t>(profile.mark));
  out.add(static_cast<std::int64_t>(profile.place));
  out.add(static_cast<std::int64_t>(profile.time));
  out.add_codes(profile.parts);
}

void dump(Dump& out, const std::optional<HoldTerms>& hold) {
  out.add(hold.has_value());
  if (!hold) return;
  out.add(static_cast<std::int64_t>(hold->release));
  out.add(std::string_view{hold->by});
  out.add(std::int64_t{hold->within.count()});
  out.add(static_cast<std::int64_t>(hold->at_deadline));
  out.add(hold->escalate_to);
}

void dump(Dump& out, const Definition& definition) {
  out.add(std::string_view{definition.name});
  out.add(std::string_view{definition.when});
}

void dump(Dump& out, const Rule& rule) {
  out.add(std::string_view{rule.id});
  out.add(rule.title);
  out.add(rule.because);
  out.add(std::string_view{rule.authority});
  out.add(std::string_view{rule.when});
  out.add(static_cast<std::int64_t>(rule.effect));
  out.add(std::string_view{rule.office});
  out.add(rule.must);
  out.add(rule.urgency);
  dump(out, rule.hold);
  out.add_codes(std::set<Code>{rule.show.begin(), rule.show.end()});
  out.add(std::int64_t{rule.within.count()});
  out.add_codes(rule.then);
  out.add(rule.owner);
  out.add(static_cast<std::int64_t>(rule.if_unknown));
  out.add(rule.valid_from);
  out.add(rule.valid_to);
}

void dump_traits(Dump& out, const CatalogueEntry& entry) {
  out.add(entry.htcds);
  out.add(entry.category);
  out.add(entry.element);
  out.add(std::string_view{entry.form});
  out.add(entry.possible_at_most);
  out.add_codes(entry.only_with_any);
  out.add(entry.sexual);
  out.add(entry.conflict);
  out.add(entry.enslaving);
  out.add(entry.begging);
  out.add(entry.organises);
  out.add(entry.abducts);
  out.add(entry.foreign);
  out.add(entry.separates);
  out.add(entry.compels);
  out.add(entry.armed);
  out.add(entry.gain);
  out.add(entry.visa);
  out.add(entry.migrants);
  out.add(entry.official);
  out.add(entry.travel);
  out.add(entry.residence);
  out.add(entry.party_to_conflict);
  out.add(entry.endangers_life);
  out.add(entry.evades);
  out.add(entry.officials_paid);
}

template <typename Values>
void dump_each(Dump& out, std::string_view part, const Values& values) {
  out.begin(part, values.size());
  for (const auto& value : values) dump(out, value);
}

void dump(Dump& out, const CatalogueEntry& entry) {
  out.add(std::string_view{entry.code});
  out.add(entry.text);
  out.add(std::string_view{entry.source});
  out.add(entry.valid_from);
  out.add(entry.valid_to);
  dump_traits(out, entry);
}

void dump(Dump& out, const Suggestion& suggestion) {
  out.add(std::string_view{suggestion.id});
  out.add(suggestion.element);
  out.add(std::string_view{suggestion.form});
  out.add(suggestion.at_least);
  out.add_codes(suggestion.of);
  out.add(suggestion.text);
  out.add(std::string_view{suggestion.source});
}

void dump(Dump& out, const TravelRegime& regime) {
  out.add(std::string_view{regime.id});
  out.add(regime.text);
  out.add(std::string_view{regime.source});
  out.add_codes(regime.nationals_of);
  out.add_codes(regime.entering);
  out.add(regime.visa_needed);
  out.add(regime.days);
  out.add(regime.from);
  out.add(regime.verified_to);
}

void dump(Dump& out, const FrameFinding& finding) {
  out.add(std::string_view{finding.finding});
  out.begin("elements", finding.elements.size());
  for (const Element element : finding.elements) out.add(element);
  out.add(finding.without_means_below);
  out.add(finding.aggravated_below);
  out.add(finding.text);
  out.add(std::string_view{finding.source});
}

void dump(Dump& out, const LegalFrame& frame) {
  out.add(std::string_view{frame.id});
  out.add(frame.text);
  out.add(std::string_view{frame.source});
  out.add(frame.from);
  out.add(frame.verified_to);
  dump_each(out, "findings", frame.findings);
}

void dump(Dump& out, const StatementText& statement) {
  out.add(std::string_view{statement.code});
  out.add(statement.text);
  out.add(std::string_view{statement.source});
  out.add(statement.learn);
}

template <typename Map>
void dump_values(Dump& out, std::string_view part, const Map& values) {
  out.begin(part, values.size());
  for (const auto& [key, value] : values) dump(out, value);
}

void dump(Dump& out, const Catalogue& catalogue) {
  out.add(std::string_view{catalogue.version});
  out.add(catalogue.valid_from);
  out.add(catalogue.valid_to);
  out.add(std::string_view{catalogue.country});
  out.begin("lists", catalogue.lists.size());
  for (const auto& [list, entries] : catalogue.lists) dump_values(out, list, entries);
  dump_each(out, "suggestions", catalogue.suggestions);
  dump_each(out, "regimes", catalogue.regimes);
  dump_values(out, "frames", catalogue.frames);
  dump_values(out, "statements", catalogue.statements);
}

}  // namespace

std::string mission_version(const Mission& mission) {
  Dump out;
  out.add(std::string_view{"vigie mission 5"});
  out.add(std::string_view{mission.id});
  out.add(mission.name);
  out.add(mission.notice);
  out.add(std::string_view{mission.first_addressee});
  out.add(std::string_view{mission.conduct_office});
  dump_values(out, "regions", mission.regions);
  dump_values(out, "positions", mission.positions);
  dump_values(out, "people", mission.people);
  dump_values(out, "roster", mission.roster);
  dump_values(out, "profiles", mission.profiles);
  out.begin("clearances", mission.clearances.size());
  for (const auto& [office, profiles] : mission.clearances) {
    out.add(std::string_view{office});
    out.add_codes(std::set<Code>{profiles.begin(), profiles.end()});
  }
  dump_values(out, "calendars", mission.calendars);
  dump_values(out, "areas", mission.areas);
  dump_each(out, "definitions", mission.definitions);
  dump_each(out, "rules", mission.rules);
  dump_values(out, "catalogues", mission.catalogues);
  out.add(std::string_view{mission.catalogue_current});
  return out.digest();
}

}  // namespace vigie::config
