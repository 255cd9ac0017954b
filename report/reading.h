// One decode in progress: where problems go, and how the members of an object are taken.
//
// ObjectReader says which members an object may have, in the order of the code that reads it:
//   ObjectReader object(reading, node);
//   object.required("kind", need.kind, read_code);
//   object.optional("count", need.count, IntegerIn{0, people_max});
//   object.finish();
// A reader is anything callable as (Reading&, const JsonNode&, Value&); it reports to the Reading
// and never throws. Pointers are built only when there is a problem.
//
// Limits: problems_max problems, then one that says more follow.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/json_document.h"
#include "report/problem.h"

namespace vigie {

inline constexpr std::size_t problems_max = 64;

class Reading {
 public:
  void refuse(const JsonNode& node, std::string_view code, std::string_view detail = {});
  /// The pointer names a member that the object does not have.
  void refuse_missing(const JsonNode& object, std::string_view code, std::string_view name);

  std::size_t problem_count() const { return problems_.size(); }
  Problems take_problems() { return std::move(problems_); }

  /// Group names are declared in one part of the report and used in others.
  void declare_group(const JsonNode& name) { declared_groups_.push_back(&name); }
  void refer_to_group(const JsonNode& name) { used_groups_.push_back(&name); }
  /// Refuses repeated names, and references to none of them. With `names_known` false (some group
  /// could not be read) a reference may well be right, and only repeats are refused.
  void check_groups(bool names_known);

 private:
  void add(std::string pointer, std::string_view code, std::string_view detail);
  bool is_declared(std::string_view name) const;

  Problems problems_;
  std::vector<const JsonNode*> declared_groups_;
  std::vector<const JsonNode*> used_groups_;
};

class ObjectReader {
 public:
  /// Refuses anything that is not an object; every later call is then silent.
  ObjectReader(Reading& reading, const JsonNode& node);

  template <typename Value, typename Read>
  void required(std::string_view name, Value& target, const Read& read) {
    if (const JsonNode* member = find(name)) {
      read(reading_, *member, target);
    } else if (is_object_) {
      reading_.refuse_missing(node_, "schema.missing", name);
    }
  }

  template <typename Value, typename Read>
  void optional(std::string_view name, std::optional<Value>& target, const Read& read) {
    if (const JsonNode* member = find(name)) read(reading_, *member, target.emplace());
  }

  /// May be absent; the target then keeps its default.
  template <typename Value, typename Read>
  void defaulted(std::string_view name, Value& target, const Read& read) {
    if (const JsonNode* member = find(name)) read(reading_, *member, target);
  }

  /// Refuses every member that was not asked for.
  void finish();

  /// The member of that name, for rules between members; nullptr when absent.
  const JsonNode* member(std::string_view name) const;

 private:
  static constexpr std::size_t names_max = 24;

  const JsonNode* find(std::string_view name);
  bool is_known(std::string_view name) const;
  std::string_view nearest_name(std::string_view name) const;

  Reading& reading_;
  const JsonNode& node_;
  bool is_object_;
  const JsonNode* following_;  ///< After the member found last: most reports keep our order.
  std::array<std::string_view, names_max> names_{};
  std::size_t name_count_ = 0;
  std::size_t found_count_ = 0;
};

}  // namespace vigie
