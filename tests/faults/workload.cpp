#include "tests/faults/workload.h"

#include <algorithm>
#include <iterator>

#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

namespace vigie::faults {

using std::chrono::minutes;

Workload::Workload(support::SteppedMission& mission, std::uint64_t seed, int patrols)
    : mission_(mission), random_(seed) {
  for (int i = 1; i <= patrols; ++i) {
    const std::string number = std::to_string(i);
    patrols_.push_back(&mission.add_device("patrol-" + number, "unit_" + number));
  }
}

support::Device& Workload::draw_patrol() { return *patrols_[random_.below(patrols_.size())]; }

Report Workload::make(const support::Device& patrol, link::Lane lane) {
  const auto& mission = mission_.mission();
  const bool shipped = mission.regions.contains("gao");
  Report report = shipped ? random_report(random_) : minimal_report();
  report.id = new_uuid7(mission_.clock().now(), random_);
  report.revision = 1;
  report.kind = lane == link::Lane::urgent ? Kind::flash : Kind::report;
  if (report.danger) report.danger->life_at_risk_now = Answer::unknown;
  report.about.reset();
  report.evidence.reset();
  report.identity.reset();
  report.catalogue = mission.catalogue_current;
  report.patrol.device = patrol.key().public_key.name;
  report.patrol.unit = patrol.key().public_key.unit;
  if (!shipped) {
    report.where.region =
        std::next(mission.regions.begin(), static_cast<std::ptrdiff_t>(random_.below(2)))->first;
    report.what.narrative = "Boat number " + std::to_string(random_.next());
  }
  return report;
}

void Workload::file(link::Lane lane, std::int64_t messages) {
  support::Device& patrol = draw_patrol();
  const Report report = make(patrol, lane);
  patrol.file(report, mission_.clock().now(), static_cast<int>(messages));
  filed_.push_back({.patrol = &patrol,
                    .key = {report.id, report.revision},
                    .digest = sha256(encode_report(report)),
                    .lane = lane,
                    .messages = messages});
  reports_.push_back(report);
}

/// The second revision of an earlier report of the same patrol, on the same lane: it comes after
/// it.
void Workload::amend() {
  const std::size_t at = random_.below(filed_.size());
  const Filed& first = filed_[at];
  const ReportKey key{first.key.first, revisions_max};
  const bool amended =
      std::ranges::any_of(filed_, [&](const Filed& filed) { return filed.key == key; });
  if (first.contradicts || amended) return file(first.lane);
  Report report = reports_[at];
  report.revision = revisions_max;
  report.exercise = !report.exercise;
  const Filed filed{.patrol = first.patrol,
                    .key = key,
                    .digest = sha256(encode_report(report)),
                    .lane = first.lane};
  filed.patrol->file(report, mission_.clock().now());
  filed_.push_back(filed);
  reports_.push_back(report);
}

std::size_t Workload::reports() const {
  return static_cast<std::size_t>(std::ranges::count(filed_, false, &Filed::contradicts));
}

std::int64_t Workload::amended() const {
  return std::ranges::count_if(filed_, [](const Filed& filed) {
    return filed.key.second == revisions_max && !filed.contradicts;
  });
}

/// Same id and revision, same lane: it comes after the one it contradicts, and must be refused.
void Workload::contradict() {
  const std::size_t at = random_.below(filed_.size());
  Filed filed = filed_[at];
  if (filed.contradicts) return file(filed.lane);
  Report report = reports_[at];
  report.exercise = !report.exercise;
  filed.patrol->file(report, mission_.clock().now());
  filed.digest = sha256(encode_report(report));
  filed.messages = 1;
  filed.contradicts = true;
  filed_.push_back(filed);
  reports_.push_back(report);
}

void Workload::file_one() {
  if (filed_.size() > 5 && random_.below(20) == 0) return contradict();
  if (filed_.size() > 5 && random_.below(15) == 0) return amend();
  const auto lane = random_.below(4) == 0 ? link::Lane::urgent : link::Lane::ordinary;
  file(lane, random_.below(6) == 0 ? 2 : 1);
}

void Workload::load(int reports, int steps_each) {
  for (int i = 0; i < reports; ++i) {
    file_one();
    for (int steps = 0; steps < steps_each; ++steps) mission_.step();
  }
}

std::vector<ReportKey> Workload::receipted() const {
  std::vector<ReportKey> all;
  for (const support::Device* patrol : patrols_) {
    const auto keys = patrol->receipted();
    all.insert(all.end(), keys.begin(), keys.end());
  }
  return all;
}

bool Workload::all_answered() const {
  return std::ranges::all_of(patrols_, [](support::Device* patrol) { return patrol->owed() == 0; });
}

}  // namespace vigie::faults
