#include "router/rules/facts.h"

#include <algorithm>
#include <ranges>

#include "report/check.h"
#include "router/rules/fact_table.h"

namespace vigie::router {
namespace {

using config::FieldId;
using config::ListId;
using config::Operand;

const config::ConditionField& schema_of(FieldId field) { return config::condition_fields()[field]; }

void note_list(FactsRead& read, ListId list) {
  for (; list != 0; list = config::condition_lists()[list].parent) read.lists[list] = true;
}

void note_field(FactsRead& read, FieldId field) {
  if (field == config::routed_at_id) return;  // in a difference; always known
  read.fields[field] = true;
  note_list(read, schema_of(field).list);
}

void note_operand(FactsRead& read, const Operand& operand) {
  if (operand.of == Operand::Of::size) note_list(read, static_cast<ListId>(operand.id));
  if (operand.of == Operand::Of::field || operand.of == Operand::Of::difference) {
    note_field(read, operand.id);
  }
  if (operand.of == Operand::Of::difference) note_field(read, operand.second);
}

void note_atom(FactsRead& read, const config::Atom& atom) {
  note_list(read, atom.scope);
  note_operand(read, atom.left);
  note_operand(read, atom.right);
  if (atom.test == config::Atom::Test::contains) note_field(read, *words_of_list(atom.list));
}

template <typename Entry>
const Entry& entry_of(std::span<const Entry> entries, std::string_view path) {
  const auto found = std::ranges::find(entries, path, &Entry::path);
  VIGIE_EXPECT(found != entries.end());
  return *found;
}

template <typename Entry>
std::vector<std::string_view> paths_of(std::span<const Entry> entries) {
  std::vector<std::string_view> paths;
  for (const Entry& entry : entries) paths.push_back(entry.path);
  return paths;
}

}  // namespace

void ListShape::add(bool known, std::size_t count) {
  const std::size_t first = parents.size();
  VIGIE_EXPECT(first + count < UINT16_MAX);
  const auto parent = static_cast<std::uint16_t>(parts.size());
  parts.push_back({.known = known,
                   .first = static_cast<std::uint16_t>(first),
                   .count = static_cast<std::uint16_t>(count)});
  parents.resize(first + count, parent);
}

void ListShape::clear() {
  parts.clear();
  parents.clear();
}

ListShape report_shape() {
  ListShape shape;
  shape.add(true, 1);
  return shape;
}

std::uint16_t element_around(const std::vector<ListShape>& lists, ListId list,
                             std::uint16_t element, ListId outer) {
  for (; list != outer; list = config::condition_lists()[list].parent) {
    element = lists[list].parents[element];
  }
  return element;
}

FactsRead facts_read(const config::ConditionSet& set) {
  FactsRead read{.lists = std::vector<bool>(config::condition_lists().size()),
                 .fields = std::vector<bool>(config::condition_fields().size())};
  read.lists[0] = true;
  for (const config::Atom& atom : set.atoms) note_atom(read, atom);
  for (const config::Node& node : set.nodes) note_list(read, node.list);
  return read;
}

std::optional<FieldId> words_of_list(ListId list) {
  return config::find_condition_field(config::condition_lists()[list].path);
}

/// What is to be read, in order, and the memory it is read into.
class FactReader::Reading {
 public:
  explicit Reading(const config::ConditionSet& set) : words_(set) {
    const FactsRead read = facts_read(set);
    elements_.resize(read.lists.size());
    facts_.lists.resize(read.lists.size());
    facts_.lists[0] = report_shape();
    facts_.fields.resize(read.fields.size());
    plan_lists(read);
    plan_fields(read);
  }

  const Facts& read(const RoutedReport& routed, Time routed_at) {
    elements_[0].assign(1, &routed);
    for (const ListStep& step : lists_) take(step);
    for (const FieldStep& step : fields_) take(step);
    facts_.routed_at = routed_at;
    return facts_;
  }

 private:
  struct ListStep {
    ListId list;
    ListId parent;
    decltype(ListEntry::elements) elements;
  };
  struct FieldStep {
    FieldId field;
    ListId list;
    decltype(FieldEntry::value) value;
  };

  // A list's parent has the lower id, so it is read before.
  void plan_lists(const FactsRead& read) {
    for (std::size_t i = 1; i < read.lists.size(); ++i) {
      if (!read.lists[i]) continue;
      const config::ConditionList& list = config::condition_lists()[i];
      lists_.push_back(
          {static_cast<ListId>(i), list.parent, entry_of(list_entries(), list.path).elements});
    }
  }

  void plan_fields(const FactsRead& read) {
    for (std::size_t i = 0; i < read.fields.size(); ++i) {
      if (!read.fields[i]) continue;
      const auto id = static_cast<FieldId>(i);
      const config::ConditionField& field = schema_of(id);
      fields_.push_back({id, field.list, entry_of(field_entries(), field.path).value});
    }
  }

  void take(const ListStep& step) {
    auto& elements = elements_[step.list];
    ListShape& shape = facts_.lists[step.list];
    elements.clear();
    shape.clear();
    for (const void* parent : elements_[step.parent]) {
      const std::size_t before = elements.size();
      const bool known = step.elements(parent, elements);
      shape.add(known, elements.size() - before);
    }
  }

  void take(const FieldStep& step) {
    auto& values = facts_.fields[step.field];
    values.clear();
    for (const void* element : elements_[step.list]) values.push_back(step.value(element, words_));
  }

  WordIds words_;
  std::vector<ListStep> lists_;
  std::vector<FieldStep> fields_;
  std::vector<std::vector<const void*>> elements_;  ///< By ListId: the objects read from.
  Facts facts_;
};

FactReader::FactReader(const config::ConditionSet& set)
    : reading_(std::make_unique<Reading>(set)) {}
FactReader::~FactReader() = default;

const Facts& FactReader::read(const Report& report, const Assessment& assessment, Time routed_at) {
  return reading_->read({.report = report, .assessment = assessment}, routed_at);
}

std::vector<std::string_view> readable_lists() {
  auto paths = paths_of(list_entries());
  paths.insert(paths.begin(), "");
  return paths;
}

std::vector<std::string_view> readable_fields() { return paths_of(field_entries()); }

}  // namespace vigie::router
