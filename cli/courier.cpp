#include "cli/courier.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/check.h"

namespace vigie::cli {
namespace {

constexpr std::chrono::milliseconds ask_again_after{1000};
constexpr std::chrono::milliseconds ask_anew_after{200};

SpoolState state_after(link::Outcome outcome) {
  switch (outcome) {
    case link::Outcome::applied:
      return SpoolState::received;
    case link::Outcome::refused:
      return SpoolState::refused;
    case link::Outcome::not_yet:
      return SpoolState::not_yet;
  }
  return SpoolState::refused;
}

link::SenderOptions options() {
  link::SenderOptions options;
  options.peer = "intake";
  options.wants_answers = true;
  return options;
}

}  // namespace

Courier::Courier(Spool& spool, link::Line& line, link::AlarmSink alarm)
    : spool_(spool),
      sender_(
          spool.outbox(), line, options(),
          [this](const link::OutboxEntry& entry) { return parts_of(entry); }, std::move(alarm)) {
  sender_.on_answer([this](const link::Answered& answered, Time now) { take(answered, now); });
  sender_.on_tell([this](const link::Tell& tell) { take(tell); });
  sender_.on_refused([this](const std::string& code) { refused_ = code; });
}

link::Parts Courier::parts_of(const link::OutboxEntry& entry) {
  VIGIE_EXPECT(entry.reference.has_value());
  return to_parts(spool_.store().signed_report(*entry.reference, entry.message));
}

void Courier::take(const link::Answered& answered, Time now) {
  VIGIE_EXPECT(answered.entry.reference.has_value());
  const auto spooled = spool_.store().find(*answered.entry.reference);
  // A row sent twice (it was asked again) may hear the older answer last: a receipt stands.
  if (!spooled || spooled->state == SpoolState::received) return;
  const SpoolState state = state_after(answered.item.outcome);
  // Attachments that came later are on their way in a message of their own.
  if (state == SpoolState::received && !spool_.store().taken(spooled->row, answered.entry.message))
    return;
  spool_.store().answered(spooled->row, state, answered.item.code, answered.item.answer, now);
}

void Courier::take(const link::Tell& tell) {
  for (auto& [report, question] : asked_) {
    if (question.number == tell.number) question.answer = tell.body;
  }
}

Time Courier::turn(Time now) {
  if (sender_.collect(now)) {
    heard_ = true;
    store::Transaction transaction(spool_.database());
    sender_.apply(now);
    transaction.commit();
  }
  sender_.transmit(now);
  ask(now);
  return asked_.empty() ? sender_.next_wake(now)
                        : std::min(sender_.next_wake(now), now + ask_anew_after);
}

void Courier::ask_status(const Uuid& report) {
  Question& question = asked_[to_string(report)];
  question.number = 0;
  question.answer.clear();
}

void Courier::ask(Time now) {
  for (auto& [report, question] : asked_) {
    const auto pause = question.number == 0 ? ask_anew_after : ask_again_after;
    const bool too_soon = now >= question.asked_at && now - question.asked_at < pause;
    if (!question.answer.empty() || too_soon) continue;
    const std::int64_t number = question.number != 0 ? question.number : ++last_number_;
    const nlohmann::json body{{"report", report}};
    if (!sender_.ask({.number = number, .what = "status", .body = body.dump()})) continue;
    question.number = number;
    question.asked_at = now;
  }
}

std::optional<std::string> Courier::status_of(const Uuid& report) const {
  const auto found = asked_.find(to_string(report));
  if (found == asked_.end() || found->second.answer.empty()) return std::nullopt;
  return found->second.answer;
}

}  // namespace vigie::cli
