#include "router/report_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "link/verdicts.h"
#include "report/json_text.h"
#include "report/names.h"
#include "report/signed_report.h"
#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"
#include "router/chain/chain.h"
#include "router/rules/routing_record.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

std::optional<Handed> read_parts(const link::Parts& parts) {
  if (parts.size() != 4) return std::nullopt;
  const auto hand_over = read_hand_over(parts[0]);
  const auto envelope = decode_envelope(parts[1]);
  if (!hand_over || !envelope || !signature_from_blob(parts[2])) return std::nullopt;
  return Handed{.hand_over = *hand_over,
                .envelope = *envelope,
                .envelope_bytes = parts[1],
                .signature = parts[2],
                .report = parts[3],
                .digest = sha256(parts[3])};
}

bool agree(const Handed& handed) {
  return handed.digest == handed.envelope.digest && handed.digest == handed.hand_over.digest &&
         handed.envelope.device == handed.hand_over.device;
}

bool agree(const Handed& handed, const Report& report) {
  return report.id == handed.envelope.report && report.revision == handed.envelope.revision &&
         report.patrol.device == handed.envelope.device &&
         report.patrol.unit == handed.hand_over.unit;
}

std::int64_t count(const Routing& routing, Told told) {
  return std::ranges::count(routing.outcomes, told, &Outcome::told);
}

std::string routing_detail(const Routing& routing, std::int64_t revision,
                           const std::string& record) {
  return JsonObject()
      .put("revision", revision)
      .put("version", routing.version)
      .put("urgency", to_string(routing.urgency))
      .put("told", count(routing, Told::told))
      .put("held", count(routing, Told::held))
      .put("outcomes", to_string(sha256(record)))
      .text();
}

}  // namespace

link::Verdict ReportDesk::apply(const link::Message& message, Time now) {
  const auto handed = read_parts(message.parts);
  if (!handed) return refuse(message, "report.unreadable");
  const std::string subject = to_string(handed->envelope.report);
  if (!agree(*handed)) return refuse(message, "report.mismatch", subject);
  const auto known = at_.store.find_report(handed->envelope.report, handed->envelope.revision);
  if (!known) return decode(message, *handed, now);
  if (known->digest != handed->digest) return conflict(message, *handed, *known);
  return repeat(message, *handed, *known, now);
}

link::Verdict ReportDesk::refuse(const link::Message& message, std::string code,
                                 const std::string& subject) {
  refusals_.push_back({message.sender, subject, Json{{"code", code}}.dump()});
  at_.metrics.add("vigie_reports_refused_total", 1, {{"code", code}});
  return link::refused(std::move(code));
}

link::Verdict ReportDesk::conflict(const link::Message& message, const Handed& handed,
                                   const KnownReport& known) {
  link::Verdict verdict = refuse(message, "conflict.digest", to_string(handed.envelope.report));
  refusals_.back().detail = Json{{"code", verdict.code},
                                 {"revision", handed.envelope.revision},
                                 {"kept", to_string(known.digest)},
                                 {"refused", to_string(handed.digest)}}
                                .dump();
  return verdict;
}

link::Verdict ReportDesk::repeat(const link::Message& message, const Handed& handed,
                                 const KnownReport& known, Time now) {
  const Uuid& report = handed.envelope.report;
  at_.store.add_arrival(known.row, {message.sender, handed.hand_over.received_at}, now);
  at_.audit.append(now, message.sender, "report.repeated", to_string(report),
                   Json{{"revision", handed.envelope.revision}}.dump());
  at_.metrics.add("vigie_reports_repeated_total");
  at_.log.info("report_repeated", {{"report", to_string(report)},
                                   {"revision", handed.envelope.revision},
                                   {"intake", message.sender}});
  statuses_.repeat(report, message.sender, now);
  return {};
}

