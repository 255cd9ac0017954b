#include "tests/hostile/hostile_patrol.h"

#include <algorithm>

#include "intake/refusal_texts.h"
#include "report/problem_texts.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

namespace vigie::hostile {

bool Said::names(const std::string& pointer, const std::string& code_of_it) const {
  return std::find(problems.begin(), problems.end(), std::pair(pointer, code_of_it)) !=
         problems.end();
}

void read_problems(const std::string& answer, Said& said) {
  const Json json = Json::parse(answer, nullptr, false);
  if (!json.is_object() || !json.contains("problems")) return;
  for (const Json& problem : json.at("problems")) {
    said.problems.emplace_back(problem.at("pointer"), problem.at("code"));
  }
  if (said.code.empty() && !said.problems.empty()) said.code = said.problems.front().second;
}

bool is_stable_code(const std::string& code) {
  const auto has = [&](const auto& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const auto& text) { return text.code == code; });
  };
  return has(problem_texts()) || has(intake::refusal_texts());
}

Report HostilePatrol::honest_report(Time now) {
  Report report = maximal_report();
  report.id = new_id(now);
  report.kind = Kind::report;
  report.about.reset();
  report.patrol.device = device_.key().public_key.name;
  report.patrol.unit = device_.key().public_key.unit;
  return report;
}

SignedReport HostilePatrol::sign(const Uuid& id, std::string bytes, Time now) {
  const Envelope envelope{.device = device_.key().public_key.name,
                          .counter = ++counter_,
                          .previous = previous_,
                          .report = id,
                          .revision = 1,
                          .digest = sha256(bytes),
                          .signed_at = now};
  SignedReport made = sign_report(envelope, std::move(bytes), device_.key().sign_secret);
  previous_ = sha256(made.envelope);
  return made;
}

Uuid HostilePatrol::file_parts(const link::Parts& parts, const Uuid& id, Time now) {
  device_.file_parts(parts, {id, 1}, link::Lane::ordinary, now);
  return id;
}

Uuid HostilePatrol::file(const std::string& bytes, Time now) {
  const Uuid id = new_id(now);
  return file_parts(to_parts(sign(id, bytes, now)), id, now);
}

Uuid HostilePatrol::file_honest(Time now) {
  const Report report = honest_report(now);
  return file_parts(to_parts(sign(report.id, encode_report(report), now)), report.id, now);
}

Said HostilePatrol::said_of(const Uuid& id) const {
  Said said;
  const auto found = device_.answers().find({id, 1});
  if (found == device_.answers().end()) return said;
  said.answered = true;
  said.applied = found->second.outcome == link::Outcome::applied;
  said.code = found->second.code;
  said.text = found->second.answer;
  if (!said.applied) read_problems(said.text, said);
  return said;
}

}  // namespace vigie::hostile
