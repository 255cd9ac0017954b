#include "report/decode.h"
#include "report/decode_parts.h"

namespace vigie {
namespace {

constexpr std::int64_t amount_max = 1'000'000'000'000;

void read_vehicle(Reading& reading, const JsonNode& node, Vehicle& target) {
  ObjectReader object(reading, node);
  object.required("kind", target.kind, read_code);
  object.optional("count", target.count, IntegerIn{0, people_max});
  object.optional("description", target.description, TextOf{text_characters_max});
  object.finish();
}

void read_armed_actor(Reading& reading, const JsonNode& node, ArmedActor& target) {
  ObjectReader object(reading, node);
  object.required("kind", target.kind, read_code);
  object.required("basis", target.basis, read_word<Basis>);
  object.optional("description", target.description, TextOf{text_characters_max});
  object.finish();
}

void read_benefit(Reading& reading, const JsonNode& node, Benefit& target) {
  ObjectReader object(reading, node);
  object.required("stage", target.stage, read_word<BenefitStage>);
  object.optional("by", target.by, read_code);
  object.optional("to", target.to, read_code);
  object.optional("amount", target.amount, IntegerIn{0, amount_max});
  object.optional("currency", target.currency, read_currency);
  object.optional("basis", target.basis, read_word<Basis>);
  object.finish();
  if (object.member("amount") != nullptr && object.member("currency") == nullptr) {
    reading.refuse_missing(node, "schema.rule", "currency");
  }
}

void read_crossing_documents(Reading& reading, const JsonNode& node, CrossingDocuments& target) {
  ObjectReader object(reading, node);
  object.required("groups", target.groups, read_group_references);
  object.required("documents", target.documents, list_of(read_document));
  object.optional("visa", target.visa, read_word<Answer>);
  object.finish();
}

void read_journey(Reading& reading, const JsonNode& node, Journey& target) {
  ObjectReader object(reading, node);
  object.optional("route", target.route, TextOf{text_characters_max});
  object.optional("crossings", target.crossings, list_of(read_crossing, {.max = crossings_max}));
  object.finish();
}

}  // namespace

void read_fact(Reading& reading, const JsonNode& node, Fact& target) {
  ObjectReader object(reading, node);
  object.required("code", target.code, read_code);
  object.required("basis", target.basis, read_word<Basis>);
  object.optional("groups", target.groups, read_group_references);
  object.optional("by", target.by, read_group_references);
  object.finish();
}

void read_crossing(Reading& reading, const JsonNode& node, Crossing& target) {
  ObjectReader object(reading, node);
  object.required("from", target.from, read_crossing_country);
  object.required("to", target.to, read_crossing_country);
  object.required("stage", target.stage, read_word<CrossingStage>);
  object.required("basis", target.basis, read_word<Basis>);
  object.optional("groups", target.groups, read_group_references);
  object.optional("transport", target.transport, read_code);
  object.optional("control", target.control, read_code);
  object.optional("documents", target.documents, list_of(read_crossing_documents));
  object.optional("benefits", target.benefits, list_of(read_benefit));
  object.optional("mistreatment", target.mistreatment, read_codes);
  object.finish();
}

void read_how(Reading& reading, const JsonNode& node, How& target) {
  ObjectReader object(reading, node);
  object.optional("acts", target.acts, list_of(read_fact));
  object.optional("means", target.means, list_of(read_fact));
  object.optional("vehicles", target.vehicles, list_of(read_vehicle));
  object.optional("armed_actors", target.armed_actors, list_of(read_armed_actor));
  object.optional("journey", target.journey, read_journey);
  object.finish();
}

}  // namespace vigie
