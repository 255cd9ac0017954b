// The collections of hostile input that lie beside the source, at ../shared/hostile, with a
// MANIFEST.tsv. Where the folder is missing, there are no files and the tests say what they skip.

#pragma once

#include <map>
#include <string>
#include <vector>

namespace vigie::hostile {

struct HostileFile {
  std::string name;  ///< Path inside the collection.
  std::string bytes;
};

/// Number of files of each collection, as the manifest says; empty without the folder.
std::map<std::string, std::size_t> listed_collections();

/// Every file of the collection ("json/jsontestsuite"), by name.
std::vector<HostileFile> files_of(const std::string& collection);

}  // namespace vigie::hostile
