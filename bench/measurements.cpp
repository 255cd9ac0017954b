#include "bench/measurements.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "bench/median.h"
#include "bench/reference.h"
#include "bench/stage.h"
#include "tests/support/temporary_folder.h"

namespace vigie::bench {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::size_t> in_flight_measured{1, 16, 64};
constexpr double paced_per_second = 300;

/// What all measurements of one call share.
struct Setting {
  const Plan& plan;
  bool in_one_process;
  const AddFigure& add;

  std::string programs() const { return in_one_process ? "up" : "three"; }
  std::size_t reports(std::size_t in_flight) const {
    const double full = in_flight == 1 ? 2000 : 12'000;
    return std::max(in_flight, static_cast<std::size_t>(full * plan.scale));
  }
};

Json processes_of(const Run& run) {
  Json processes = Json::object();
  const auto reports = static_cast<double>(run.reports);
  for (const auto& [process, usage] : run.used) {
    processes[process]["cpu_us"] = usage.cpu_seconds * 1e6 / reports;
    if (usage.flushes) {
      processes[process]["flushes"] = static_cast<double>(*usage.flushes) / reports;
    }
  }
  return processes;
}

Json figure_of(const std::string& what, const Setting& setting, std::size_t in_flight,
               const Run& run) {
  Json figure{{"what", what},
              {"programs", setting.programs()},
              {"in_flight", in_flight},
              {"reports", run.reports},
              {"per_second", run.rate()},
              {"receipt_p50_ms", run.receipts.at(0.5)},
              {"receipt_p99_ms", run.receipts.at(0.99)}};
  if (run.deliveries.count() > 0) {
    figure["end_to_end_p50_ms"] = run.deliveries.at(0.5);
    figure["end_to_end_p99_ms"] = run.deliveries.at(0.99);
  }
  figure["cpu_us_per_report"] = run.cpu_microseconds();
  if (const auto flushes = run.flushes()) figure["flushes_per_report"] = *flushes;
  figure["processes"] = processes_of(run);
  return figure;
}

Json marked(Json figure, const Json& marks) {
  figure.update(marks);
  return figure;
}

void add_memory(const Setting& setting, const std::string& when, Stage& stage) {
  constexpr double mebibyte = 1024.0 * 1024.0;
  for (const auto& [process, usage] : stage.usage()) {
    setting.add({{"what", "memory"},
                 {"programs", setting.programs()},
                 {"process", process},
                 {"when", when},
                 {"resident_mib", static_cast<double>(usage.resident) / mebibyte},
                 {"high_water_mib", static_cast<double>(usage.high_water) / mebibyte}});
  }
}

/// Connections are made, statements prepared.
void warm_up(Stage& stage) {
  stage.accept(Stage::patrols_max, Stage::patrols_max);
  stage.settle();
}

double measure_reference(const Setting& setting, Stage& stage, std::size_t in_flight) {
  const support::TemporaryFolder folder{support::Storage::disk};
  return reference_rate(folder.path(), stage.report_bytes(), in_flight, setting.reports(in_flight));
}

/// Reports a second at one number in flight, one after the other in the same minute.
struct Rates {
  double reference = 0;
  double accept = 0;
  double end_to_end = 0;  ///< 0 where the offices are closed.
};

using Round = std::map<std::size_t, Rates>;  ///< By number in flight.

/// `marks`: members that say of every figure what it was measured with.
Rates measure_rates(const Setting& setting, Stage& stage, std::size_t in_flight,
                    const Json& marks) {
  const std::size_t reports = setting.reports(in_flight);
  Rates rates{.reference = measure_reference(setting, stage, in_flight)};
  setting.add(marked({{"what", "reference"},
                      {"programs", setting.programs()},
                      {"in_flight", in_flight},
                      {"per_second", rates.reference}},
                     marks));
  const Run accepted = stage.accept(reports, in_flight);
  setting.add(marked(figure_of("accept", setting, in_flight, accepted), marks));
  rates.accept = accepted.rate();
  stage.settle();
  if (!stage.offices_are_open()) return rates;
  const Run carried = stage.end_to_end(reports, in_flight);
  setting.add(marked(figure_of("end_to_end", setting, in_flight, carried), marks));
  rates.end_to_end = carried.rate();
  stage.settle();
  return rates;
}

void measure_paced(const Setting& setting, Stage& stage, const Json& marks) {
  const auto reports =
      std::max<std::size_t>(30, static_cast<std::size_t>(3000 * setting.plan.scale));
  const Run run = stage.at_rate(reports, paced_per_second);
  setting.add(marked(figure_of("at_rate", setting, 0, run), marks));
  stage.settle();
}

Round measure_round(const Setting& setting, Stage& stage, const Json& marks) {
  Round round;
  for (const std::size_t in_flight : in_flight_measured) {
    round[in_flight] = measure_rates(setting, stage, in_flight, marks);
  }
  if (stage.offices_are_open()) measure_paced(setting, stage, marks);
  return round;
}

void add_ratios(const Setting& setting, const std::vector<Round>& rounds) {
  for (const std::size_t in_flight : in_flight_measured) {
    std::vector<double> accept;
    std::vector<double> end_to_end;
    for (const Round& round : rounds) {
      const Rates& rates = round.at(in_flight);
      accept.push_back(rates.accept / rates.reference);
      end_to_end.push_back(rates.end_to_end / rates.reference);
    }
    setting.add({{"what", "ratio"},
                 {"programs", setting.programs()},
                 {"in_flight", in_flight},
                 {"accept", median(accept)},
                 {"end_to_end", median(end_to_end)}});
  }
}

void measure_rounds(const Setting& setting) {
  Stage stage(setting.in_one_process);
  stage.open_offices();
  warm_up(stage);
  std::vector<Round> rounds;
  for (int round = 0; round < setting.plan.rounds; ++round) {
    rounds.push_back(measure_round(setting, stage, Json::object()));
  }
  add_ratios(setting, rounds);
  add_memory(setting, "after the rounds", stage);
}

/// What is left of the rates of the first round, the reference's beside them: the machine has its
/// moods.
void add_left(const Setting& setting, const Json& marks, const Round& first, const Round& now) {
  for (const auto& [in_flight, rates] : now) {
    const Rates& before = first.at(in_flight);
    Json figure{{"what", "left"},
                {"programs", setting.programs()},
                {"in_flight", in_flight},
                {"accept", rates.accept / before.accept},
                {"reference", rates.reference / before.reference}};
    if (before.end_to_end > 0) figure["end_to_end"] = rates.end_to_end / before.end_to_end;
    setting.add(marked(std::move(figure), marks));
  }
}

/// A round with hardly anything, and one with each of `so_many` reports. `word`: what they are by
/// then (stored, undelivered).
void measure_with(const Setting& setting, Stage& stage, const std::string& word,
                  const std::vector<std::size_t>& so_many) {
  Round first;
  const auto measure_now = [&] {
    const std::string with = std::to_string(stage.stored()) + " " + word;
    const Json marks{{"with", with}};
    add_memory(setting, "with " + with, stage);
    const Round now = measure_round(setting, stage, marks);
    if (first.empty()) first = now;
    add_left(setting, marks, first, now);
  };
  measure_now();
  for (const std::size_t count : so_many) {
    stage.fill(count);
    measure_now();
  }
}

void measure_growth(const Setting& setting) {
  Stage stage(setting.in_one_process);
  stage.open_offices();
  warm_up(stage);
  measure_with(setting, stage, "stored", setting.plan.stored);
}

/// The offices are closed: every notice waits. Then they open, and all of it must arrive.
void measure_undelivered(const Setting& setting) {
  Stage stage(setting.in_one_process);
  warm_up(stage);
  measure_with(setting, stage, "undelivered", setting.plan.undelivered);
  const Drain drain = stage.open_offices();
  setting.add({{"what", "drain"},
               {"programs", setting.programs()},
               {"deliveries", drain.deliveries},
               {"seconds", drain.seconds},
               {"per_second", drain.rate()}});
  add_memory(setting, "after the drain", stage);
}

}  // namespace

void measure(const Plan& plan, bool in_one_process, const AddFigure& add) {
  const Setting setting{plan, in_one_process, add};
  measure_rounds(setting);
  if (!plan.stored.empty()) measure_growth(setting);
  if (!plan.undelivered.empty()) measure_undelivered(setting);
}

}  // namespace vigie::bench
