#include "report/signed_report.h"

#include <simdjson.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "report/simdjson_members.h"

namespace vigie {
namespace {

constexpr std::string_view signature_context = "vigie report envelope 1\n";
constexpr std::size_t member_count = 8;

std::string signed_bytes(std::string_view envelope) {
  return std::string(signature_context).append(envelope);
}

bool members_are_distinct(simdjson::dom::object object) {
  std::set<std::string_view> names;
  for (const auto& member : object) {
    if (!names.insert(member.key).second) return false;
  }
  return names.size() == member_count;
}

std::optional<Envelope> envelope_from(simdjson::dom::object object) {
  const auto device = text_at(object, "device");
  const auto counter = integer_at(object, "counter");
  const auto previous = parse_digest(text_at(object, "previous").value_or(""));
  const auto report = uuid_at(object, "report");
  const auto revision = integer_at(object, "revision");
  const auto digest = parse_digest(text_at(object, "digest").value_or(""));
  const auto signed_at = time_at(object, "signed_at");
  if (integer_at(object, "v") != 1 || !device || !counter || !previous || !report || !revision ||
      !digest || !signed_at) {
    return std::nullopt;
  }
  if (device->empty() || *counter < 1 || *revision < 1) return std::nullopt;
  return Envelope{.device = std::string(*device),
                  .counter = *counter,
                  .previous = *previous,
                  .report = *report,
                  .revision = *revision,
                  .digest = *digest,
                  .signed_at = *signed_at};
}

}  // namespace

std::string encode_envelope(const Envelope& envelope) {
  nlohmann::ordered_json json;
  json["v"] = 1;
  json["device"] = envelope.device;
  json["counter"] = envelope.counter;
  json["previous"] = to_string(envelope.previous);
  json["report"] = to_string(envelope.report);
  json["revision"] = envelope.revision;
  json["digest"] = to_string(envelope.digest);
  json["signed_at"] = to_milliseconds(envelope.signed_at);
  return json.dump();
}

std::optional<Envelope> decode_envelope(std::string_view bytes) {
  if (bytes.size() > envelope_bytes_max) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(bytes);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) return std::nullopt;
  if (!members_are_distinct(object)) return std::nullopt;
  return envelope_from(object);
}

SignedReport sign_report(const Envelope& envelope, std::string report, const SignSecretKey& key) {
  SignedReport signed_report;
  signed_report.envelope = encode_envelope(envelope);
  signed_report.signature = sign(signed_bytes(signed_report.envelope), key);
  signed_report.report = std::move(report);
  return signed_report;
}

bool verify_report(const SignedReport& report, const Envelope& envelope, const SignPublicKey& key) {
  return verify(signed_bytes(report.envelope), report.signature, key) &&
         sha256(report.report) == envelope.digest;
}

std::vector<std::string> to_parts(const SignedReport& report) {
  std::vector<std::string> parts{report.envelope, std::string(report.signature.blob()),
                                 report.report};
  parts.insert(parts.end(), report.attachments.begin(), report.attachments.end());
  return parts;
}

std::optional<SignedReport> signed_report_from_parts(std::vector<std::string> parts) {
  if (parts.size() < 3) return std::nullopt;
  const auto signature = signature_from_blob(parts[1]);
  if (!signature) return std::nullopt;
  SignedReport report;
  report.envelope = std::move(parts[0]);
  report.signature = *signature;
  report.report = std::move(parts[2]);
  report.attachments.assign(std::make_move_iterator(parts.begin() + 3),
                            std::make_move_iterator(parts.end()));
  return report;
}

}  // namespace vigie
