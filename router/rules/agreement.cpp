#include "router/rules/agreement.h"

#include <algorithm>
#include <vector>

#include "router/rules/evaluate.h"

namespace vigie::router {
namespace {

using config::Atom;
using config::FieldKind;
using config::Operand;
using Values = std::vector<std::int64_t>;

bool asks_for_absence(const Asked& asked) {
  return asked.atom->test == Atom::Test::has && !asked.needed;
}

bool agrees(const Asked& asked, std::int64_t value) {
  switch (asked.atom->test) {
    case Atom::Test::has:
    case Atom::Test::during:  // Some instant lies in every calendar's hours, another does not.
    case Atom::Test::within:  // Likewise places and areas.
      return true;
    case Atom::Test::contains:
      return !asked.needed || value > 0;
    default:
      return holds(*asked.atom, value, asked.atom->right.value) == asked.needed;
  }
}

Values named_in(std::span<const Asked> asked) {
  Values values{0};
  for (const Asked& one : asked) {
    values.push_back(one.atom->right.value);
    values.insert(values.end(), one.atom->values.begin(), one.atom->values.end());
  }
  return values;
}

/// Between and around every number that is asked about lies one that stands for all there.
Values around(const Values& named, bool negative_too) {
  Values values;
  for (const std::int64_t value : named) {
    for (const std::int64_t near : {value - 1, value, value + 1}) {
      if (negative_too || near >= 0) values.push_back(near);
    }
  }
  return values;
}

/// Enough values that, if any gives all that is asked, one of these does.
Values candidates(const config::ConditionSet& set, const Subject& subject,
                  std::span<const Asked> asked) {
  if (subject.of == Operand::Of::size) return around(named_in(asked), false);
  const config::ConditionField& field = config::condition_fields()[subject.id];
  if (field.kind == FieldKind::boolean) return {0, 1};
  if (field.kind != FieldKind::word) {
    return around(named_in(asked), field.kind == FieldKind::instant);
  }
  if (field.words != config::WordsOf::fixed) return named_in(asked);
  Values words;
  for (const std::string_view word : field.fixed) words.push_back(set.word_id(word));
  return words;
}

}  // namespace

std::optional<Subject> subject_of(const Atom& atom) {
  if (atom.test == Atom::Test::contains) return Subject{Operand::Of::size, atom.list};
  const bool one_side = atom.right.of == Operand::Of::none || atom.right.of == Operand::Of::literal;
  const bool of_report = atom.left.of == Operand::Of::field || atom.left.of == Operand::Of::size;
  if (!one_side || !of_report) return std::nullopt;
  return Subject{atom.left.of, atom.left.id};
}

bool can_agree(const config::ConditionSet& set, const Subject& subject,
               std::span<const Asked> asked) {
  if (std::ranges::any_of(asked, asks_for_absence)) {
    return std::ranges::all_of(asked, asks_for_absence);
  }
  return std::ranges::any_of(candidates(set, subject, asked), [&](std::int64_t value) {
    return std::ranges::all_of(asked, [&](const Asked& one) { return agrees(one, value); });
  });
}

}  // namespace vigie::router
