#include "router/rules/fact_words.h"

#include <algorithm>
#include <array>

#include "report/clock.h"
#include "router/rules/fact_labels.h"

namespace vigie::router {
namespace {

using config::Atom;
using config::ConditionField;
using config::FieldKind;
using config::Operand;

Text same(const std::string& text) { return {text, text}; }

Text operator+(const Text& one, const Text& other) {
  return {one.en + other.en, one.fr + other.fr};
}

Text quoted(const Text& text) { return {"'" + text.en + "'", "« " + text.fr + " »"}; }

Text label(std::string_view path) { return fact_label(path).value_or(same(std::string(path))); }

Text label_of_instant(config::FieldId field) {
  return label(field == config::routed_at_id ? "routed_at"
                                             : config::condition_fields()[field].path);
}

Text number_of(std::string_view list) { return label(list) + Text{" (number)", " (nombre)"}; }

Text known(const Text& label) { return Text{"known: ", "connu : "} + label; }

/// Of an operand that is no literal.
Text label_of(const Operand& fact) {
  switch (fact.of) {
    case Operand::Of::field:
      return label(config::condition_fields()[fact.id].path);
    case Operand::Of::size:
      return number_of(config::condition_lists()[fact.id].path);
    case Operand::Of::difference:
      return Text{"time from ", "durée de "} + quoted(label_of_instant(fact.second)) +
             Text{" to ", " à "} + quoted(label_of_instant(fact.id));
    default:
      return label("routed_at");
  }
}

enum class Measure { number, instant, duration };

Measure measure_of(const Operand& fact) {
  if (fact.of == Operand::Of::difference) return Measure::duration;
  if (fact.of == Operand::Of::routed_at) return Measure::instant;
  const bool instant = fact.of == Operand::Of::field &&
                       config::condition_fields()[fact.id].kind == FieldKind::instant;
  return instant ? Measure::instant : Measure::number;
}

struct Sign {
  Atom::Test test;
  Text of_number;
  Text of_instant;
};

/// " is above ", of instants " is after ".
Text sign_between(Atom::Test test, Measure measure) {
  static const std::array<Sign, 6> signs{{
      {Atom::Test::equal, {" is ", " est "}, {" is ", " est "}},
      {Atom::Test::not_equal, {" is not ", " n’est pas "}, {" is not ", " n’est pas "}},
      {Atom::Test::less, {" is below ", " est au-dessous de "}, {" is before ", " est avant "}},
      {Atom::Test::less_equal,
       {" is at most ", " est au plus "},
       {" is not after ", " n’est pas après "}},
      {Atom::Test::greater, {" is above ", " est au-dessus de "}, {" is after ", " est après "}},
      {Atom::Test::greater_equal,
       {" is at least ", " est au moins "},
       {" is not before ", " n’est pas avant "}},
  }};
  const auto* sign = std::ranges::find(signs, test, &Sign::test);
  if (sign == signs.end()) return {" ", " "};
  return measure == Measure::instant ? sign->of_instant : sign->of_number;
}

/// "72 h", "1 h 30 min".
std::string duration_text(std::int64_t milliseconds) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> units{
      {{3'600'000, " h"}, {60'000, " min"}, {1000, " s"}}};
  std::string text;
  for (const auto& [length, unit] : units) {
    const std::int64_t count = milliseconds / length;
    if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + std::string(unit);
    milliseconds %= length;
  }
  return text.empty() ? "0 h" : text;
}

template <typename Entries>
std::optional<Text> title_in(const Entries& entries, const std::string& id) {
  const auto found = entries.find(id);
  if (found == entries.end()) return std::nullopt;
  return found->second.title;
}

Text lies_within(const Operand& fact, const std::optional<Text>& title, const std::string& id) {
  return label_of(fact) + Text{" is within ", " est dans "} + quoted(title.value_or(same(id)));
}

bool is_word(const Operand& fact) {
  return fact.of == Operand::Of::field &&
         config::condition_fields()[fact.id].kind == FieldKind::word;
}

}  // namespace

Text FactWords::of(const Atom& atom) const {
  switch (atom.test) {
    case Atom::Test::truth:
      return label_of(atom.left) + sign_between(Atom::Test::equal, Measure::number) +
             quoted(schema_word("yes").value_or(same("yes")));
    case Atom::Test::has:
      return atom.left.of == Operand::Of::size
                 ? list_words(config::condition_lists()[atom.left.id].path, false)
                 : known(label_of(atom.left));
    case Atom::Test::one_of:
      return one_of(atom);
    case Atom::Test::contains:
      return contained(atom);
    case Atom::Test::during:
      return during(atom);
    case Atom::Test::within:
      return within(atom);
    default:
      return compared(atom);
  }
}

Text FactWords::compared(const Atom& atom) const {
  const Text right = atom.right.of == Operand::Of::literal ? value(atom.left, atom.right.value)
                                                           : label_of(atom.right);
  return label_of(atom.left) + sign_between(atom.test, measure_of(atom.left)) + right;
}

Text FactWords::one_of(const Atom& atom) const {
  Text listed;
  for (const std::int64_t each : atom.values) {
    if (!listed.en.empty()) listed = listed + Text{", ", ", "};
    listed = listed + value(atom.left, each);
  }
  return label_of(atom.left) + Text{" is one of ", " est parmi "} + listed;
}

Text FactWords::contained(const Atom& atom) const {
  const std::string_view list = config::condition_lists()[atom.list].path;
  const auto field = config::find_condition_field(list);
  if (!field) return same(atom.text);
  return label(list) + Text{": ", " : "} +
         quoted(word(config::condition_fields()[*field], atom.left.value)) +
         Text{" among them", " en fait partie"};
}

Text FactWords::during(const Atom& atom) const {
  return lies_within(atom.left,
                     mission_ ? title_in(mission_->calendars, atom.calendar) : std::nullopt,
                     atom.calendar);
}

Text FactWords::within(const Atom& atom) const {
  return lies_within(atom.left, mission_ ? title_in(mission_->areas, atom.area) : std::nullopt,
                     atom.area);
}

/// Of a literal beside that fact.
Text FactWords::value(const Operand& fact, std::int64_t value) const {
  if (is_word(fact)) return quoted(word(config::condition_fields()[fact.id], value));
  switch (measure_of(fact)) {
    case Measure::instant:
      return same(vigie::to_string(from_milliseconds(value)));
    case Measure::duration:
      return same(duration_text(value));
    case Measure::number:
      break;
  }
  return same(std::to_string(value));
}

Text FactWords::word(const ConditionField& field, std::int64_t id) const {
  const auto index = static_cast<std::size_t>(id) - 1;
  if (index >= set_.words.size()) return same("?");
  const std::string& word = set_.words[index];
  if (const auto found = title(field, word)) return *found;
  if (field.words != config::WordsOf::fixed) return same(word);
  return schema_word(word).value_or(same(word));
}

/// In the mission's own texts.
std::optional<Text> FactWords::title(const ConditionField& field, const std::string& word) const {
  if (mission_ == nullptr) return std::nullopt;
  if (field.words == config::WordsOf::catalogue) return code(field.source, word);
  if (field.words == config::WordsOf::regions) {
    const auto found = mission_->regions.find(word);
    if (found != mission_->regions.end()) return found->second.name;
  }
  if (field.words == config::WordsOf::positions) return title_in(mission_->positions, word);
  return std::nullopt;
}

/// Of the newest catalogue that has it.
std::optional<Text> FactWords::code(std::string_view list, const std::string& code) const {
  const auto& catalogues = mission_->catalogues;
  for (auto newest = catalogues.rbegin(); newest != catalogues.rend(); ++newest) {
    if (const config::CatalogueEntry* entry = newest->second.find(list, code)) return entry->text;
  }
  return std::nullopt;
}

Text list_words(std::string_view path, bool counted) {
  if (!counted) return known(label(path));
  return number_of(path) + sign_between(Atom::Test::greater, Measure::number) + same("0");
}

}  // namespace vigie::router
