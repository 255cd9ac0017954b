#include "cli/spool.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "intake/checks.h"
#include "report/decode.h"

namespace vigie::cli {
namespace {

// The peer's name in the outbox: a device has one intake.
constexpr const char* intake_peer = "intake";

Problem other_content() {
  return {.pointer = "/revision",
          .code = "conflict.digest",
          .text = {.en = "This revision was filed before with other content. Give the report a "
                         "higher revision and file it again.",
                   .fr = "Cette révision a déjà été déposée avec un autre contenu. Donnez au "
                         "rapport une révision supérieure et déposez-le de nouveau."}};
}

Problem other_device(const std::string& key) {
  return {.pointer = "/patrol/device",
          .code = "envelope.device",
          .text = {.en = "The report names another device than the key it would be signed with (" +
                         key + ").",
                   .fr = "Le rapport nomme un autre appareil que la clé qui le signerait (" + key +
                         ")."}};
}

Problem other_unit(const std::string& unit) {
  return {
      .pointer = "/patrol/unit",
      .code = "envelope.unit",
      .text = {.en = "The report names another unit than that of the device's key (" + unit + ").",
               .fr = "Le rapport nomme une autre unité que celle de la clé de l'appareil (" + unit +
                     ")."}};
}

/// What intake did not take once is asked again: it may know more by now.
bool may_change(SpoolState state) {
  return state == SpoolState::refused || state == SpoolState::not_yet;
}

}  // namespace

bool named_in(const Report& report, const std::string& attachment) {
  const Digest digest = sha256(attachment);
  if (report.identity && report.identity->digest == digest) return true;
  if (!report.evidence) return false;
  return std::any_of(report.evidence->begin(), report.evidence->end(),
                     [&](const Attachment& named) { return named.digest == digest; });
}

Spool::Spool(store::Database& database, Random& random, link::SecretKey key)
    : database_(database),
      random_(random),
      key_(std::move(key)),
      store_(database),
      outbox_(database, random) {}

Problems Spool::check_author(const Report& report) const {
  Problems problems;
  const link::PublicKey& own = key_.public_key;
  if (report.patrol.device != own.name) problems.push_back(other_device(own.name));
  if (report.patrol.unit != own.unit) problems.push_back(other_unit(own.unit));
  return problems;
}

Filing Spool::file(const ReportFile& file, Time now) {
  auto decoded = decode_report(file.bytes);
  if (auto* problems = std::get_if<Problems>(&decoded)) return {std::nullopt, std::move(*problems)};
  const Report& report = std::get<Report>(decoded);
  if (Problems problems = check_author(report); !problems.empty()) return {std::nullopt, problems};

  store::Transaction transaction(database_);
  const Digest digest = sha256(file.bytes);
  if (store_.rival(report.id, report.revision, digest)) return {std::nullopt, {other_content()}};
  const auto known = store_.find(report.id, report.revision, digest);
  const std::int64_t row = known ? known->row : keep(report, file, now);
  const bool brings_more = known && store_.attach(row, file.attachments);
  if (auto problem = check_load(row, file)) return {std::nullopt, {*std::move(problem)}};
  if (brings_more || (known && may_change(known->state))) {
    // If it was refused because the disk had changed it, these are the bytes that were signed.
    store_.keep_content_again(row, file.bytes);
    enqueue(row, known->lane, now);
  }
  transaction.commit();
  return {store_.find(row), {}};
}

std::optional<Problem> Spool::check_load(std::int64_t row, const ReportFile& file) {
  SignedReport load;
  load.report = file.bytes;
  load.attachments = store_.untaken(row);
  return intake::check_sizes(load);
}

std::int64_t Spool::keep(const Report& report, const ReportFile& file, Time now) {
  const DeviceChain chain = store_.chain();
  const Envelope envelope{.device = key_.public_key.name,
                          .counter = chain.counter + 1,
                          .previous = chain.previous,
                          .report = report.id,
                          .revision = report.revision,
                          .digest = sha256(file.bytes),
                          .signed_at = now};
  SignedReport signed_report = sign_report(envelope, file.bytes, key_.sign_secret);
  signed_report.attachments = file.attachments;
  const bool urgent = urgency_of(report) == Urgency::flash;
  const Spooled spooled{.row = 0,
                        .report = report.id,
                        .revision = report.revision,
                        .digest = envelope.digest,
                        .file = file.name,
                        .lane = urgent ? link::Lane::urgent : link::Lane::ordinary,
                        .state = SpoolState::waiting,
                        .code = "",
                        .answer = "",
                        .filed_at = now,
                        .answered_at = std::nullopt};
  const std::int64_t row =
      store_.add(spooled, signed_report,
                 {.counter = envelope.counter, .previous = sha256(signed_report.envelope)});
  enqueue(row, spooled.lane, now);
  return row;
}

void Spool::enqueue(std::int64_t row, link::Lane lane, Time now) {
  store_.waiting_again(row);
  const Uuid message = new_uuid7(now, random_);
  store_.carry(row, message);
  outbox_.enqueue({.peer = intake_peer,
                   .lane = lane,
                   .message = message,
                   .kind = "report",
                   .kind_version = 1,
                   .reference = row,
                   .body = ""},
                  now);
}

void Spool::send_not_yet_again(Time now) {
  store::Transaction transaction(database_);
  for (const Spooled& spooled : store_.in_state(SpoolState::not_yet)) {
    enqueue(spooled.row, spooled.lane, now);
  }
  transaction.commit();
}

void Spool::housekeeping(Time now, std::chrono::hours keep_content) {
  store::Transaction transaction(database_);
  outbox_.prune(now, keep_content);
  // Whatever may still be asked for again must still be there: the outbox prunes by the hour.
  store_.forget_content(now - keep_content - std::chrono::hours{2});
  transaction.commit();
  database_.checkpoint(true);
}

}  // namespace vigie::cli
