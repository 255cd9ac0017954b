#include "cli/content_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/explain_text.h"
#include "cli/explain_words.h"
#include "cli/readable_times.h"
#include "cli/terminal_text.h"
#include "cli/view_words.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

std::string printed(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return terminal_text(value.is_string() ? text.substr(1, text.size() - 2) : text);
}

/// Of a member that has no label here.
std::string name_of(std::string member) {
  std::ranges::replace(member, '_', ' ');
  return printed(member);
}

std::string lines_of(const Json& value, std::size_t indent, const std::string& language) {
  std::string lines;
  for (const auto& [name, member] : value.items()) {
    lines += "\n" + std::string(indent, ' ') +
             (value.is_array() ? "-" : explain_words("label", language, {name_of(name)}));
    const bool nested = member.is_structured() && !member.empty();
    if (nested) lines += lines_of(member, indent + 2, language);
    if (!member.is_structured()) lines += " " + printed(member);
  }
  return lines;
}

const config::Catalogue* catalogue_of(const Json& view, const config::Mission& mission) {
  const auto found = mission.catalogues.find(view.value("catalogue", std::string{}));
  return found == mission.catalogues.end() ? nullptr : &found->second;
}

}  // namespace

std::string content_text(const Json& view, const config::Mission& mission,
                         const std::string& language) {
  Json content = with_readable_times(view);
  const std::string sentence = text_in(content.value("sentence", Json()), language);
  for (const char* shown_above : {"mark", "sentence", "profiles"}) content.erase(shown_above);
  return (sentence.empty() ? "" : "\n  " + sentence) +
         lines_of(in_words(content, mission, catalogue_of(view, mission), language), 2, language);
}

std::string changes_text(const Json& view, const std::vector<std::string>& changes,
                         const config::Mission& mission, const std::string& language) {
  if (changes.empty()) return "";
  const Json shown = with_readable_times(view);
  std::string lines = "\n  " + say(Phrase::changed_parts, language);
  for (const std::string& pointer : changes) {
    lines += "\n    - " + (pointer.empty() ? say(Phrase::changed_all, language)
                                           : field_in_words(shown, pointer, mission,
                                                            catalogue_of(view, mission), language));
  }
  return lines;
}

std::string profiles_text(const Json& profiles, const config::Mission& mission,
                          const std::string& language) {
  std::string titles;
  for (const Json& profile : profiles) {
    if (!profile.is_string()) continue;
    titles += (titles.empty() ? "" : ", ") + profile_name(profile, mission, language);
  }
  if (titles.empty()) titles = explain_words("view.no_profiles", language);
  return explain_words("view.profiles", language, {titles});
}

}  // namespace vigie::cli
