#include "report/reading.h"

#include <algorithm>

#include "report/check.h"
#include "report/problem_texts.h"

namespace vigie {
namespace {

constexpr std::size_t near_edits_max = 2;
constexpr std::size_t near_characters_max = 40;

/// Levenshtein distance of two short words.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::array<std::size_t, near_characters_max + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

void Reading::refuse(const JsonNode& node, std::string_view code, std::string_view detail) {
  if (problems_.size() <= problems_max) add(pointer_to(node), code, detail);
}

void Reading::refuse_missing(const JsonNode& object, std::string_view code, std::string_view name) {
  if (problems_.size() > problems_max) return;
  add(pointer_to(object).append("/").append(name), code, name);
}

void Reading::add(std::string pointer, std::string_view code, std::string_view detail) {
  if (problems_.size() < problems_max) {
    problems_.push_back(make_problem(std::move(pointer), code, detail));
  } else if (problems_.size() == problems_max) {
    problems_.push_back(make_problem("", "problems.more"));
  }
}

bool Reading::is_declared(std::string_view name) const {
  return std::any_of(declared_groups_.begin(), declared_groups_.end(),
                     [&](const JsonNode* declared) { return declared->text == name; });
}

void Reading::check_groups(bool names_known) {
  for (auto node = declared_groups_.begin(); node != declared_groups_.end(); ++node) {
    const bool earlier = std::any_of(declared_groups_.begin(), node, [&](const JsonNode* other) {
      return other->text == (*node)->text;
    });
    if (earlier) refuse(**node, "rule.group_name");
  }
  for (const JsonNode* used : used_groups_) {
    if (names_known && !is_declared(used->text)) refuse(*used, "rule.unknown_group");
  }
}

ObjectReader::ObjectReader(Reading& reading, const JsonNode& node)
    : reading_(reading),
      node_(node),
      is_object_(node.type == JsonType::object),
      following_(node.child) {
  if (!is_object_) reading_.refuse(node_, "schema.type", "object");
}

const JsonNode* ObjectReader::member(std::string_view name) const {
  if (!is_object_) return nullptr;
  for (const JsonNode* node = node_.child; node != nullptr; node = node->next) {
    if (node->key == name) return node;
  }
  return nullptr;
}

const JsonNode* ObjectReader::find(std::string_view name) {
  VIGIE_EXPECT(name_count_ < names_max);
  names_[name_count_++] = name;
  const bool in_order = following_ != nullptr && following_->key == name;
  const JsonNode* found = in_order && is_object_ ? following_ : member(name);
  if (found == nullptr) return nullptr;
  ++found_count_;
  following_ = found->next;
  return found;
}

bool ObjectReader::is_known(std::string_view name) const {
  const auto end = names_.begin() + static_cast<std::ptrdiff_t>(name_count_);
  return std::find(names_.begin(), end, name) != end;
}

std::string_view ObjectReader::nearest_name(std::string_view name) const {
  if (name.size() > near_characters_max) return {};
  std::string_view nearest;
  std::size_t fewest = near_edits_max + 1;
  for (std::size_t i = 0; i < name_count_; ++i) {
    const std::size_t edits = edits_between(name, names_[i]);
    if (edits < fewest && edits < names_[i].size()) {
      fewest = edits;
      nearest = names_[i];
    }
  }
  return nearest;
}

void ObjectReader::finish() {
  if (!is_object_ || found_count_ == node_.count) return;
  for (const JsonNode* node = node_.child; node != nullptr; node = node->next) {
    if (is_known(node->key)) continue;
    reading_.refuse(*node, "schema.unknown_key", nearest_name(node->key));
  }
}

}  // namespace vigie
