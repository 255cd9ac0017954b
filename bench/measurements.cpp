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

/// The ratios to the reference of each round, by number in flight.
struct Ratios {
  std::map<std::size_t, std::vector<double>> accept;
  std::map<std::size_t, std::vector<double>> end_to_end;
};

void measure_round(const Setting& setting, Stage& stage, Ratios& ratios) {
  for (const std::size_t in_flight : in_flight_measured) {
    const std::size_t reports = setting.reports(in_flight);
    const double reference = measure_reference(setting, stage, in_flight);
    setting.add({{"what", "reference"},
                 {"programs", setting.programs()},
                 {"in_flight", in_flight},
                 {"per_second", reference}});
    const Run accepted = stage.accept(reports, in_flight);
    setting.add(figure_of("accept", setting, in_flight, accepted));
    ratios.accept[in_flight].push_back(accepted.rate() / reference);
    stage.settle();
    const Run carried = stage.end_to_end(reports, in_flight);
    setting.add(figure_of("end_to_end", setting, in_flight, carried));
    ratios.end_to_end[in_flight].push_back(carried.rate() / reference);
    stage.settle();
  }
}

void measure_rounds(const Setting& setting) {
  Stage stage(setting.in_one_process);
  stage.open_offices();
  warm_up(stage);
  Ratios ratios;
  for (int round = 0; round < setting.plan.rounds; ++round) measure_round(setting, stage, ratios);
  for (const std::size_t in_flight : in_flight_measured) {
    setting.add({{"what", "ratio"},
                 {"programs", setting.programs()},
                 {"in_flight", in_flight},
                 {"accept", median(ratios.accept.at(in_flight))},
                 {"end_to_end", median(ratios.end_to_end.at(in_flight))}});
  }
  const auto paced = std::max<std::size_t>(30, static_cast<std::size_t>(3000 * setting.plan.scale));
  setting.add(figure_of("at_rate", setting, 0, stage.at_rate(paced, paced_per_second)));
  stage.settle();
  add_memory(setting, "after the rounds", stage);
}

/// The rates of the first of several measurements on one stage: what the later ones are held to.
struct First {
  double rate = 0;
  double ratio = 0;  ///< To the reference of its moment.
};

/// One run with `so_many` stored or undelivered, beside the reference: the machine has its moods.
void add_compared(const Setting& setting, const std::string& what, std::size_t so_many,
                  const Run& run, double reference, First& first) {
  const double ratio = run.rate() / reference;
  if (first.rate == 0) first = {run.rate(), ratio};
  Json figure = figure_of(what, setting, Stage::patrols_max, run);
  figure[what == "growth" ? "stored" : "undelivered"] = so_many;
  figure["ratio_to_reference"] = ratio;
  figure["ratio_to_first"] = run.rate() / first.rate;
  figure["reference_ratio_to_first"] = ratio / first.ratio;
  setting.add(std::move(figure));
}

void measure_growth(const Setting& setting) {
  Stage stage(setting.in_one_process);
  stage.open_offices();
  warm_up(stage);
  First first;
  const auto measure_now = [&] {
    const std::size_t stored = stage.stored();
    const double reference = measure_reference(setting, stage, Stage::patrols_max);
    const Run run = stage.end_to_end(setting.reports(Stage::patrols_max), Stage::patrols_max);
    add_compared(setting, "growth", stored, run, reference, first);
    add_memory(setting, std::to_string(stored) + " stored", stage);
    stage.settle();
  };
  measure_now();
  for (const std::size_t stored : setting.plan.stored) {
    stage.fill(stored);
    measure_now();
  }
}

/// The offices are closed: every notice waits. Then they open, and all of it must arrive.
void measure_undelivered(const Setting& setting) {
  Stage stage(setting.in_one_process);
  warm_up(stage);
  First first;
  const auto measure_now = [&] {
    const std::size_t undelivered = stage.stored();
    add_memory(setting, std::to_string(undelivered) + " undelivered", stage);
    const double reference = measure_reference(setting, stage, Stage::patrols_max);
    const Run run = stage.accept(setting.reports(Stage::patrols_max), Stage::patrols_max);
    add_compared(setting, "undelivered", undelivered, run, reference, first);
    stage.settle();
  };
  measure_now();
  for (const std::size_t undelivered : setting.plan.undelivered) {
    stage.fill(undelivered);
    measure_now();
  }
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