link::Verdict ReportDesk::decode(const link::Message& message, const Handed& handed, Time now) {
  const auto decoded = decoder_.decode(handed.report);
  if (const auto* problems = std::get_if<Problems>(&decoded)) {
    const std::string& code = problems->front().code;
    if (code == "schema.version") return link::not_yet("version.schema");
    return refuse(message, code, to_string(handed.envelope.report));
  }
  const Report& report = std::get<Report>(decoded);
  const std::string subject = to_string(report.id);
  if (!agree(handed, report)) return refuse(message, "report.mismatch", subject);
  if (!at_.mission.catalogues.contains(report.catalogue)) {
    return link::not_yet("version.catalogue");
  }
  if (!at_.mission.regions.contains(report.where.region)) return link::not_yet("version.region");
  if (at_.store.unit_of(report.id).value_or(report.patrol.unit) != report.patrol.unit) {
    return refuse(message, "revision.other_unit", subject);
  }
  return keep(message, handed, report, now);
}

link::Verdict ReportDesk::keep(const link::Message& message, const Handed& handed,
                               const Report& report, Time now) {
  const auto newest = at_.store.newest_revision(report.id);
  const std::int64_t row = at_.store.add_report({.report = report,
                                                 .hand_over = handed.hand_over,
                                                 .envelope = handed.envelope_bytes,
                                                 .signature = handed.signature,
                                                 .bytes = handed.report,
                                                 .digest = handed.digest},
                                                now);
  at_.store.add_arrival(row, {message.sender, handed.hand_over.received_at}, now);
  at_.metrics.add("vigie_reports_received_total");
  if (newest.value_or(0) > report.revision) {
    keep_history(message, report, now);
  } else {
    route_newest(handed, report, row, now);
  }
  return {};
}

void ReportDesk::keep_history(const link::Message& message, const Report& report, Time now) {
  at_.audit.append(now, message.sender, "report.history", to_string(report.id),
                   Json{{"revision", report.revision}}.dump());
  at_.log.info("report_history", {{"report", to_string(report.id)}, {"revision", report.revision}});
  statuses_.repeat(report.id, message.sender, now);
}

void ReportDesk::route_newest(const Handed& handed, const Report& report, std::int64_t row,
                              Time now) {
  const Assessment assessment = assess(report, at_.mission.catalogues.at(report.catalogue));
  const std::string assessed = write_assessment(assessment);
  const Routing routing = at_.current->rules.route(report, assessment, now);
  const std::string record = write_routing_record(routing);
  at_.store.add_routing(
      {.report = row, .routing = routing, .record = record, .assessment = assessed});
  record_routing(report, routing, record, now);
  Case in = teller_.open(report.id);
  follow_routing(in, routing, report.revision);
  teller_.tell(in,
               {.report = report,
                .bytes = handed.report,
                .assessment = assessed,
                .routed_at = now,
                .version = routing.version,
                .urgency = routing.urgency},
               "routing", now);
  statuses_.publish(report, now);
}

void ReportDesk::record_routing(const Report& report, const Routing& routing,
                                const std::string& record, Time now) {
  const std::string id = to_string(report.id);
  at_.audit.append(now, at_.mission.settings.router.name, "report.routed", id,
                   routing_detail(routing, report.revision, record));
  at_.log.info("report_routed", {{"report", id},
                                 {"revision", report.revision},
                                 {"urgency", to_string(routing.urgency)},
                                 {"told", count(routing, Told::told)},
                                 {"held", count(routing, Told::held)}});
  alarm_of(routing, id, now);
}

void ReportDesk::alarm_of(const Routing& routing, const std::string& id, Time now) {
  if (count(routing, Told::told) == 0) {
    at_.alarms.raise({.code = "routing.nobody",
                      .subject = id,
                      .text = "no position is told of this report: see vigie explain REPORT, tell "
                              "somebody by hand, and mend the rules or the stand-ins"},
                     now);
  }
  for (const Outcome& outcome : routing.outcomes) {
    if (std::ranges::find(outcome.holds, Code{}, &Hold::decider) == outcome.holds.end()) continue;
    at_.alarms.raise(
        {.code = "routing.no_decider",
         .subject = id,
         .text = std::string(outcome.position) +
                 " waits for nobody: nobody is left to decide; decide by hand, mend the "
                 "stand-ins in positions.yaml"},
        now);
  }
}

void ReportDesk::record_refusals(Time now) {
  for (const Refusal& refusal : std::exchange(refusals_, {})) {
    at_.audit.append(now, refusal.intake, "report.refused", refusal.subject, refusal.detail);
    at_.log.warn(
        "report_refused",
        {{"report", refusal.subject}, {"intake", refusal.intake}, {"detail", refusal.detail}});
  }
}

}  // namespace vigie::router
