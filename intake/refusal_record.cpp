#include "intake/refusal_record.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace vigie::intake {
namespace {

std::int64_t minute_of(Time time) {
  return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
}

Time begin_of(std::int64_t minute) { return Time{std::chrono::minutes{minute}}; }

}  // namespace

RefusalRecord::RefusalRecord(IntakeStore& store, store::AuditTrail& audit, service::Log& log,
                             service::Metrics& metrics)
    : store_(store), audit_(audit), log_(log), metrics_(metrics) {
  if (store_.has_refusals()) counting_ = minute_of(Time{});
}

void RefusalRecord::record(const RefusedAct& refused, Time now) {
  metrics_.add("vigie_reports_refused_total", 1, {{"code", refused.code}});
  const std::int64_t minute = minute_of(now);
  if (!counting_) counting_ = minute;
  if (store_.count_refusal(refused.actor, minute) > listed_a_minute) return;
  nlohmann::json detail{{"code", refused.code}};
  if (refused.digest) detail["digest"] = to_string(*refused.digest);
  audit_.append(now, refused.actor, refused.act, refused.subject, detail.dump());
  log_.warn("refused",
            {{"actor", refused.actor}, {"subject", refused.subject}, {"code", refused.code}});
}

bool RefusalRecord::due(Time now) const { return counting_ && *counting_ != minute_of(now); }

void RefusalRecord::summarize(Time now) {
  const std::int64_t minute = minute_of(now);
  for (const UnlistedRefusals& more : store_.take_refusals(minute, listed_a_minute)) {
    audit_.append(
        now, more.actor, "report.refused_more", "",
        nlohmann::json{{"count", more.count}, {"minute", to_string(begin_of(more.minute))}}.dump());
    log_.warn("refused_more", {{"actor", more.actor}, {"count", more.count}});
  }
  counting_.reset();
  if (store_.has_refusals()) counting_ = minute;
}

std::optional<Time> RefusalRecord::next_due() const {
  if (!counting_) return std::nullopt;
  return begin_of(*counting_ + 1);
}

}  // namespace vigie::intake
