// What an entry of the catalogue says besides its code, text, source and dates: only some lists
// have such keys, and in another list each is an unknown key.

#pragma once

#include <string>

#include "config/catalogue_draft.h"
#include "config/reader.h"

namespace vigie::config {

/// Reads the traits that entries of `list` have. Notes what they refer to, and what is missing.
void read_traits(MapReader& map, SourceFile& file, CatalogueDraft& draft, const std::string& list,
                 CatalogueEntry& entry);

}  // namespace vigie::config
