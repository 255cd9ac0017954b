// What the loader knows while it reads one version of the catalogue: the version so far, which of
// its parts are there and where, and what refers to its entries. check_catalogue() joins the ends
// once every file of the version has been read, so the order of files and entries never matters.

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/draft.h"

namespace vigie::config {

/// A mention of an entry: "begging" of the list "indicators".
struct EntryReference {
  std::string list;
  Code code;
  Place place;
};

/// suggestions, regimes, frames or statements: where it begins, and where each id of it stands.
struct CataloguePart {
  Place place;
  std::map<std::string, Place, std::less<>> ids;
};

struct CatalogueDraft {
  Catalogue catalogue;
  std::map<std::string, CataloguePart, std::less<>> parts;  ///< Those whose file is there.
  std::vector<EntryReference> references;
  /// Place and text of what is wrong only in a catalogue with frames: without them nobody asks.
  std::vector<std::pair<Place, std::string>> wrong_with_frames;
  bool complete = true;  ///< false: a file could not be read, so nothing is known to be missing.
};

/// The one list that the file of a part is: {frames: [...]}. Notes that the part is there.
std::span<const YamlNode> part_list(const YamlNode& root, SourceFile& file, CatalogueDraft& draft,
                                    std::string_view part);

/// Notes that the part has `id`; false, with a problem that calls it `noun`, when it already did.
bool declare_in_part(SourceFile& file, CataloguePart& part, std::string_view noun,
                     const std::string& id, const YamlMark& mark);

/// What can only be checked when every file of the version has been read. Adds to the draft's
/// problems.
void check_catalogue(const CatalogueDraft& catalogue, Draft& draft);

}  // namespace vigie::config
