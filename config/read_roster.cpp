#include <array>

#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

const std::array<std::string, 2>& languages() {
  static const std::array<std::string, 2> words{"en", "fr"};
  return words;
}

void read_person(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a person"};
  Person person;
  person.id = map.code("id");
  person.name = map.string("name");
  person.language = map.optional_word("language", languages()).value_or("");
  if (!map.has("language")) file.add_problem(map.mark(), "a person needs the key 'language'");
  map.finish();
  if (file.declare(Thing::person, person.id, map.mark_of("id"))) {
    file.mission().people.emplace(person.id, std::move(person));
  }
}

void read_holding(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a holder"};
  Holding holding;
  holding.position = map.code("position");
  for (auto& [person, mark] : map.codes("people")) {
    file.refer(Thing::person, person, mark);
    holding.people.push_back(std::move(person));
  }
  map.finish();
  file.refer(Thing::position, holding.position, map.mark_of("position"));
  if (file.declare(Thing::holding, holding.position, map.mark_of("position"))) {
    file.mission().roster.emplace(holding.position, std::move(holding));
  }
}

}  // namespace

void read_roster(const YamlNode& root, SourceFile& file) {
  MapReader map{root, file, "the file"};
  for (const YamlNode& node : map.list("people")) read_person(node, file);
  for (const YamlNode& node : map.list("holders")) read_holding(node, file);
  map.finish();
}

}  // namespace vigie::config
