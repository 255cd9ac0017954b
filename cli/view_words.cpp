#include "cli/view_words.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/assessment_words.h"
#include "cli/reported_facts.h"
#include "cli/wording.h"
#include "cli/words.h"
#include "config/field_labels.h"

namespace vigie::cli {
namespace {

/// Of what only views have; a field of the report or the assessment goes by its own label.
constexpr Wording view_labels[] = {
    {"-", "added", "ajouté"},
    {"as_adult", "read as adults", "lecture pour des adultes"},
    {"as_child", "read as under 18", "lecture pour des moins de 18 ans"},
    {"assessment", "assessment", "évaluation"},
    {"because", "because", "parce que"},
    {"crossing", "crossing", "passage"},
    {"detail", "precise to", "précision"},
    {"element", "element", "élément"},
    {"elements", "elements", "éléments"},
    {"finding", "finding", "constat"},
    {"flags", "signs", "signes"},
    {"forms", "forms of exploitation", "formes d’exploitation"},
    {"frame", "law", "droit"},
    {"frames", "laws", "droits"},
    {"judgements", "judgements", "appréciations"},
    {"mark", "marking", "marquage"},
    {"missing", "missing", "manque"},
    {"planned", "planned", "prévu"},
    {"profiles", "profiles", "profils"},
    {"purpose", "purpose", "but"},
    {"rests_on", "rests on", "repose sur"},
    {"result", "result", "résultat"},
    {"verified", "vouched for", "attesté"},
};

/// Whose codes stand at a path: a list of the catalogue, or words with a key before them.
struct Source {
  std::string_view path;  ///< Elements of lists are left out of it.
  enum class Of { catalogue, words, statement, word, state, region, law, detail } of;
  std::string_view name{};  ///< List, or what stands before the code in the key.
};

constexpr auto sources = std::to_array<Source>({
    {"/what/category", Source::Of::catalogue, "categories"},
    {"/where/region", Source::Of::region},
    {"/when/detail", Source::Of::detail},
    {"/where/detail", Source::Of::detail},
    {"/where/place_type", Source::Of::catalogue, "place_types"},
    {"/who/role", Source::Of::words, "role."},
    {"/who/sex", Source::Of::words, "sex."},
    {"/who/age/basis", Source::Of::words, "age_basis."},
    {"/who/may_be_under_18", Source::Of::statement, "value."},
    {"/who/nationalities", Source::Of::state},
    {"/who/conditions", Source::Of::catalogue, "conditions"},
    {"/who/documents/kind", Source::Of::catalogue, "document_kinds"},
    {"/who/documents/state", Source::Of::catalogue, "document_states"},
    {"/who/statement/consents", Source::Of::words, "answer."},
    {"/why/purposes/code", Source::Of::catalogue, "purposes"},
    {"/why/purposes/basis", Source::Of::words, "basis."},
    {"/how/acts/code", Source::Of::catalogue, "acts"},
    {"/how/acts/basis", Source::Of::words, "basis."},
    {"/how/means/code", Source::Of::catalogue, "means"},
    {"/how/means/basis", Source::Of::words, "basis."},
    {"/how/armed_actors/kind", Source::Of::catalogue, "armed_actors"},
    {"/how/armed_actors/basis", Source::Of::words, "basis."},
    {"/how/vehicles/kind", Source::Of::catalogue, "vehicles"},
    {"/how/journey/crossings/from", Source::Of::state},
    {"/how/journey/crossings/to", Source::Of::state},
    {"/how/journey/crossings/stage", Source::Of::words, "stage."},
    {"/how/journey/crossings/basis", Source::Of::words, "basis."},
    {"/how/journey/crossings/transport", Source::Of::catalogue, "transports"},
    {"/how/journey/crossings/control", Source::Of::catalogue, "border_controls"},
    {"/how/journey/crossings/mistreatment", Source::Of::catalogue, "mistreatments"},
    {"/how/journey/crossings/documents/visa", Source::Of::words, "answer."},
    {"/how/journey/crossings/documents/documents/kind", Source::Of::catalogue, "document_kinds"},
    {"/how/journey/crossings/documents/documents/state", Source::Of::catalogue, "document_states"},
    {"/how/journey/crossings/benefits/basis", Source::Of::words, "basis."},
    {"/how/journey/crossings/benefits/stage", Source::Of::words, "benefit."},
    {"/how/journey/crossings/benefits/by", Source::Of::catalogue, "parties"},
    {"/how/journey/crossings/benefits/to", Source::Of::catalogue, "parties"},
    {"/indicators/code", Source::Of::catalogue, "indicators"},
    {"/needs/kind", Source::Of::catalogue, "needs"},
    {"/needs/urgency", Source::Of::word},
    {"/actions_taken/kind", Source::Of::catalogue, "actions_taken"},
    {"/evidence/kind", Source::Of::catalogue, "evidence_kinds"},
    {"/danger/life_at_risk_now", Source::Of::words, "answer."},
    {"/danger/armed_actors_present", Source::Of::words, "answer."},
    {"/protection/risk_on_return", Source::Of::words, "answer."},
    {"/protection/possible_sexual_violence", Source::Of::words, "answer."},
    {"/concerns_un_personnel/answer", Source::Of::words, "answer."},
    {"/assessment/frames/frame", Source::Of::law},
    {"/assessment/frames/trafficking", Source::Of::statement, "result."},
    {"/assessment/frames/smuggling", Source::Of::statement, "result."},
    {"/assessment/frames/exploitation_of_begging", Source::Of::statement, "result."},
    {"/assessment/frames/judgements/finding", Source::Of::statement, "finding."},
    {"/assessment/frames/judgements/result", Source::Of::statement, "result."},
    {"/assessment/frames/judgements/as_adult", Source::Of::statement, "result."},
    {"/assessment/frames/judgements/as_child", Source::Of::statement, "result."},
    {"/assessment/frames/judgements/elements/element", Source::Of::statement, "element."},
    {"/assessment/frames/judgements/elements/finding", Source::Of::statement, "value."},
    {"/assessment/frames/judgements/forms/purpose", Source::Of::catalogue, "purposes"},
    {"/assessment/frames/judgements/forms/finding", Source::Of::statement, "value."},
    {"/assessment/frames/judgements/because/code", Source::Of::statement},
    {"/assessment/frames/judgements/missing/code", Source::Of::statement},
    {"/assessment/frames/because/code", Source::Of::statement},
    {"/assessment/frames/missing/code", Source::Of::statement},
    {"/assessment/protection/code", Source::Of::statement},
});

/// How finely a time or a place is shown.
constexpr Wording details[] = {{"day", "the day", "le jour"},
                               {"hour", "the hour", "l’heure"},
                               {"about_10_km", "about 10 km", "environ 10 km"}};

/// Of a member; empty when it has none.
std::string label_of(const std::string& name, const std::string& language) {
  if (const config::FieldLabel* field = config::find_field_label(name)) {
    return std::string(field->in(language));
  }
  const Wording* step = find_wording(view_labels, name);
  return step == nullptr ? "" : std::string(step->in(language));
}

std::string yes_or_no(bool yes, const std::string& language) {
  return assessment_words(yes ? "answer.yes" : "answer.no", language);
}

// --- places --------------------------------------------------------------------------------------

/// The number a group of persons goes by, of its place in the list; 0 when it is not known.
using GroupNumber = std::function<std::uint64_t(std::size_t)>;

std::vector<std::string> steps_of(const std::string& pointer) {
  std::vector<std::string> steps;
  for (std::size_t begin = 0; begin < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
    steps.push_back(pointer.substr(begin + 1, end - begin - 1));
    begin = end;
  }
  return steps;
}

bool is_index(const std::string& step) {
  constexpr std::size_t digits_max = 6;
  return !step.empty() && step.size() <= digits_max &&
         step.find_first_not_of("0123456789") == std::string::npos;
}

std::string entry_of(const std::string& list, std::size_t index, const GroupNumber& number,
                     const std::string& language) {
  const std::uint64_t group = list == "/who" ? number(index) : 0;
  if (group == 0) return " " + std::to_string(index + 1);
  return " › " + label_of("group", language) + " " + std::to_string(group);
}

/// Empty when one of the labels is not known here.
std::string labels_on_the_way(const std::string& pointer, const GroupNumber& number,
                              const std::string& language) {
  std::string place;
  std::string shape;
  for (const std::string& step : steps_of(pointer)) {
    if (is_index(step) && !shape.empty()) {
      place += entry_of(shape, std::stoul(step), number, language);
      continue;
    }
    const std::string label = label_of(step, language);
    if (label.empty()) return "";
    place += (place.empty() ? "" : " › ") + label;
    shape += "/" + step;
  }
  return place;
}

/// In a view the groups are numbered, and need not all be shown.
std::uint64_t group_shown(const Json& view, std::size_t index) {
  const auto who = view.find("who");
  if (who == view.end() || !who->is_array() || index >= who->size()) return index + 1;
  return (*who)[index].value("group", std::uint64_t{index + 1});
}

/// Of a pointer without the numbers of entries.
std::string shape_of(const std::string& pointer) {
  std::string shape;
  for (const std::string& step : steps_of(pointer)) {
    if (!is_index(step)) shape += "/" + step;
  }
  return shape;
}

/// nullptr when the view has no such field.
const Json* find_field(const Json& view, const std::string& pointer) {
  try {
    const Json::json_pointer place(pointer);
    return view.contains(place) ? &view.at(place) : nullptr;
  } catch (const Json::exception&) {
    return nullptr;
  }
}

// --- values --------------------------------------------------------------------------------------

class InWords {
 public:
  InWords(const config::Mission& mission, const config::Catalogue* catalogue,
          const std::string& language)
      : mission_(mission), catalogue_(catalogue), language_(language) {}

