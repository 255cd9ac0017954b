#include "report/decode.h"
#include "report/decode_parts.h"

namespace vigie {
namespace {

constexpr std::int64_t accuracy_m_max = 1'000'000;

void read_position(Reading& reading, const JsonNode& node, Position& target) {
  ObjectReader object(reading, node);
  object.required("latitude", target.latitude, NumberIn{-90, 90});
  object.required("longitude", target.longitude, NumberIn{-180, 180});
  object.optional("accuracy_m", target.accuracy_m, IntegerIn{0, accuracy_m_max});
  object.finish();
}

void check_withheld(Reading& reading, const ObjectReader& object, const Where& where) {
  if (!where.place_withheld) return;
  for (const std::string_view name : {"locality", "position"}) {
    if (const JsonNode* node = object.member(name)) reading.refuse(*node, "rule.place_withheld");
  }
}

}  // namespace

void read_what(Reading& reading, const JsonNode& node, What& target) {
  ObjectReader object(reading, node);
  object.optional("category", target.category, read_code);
  object.optional("label", target.label, TextOf{label_characters_max});
  object.optional("summary", target.summary, TextOf{summary_characters_max});
  object.optional("narrative", target.narrative, TextOf{narrative_characters_max});
  object.finish();
}

void read_when(Reading& reading, const JsonNode& node, When& target) {
  const std::size_t problems_before = reading.problem_count();
  ObjectReader object(reading, node);
  object.optional("observed_from", target.observed_from, read_time);
  object.optional("observed_to", target.observed_to, read_time);
  object.optional("recurring", target.recurring, TextOf{text_characters_max});
  object.required("filed_at", target.filed_at, read_time);
  object.finish();
  // A time that could not be read has been refused and holds no value to compare.
  const bool both = target.observed_from && target.observed_to;
  if (both && reading.problem_count() == problems_before &&
      target.observed_from->utc > target.observed_to->utc) {
    reading.refuse(*object.member("observed_to"), "rule.observed_order");
  }
}

void read_where(Reading& reading, const JsonNode& node, Where& target) {
  ObjectReader object(reading, node);
  object.required("region", target.region, read_code);
  object.optional("cercle", target.cercle, TextOf{short_text_characters_max});
  object.optional("locality", target.locality, TextOf{short_text_characters_max});
  object.optional("place_type", target.place_type, read_code);
  object.optional("position", target.position, read_position);
  object.defaulted("place_withheld", target.place_withheld, read_boolean);
  object.finish();
  check_withheld(reading, object, target);
}

void read_why(Reading& reading, const JsonNode& node, Why& target) {
  ObjectReader object(reading, node);
  object.optional("purposes", target.purposes, list_of(read_fact));
  object.finish();
}

}  // namespace vigie
