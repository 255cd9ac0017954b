#include "tests/intake/acceptance_bench.h"

#include <doctest/doctest.h>

namespace vigie::intake {

AcceptanceBench::AcceptanceBench(const config::Mission& mission)
    : acceptance({.mission = mission,
                  .intake = name,
                  .random = random,
                  .registry = registry,
                  .store = store,
                  .outbox = outbox,
                  .audit = trail,
                  .chains = chains,
                  .refusals = refusals,
                  .log = log,
                  .metrics = metrics}) {}

SigningDevice AcceptanceBench::device(const std::string& device_name, const std::string& unit) {
  SigningDevice made(device_name, unit, random);
  store::Transaction transaction(database);
  REQUIRE(registry.allow(made.key().public_key, now()));
  transaction.commit();
  return made;
}

Decision AcceptanceBench::accept(const SignedReport& signed_report,
                                 const std::optional<std::string>& sender) {
  store::Transaction transaction(database);
  Decision decision = acceptance.accept(signed_report, sender, now());
  transaction.commit();
  return decision;
}

void AcceptanceBench::look_at_chains() {
  store::Transaction transaction(database);
  if (chains.due(now())) chains.alarm_overdue(now());
  transaction.commit();
}

void AcceptanceBench::revoke(const std::string& device_name) {
  store::Transaction transaction(database);
  REQUIRE(registry.revoke(device_name, now()));
  transaction.commit();
}

std::vector<store::AuditEntry> AcceptanceBench::audit(const std::string& act) {
  std::vector<store::AuditEntry> entries;
  store::read_audit(database, 0, [&](const store::AuditEntry& entry) {
    if (entry.act == act) entries.push_back(entry);
    return true;
  });
  return entries;
}

std::string word_of(const Decision& decision) {
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return refusal->code();
  if (const auto* not_yet = std::get_if<NotYet>(&decision)) return not_yet->code;
  return std::get<Accepted>(decision).repeat ? "repeat" : "accepted";
}

const std::string& receipt_of(const Decision& decision) {
  return std::get<Accepted>(decision).receipt;
}

}  // namespace vigie::intake
