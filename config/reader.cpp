#include "config/reader.h"

#include <algorithm>
#include <array>
#include <set>

#include "config/in_quotes.h"
#include "config/near_match.h"
#include "report/parse_number.h"
#include "report/utf8.h"

namespace vigie::config {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t in_milliseconds;
};

constexpr std::array<Unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t duration_count_max = 1'000'000'000;

std::optional<milliseconds> parse_duration(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto count = parse_number<std::int64_t>(text.substr(0, space));
  const auto* unit = std::ranges::find(units, text.substr(space + 1), &Unit::name);
  if (!count || *count < 0 || *count > duration_count_max || unit == units.end()) {
    return std::nullopt;
  }
  return milliseconds{*count * unit->in_milliseconds};
}

std::string to_text(milliseconds duration) {
  const auto count = duration.count();
  const auto* unit = std::ranges::find_if(units, [count](const Unit& candidate) {
    return count >= candidate.in_milliseconds && count % candidate.in_milliseconds == 0;
  });
  if (unit == units.end()) return std::to_string(count) + " ms";
  return std::to_string(count / unit->in_milliseconds) + " " + std::string{unit->name};
}

std::optional<std::chrono::sys_days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_number<std::int64_t>(text.substr(0, 4));
  const auto month = parse_number<std::int64_t>(text.substr(5, 2));
  const auto day = parse_number<std::int64_t>(text.substr(8, 2));
  if (!year || !month || !day || *year < 1 || *month < 1 || *day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

template <typename Words>
std::string alternatives(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + std::string{word};
  return text;
}

}  // namespace

bool is_code(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto inner = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= 64 && lower(text.front()) &&
         std::ranges::all_of(text, inner);
}

MapReader::MapReader(const YamlNode& node, SourceFile& file, std::string what)
    : node_(node), file_(file), what_(std::move(what)) {
  if (node.kind != YamlKind::map) complain(node, what_ + " must be a map (key: value)");
}

void MapReader::complain(const YamlNode& node, std::string text) {
  file_.add_problem(node.mark, std::move(text));
}

const YamlMark& MapReader::mark_of(std::string_view key) const {
  const YamlMember* member = node_.find(key);
  return member ? member->value.mark : node_.mark;
}

/// The value, unless absent or written as null: both mean "not given".
const YamlNode* MapReader::present(std::string_view key) {
  known_.emplace_back(key);
  const YamlMember* member = node_.find(key);
  return member && member->value.kind != YamlKind::null ? &member->value : nullptr;
}

const YamlNode* MapReader::required(std::string_view key) {
  const YamlNode* value = present(key);
  if (value || node_.kind != YamlKind::map) return value;
  if (has(key)) {
    file_.add_problem(mark_of(key), in_quotes(key) + " has no value");
  } else {
    complain(node_, what_ + " needs the key " + in_quotes(key));
  }
  return nullptr;
}

const YamlNode* MapReader::scalar(std::string_view key, const YamlNode* node) {
  if (!node || node->kind == YamlKind::scalar) return node;
  complain(*node, in_quotes(key) + " must be a single value");
  return nullptr;
}

std::string MapReader::checked_string(std::string_view key, const YamlNode* node) {
  node = scalar(key, node);
  if (!node) return {};
  if (node->text.empty()) complain(*node, in_quotes(key) + " must not be empty");
  if (utf8_count(node->text) > config_text_max) {
    complain(*node,
             in_quotes(key) + " is longer than " + std::to_string(config_text_max) + " characters");
    return {};
  }
  return node->text;
}

Code MapReader::checked_code(std::string_view key, const YamlNode* node) {
  node = scalar(key, node);
  if (!node) return {};
  if (is_code(node->text)) return node->text;
  complain(*node, in_quotes(key) +
                      " must be a code: small letters, digits and '_', a letter first, at most 64");
  return {};
}

Code MapReader::code(std::string_view key) { return checked_code(key, required(key)); }

std::optional<Code> MapReader::optional_code(std::string_view key) {
  const YamlNode* node = present(key);
  if (!node) return std::nullopt;
  Code code = checked_code(key, node);
  return code.empty() ? std::nullopt : std::optional{code};
}

std::string MapReader::string(std::string_view key) { return checked_string(key, required(key)); }

std::optional<std::string> MapReader::optional_string(std::string_view key) {
  const YamlNode* node = present(key);
  return node ? std::optional{checked_string(key, node)} : std::nullopt;
}

Text MapReader::text(std::string_view key) {
  const YamlNode* node = required(key);
  if (!node) return {};
  MapReader languages{*node, file_, in_quotes(key)};
  Text text;
  text.en = languages.string("en");
  text.fr = languages.string("fr");
  languages.finish();
  return text;
}

bool MapReader::boolean(std::string_view key, bool fallback) {
  const YamlNode* node = scalar(key, present(key));
  if (!node) return fallback;
  if (node->text == "true") return true;
  static const std::array<std::string, 2> words{"true", "false"};
  if (node->text != "false") {
    complain(*node, in_quotes(key) + " must be true or false" + near_match(node->text, words));
  }
  return false;
}

