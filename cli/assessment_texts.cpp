#include "cli/assessment_texts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/words.h"

namespace vigie::cli {
namespace {

class Annotator {
 public:
  explicit Annotator(const config::Catalogue& catalogue) : catalogue_(catalogue) {}

  void annotate(Json& assessment) const {
    for (Json& frame : assessment.at("frames")) annotate_frame(frame);
    for (Json& statement : assessment.at("protection")) annotate_statement(statement);
  }

 private:
  const config::StatementText* find(const std::string& code) const {
    const auto found = catalogue_.statements.find(code);
    return found == catalogue_.statements.end() ? nullptr : &found->second;
  }

  Json text_of(const std::string& code) const {
    const config::StatementText* statement = find(code);
    return statement ? Json(statement->text) : Json();
  }

  void annotate_frame(Json& frame) const {
    const auto known = catalogue_.frames.find(frame.at("frame").get<std::string>());
    const bool found = known != catalogue_.frames.end();
    frame["text"] = found ? Json(known->second.text) : Json();
    frame["source"] = found ? Json(known->second.source) : Json();
    annotate_statements(frame);
    for (const char* offence : {"trafficking", "smuggling", "exploitation_of_begging"}) {
      annotate_result(frame, offence);
    }
    for (Json& judgement : frame.at("judgements")) annotate_judgement(judgement);
  }

  void annotate_result(Json& object, const std::string& name) const {
    if (!object.contains(name)) return;
    object[name + "_text"] = text_of("result." + object.at(name).get<std::string>());
  }

  void annotate_judgement(Json& judgement) const {
    std::string finding = judgement.at("finding");
    if (judgement.value("planned", false)) finding += "_planned";
    judgement["finding_text"] = text_of("finding." + finding);
    for (const char* reading : {"result", "as_adult", "as_child"}) {
      annotate_result(judgement, reading);
    }
    for (Json& element : judgement.at("elements")) annotate_element(element);
    if (judgement.contains("forms")) {
      for (Json& form : judgement.at("forms")) annotate_form(form);
    }
    annotate_statements(judgement);
  }

  /// Of a law or a judgement: why, and what is missing.
  void annotate_statements(Json& object) const {
    for (Json& statement : object.at("because")) annotate_statement(statement);
    for (Json& statement : object.at("missing")) annotate_statement(statement);
  }

  void annotate_element(Json& element) const {
    const std::string code = "element." + element.at("element").get<std::string>();
    const config::StatementText* statement = find(code);
    element["text"] = text_of(code);
    element["source"] = statement ? Json(statement->source) : Json();
    element["finding_text"] = text_of("value." + element.at("finding").get<std::string>());
    if (!element.contains("by")) return;
    for (Json& id : element.at("by")) id = suggestion(id);
  }

  Json suggestion(const std::string& id) const {
    const auto found = std::ranges::find(catalogue_.suggestions, id, &config::Suggestion::id);
    if (found == catalogue_.suggestions.end()) return {{"suggestion", id}, {"text", Json()}};
    return {{"suggestion", id}, {"text", found->text}, {"source", found->source}};
  }

  void annotate_form(Json& form) const {
    const auto* entry = catalogue_.find("purposes", form.at("purpose").get<std::string>());
    form["purpose_text"] = entry ? Json(entry->text) : Json();
    form["finding_text"] = text_of("value." + form.at("finding").get<std::string>());
  }

  void annotate_statement(Json& said) const {
    const std::string code = said.at("code");
    const config::StatementText* statement = find(code);
    said["text"] = text_of(code);
    said["source"] = statement ? Json(statement->source) : Json();
    if (statement && statement->learn) said["learn"] = to_string(*statement->learn);
  }

  const config::Catalogue& catalogue_;
};

}  // namespace

Json with_texts(const Json& assessment, const config::Catalogue& catalogue) {
  Json complete = assessment;
  Annotator{catalogue}.annotate(complete);
  return complete;
}

}  // namespace vigie::cli
