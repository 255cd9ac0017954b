#include "config/conditions/condition_operand.h"

#include <algorithm>
#include <array>

#include "config/conditions/condition_functions.h"
#include "report/clock.h"

namespace vigie::config {
namespace {

constexpr std::string_view by_itself = " is a condition by itself: it is not compared";

std::optional<Side> refuse(CheckScope& scope, const SyntaxNode& node, std::string_view why) {
  scope.complain(node.offset, quoted_piece(node.piece) + std::string(why));
  return std::nullopt;
}

Side literal(SideKind kind, std::int64_t value, std::string text) {
  return {.kind = kind,
          .operand = {.of = Operand::Of::literal, .value = value},
          .text = std::move(text)};
}

SideKind kind_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::boolean:
      return SideKind::boolean;
    case FieldKind::integer:
      return SideKind::integer;
    case FieldKind::word:
      return SideKind::word;
    case FieldKind::place:
      return SideKind::place;
    case FieldKind::instant:
      break;
  }
  return SideKind::instant;
}

Side routed_at() {
  return {
      .kind = SideKind::instant, .operand = {.of = Operand::Of::routed_at}, .text = "routed_at"};
}

std::optional<Side> read_path(CheckScope& scope, const SyntaxNode& node) {
  const auto target = find_path(scope, node.names);
  if (!target) return std::nullopt;
  switch (target->is) {
    case PathTarget::Is::list:
      return refuse(scope, node, " is a list: compare its size(), or ask exists(…), all(…) or in");
    case PathTarget::Is::object:
    case PathTarget::Is::element:
      return refuse(scope, node,
                    " is not one fact: name a part of it (" + parts_shown(target->path) + ")");
    default:
      return side_of(*target);
  }
}

std::optional<Side> read_size(CheckScope& scope, const SyntaxNode& call) {
  const auto target = find_path(scope, call.names);
  if (!target) return std::nullopt;
  if (target->is == PathTarget::Is::list) return side_of(*target);
  return refuse(scope, call, ": only a list has a size");
}

/// As people write it, without empty milliseconds.
std::string instant_text(Time time) {
  std::string text = vigie::to_string(time);
  if (text.ends_with(".000Z")) text.replace(text.size() - 5, 5, "Z");
  return "timestamp('" + text + "')";
}

std::optional<Side> read_timestamp(CheckScope& scope, const SyntaxNode& argument) {
  const bool word = argument.kind == SyntaxKind::word;
  if (const auto time = word ? parse_time(argument.text) : std::nullopt) {
    return literal(SideKind::instant, to_milliseconds(time->utc), instant_text(time->utc));
  }
  if (argument.kind == SyntaxKind::bad) return std::nullopt;
  return refuse(scope, argument, " is no instant: write '2019-06-01T00:00:00Z', with Z or +01:00");
}

