#include "cli/not_used_text.h"

#include <nlohmann/json.hpp>

#include "cli/wrapped_text.h"

namespace vigie::cli {
namespace {

class NotUsedText {
 public:
  NotUsedText(const ReportedFacts& facts, const AssessmentSentences& say)
      : facts_(facts), say_(say) {}

  std::string write(const Json& report) {
    show_label(report);
    show_statements(report);
    return lines_.text();
  }

 private:
  void show_label(const Json& report) {
    const Json::json_pointer label("/what/label");
    if (!report.contains(label)) return;
    lines_.item(2, say_.words("patrol_label", {one_line(report.at(label).get<std::string>())}));
    lines_.line(4, say_.sourced("label.not_used"));
  }

  void show_statements(const Json& report) {
    bool consents = false;
    bool denies = false;
    for (const Json& group : report.value("who", Json::array())) {
      consents = show_statement(group, "consents", "says_consents") || consents;
      denies = show_statement(group, "denies_being_victim", "says_denies") || denies;
    }
    if (consents) lines_.line(4, say_.words("consent_not_used"));
    if (denies) lines_.line(4, say_.sourced("denial.not_used"));
  }

  bool show_statement(const Json& group, const std::string& name, std::string_view key) {
    const Json::json_pointer place("/statement/" + name);
    if (!group.contains(place)) return false;
    const std::string answer = say_.words("answer." + group.at(place).get<std::string>());
    lines_.item(2,
                say_.words(key, {facts_.group_name(group.at("name").get<std::string>()), answer}));
    return true;
  }

  const ReportedFacts& facts_;
  const AssessmentSentences& say_;
  WrappedText lines_;
};

}  // namespace

std::string not_used_text(const Json& report, const ReportedFacts& facts,
                          const AssessmentSentences& say) {
  return NotUsedText{facts, say}.write(report);
}

}  // namespace vigie::cli
