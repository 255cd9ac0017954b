// Takes reports from intakes: keeps each revision once, routes the newest, and owes everybody
// concerned their notice, the intakes their status and the audit trail its entry, in one
// transaction.
//
// Repeats are known by id + revision + digest, across intakes. A revision lower than the newest is
// kept as history and not routed.
// Refused: "report.unreadable" (parts), "report.mismatch" (envelope, digest and report disagree),
//          the decoder's first code, "revision.other_unit", "conflict.digest" (same id and
//          revision, other bytes). Not yet: "version.schema", "version.catalogue",
//          "version.region" (a region this mission does not have yet).
// Errors: StoreFailure.

#pragma once

#include <string>
#include <vector>

#include "report/decode.h"
#include "report/signed_report.h"
#include "router/status_desk.h"
#include "router/teller.h"
#include "router/workplace.h"

namespace vigie::router {

/// The parts of one "report" message; views into it.
struct Handed {
  HandOver hand_over;
  Envelope envelope;
  std::string_view envelope_bytes;
  std::string_view signature;
  std::string_view report;
  Digest digest;
};

class ReportDesk {
 public:
  ReportDesk(const Workplace& workplace, StatusDesk& statuses)
      : at_(workplace), statuses_(statuses), teller_(workplace) {}

  link::Verdict apply(const link::Message& message, Time now);

  /// Audits what apply() refused. After it, in the same transaction: what a refused message writes
  /// itself is undone with it.
  void record_refusals(Time now);

 private:
  struct Refusal {
    std::string intake;
    std::string subject;
    std::string detail;
  };

  link::Verdict refuse(const link::Message& message, std::string code,
                       const std::string& subject = "");
  link::Verdict conflict(const link::Message& message, const Handed& handed,
                         const KnownReport& known);
  link::Verdict repeat(const link::Message& message, const Handed& handed, const KnownReport& known,
                       Time now);
  link::Verdict decode(const link::Message& message, const Handed& handed, Time now);
  link::Verdict keep(const link::Message& message, const Handed& handed, const Report& report,
                     Time now);
  void keep_history(const link::Message& message, const Report& report, Time now);
  void route_newest(const Handed& handed, const Report& report, std::int64_t row, Time now);
  void record_routing(const Report& report, const Routing& routing, const std::string& record,
                      Time now);
  void alarm_of(const Routing& routing, const std::string& id, Time now);

  Workplace at_;
  StatusDesk& statuses_;
  Teller teller_;
  ReportDecoder decoder_;
  std::vector<Refusal> refusals_;
};

}  // namespace vigie::router
