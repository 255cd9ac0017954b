#include "config/catalogue_draft.h"

#include <array>

#include "config/near_match.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

std::vector<std::string> codes_of(const Catalogue& catalogue, const std::string& list) {
  std::vector<std::string> codes;
  const auto entries = catalogue.lists.find(list);
  if (entries == catalogue.lists.end()) return codes;
  for (const auto& [code, entry] : entries->second) codes.push_back(code);
  return codes;
}

void check_reference(const Catalogue& catalogue, const EntryReference& reference, Draft& draft) {
  if (catalogue.find(reference.list, reference.code)) return;
  draft.add_problem(reference.place,
                    "unknown code '" + reference.code + "' of the list '" + reference.list + "'" +
                        near_match(reference.code, codes_of(catalogue, reference.list)));
}

struct Need {
  std::string_view part;
  std::string_view needs;
};

/// Half an assessment would be worse than none: a law whose findings have no words, words of no
/// law.
constexpr std::array<Need, 4> needs{{{"frames", "statements"},
                                     {"statements", "frames"},
                                     {"suggestions", "frames"},
                                     {"regimes", "frames"}}};

void check_parts(const CatalogueDraft& catalogue, Draft& draft) {
  for (const Need& need : needs) {
    const auto part = catalogue.parts.find(need.part);
    if (part == catalogue.parts.end() || catalogue.parts.contains(need.needs)) continue;
    const std::string other{need.needs};
    draft.add_problem(part->second.place, "'" + std::string{need.part} + "' needs '" + other +
                                              "': add " + other + ".yaml beside it");
  }
}

}  // namespace

std::span<const YamlNode> part_list(const YamlNode& root, SourceFile& file, CatalogueDraft& draft,
                                    std::string_view part) {
  const YamlMember* member = root.find(part);
  draft.parts[std::string{part}].place = file.place(member ? member->mark : root.mark);
  return file_list(root, file, part);
}

bool declare_in_part(SourceFile& file, CataloguePart& part, std::string_view noun,
                     const std::string& id, const YamlMark& mark) {
  if (id.empty()) return false;
  if (part.ids.emplace(id, file.place(mark)).second) return true;
  file.add_problem(mark, std::string{noun} + " '" + id + "' is in the list twice");
  return false;
}

void check_catalogue(const CatalogueDraft& catalogue, Draft& draft) {
  if (!catalogue.complete) return;
  for (const EntryReference& reference : catalogue.references) {
    check_reference(catalogue.catalogue, reference, draft);
  }
  check_parts(catalogue, draft);
  if (!catalogue.parts.contains("frames")) return;
  for (const auto& [place, text] : catalogue.wrong_with_frames) draft.add_problem(place, text);
}

}  // namespace vigie::config