struct DurationUnit {
  char letter;
  std::int64_t milliseconds;
};
constexpr std::array<DurationUnit, 3> duration_units{
    {{'h', 3'600'000}, {'m', 60'000}, {'s', 1000}}};

/// Whole hours, minutes and seconds in that order: "72h", "1h30m".
std::optional<std::int64_t> parse_cel_duration(std::string_view text) {
  constexpr std::size_t digits_max = 6;
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  for (const DurationUnit& unit : duration_units) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == text.size() || text[digits] != unit.letter) continue;
    if (digits == 0 || digits > digits_max) return std::nullopt;
    total += std::stoll(std::string(text.substr(0, digits))) * unit.milliseconds;
    text.remove_prefix(digits + 1);
  }
  return text.empty() ? std::optional{total} : std::nullopt;
}

std::string duration_text(std::int64_t milliseconds) {
  std::string text;
  for (const DurationUnit& unit : duration_units) {
    if (const std::int64_t count = milliseconds / unit.milliseconds; count > 0) {
      text += std::to_string(count) + unit.letter;
    }
    milliseconds %= unit.milliseconds;
  }
  return "duration('" + (text.empty() ? "0s" : text) + "')";
}

std::optional<Side> read_duration(CheckScope& scope, const SyntaxNode& argument) {
  const bool word = argument.kind == SyntaxKind::word;
  if (const auto length = word ? parse_cel_duration(argument.text) : std::nullopt) {
    return literal(SideKind::duration, *length, duration_text(*length));
  }
  if (argument.kind == SyntaxKind::bad) return std::nullopt;
  return refuse(scope, argument, " is no duration: write '72h', '30m', '90s' or '1h30m'");
}

std::optional<Side> read_call(CheckScope& scope, const SyntaxNode& node) {
  const auto function = function_of(scope, node);
  if (!function) return std::nullopt;
  switch (*function) {
    case ConditionFunction::size:
      return read_size(scope, node);
    case ConditionFunction::timestamp:
      return read_timestamp(scope, scope.node(node.children[0]));
    case ConditionFunction::duration:
      return read_duration(scope, scope.node(node.children[0]));
    default:
      return refuse(scope, node, by_itself);
  }
}

bool is_reported_instant(const Side& side) {
  return side.kind == SideKind::instant && !side.is_literal() &&
         side.operand.of != Operand::Of::difference;
}

std::uint16_t instant_id(const Side& side) {
  return side.operand.of == Operand::Of::routed_at ? routed_at_id : side.operand.id;
}

/// Instants stand in the report itself, in no list: a difference has no variable.
std::optional<Side> read_difference(CheckScope& scope, const SyntaxNode& node) {
  const auto left = read_side(scope, node.children[0]);
  const auto right = read_side(scope, node.children[1]);
  if (!left || !right) return std::nullopt;
  if (!is_reported_instant(*left) || !is_reported_instant(*right)) {
    return refuse(scope, node,
                  ": '-' stands only between two instants of the report, or routed_at");
  }
  Side side{.kind = SideKind::duration, .text = left->text + " - " + right->text};
  side.operand = {.of = Operand::Of::difference, .id = instant_id(*left)};
  side.operand.second = instant_id(*right);
  side.may_be_unknown = left->may_be_unknown || right->may_be_unknown;
  side.reads = left->reads;
  if (right->reads != left->reads) {
    side.reads.insert(side.reads.end(), right->reads.begin(), right->reads.end());
  }
  return side;
}

}  // namespace

std::string_view to_string(SideKind kind) {
  constexpr std::array<std::string_view, 6> names{"a yes or no", "a number",   "a word",
                                                  "an instant",  "a duration", "a place"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<Side> side_of(const PathTarget& target) {
  Side side{.variable = target.variable};
  if (target.is == PathTarget::Is::routed_at) return routed_at();
  if (target.is == PathTarget::Is::field) {
    const ConditionField& field = condition_fields()[target.id];
    side.kind = kind_of(field.kind);
    side.operand = {.of = Operand::Of::field, .id = target.id};
    side.may_be_unknown = !field.always;
    side.text = field.path;
  } else if (target.is == PathTarget::Is::list) {
    side.kind = SideKind::integer;
    side.operand = {.of = Operand::Of::size, .id = target.id};
    side.may_be_unknown = !condition_lists()[target.id].always;
    side.text = target.path + ".size()";
  } else {
    return std::nullopt;
  }
  side.reads = {target.path};
  return side;
}

std::optional<Side> read_side(CheckScope& scope, SyntaxId id) {
  const SyntaxNode& node = scope.node(id);
  switch (node.kind) {
    case SyntaxKind::bad:
      return std::nullopt;
    case SyntaxKind::boolean:
      return literal(SideKind::boolean, node.value, node.value ? "true" : "false");
    case SyntaxKind::integer:
      return literal(SideKind::integer, node.value, std::to_string(node.value));
    case SyntaxKind::word:
      return literal(SideKind::word, 0, "'" + std::string(node.text) + "'");
    case SyntaxKind::list:
      return refuse(scope, node, " stands only after in");
    case SyntaxKind::path:
      return read_path(scope, node);
    case SyntaxKind::call:
      return read_call(scope, node);
    case SyntaxKind::minus:
      return read_difference(scope, node);
    default:
      return refuse(scope, node, by_itself);
  }
}

}  // namespace vigie::config
