#include "cli/judgement_text.h"

#include <nlohmann/json.hpp>
#include <set>

#include "cli/wrapped_text.h"

namespace vigie::cli {
namespace {

constexpr std::size_t value_width = 11;

/// "Act" of "Act: recruitment, transportation, …": the whole, once for every group, is too much.
std::string short_name(const std::string& text) {
  std::string name = text.substr(0, text.find(':'));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

class JudgementText {
 public:
  JudgementText(const ReportedFacts& facts, const AssessmentSentences& say, std::size_t indent)
      : facts_(facts), say_(say), indent_(indent) {}

  std::string write(const Json& judgement) {
    show_result(judgement);
    for (const Json& element : judgement.at("elements")) show_element(element);
    show_forms(judgement);
    show_because(judgement.at("because"));
    show_missing(judgement.at("missing"));
    return lines_.text();
  }

 private:
  void show_result(const Json& judgement) {
    std::string offence = judgement.at("finding");
    if (judgement.value("planned", false)) offence += "_planned";
    lines_.line(indent_, say_.words("label", {say_.sentence("finding." + offence),
                                              say_.result(judgement.at("result"))}));
    if (!judgement.contains("as_adult")) return;
    lines_.line(indent_, say_.words("readings", {say_.result(judgement.at("as_adult")),
                                                 say_.result(judgement.at("as_child"))}));
  }

  void show_element(const Json& element) {
    const std::string name = element.at("element");
    const std::string value = element.at("finding");
    const std::size_t below = indent_ + value_width;
    lines_.entry(indent_, say_.sentence("value." + value), below,
                 short_name(say_.sentence("element." + name)));
    for (const Json& id : element.value("by", Json::array())) {
      lines_.item(below, say_.words("suggested", {say_.suggestion(id)}));
    }
    std::set<std::string> said_here;
    for (const Json& pointer : element.at("rests_on")) {
      const std::string fact = fact_of(name, value, pointer);
      if (said_here.insert(fact).second) lines_.item(below, fact);
      said_.insert(pointer);
    }
  }

  /// That nobody gains is reported with the crossing, by its empty list of benefits.
  std::string fact_of(const std::string& element, const std::string& value,
                      const std::string& pointer) const {
    if (element == "benefit" && value == "not_met") return say_.words("benefits.none");
    return say_.fact(pointer);
  }

  void show_forms(const Json& judgement) {
    std::string forms;
    for (const Json& form : judgement.value("forms", Json::array())) {
      forms += (forms.empty() ? "" : ", ") + facts_.text("purposes", form.at("purpose")) + " (" +
               say_.sentence("value." + form.at("finding").get<std::string>()) + ")";
    }
    if (!forms.empty()) lines_.line(indent_, say_.words("forms", {forms}));
  }

  /// With the facts a sentence rests on, where they were not said above it.
  void show_because(const Json& because) {
    if (!because.empty()) lines_.line(indent_, say_.words("because"));
    for (const Json& statement : because) {
      const std::string code = statement.at("code");
      if (!said_.insert(code).second) continue;
      lines_.item(indent_ + 2, say_.sourced(code));
      for (const Json& pointer : statement.value("rests_on", Json::array())) {
        if (said_.insert(pointer).second) lines_.item(indent_ + 4, say_.fact(pointer));
      }
    }
  }

  void show_missing(const Json& missing) {
    if (!missing.empty()) lines_.line(indent_, say_.words("missing"));
    for (const Json& statement : missing) {
      const std::string code = statement.at("code");
      if (said_.insert(code).second) lines_.item(indent_ + 2, say_.missing(code));
    }
  }

  const ReportedFacts& facts_;
  const AssessmentSentences& say_;
  std::size_t indent_;
  WrappedText lines_;
  std::set<std::string> said_;  ///< Pointers of facts and codes of statements.
};

}  // namespace

std::string judgement_text(const Json& judgement, const ReportedFacts& facts,
                           const AssessmentSentences& say, std::size_t indent) {
  return JudgementText{facts, say, indent}.write(judgement);
}

}  // namespace vigie::cli
