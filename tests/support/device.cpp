#include "tests/support/device.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

namespace vigie::support {

std::string allow_request(const link::PublicKey& key) {
  const nlohmann::json json{{"name", key.name},
                            {"kind", link::to_string(key.kind)},
                            {"unit", key.unit},
                            {"curve_public", key.curve},
                            {"sign_public", to_hex(key.sign)}};
  return nlohmann::json{{"command", "keys.allow"}, {"key", json}}.dump();
}

Report report_by(const link::PublicKey& device, Time now, SeededRandom& random) {
  Report report = random_report(random);
  report.id = new_uuid7(now, random);
  report.revision = 1;
  report.kind = Kind::report;
  report.about.reset();
  report.evidence.reset();
  report.identity.reset();
  report.patrol.device = device.name;
  report.patrol.unit = device.unit;
  return report;
}

Device::Device(const std::filesystem::path& database, link::SecretKey key, Random& random,
               std::unique_ptr<link::Line> line, const std::string& vfs)
    : database_(database, {.vfs = vfs}),
      key_(std::move(key)),
      random_(random),
      line_(std::move(line)),
      outbox_(database_, random_),
      sender_(
          outbox_, *line_, {.peer = "intake", .wants_answers = true},
          [this](const link::OutboxEntry& entry) { return filed_.at(*entry.reference).second; },
          [](const link::Alarm&, Time) {}) {
  sender_.on_answer([this](const link::Answered& answered, Time) {
    const ReportKey& key_of_report = filed_.at(*answered.entry.reference).first;
    answers_.emplace(key_of_report,
                     Answered{answered.item.outcome, answered.item.code, answered.item.answer});
  });
}

SignedReport Device::sign_next(const Report& report, Time now) {
  const std::string bytes = encode_report(report);
  const Envelope envelope{.device = key_.public_key.name,
                          .counter = ++counter_,
                          .previous = previous_,
                          .report = report.id,
                          .revision = report.revision,
                          .digest = sha256(bytes),
                          .signed_at = now};
  SignedReport signed_report = sign_report(envelope, bytes, key_.sign_secret);
  previous_ = sha256(signed_report.envelope);
  return signed_report;
}

void Device::file(const Report& report, Time now, int times) {
  const link::Parts parts = to_parts(sign_next(report, now));
  const link::Lane lane =
      urgency_of(report) == Urgency::flash ? link::Lane::urgent : link::Lane::ordinary;
  for (int i = 0; i < times; ++i) file_parts(parts, {report.id, report.revision}, lane, now);
}

void Device::file_parts(const link::Parts& parts, const ReportKey& key, link::Lane lane, Time now) {
  const auto reference = static_cast<std::int64_t>(filed_.size()) + 1;
  filed_[reference] = {key, parts};
  store::Transaction transaction(database_);
  outbox_.enqueue({.peer = "intake",
                   .lane = lane,
                   .message = new_uuid7(now, random_),
                   .kind = "report",
                   .reference = reference,
                   .body = ""},
                  now);
  transaction.commit();
}

void Device::turn(Time now) {
  if (sender_.collect(now)) {
    store::Transaction transaction(database_);
    sender_.apply(now);
    transaction.commit();
  }
  sender_.transmit(now);
}

std::vector<Device::ReportKey> Device::receipted() const {
  std::vector<ReportKey> keys;
  for (const auto& [key, answered] : answers_) {
    if (answered.outcome == link::Outcome::applied && (keys.empty() || keys.back() != key)) {
      keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace vigie::support
