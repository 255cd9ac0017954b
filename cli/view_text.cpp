#include "cli/view_text.h"

#include <nlohmann/json.hpp>

#include "cli/asked_text.h"
#include "cli/content_text.h"
#include "cli/explain_text.h"
#include "cli/explain_words.h"
#include "cli/reported_facts.h"
#include "cli/wrapped_text.h"
#include "report/joined.h"

namespace vigie::cli {
namespace {

std::string title_of(const std::string& position, const config::Mission& mission,
                     const std::string& language) {
  const auto found = mission.positions.find(position);
  return found == mission.positions.end() ? one_line(position) : found->second.title.in(language);
}

std::string key_of(const Json& answer) {
  if (answer.value("state", "") == "corrected") return "view.corrected";
  return answer.value("told", false) ? "view.told" : "view.held";
}

void add_head(WrappedText& lines, const Json& answer, const config::Mission& mission,
              const std::string& language) {
  lines.line(0, explain_words(key_of(answer), language,
                              {text_in(answer.at("title"), language), text_of(answer, "report"),
                               std::to_string(answer.value("revision", 0))}));
  std::vector<std::string> deciders;
  for (const Json& decider : answer.value("waits_for", Json::array())) {
    deciders.push_back(title_of(decider, mission, language));
  }
  if (!deciders.empty()) {
    lines.line(0, explain_words("view.waits_for", language, {joined(deciders, ", ")}));
  }
  lines.line(0, profiles_text(answer.value("profiles", Json::array()), mission, language));
}

}  // namespace

std::string view_text(const Json& answer, const config::Mission& mission,
                      const std::string& language) {
  const std::string mark = mark_of(answer, language);
  WrappedText lines;
  add_head(lines, answer, mission, language);
  return mark + lines.text() + content_text(answer.at("view"), mission, language) + "\n" +
         explain_words("view.digest", language, {text_of(answer, "digest")}) + "\n" + mark;
}

}  // namespace vigie::cli