  Json of(const Json& value, const std::string& path) const {
    if (value.is_object()) return of_object(value, path);
    if (value.is_array()) {
      Json list = Json::array();
      for (const Json& element : value) list.push_back(of(element, path));
      return list;
    }
    if (value.is_boolean()) return yes_or_no(value, language_);
    return value.is_string() ? Json(said(value, path)) : value;
  }

  /// On one line; empty when the value has fields of its own.
  std::string line_of(const Json& value, const std::string& path) const {
    const Json said = of(value, path);
    if (said.is_string()) return one_line(said.get<std::string>());
    if (!said.is_structured()) return said.dump();
    std::string all;
    for (const Json& each : said) {
      if (each.is_structured()) return "";
      all += (all.empty() ? "" : ", ") + line_of(each, path);
    }
    return all;
  }

 private:
  Json of_object(const Json& object, const std::string& path) const {
    Json worded = Json::object();
    for (const auto& [name, member] : object.items()) {
      const bool as_it_is = path.empty() && (name == "mark" || name == "sentence");
      if (as_it_is) {
        worded[name] = member;
      } else {
        const std::string label = label_of(name, language_);
        worded[label.empty() ? name : label] = of(member, path + "/" + name);
      }
    }
    return worded;
  }

  std::string said(const std::string& code, const std::string& path) const {
    if (path.starts_with("/assessment/") && code.starts_with("/")) return reported(code);
    if (path.starts_with("/assessment/flags/")) return statement("value." + code, code);
    const auto* source = std::ranges::find(sources, path, &Source::path);
    if (source == sources.end()) return code;
    const std::string key = std::string(source->name) + code;
    switch (source->of) {
      case Source::Of::catalogue:
        return listed(source->name, code);
      case Source::Of::words:
        return knows_assessment_words(key) ? assessment_words(key, language_) : code;
      case Source::Of::statement:
        return statement(key, code);
      case Source::Of::word:
        return word(code, language_);
      case Source::Of::state:
        return state_name(code, language_);
      case Source::Of::region:
        return region(code);
      case Source::Of::law:
        return law(code);
      case Source::Of::detail:
        return detail(code);
    }
    return code;
  }

