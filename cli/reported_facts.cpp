#include "cli/reported_facts.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/assessment_words.h"
#include "cli/terminal_text.h"
#include "cli/words.h"
#include "config/field_labels.h"
#include "report/joined.h"
#include "report/json_members.h"

namespace vigie::cli {
namespace {

/// "young_man" as people write it.
std::string readable(std::string_view name) {
  std::string text = one_line(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

/// A catalogue's text within a line: "Held by the person" becomes "held by the person", and
/// "À pied" "à pied"; "XOF" stays.
std::string within_line(std::string text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  // À to Þ are C3 80 to C3 9E, and their small letters as many after them as in ASCII.
  const bool accented =
      text.size() > 2 && text[0] == '\xC3' && text[1] <= '\x9E' && !is_capital(text[2]);
  if (accented) text[1] = static_cast<char>(text[1] + 0x20);
  if (text.size() > 1 && is_capital(text[0]) && !is_capital(text[1])) text[0] += 'a' - 'A';
  return text;
}

/// "70,000" or "70 000".
std::string grouped(std::int64_t number, std::string_view language) {
  std::string digits = std::to_string(number);
  const char* mark = language == "fr" ? " " : ",";
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, mark);
  return digits;
}

std::string word_in(const Json& object, const char* name, const std::string& otherwise = "") {
  return object.value(name, otherwise);
}

/// A pointer as its fields and its numbers, counted from one: "/how/acts/0" is "/how/acts", 1.
struct PointerPlace {
  std::string shape;
  std::vector<std::string> numbers;
};

PointerPlace pointer_place(const std::string& pointer) {
  PointerPlace place;
  for (std::size_t begin = 0; begin < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
    const std::string step = pointer.substr(begin + 1, end - begin - 1);
    const bool number = !step.empty() && step[0] >= '0' && step[0] <= '9';
    if (number) {
      place.numbers.push_back(std::to_string(std::strtoul(step.c_str(), nullptr, 10) + 1));
    } else {
      place.shape += "/" + step;
    }
    begin = end;
  }
  return place;
}

}  // namespace

std::string one_line(std::string_view text) {
  const std::string quoted =
      Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
  return terminal_text(std::string_view(quoted).substr(1, quoted.size() - 2));
}

std::string ReportedFacts::words(std::string_view key,
                                 std::initializer_list<std::string_view> values) const {
  return assessment_words(key, language_, values);
}

std::string ReportedFacts::text(std::string_view list, const std::string& code) const {
  const config::CatalogueEntry* entry = catalogue_.find(list, code);
  return entry ? entry->text.in(language_) : one_line(code);
}

std::string ReportedFacts::at(const std::string& pointer) const {
  if (report_ == nullptr) return words("fact_at", {place(pointer)});
  return value_at(pointer, report_->at(Json::json_pointer(pointer)));
}

/// "act 1". A list without a number was reported empty; a newer router may name other places.
std::string ReportedFacts::place(const std::string& pointer) const {
  const PointerPlace place = pointer_place(pointer);
  const std::string key = "place:" + place.shape;
  if (!knows_assessment_words(key)) return field(pointer);
  const bool of_list = place.shape.starts_with("/how") || place.shape.starts_with("/why");
  if (place.numbers.empty()) return words(of_list ? "none_reported" : key);
  if (place.numbers.size() == 1) return words(key, {place.numbers[0]});
  return words(key, {place.numbers[0], place.numbers[1]});
}

/// "danger: armed actors present"; the pointer itself when its names have no labels.
std::string ReportedFacts::field(const std::string& pointer) const {
  const std::size_t last = pointer.rfind('/');
  if (last == std::string::npos || last == 0) return one_line(pointer);
  const auto* group = config::find_field_label(std::string_view(pointer).substr(1, last - 1));
  const auto* field = config::find_field_label(std::string_view(pointer).substr(last + 1));
  if (group == nullptr || field == nullptr) return one_line(pointer);
  return words("label", {group->in(language_), field->in(language_)});
}

std::string ReportedFacts::value_at(const std::string& pointer, const Json& value) const {
  const std::string shape = pointer_place(pointer).shape;
  if (value.is_array() && value.empty() && shape != "/who/documents") {
    return words(shape == "/how/journey/crossings" ? "no_crossing" : "none_reported");
  }
  if (shape.starts_with("/who")) return of_group(shape.substr(4), value);
  constexpr std::string_view crossings = "/how/journey/crossings";
  if (shape.starts_with(crossings)) return of_crossing(shape.substr(crossings.size()), value);
  if (shape == "/why/purposes") return coded("purposes", value);
  if (shape == "/how/acts") return coded("acts", value);
  if (shape == "/how/means") return coded("means", value);
  if (shape == "/how/armed_actors") {
    return words("armed_actor", {coded("armed_actors", value, "kind")});
  }
  if (shape == "/indicators") return words("indicator", {text("indicators", value.at("code"))});
  if (shape == "/needs") return need(value);
  return words(shape.substr(1, shape.rfind('/') - 1) + "." + shape.substr(shape.rfind('/') + 1),
               {words("answer." + value.get<std::string>())});
}

std::string ReportedFacts::of_group(std::string_view member, const Json& value) const {
  if (member == "/age") return words("age_of", {age(value)});
  if (member == "/nationalities") return words("nationality", {nationalities(value)});
  if (member == "/documents") return words("documents.now", {documents(value)});
  return whole_group(value);
}

std::string ReportedFacts::of_crossing(std::string_view member, const Json& value) const {
  if (member == "/documents") return documents_shown(value);
  if (member == "/benefits") return benefit(value);
  if (member == "/control") return words("control", {within_line(text("border_controls", value))});
  if (member == "/mistreatment")
    return words("mistreatment", {within_line(text("mistreatments", value))});
  return whole_crossing(value);
}

std::string ReportedFacts::coded(std::string_view list, const Json& fact, const char* name) const {
  std::string said = text(list, fact.at(name));
  if (const Json* by = member(fact, "by")) {
    std::vector<std::string> names;
    for (const Json& group : *by) names.push_back(readable(group.get<std::string>()));
    if (!names.empty()) said += ", " + words("done_by", {joined(names, ", ")});
  }
  return said + " — " + words("basis." + word_in(fact, "basis", "inferred"));
}

std::string ReportedFacts::indicator(const std::string& pointer) const {
  const Json& observed = report_->at(Json::json_pointer(pointer));
  std::vector<std::string> names;
  for (const Json& group : observed.value("groups", Json::array())) {
    names.push_back(readable(group.get<std::string>()));
  }
  const std::string whom = names.empty() ? words("indicator_of_all") : joined(names, ", ");
  return text("indicators", observed.at("code")) + " (" + whom + ")";
}

std::string ReportedFacts::group_name(std::string_view name) const {
  return name.empty() ? words("nobody_described") : readable(name);
}

std::string ReportedFacts::group(std::string_view name) const {
  if (report_ != nullptr && report_->contains("who")) {
    for (const Json& group : report_->at("who")) {
      if (group.at("name") == std::string(name)) return whole_group(group);
    }
  }
  return group_name(name);
}

std::string ReportedFacts::whole_group(const Json& group) const {
  std::vector<std::string> parts;
  parts.push_back(words("role." + word_in(group, "role", "unknown")));
  if (const Json* number = member(group, "count")) parts.push_back(count(*number));
  if (const Json* sex = member(group, "sex"); sex && *sex != "unknown") {
    parts.push_back(words("sex." + sex->get<std::string>()));
  }
  const Json* years = member(group, "age");
  parts.push_back(years ? age(*years) : words("age.absent"));
  if (const Json* states = member(group, "nationalities"); states && !states->empty()) {
    parts.push_back(nationalities(*states));
  }
  return readable(word_in(group, "name")) + " (" + joined(parts, ", ") + ")";
}

std::string ReportedFacts::count(const Json& count) const {
  const Json* min = member(count, "min");
  const Json* max = member(count, "max");
  const std::string least = min ? min->dump() : "";
  const std::string most = max ? max->dump() : "";
  if (!min) return words("count.max", {most});
  if (!max) return words("count.min", {least});
  if (least != most) return words("count.range", {least, most});
  return least == "1" ? words("count.one") : words("count.exact", {least});
}

std::string ReportedFacts::age(const Json& age) const {
  const Json* min = member(age, "min");
  const Json* max = member(age, "max");
  if (!min && !max) return words("age.none");
  const std::string least = min ? min->dump() : "";
  const std::string most = max ? max->dump() : "";
  std::string years = words("age.range", {least, most});
  if (!min) years = words("age.max", {most});
  if (!max) years = words("age.min", {least});
  if (least == most) years = words("age.exact", {least});
  return years + " " + words("age_basis." + word_in(age, "basis", "unknown"));
}

std::string ReportedFacts::nationalities(const Json& states) const {
  std::vector<std::string> names;
  for (const Json& state : states) {
    names.push_back(one_line(state_name(state.get<std::string>(), language_)));
  }
  return joined(names, ", ");
}

std::string ReportedFacts::documents(const Json& documents) const {
  std::vector<std::string> all;
  for (const Json& document : documents) {
    all.push_back(text("document_kinds", document.at("kind")) + " (" +
                  within_line(text("document_states", document.at("state"))) + ")");
  }
  return all.empty() ? words("documents.none") : joined(all, ", ");
}

std::string ReportedFacts::documents_shown(const Json& shown) const {
  std::string said = words("documents.crossing", {documents(shown.at("documents"))});
  if (const Json* visa = member(shown, "visa")) {
    said += ", " + words("visa", {words("answer." + visa->get<std::string>())});
  }
  return said;
}

std::string ReportedFacts::whole_crossing(const Json& crossing) const {
  return states_of("crossing_fact", crossing) + " — " +
         words("basis." + word_in(crossing, "basis", "inferred"));
}

std::string ReportedFacts::states_of(std::string_view key, const Json& crossing) const {
  return words(key, {one_line(state_name(word_in(crossing, "from"), language_)),
                     one_line(state_name(word_in(crossing, "to"), language_)),
                     words("stage." + word_in(crossing, "stage", "done"))});
}

std::string ReportedFacts::crossing(std::size_t index) const {
  const std::string number = words("crossing_number", {std::to_string(index + 1)});
  const Json::json_pointer place("/how/journey/crossings/" + std::to_string(index));
  if (report_ == nullptr || !report_->contains(place)) return number;
  const Json& crossing = report_->at(place);
  std::vector<std::string> parts{words("label", {number, states_of("crossing_states", crossing)})};
  if (const Json* transport = member(crossing, "transport")) {
    parts.push_back(words("transport", {within_line(text("transports", *transport))}));
  }
  if (const Json* control = member(crossing, "control")) {
    parts.push_back(words("control", {within_line(text("border_controls", *control))}));
  }
  return joined(parts, " — ");
}

/// A party of the catalogue, or a group.
std::string ReportedFacts::party(const std::string& code) const {
  if (code == "unknown") return words("party_unknown");
  return catalogue_.find("parties", code) ? within_line(text("parties", code)) : readable(code);
}

std::string ReportedFacts::amount(const Json& benefit) const {
  const Json* sum = member(benefit, "amount");
  if (!sum) return words("benefit.unnamed");
  return grouped(sum->get<std::int64_t>(), language_) + " " +
         one_line(word_in(benefit, "currency"));
}

std::string ReportedFacts::benefit(const Json& benefit) const {
  std::vector<std::string> parts{amount(benefit)};
  if (const Json* by = member(benefit, "by")) parts.push_back(words("benefit.by", {party(*by)}));
  if (const Json* to = member(benefit, "to")) parts.push_back(words("benefit.to", {party(*to)}));
  std::string said =
      words("benefit." + word_in(benefit, "stage", "intended"), {joined(parts, ", ")});
  if (const Json* basis = member(benefit, "basis")) {
    said += " — " + words("basis." + basis->get<std::string>());
  }
  return said;
}

std::string ReportedFacts::need(const Json& need) const {
  std::vector<std::string> parts{within_line(text("needs", need.at("kind")))};
  if (const Json* number = member(need, "count")) {
    parts.push_back(count({{"min", *number}, {"max", *number}}));
  }
  if (const Json* group = member(need, "group")) {
    parts.push_back(readable(group->get<std::string>()));
  }
  return words("label", {word(word_in(need, "urgency"), language_), joined(parts, ", ")});
}

}  // namespace vigie::cli
