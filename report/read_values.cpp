#include "report/read_values.h"

#include <algorithm>

#include "report/utf8.h"

namespace vigie {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name(std::string_view text, auto allowed) {
  constexpr std::size_t characters_max = 64;
  return !text.empty() && text.size() <= characters_max && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), allowed);
}

bool is_code(std::string_view text) {
  return is_name(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_device(std::string_view text) {
  return is_name(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

bool is_three_upper(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), is_upper);
}

bool is_three_lower(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), is_lower);
}

bool is_country_or_unknown(std::string_view text) {
  return text == "unknown" || is_three_upper(text);
}

bool is_catalogue_version(std::string_view text) {
  constexpr std::size_t year_digits = 4;
  constexpr std::size_t characters_max = 9;
  if (text.size() < year_digits + 2 || text.size() > characters_max) return false;
  const std::string_view year = text.substr(0, year_digits);
  const std::string_view number = text.substr(year_digits + 1);
  return text[year_digits] == '.' && std::all_of(year.begin(), year.end(), is_digit) &&
         std::all_of(number.begin(), number.end(), is_digit);
}

/// U+0000 to U+001F without tab and new line, U+007F, and U+0080 to U+009F (C2 80 to C2 9F).
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) return true;
    if (byte == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

constexpr std::string_view time_pattern = "YYYY-MM-DDThh:mm:ss(.sss)?(Z|[+-]hh:mm)";
constexpr std::string_view uuid7_pattern =
    "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";

/// Whether only the day is wrong: 31 April has the form of a time, yet is none.
bool has_form_of_time(std::string_view text) {
  constexpr std::size_t day_at = 8;
  if (text.size() < day_at + 2) return false;
  const std::string_view day = text.substr(day_at, 2);
  if (day != "29" && day != "30" && day != "31") return false;
  std::string with_safe_day(text);
  with_safe_day.replace(day_at, 2, "28");
  return parse_time(with_safe_day).has_value();
}

std::string bounds(auto min, auto max) {
  return std::to_string(min).append("–").append(std::to_string(max));
}

std::string_view word_of(JsonType wanted) {
  switch (wanted) {
    case JsonType::boolean:
      return "boolean";
    case JsonType::integer:
      return "integer";
    case JsonType::number:
      return "number";
    case JsonType::list:
      return "array";
    default:
      return "string";
  }
}

bool is_type(Reading& reading, const JsonNode& node, JsonType wanted) {
  if (node.type == wanted) return true;
  reading.refuse(node, "schema.type", word_of(wanted));
  return false;
}

}  // namespace

const Form read_code{is_code, "^[a-z][a-z0-9_]{0,63}$"};
const Form read_device{is_device, "^[a-z][a-z0-9_-]{0,63}$"};
const Form read_country{is_three_upper, "^[A-Z]{3}$"};
const Form read_crossing_country{is_country_or_unknown, "^([A-Z]{3}|unknown)$"};
const Form read_spoken_language{is_three_lower, "^[a-z]{3}$"};
const Form read_currency{is_three_upper, "^[A-Z]{3}$"};
const Form read_catalogue_version{is_catalogue_version, "^[0-9]{4}\\.[0-9]{1,4}$"};

void TextOf::operator()(Reading& reading, const JsonNode& node, std::string& target) const {
  if (!is_text(reading, node)) return;
  // Bytes are at least as many as code points: counting is needed only near the limit.
  const bool too_long = node.text.size() > characters_max && utf8_count(node.text) > characters_max;
  if (node.text.empty() || too_long) {
    reading.refuse(node, "schema.length", bounds(1, characters_max));
  } else if (has_control_character(node.text)) {
    reading.refuse(node, "text.control");
  } else {
    target = node.text;
  }
}

void IntegerIn::operator()(Reading& reading, const JsonNode& node, std::int64_t& target) const {
  if (node.type == JsonType::huge_integer ||
      (node.type == JsonType::integer && (node.integer < min || node.integer > max))) {
    reading.refuse(node, "schema.range", bounds(min, max));
  } else if (is_type(reading, node, JsonType::integer)) {
    target = node.integer;
  }
}

void NumberIn::operator()(Reading& reading, const JsonNode& node, double& target) const {
  const bool numeric = node.type == JsonType::number || node.type == JsonType::integer;
  if (node.type == JsonType::huge_integer ||
      (numeric && (node.number < min || node.number > max))) {
    reading.refuse(node, "schema.range",
                   bounds(static_cast<std::int64_t>(min), static_cast<std::int64_t>(max)));
  } else if (numeric || is_type(reading, node, JsonType::number)) {
    target = node.number;
  }
}

void Form::operator()(Reading& reading, const JsonNode& node, std::string& target) const {
  if (!is_text(reading, node)) return;
  if (fits(node.text)) {
    target = node.text;
  } else {
    reading.refuse(node, "schema.pattern", pattern);
  }
}

bool is_text(Reading& reading, const JsonNode& node) {
  return is_type(reading, node, JsonType::text);
}

void read_boolean(Reading& reading, const JsonNode& node, bool& target) {
  if (is_type(reading, node, JsonType::boolean)) target = node.boolean;
}

void read_time(Reading& reading, const JsonNode& node, OffsetTime& target) {
  if (!is_text(reading, node)) return;
  if (const auto time = parse_time(node.text)) {
    target = *time;
  } else if (has_form_of_time(node.text)) {
    reading.refuse(node, "rule.date");
  } else {
    reading.refuse(node, "schema.pattern", time_pattern);
  }
}

void read_uuid7(Reading& reading, const JsonNode& node, Uuid& target) {
  constexpr int version = 7;
  constexpr unsigned rfc_variant = 2;
  if (!is_text(reading, node)) return;
  const auto id = parse_uuid(node.text);
  if (id && id->version() == version && id->bytes[8] >> 6U == rfc_variant) {
    target = *id;
  } else {
    reading.refuse(node, "schema.pattern", uuid7_pattern);
  }
}

void read_digest(Reading& reading, const JsonNode& node, Digest& target) {
  if (!is_text(reading, node)) return;
  if (const auto digest = parse_digest(node.text)) {
    target = *digest;
  } else {
    reading.refuse(node, "schema.pattern", "^[0-9a-f]{64}$");
  }
}

void refuse_word(Reading& reading, const JsonNode& node, std::span<const std::string_view> words) {
  std::string allowed;
  for (const std::string_view word : words) {
    if (!allowed.empty()) allowed += ", ";
    allowed += word;
  }
  reading.refuse(node, "schema.enum", allowed);
}

bool is_list(Reading& reading, const JsonNode& node, std::size_t min, std::size_t max) {
  if (!is_type(reading, node, JsonType::list)) return false;
  if (node.count >= min && node.count <= max) return true;
  reading.refuse(node, "schema.items", bounds(min, max));
  return false;
}

void refuse_repeats(Reading& reading, const JsonNode& list) {
  for (const JsonNode* entry = list.child; entry != nullptr; entry = entry->next) {
    for (const JsonNode* other = list.child; other != entry; other = other->next) {
      if (entry->type != JsonType::text || other->type != JsonType::text) continue;
      if (entry->text != other->text) continue;
      reading.refuse(*entry, "schema.unique");
      break;
    }
  }
}

}  // namespace vigie
