// What the loader knows while it reads: the mission so far, the problems so far, where each thing
// is declared and what refers to what. References are checked once every file has been read, so the
// order of files and entries never matters.

#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/rule_draft.h"
#include "config/yaml.h"

namespace vigie::config {

/// What can be declared once and referred to. `to_string` gives the word people read.
enum class Thing {
  region,
  position,
  office,
  person,
  holding,
  rule,
  definition,
  profile,
  clearance,
  calendar,
  area,
  code,
  catalogue
};
std::string to_string(Thing thing);

struct Reference {
  Thing thing;
  std::string id;
  Place place;
};

struct Draft {
  Mission mission;
  ConfigProblems problems;
  std::map<Thing, std::map<std::string, Place, std::less<>>> declared;
  std::vector<Reference> references;
  RuleDraft rules;
  std::set<Thing>
      unread;  ///< Their file could not be read: what refers to them is not complained of.

  void add_problem(const Place& place, std::string text) {
    problems.push_back({place.file, place.mark.line, place.mark.column, std::move(text)});
  }

  /// Where it is declared; nullptr when it is not.
  const Place* find(Thing thing, std::string_view id) const;
};

/// One file being read into the draft.
class SourceFile {
 public:
  SourceFile(std::filesystem::path path, Draft& draft) : path_(std::move(path)), draft_(draft) {}

  const std::filesystem::path& path() const { return path_; }
  Mission& mission() { return draft_.mission; }
  Place place(const YamlMark& mark) const { return {path_, mark}; }

  void add_problem(const YamlMark& mark, std::string text) {
    draft_.add_problem(place(mark), std::move(text));
  }

  /// Notes that `id` exists; false, with a problem, when it already did. An empty id (its own
  /// problem is already noted) is not declared.
  bool declare(Thing thing, const std::string& id, const YamlMark& mark);
  void refer(Thing thing, const std::string& id, const YamlMark& mark);

  /// `when` is the place of the condition.
  void add_rule(Rule rule, Place when);
  void add_definition(Definition definition, Place when);
  void note_use(OfficeUse use) { draft_.rules.uses.push_back(std::move(use)); }
  void note_last_day(LastDay last) { draft_.rules.last_days.push_back(std::move(last)); }
  void note_rules(const YamlMark& mark) { draft_.rules.lists.emplace(path_, mark); }

 private:
  std::filesystem::path path_;
  Draft& draft_;
};

}  // namespace vigie::config
