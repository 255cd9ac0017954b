#include "config/draft.h"

namespace vigie::config {

std::string to_string(Thing thing) {
  switch (thing) {
    case Thing::region:
      return "region";
    case Thing::position:
      return "position";
    case Thing::office:
      return "office";
    case Thing::person:
      return "person";
    case Thing::holding:
      return "holder of position";
    case Thing::rule:
      return "rule";
    case Thing::definition:
      return "definition";
    case Thing::profile:
      return "profile";
    case Thing::clearance:
      return "clearance of office";
    case Thing::calendar:
      return "calendar";
    case Thing::area:
      return "area";
    case Thing::code:
      return "code";
    case Thing::catalogue:
      return "catalogue version";
  }
  return "";
}

const Place* Draft::find(Thing thing, std::string_view id) const {
  const auto things = declared.find(thing);
  if (things == declared.end()) return nullptr;
  const auto found = things->second.find(id);
  return found == things->second.end() ? nullptr : &found->second;
}

bool SourceFile::declare(Thing thing, const std::string& id, const YamlMark& mark) {
  if (id.empty()) return false;
  if (const Place* earlier = draft_.find(thing, id)) {
    add_problem(mark, to_string(thing) + " '" + id + "' is already declared at " +
                          earlier->file.filename().string() + ":" +
                          std::to_string(earlier->mark.line));
    return false;
  }
  draft_.declared[thing].emplace(id, place(mark));
  return true;
}

void SourceFile::refer(Thing thing, const std::string& id, const YamlMark& mark) {
  if (!id.empty()) draft_.references.push_back({thing, id, place(mark)});
}

void SourceFile::add_rule(Rule rule, Place when) {
  draft_.mission.rules.push_back(std::move(rule));
  draft_.rules.conditions.push_back(std::move(when));
}

void SourceFile::add_definition(Definition definition, Place when) {
  draft_.mission.definitions.push_back(std::move(definition));
  draft_.rules.definitions.push_back(std::move(when));
}

}  // namespace vigie::config
