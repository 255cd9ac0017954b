#include "router/assess/assessment_json.h"

#include "config/words.h"
#include "report/json_text.h"
#include "report/names.h"

namespace vigie::router {
namespace {

template <typename Items, typename Write>
std::string write_list(const Items& items, Write write) {
  std::vector<std::string> written;
  for (const auto& item : items) written.push_back(write(item));
  return json_list(written);
}

std::string write_refs(const std::vector<Ref>& refs) {
  std::vector<std::string> pointers;
  for (const Ref& ref : refs) pointers.push_back(pointer_of(ref));
  return json_texts(pointers);
}

std::string write_statement(const Statement& statement) {
  JsonObject json;
  json.put("code", statement.code);
  if (!statement.rests_on.empty()) json.put("rests_on", Raw{write_refs(statement.rests_on)});
  return std::move(json).text();
}

std::string write_element(const ElementFinding& element) {
  JsonObject json;
  json.put("element", to_string(element.element)).put("finding", to_string(element.finding));
  json.put("rests_on", Raw{write_refs(element.rests_on)});
  if (!element.by.empty()) json.put("by", Raw{json_texts(element.by)});
  return std::move(json).text();
}

std::string write_form(const Form& form) {
  return JsonObject().put("purpose", form.purpose).put("finding", to_string(form.finding)).text();
}

std::string write_judgement(const Judgement& judgement) {
  JsonObject json;
  json.put("finding", judgement.finding);
  if (!judgement.group.empty()) json.put("group", judgement.group);
  if (judgement.crossing) json.put("crossing", *judgement.crossing);
  if (judgement.planned) json.put("planned", true);
  json.put("result", to_string(judgement.result));
  if (judgement.as_adult) json.put("as_adult", to_string(*judgement.as_adult));
  if (judgement.as_child) json.put("as_child", to_string(*judgement.as_child));
  json.put("elements", Raw{write_list(judgement.elements, write_element)});
  if (!judgement.forms.empty()) json.put("forms", Raw{write_list(judgement.forms, write_form)});
  json.put("because", Raw{write_list(judgement.because, write_statement)});
  json.put("missing", Raw{write_list(judgement.missing, write_statement)});
  return std::move(json).text();
}

std::string write_frame(const FrameAssessment& frame) {
  JsonObject json;
  json.put("frame", frame.frame).put("verified", frame.verified);
  json.put("trafficking", to_string(frame.trafficking));
  json.put("smuggling", to_string(frame.smuggling));
  if (frame.exploitation_of_begging) {
    json.put("exploitation_of_begging", to_string(*frame.exploitation_of_begging));
  }
  json.put("judgements", Raw{write_list(frame.judgements, write_judgement)});
  json.put("because", Raw{write_list(frame.because, write_statement)});
  json.put("missing", Raw{write_list(frame.missing, write_statement)});
  return std::move(json).text();
}

std::string write_flags(const Flags& flags) {
  JsonObject json;
  for (const FlagName& flag : flag_names()) json.put(flag.name, to_string(flags.*flag.value));
  return json.put("anyone_under_18", vigie::to_string(flags.anyone_under_18)).text();
}

}  // namespace

std::string write_assessment(const Assessment& assessment) {
  std::vector<Ref> needs;
  for (const std::size_t need : assessment.needs) {
    needs.push_back(ref_to(Ref::Part::need, need));
  }
  return JsonObject()
      .put("catalogue", assessment.catalogue)
      .put("frames", Raw{write_list(assessment.frames, write_frame)})
      .put("flags", Raw{write_flags(assessment.flags)})
      .put("protection", Raw{write_list(assessment.protection, write_statement)})
      .put("needs", Raw{write_refs(needs)})
      .text();
}

}  // namespace vigie::router
