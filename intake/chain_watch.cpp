#include "intake/chain_watch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace vigie::intake {
namespace {

std::string counters(std::int64_t count, std::int64_t first, std::int64_t last) {
  if (count == 1) return "counter " + std::to_string(first) + " is";
  return std::to_string(count) + " counters from " + std::to_string(first) + " to " +
         std::to_string(last) + " are";
}

constexpr const char* what_to_do = "lost, or gone to another intake; ask the patrol for its spool";

}  // namespace

ChainWatch::ChainWatch(IntakeStore& store, store::AuditTrail& audit, service::AlarmDesk& alarms)
    : store_(store), audit_(audit), alarms_(alarms), waiting_since_(store.missing_since()) {}

void ChainWatch::follow(const ChainLink& link, Time now) {
  const Envelope& envelope = link.envelope;
  const bool missing = fill(link, now).has_value();
  const ChainFinding finding = follow_chain(recall(link, missing, now), envelope);
  if (finding.step == ChainStep::gap) wait_for(finding, envelope, now);
  if (finding.advances) {
    store_.advance_chain(envelope.device, {.counter = envelope.counter, .digest = link.digest});
  }
  if (finding.step != ChainStep::disorder) return;
  alarms_.raise({.code = "device.disorder", .subject = envelope.device, .text = finding.text}, now);
}

ChainMemory ChainWatch::recall(const ChainLink& link, bool missing, Time now) {
  const std::string& device = link.envelope.device;
  const std::int64_t counter = link.envelope.counter;
  ChainMemory memory{.end = store_.chain_end(device),
                     .seen = false,
                     .used = false,
                     .missing = missing,
                     .accepted = link.repeat,
                     .before = store_.envelopes_at(device, counter - 1)};
  auto same = store_.envelopes_at(device, counter);
  if (memory.end && memory.end->counter == counter) same.push_back(memory.end->digest);
  store_.remember_envelope(device, {.counter = counter, .digest = link.digest}, now);
  memory.seen = std::find(same.begin(), same.end(), link.digest) != same.end();
  memory.used = !memory.seen && !same.empty();
  return memory;
}

std::optional<MissingCounter> ChainWatch::fill(const ChainLink& link, Time now) {
  const Envelope& envelope = link.envelope;
  const auto missing = store_.take_missing(envelope.device, envelope.counter);
  if (missing && missing->alarmed) {
    audit_.append(
        now, envelope.device, "device.gap_filled", envelope.device,
        nlohmann::json{{"counter", envelope.counter}, {"missing_since", to_string(missing->since)}}
            .dump());
  }
  return missing;
}

void ChainWatch::wait_for(const ChainFinding& gap, const Envelope& envelope, Time now) {
  const std::string& device = envelope.device;
  audit_.append(
      now, device, "device.gap", device,
      nlohmann::json{{"expected", gap.missing_first}, {"found", envelope.counter}}.dump());
  const std::int64_t count = gap.missing_last - gap.missing_first + 1;
  const std::int64_t room = std::max<std::int64_t>(missing_max - store_.count_missing(device), 0);
  const bool fits = count <= room;
  store_.miss(device, gap.missing_first, gap.missing_first + std::min(count, room) - 1,
              {.since = now, .alarmed = !fits});
  if (fits) {
    waiting_since_ = std::min(waiting_since_.value_or(now), now);
    return;
  }
  alarms_.raise({.code = "device.gap",
                 .subject = device,
                 .text = counters(count, gap.missing_first, gap.missing_last) +
                         " missing, more than intake waits for: " + what_to_do},
                now);
}

bool ChainWatch::due(Time now) const {
  // Missing since an instant to come: the clock was set back.
  return waiting_since_ && (now >= *next_due() || now < *waiting_since_);
}

void ChainWatch::alarm_overdue(Time now) {
  store_.miss_no_later_than(now);
  for (const OverdueCounters& overdue : store_.take_overdue(now - missing_patience)) {
    alarms_.raise(
        {.code = "device.gap",
         .subject = overdue.device,
         .text = counters(overdue.count, overdue.first, overdue.last) + " missing for " +
                 std::to_string(missing_patience.count()) + " minutes or longer: " + what_to_do},
        now);
  }
  waiting_since_ = store_.missing_since();
}

std::optional<Time> ChainWatch::next_due() const {
  if (!waiting_since_) return std::nullopt;
  return *waiting_since_ + missing_patience;
}

}  // namespace vigie::intake
