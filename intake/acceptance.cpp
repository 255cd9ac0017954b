#include "intake/acceptance.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "intake/checks.h"
#include "intake/meaning.h"
#include "intake/refusal_texts.h"

namespace vigie::intake {
namespace {

Decision refused(Problem problem) { return Refusal{.problems = {std::move(problem)}}; }

/// A report of another version may be valid elsewhere: no refusal.
Decision undecodable(Problems problems) {
  if (problems.front().code == "schema.version") return NotYet{.code = "version.schema"};
  return Refusal{.problems = std::move(problems)};
}

}  // namespace

Decision Acceptance::accept(const SignedReport& signed_report,
                            const std::optional<std::string>& sender, Time now) {
  auto envelope = decode_envelope(signed_report.envelope);
  if (!envelope) return refuse_unreadable(sender, now);
  Case current{.signed_report = signed_report,
               .envelope = *std::move(envelope),
               .unit = {},
               .actor = sender.value_or(std::string(unknown_actor)),
               .now = now};
  Decision decision = decide(current, sender);
  record(current, decision);
  return decision;
}

Decision Acceptance::refuse_unreadable(const std::optional<std::string>& sender, Time now) {
  wiring_.refusals.record({.actor = sender.value_or(std::string(unknown_actor)),
                           .subject = {},
                           .code = "report.unreadable"},
                          now);
  return refused(make_refusal("report.unreadable"));
}

Decision Acceptance::decide(Case& current, const std::optional<std::string>& sender) {
  if (auto decision = check_who(current, sender)) return *std::move(decision);
  return decide_authentic(current);
}

std::optional<Decision> Acceptance::check_who(Case& current,
                                              const std::optional<std::string>& sender) {
  const std::string& device = current.envelope.device;
  if (sender && *sender != device) return refused(make_refusal("envelope.device"));
  const auto known = wiring_.registry.find(device);
  if (!known || known->key.kind != link::KeyKind::device) {
    return refused(make_refusal("key.unknown"));
  }
  if (known->revoked_at) return refused(make_refusal("key.revoked"));
  if (auto problem = check_sizes(current.signed_report)) return refused(*std::move(problem));
  if (!verify_report(current.signed_report, current.envelope, known->key.sign)) {
    return refused(make_refusal("signature.wrong"));
  }
  current.unit = known->key.unit;
  current.actor = device;
  return std::nullopt;
}

Decision Acceptance::decide_authentic(const Case& current) {
  const Envelope& envelope = current.envelope;
  const auto kept = wiring_.store.find(envelope.report, envelope.revision);
  const bool is_repeat = kept && kept->digest == envelope.digest && kept->device == envelope.device;
  wiring_.chains.follow(
      {.envelope = envelope, .digest = sha256(current.signed_report.envelope), .repeat = is_repeat},
      current.now);
  // A repeat was checked when it was new; a mission changed since then must not take back a
  // receipt.
  return is_repeat ? repeat(current, *kept) : decide_new(current);
}

Decision Acceptance::decide_new(const Case& current) {
  auto decoded = decoder_.decode(current.signed_report.report);
  if (auto* problems = std::get_if<Problems>(&decoded)) return undecodable(std::move(*problems));
  const Report& report = std::get<Report>(decoded);
  if (auto decision = check_content(current, report)) return *std::move(decision);
  if (auto decision = check_revision(current)) return *std::move(decision);
  return keep(current, report);
}

std::optional<Decision> Acceptance::check_content(const Case& current, const Report& report) {
  if (auto problems = check_envelope(current.envelope, report, current.unit); !problems.empty()) {
    return Refusal{.problems = std::move(problems)};
  }
  Meaning meaning = check_meaning(report, wiring_.mission, current.now);
  if (std::holds_alternative<UnknownCatalogue>(meaning)) {
    return NotYet{.code = "version.catalogue"};
  }
  if (auto& problems = std::get<Problems>(meaning); !problems.empty()) {
    return Refusal{.problems = std::move(problems)};
  }
  if (auto problem = check_attachments(current.signed_report, report)) {
    return refused(*std::move(problem));
  }
  return std::nullopt;
}

std::optional<Decision> Acceptance::check_revision(const Case& current) {
  const Envelope& envelope = current.envelope;
  const auto newest = wiring_.store.newest(envelope.report);
  if (!newest) return std::nullopt;
  if (newest->unit != current.unit) return refused(make_refusal("revision.other_unit", "/id"));
  const auto kept = wiring_.store.find(envelope.report, envelope.revision);
  if (!kept) return std::nullopt;
  const Conflict conflict{.report = envelope.report,
                          .revision = envelope.revision,
                          .kept = kept->digest,
                          .refused = envelope.digest,
                          .device = envelope.device};
  if (wiring_.store.keep(conflict, current.now)) {
    wiring_.audit.append(current.now, envelope.device, "report.conflict",
                         to_string(envelope.report),
                         nlohmann::json{{"revision", envelope.revision},
                                        {"kept", to_string(kept->digest)},
                                        {"refused", to_string(envelope.digest)}}
                             .dump());
  }
  return refused(make_refusal("conflict.digest", "/revision"));
}

Decision Acceptance::repeat(const Case& current, const KeptReport& kept) {
  int arrived = 0;
  for (const std::string& bytes : current.signed_report.attachments) {
    if (wiring_.store.keep_attachment(kept.row, sha256(bytes), bytes, current.now)) ++arrived;
  }
  if (arrived > 0) {
    wiring_.audit.append(
        current.now, current.actor, "attachment.received", to_string(current.envelope.report),
        nlohmann::json{{"revision", current.envelope.revision}, {"arrived", arrived}}.dump());
    wiring_.metrics.add("vigie_attachments_kept_total", arrived);
  }
  return Accepted{.receipt = kept.receipt, .repeat = true};
}

Decision Acceptance::keep(const Case& current, const Report& report) {
  const Envelope& envelope = current.envelope;
  Accepted accepted{.receipt = write_receipt({.report = envelope.report,
                                              .revision = envelope.revision,
                                              .digest = envelope.digest,
                                              .received_at = current.now,
                                              .intake = wiring_.intake})};
  const std::int64_t row = wiring_.store.keep(NewReport{.envelope = envelope,
                                                        .signed_report = current.signed_report,
                                                        .unit = current.unit,
                                                        .receipt = accepted.receipt,
                                                        .received_at = current.now});
  keep_beside(current, report, row);
  hand_over(report, row, current.now);
  return accepted;
}

void Acceptance::keep_beside(const Case& current, const Report& report, std::int64_t row) {
  const auto named = named_attachments(report);
  for (const Attachment& attachment : named) wiring_.store.expect_attachment(row, attachment);
  int arrived = 0;
  for (const std::string& bytes : current.signed_report.attachments) {
    if (wiring_.store.keep_attachment(row, sha256(bytes), bytes, current.now)) ++arrived;
  }
  const Envelope& envelope = current.envelope;
  wiring_.audit.append(
      current.now, envelope.device, "report.received", to_string(envelope.report),
      nlohmann::json{{"revision", envelope.revision},
                     {"digest", to_string(envelope.digest)},
                     {"counter", envelope.counter},
                     {"unit", current.unit},
                     {"attachments", {{"named", named.size()}, {"arrived", arrived}}}}
          .dump());
  wiring_.metrics.add("vigie_attachments_named_total", static_cast<double>(named.size()));
  wiring_.metrics.add("vigie_attachments_kept_total", arrived);
}

void Acceptance::hand_over(const Report& report, std::int64_t row, Time now) {
  const bool urgent = urgency_of(report) == Urgency::flash;
  wiring_.outbox.enqueue({.peer = wiring_.mission.settings.router.name,
                          .lane = urgent ? link::Lane::urgent : link::Lane::ordinary,
                          .message = new_uuid7(now, wiring_.random),
                          .kind = "report",
                          .kind_version = 1,
                          .reference = row,
                          .body = {}},
                         now);
}

void Acceptance::record(const Case& current, const Decision& decision) {
  const std::string report = to_string(current.envelope.report);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) {
    wiring_.refusals.record({.actor = current.actor,
                             .subject = report,
                             .code = refusal->code(),
                             .digest = current.envelope.digest},
                            current.now);
    return;
  }
  const std::int64_t revision = current.envelope.revision;
  if (const auto* not_yet = std::get_if<NotYet>(&decision)) {
    wiring_.metrics.add("vigie_reports_not_yet_total", 1, {{"code", not_yet->code}});
    wiring_.log.info("report_not_yet", {{"report", report},
                                        {"revision", revision},
                                        {"device", current.actor},
                                        {"code", not_yet->code}});
    return;
  }
  const bool repeated = std::get<Accepted>(decision).repeat;
  wiring_.metrics.add(repeated ? "vigie_reports_repeated_total" : "vigie_reports_received_total");
  wiring_.log.info(repeated ? "report_repeated" : "report_received",
                   {{"report", report}, {"revision", revision}, {"device", current.actor}});
}

}  // namespace vigie::intake
