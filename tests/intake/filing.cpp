#include "tests/intake/filing.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/load.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

namespace vigie::intake {

namespace {

config::Mission load_island() {
  auto mission = std::get<config::Mission>(
      config::load_mission(std::filesystem::path{VIGIE_SOURCE_DIR} / "tests/missions/tiny"));
  config::CatalogueEntry photograph;
  photograph.code = "photograph";
  for (auto& [version, catalogue] : mission.catalogues) {
    catalogue.lists["evidence_kinds"][photograph.code] = photograph;
  }
  return mission;
}

}  // namespace

const config::Mission& island() {
  static const config::Mission loaded = load_island();
  return loaded;
}

SigningDevice::SigningDevice(const std::string& name, const std::string& unit, Random& random)
    : key_(link::new_key(name, link::KeyKind::device, unit, random)) {}

Envelope SigningDevice::next_envelope(const Report& report, const std::string& bytes,
                                      Time now) const {
  return {.device = name(),
          .counter = counter + 1,
          .previous = previous,
          .report = report.id,
          .revision = report.revision,
          .digest = sha256(bytes),
          .signed_at = now};
}

SignedReport SigningDevice::sign_envelope(const Envelope& envelope, std::string bytes) {
  SignedReport signed_report = sign_report(envelope, std::move(bytes), key_.sign_secret);
  counter = envelope.counter;
  previous = sha256(signed_report.envelope);
  return signed_report;
}

SignedReport SigningDevice::sign_bytes(const Report& report, std::string bytes, Time now) {
  const Envelope envelope = next_envelope(report, bytes, now);
  return sign_envelope(envelope, std::move(bytes));
}

SignedReport SigningDevice::sign(const Report& report, Time now) {
  return sign_bytes(report, encode_report(report), now);
}

Report report_of(const SigningDevice& device, Random& random, Time now) {
  Report report = minimal_report();
  report.catalogue = island().catalogue_current;
  report.id = new_uuid7(now, random);
  report.patrol = {
      .unit = device.unit(), .team_site = {}, .device = device.name(), .on_behalf_of = {}};
  report.when.filed_at.utc = now;
  report.where.region = "south_shore";
  return report;
}

void name_attachment(Report& report, const std::string& bytes) {
  if (!report.evidence) report.evidence.emplace();
  report.evidence->push_back({.digest = sha256(bytes),
                              .bytes = static_cast<std::int64_t>(bytes.size()),
                              .kind = "photograph",
                              .description = {}});
}

std::string allow_request(const SigningDevice& device) {
  const link::PublicKey& key = device.key().public_key;
  return nlohmann::json{{"command", "keys.allow"},
                        {"key",
                         {{"name", key.name},
                          {"kind", link::to_string(key.kind)},
                          {"unit", key.unit},
                          {"curve_public", key.curve},
                          {"sign_public", to_hex(key.sign)}}}}
      .dump();
}

}  // namespace vigie::intake