std::optional<std::int64_t> MapReader::optional_integer(std::string_view key,
                                                        Bounds<std::int64_t> bounds) {
  const YamlNode* node = scalar(key, present(key));
  if (!node) return std::nullopt;
  const auto value = parse_number<std::int64_t>(node->text);
  if (value && *value >= bounds.min && *value <= bounds.max) return value;
  complain(*node, in_quotes(key) + " must be a whole number from " + std::to_string(bounds.min) +
                      " to " + std::to_string(bounds.max));
  return std::nullopt;
}

std::int64_t MapReader::integer(std::string_view key, Bounds<std::int64_t> bounds) {
  if (!required(key)) return bounds.min;
  return optional_integer(key, bounds).value_or(bounds.min);
}

std::optional<milliseconds> MapReader::optional_duration(std::string_view key,
                                                         Bounds<milliseconds> bounds) {
  const YamlNode* node = scalar(key, present(key));
  if (!node) return std::nullopt;
  const auto value = parse_duration(node->text);
  if (value && *value >= bounds.min && *value <= bounds.max) return value;
  complain(*node, in_quotes(key) + " must be a duration from " + to_text(bounds.min) + " to " +
                      to_text(bounds.max) + ", such as '30 min' (ms, s, min, h, d)");
  return std::nullopt;
}

milliseconds MapReader::duration(std::string_view key, Bounds<milliseconds> bounds) {
  if (!required(key)) return bounds.min;
  return optional_duration(key, bounds).value_or(bounds.min);
}

std::optional<std::chrono::sys_days> MapReader::optional_date(std::string_view key) {
  const YamlNode* node = scalar(key, present(key));
  if (!node) return std::nullopt;
  const auto date = parse_date(node->text);
  if (!date) complain(*node, in_quotes(key) + " must be a date such as 2012-07-12");
  return date;
}

std::string MapReader::checked_state(std::string_view key, const YamlNode* node) {
  node = scalar(key, node);
  if (!node) return {};
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (node->text.size() == 3 && std::ranges::all_of(node->text, upper)) return node->text;
  complain(*node, in_quotes(key) + " must be three capital letters (ISO 3166-1), such as MLI");
  return {};
}

std::optional<std::string> MapReader::optional_state(std::string_view key) {
  std::string state = checked_state(key, present(key));
  return state.empty() ? std::nullopt : std::optional{std::move(state)};
}

std::string MapReader::checked_word(std::string_view key, const YamlNode* node,
                                    std::span<const std::string> words) {
  node = scalar(key, node);
  if (!node || std::ranges::find(words, node->text) != words.end()) return node ? node->text : "";
  complain(*node, in_quotes(key) + " must be one of " + alternatives(words) +
                      near_match(node->text, words));
  return {};
}

std::optional<std::string> MapReader::optional_word(std::string_view key,
                                                    std::span<const std::string> words) {
  std::string word = checked_word(key, present(key), words);
  return word.empty() ? std::nullopt : std::optional{std::move(word)};
}

std::optional<std::string> MapReader::word(std::string_view key,
                                           std::span<const std::string> words) {
  required(key);
  return optional_word(key, words);
}

std::span<const YamlNode> MapReader::list(std::string_view key, bool may_be_empty) {
  const YamlNode* node = required(key);
  if (!node) return {};
  if (node->kind != YamlKind::sequence) {
    complain(*node, in_quotes(key) + " must be a list");
  } else if (node->items.empty() && !may_be_empty) {
    complain(*node, in_quotes(key) + " must not be empty");
  }
  return node->items;
}

template <typename Check>
MapReader::Places MapReader::distinct(std::string_view key, Check check) {
  Places places;
  std::set<std::string> seen;
  for (const YamlNode& node : list(key)) {
    std::string value = check(&node);
    if (value.empty()) continue;
    if (seen.insert(value).second) {
      places.emplace_back(std::move(value), node.mark);
    } else {
      complain(node, in_quotes(value) + " is in the list twice");
    }
  }
  return places;
}

MapReader::Places MapReader::codes(std::string_view key) {
  return distinct(key, [&](const YamlNode* node) { return checked_code(key, node); });
}

MapReader::Places MapReader::optional_codes(std::string_view key) {
  return present(key) ? codes(key) : Places{};
}

std::vector<std::string> MapReader::states(std::string_view key) {
  std::vector<std::string> states;
  for (auto& [state, mark] :
       distinct(key, [&](const YamlNode* node) { return checked_state(key, node); })) {
    states.push_back(std::move(state));
  }
  std::ranges::sort(states);
  return states;
}

std::vector<std::string> MapReader::words(std::string_view key,
                                          std::span<const std::string> words) {
  std::vector<std::string> found;
  for (auto& [word, mark] :
       distinct(key, [&](const YamlNode* node) { return checked_word(key, node, words); })) {
    found.push_back(std::move(word));
  }
  return found;
}

const YamlNode* MapReader::child(std::string_view key) { return required(key); }
const YamlNode* MapReader::optional_child(std::string_view key) { return present(key); }

void MapReader::finish() {
  for (const YamlMember& member : node_.members) {
    if (std::ranges::find(known_, member.key) != known_.end()) continue;
    const std::string key = utf8_count(member.key) > 64 ? "…" : member.key;
    file_.add_problem(member.mark, "unknown key " + in_quotes(key) + near_match(key, known_));
  }
}

std::span<const YamlNode> file_list(const YamlNode& root, SourceFile& file, std::string_view key) {
  MapReader map{root, file, "the file"};
  const auto nodes = map.list(key);
  map.finish();
  return nodes;
}

}  // namespace vigie::config
