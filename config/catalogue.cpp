#include "config/catalogue.h"

namespace vigie::config {

const CatalogueEntry* Catalogue::find(std::string_view list, std::string_view code) const {
  const auto entries = lists.find(list);
  if (entries == lists.end()) return nullptr;
  const auto entry = entries->second.find(code);
  return entry == entries->second.end() ? nullptr : &entry->second;
}

void Catalogue::index_suggestions() {
  const auto indicators = lists.find("indicators");
  if (indicators == lists.end()) return;
  for (auto& [code, entry] : indicators->second) entry.suggestions.clear();
  for (std::size_t i = 0; i < suggestions.size(); ++i) {
    for (const Code& code : suggestions[i].of) {
      const auto entry = indicators->second.find(code);
      if (entry != indicators->second.end()) entry->second.suggestions.push_back(i);
    }
  }
}

}  // namespace vigie::config