  /// Groups are pointed at by their numbers.
  std::string reported(const std::string& pointer) const {
    const std::string place = labels_on_the_way(
        pointer, [](std::size_t index) { return index + 1; }, language_);
    return place.empty() ? pointer : place;
  }

  std::string listed(std::string_view list, const std::string& code) const {
    const auto* entry = catalogue_ == nullptr ? nullptr : catalogue_->find(list, code);
    return entry == nullptr ? code : entry->text.in(language_);
  }

  /// Yes and no, which some signs say, are no findings.
  std::string statement(const std::string& key, const std::string& code) const {
    const std::string answer = "answer." + code;
    const bool known = catalogue_ != nullptr && catalogue_->statements.contains(key);
    if (known) return catalogue_->statements.find(key)->second.text.in(language_);
    return knows_assessment_words(answer) ? assessment_words(answer, language_) : code;
  }

  std::string region(const std::string& code) const {
    const auto found = mission_.regions.find(code);
    return found == mission_.regions.end() ? code : found->second.name.in(language_);
  }

  std::string detail(const std::string& code) const {
    const Wording* found = find_wording(details, code);
    return found == nullptr ? code : std::string(found->in(language_));
  }

  std::string law(const std::string& code) const {
    if (catalogue_ == nullptr) return code;
    const auto found = catalogue_->frames.find(code);
    return found == catalogue_->frames.end() ? code : found->second.text.in(language_);
  }

  const config::Mission& mission_;
  const config::Catalogue* catalogue_;
  const std::string& language_;
};

}  // namespace

Json in_words(const Json& view, const config::Mission& mission, const config::Catalogue* catalogue,
              const std::string& language) {
  return InWords(mission, catalogue, language).of(view, "");
}

std::string place_in_words(const std::string& pointer, const std::string& language) {
  const std::string place = labels_on_the_way(
      pointer, [](std::size_t) { return 0; }, language);
  return place.empty() ? one_line(pointer) : place;
}

std::string field_in_words(const Json& view, const std::string& pointer,
                           const config::Mission& mission, const config::Catalogue* catalogue,
                           const std::string& language) {
  const std::string place = labels_on_the_way(
      pointer, [&](std::size_t index) { return group_shown(view, index); }, language);
  if (place.empty()) return one_line(pointer);
  const Json* field = find_field(view, pointer);
  if (field == nullptr) return place;
  const std::string value =
      InWords(mission, catalogue, language).line_of(*field, shape_of(pointer));
  return value.empty() ? place : assessment_words("label", language, {place, value});
}

}  // namespace vigie::cli
