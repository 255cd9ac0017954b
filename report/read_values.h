// Readers of single values and of lists, for ObjectReader (report/reading.h).
//
// Every reader refuses another JSON type (schema.type): null is never a value, "7" and 7.0 are not
// the integer 7. Forms in Form::pattern are the patterns of report/report.schema.json.
// Units:  lengths of texts count Unicode code points.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/names.h"
#include "report/reading.h"
#include "report/report.h"

namespace vigie {

/// Free text: 1 to characters_max code points; control characters except tab and new line refused.
struct TextOf {
  std::size_t characters_max;
  void operator()(Reading& reading, const JsonNode& node, std::string& target) const;
};

struct IntegerIn {
  std::int64_t min;
  std::int64_t max;
  void operator()(Reading& reading, const JsonNode& node, std::int64_t& target) const;
};

struct NumberIn {
  double min;
  double max;
  void operator()(Reading& reading, const JsonNode& node, double& target) const;
};

/// A short ASCII text of one exact form.
struct Form {
  bool (*fits)(std::string_view text);
  std::string_view pattern;  ///< What fits() accepts, as a regular expression.
  void operator()(Reading& reading, const JsonNode& node, std::string& target) const;
};

extern const Form read_code;               ///< "first_aid"
extern const Form read_device;             ///< "patrol-demo"
extern const Form read_country;            ///< "MLI": ISO 3166-1 alpha-3 in form.
extern const Form read_crossing_country;   ///< The same, or "unknown".
extern const Form read_spoken_language;    ///< "bam": ISO 639-3 in form.
extern const Form read_currency;           ///< "XOF": ISO 4217 in form.
extern const Form read_catalogue_version;  ///< "2019.1"

void read_boolean(Reading& reading, const JsonNode& node, bool& target);
void read_time(Reading& reading, const JsonNode& node, OffsetTime& target);
void read_uuid7(Reading& reading, const JsonNode& node, Uuid& target);
void read_digest(Reading& reading, const JsonNode& node, Digest& target);

/// True when the node is a text; refuses it otherwise.
bool is_text(Reading& reading, const JsonNode& node);
/// Refuses the node, listing the words it may be.
void refuse_word(Reading& reading, const JsonNode& node, std::span<const std::string_view> words);

template <ReportEnum Enum>
void read_word(Reading& reading, const JsonNode& node, Enum& target) {
  if (!is_text(reading, node)) return;
  if (const auto value = parse_name<Enum>(node.text)) {
    target = *value;
  } else {
    refuse_word(reading, node, names_of<Enum>());
  }
}

/// True when the node is a list of min to max entries; refuses it otherwise.
bool is_list(Reading& reading, const JsonNode& node, std::size_t min, std::size_t max);
/// Refuses entries that are the same text as an earlier one.
void refuse_repeats(Reading& reading, const JsonNode& list);

enum class Repeats { allowed, refused };

struct ListLimits {
  std::size_t min = 0;
  std::size_t max = list_items_max;
  Repeats repeats = Repeats::allowed;
};

/// Reads each entry of a list with `read`. Made by list_of().
template <typename Read>
struct ListOf {
  Read read;
  ListLimits limits;

  template <typename Value>
  void operator()(Reading& reading, const JsonNode& node, std::vector<Value>& target) const {
    if (!is_list(reading, node, limits.min, limits.max)) return;
    target.reserve(node.count);
    for (const JsonNode* entry = node.child; entry != nullptr; entry = entry->next) {
      read(reading, *entry, target.emplace_back());
    }
    if (limits.repeats == Repeats::refused) refuse_repeats(reading, node);
  }
};

template <typename Read>
ListOf<Read> list_of(Read read, ListLimits limits = {}) {
  return {read, limits};
}

}  // namespace vigie
