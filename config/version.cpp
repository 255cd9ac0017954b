#include "config/version.h"

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
  static std::int64_t plain(Urgency value) { return static_cast<std::int64_t>(value); }

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

void dump(Dump& out, const MissionFact& fact) {
  out.add(std::string_view{fact.name});
  out.add(fact.text);
  out.add(std::string_view{fact.list});
  out.add_codes(fact.any_of);
}

void dump(Dump& out, const Always&) { out.add(std::string_view{"always"}); }
void dump(Dump& out, const InRegions& condition) {
  out.add(std::string_view{"regions"});
  out.add_codes(std::set<Code>{condition.regions.begin(), condition.regions.end()});
}
void dump(Dump& out, const NamedFact& condition) {
  out.add(std::string_view{"fact"});
  out.add(std::string_view{condition.fact});
}

void dump(Dump& out, const Rule& rule) {
  out.add(std::string_view{rule.id});
  out.add(rule.title);
  out.add(rule.because);
  out.add(std::string_view{rule.authority});
  std::visit([&out](const auto& condition) { dump(out, condition); }, rule.when);
  out.add(std::string_view{rule.tell});
  out.add(rule.urgency);
  out.add(std::int64_t{rule.within.count()});
}

void dump(Dump& out, const CatalogueEntry& entry) {
  out.add(std::string_view{entry.code});
  out.add(entry.text);
  out.add(std::string_view{entry.source});
  out.add(entry.valid_from);
  out.add(entry.valid_to);
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
  for (const auto& [list, entries] : catalogue.lists) dump_values(out, list, entries);
}

}  // namespace

std::string mission_version(const Mission& mission) {
  Dump out;
  out.add(std::string_view{"vigie mission 1"});
  out.add(std::string_view{mission.id});
  out.add(mission.name);
  out.add(mission.notice);
  out.add(std::string_view{mission.first_addressee});
  dump_values(out, "regions", mission.regions);
  dump_values(out, "positions", mission.positions);
  dump_values(out, "people", mission.people);
  dump_values(out, "roster", mission.roster);
  dump_values(out, "facts", mission.facts);
  out.begin("rules", mission.rules.size());
  for (const Rule& rule : mission.rules) dump(out, rule);
  dump_values(out, "catalogues", mission.catalogues);
  out.add(std::string_view{mission.catalogue_current});
  return out.digest();
}

}  // namespace vigie::config
