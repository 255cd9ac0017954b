// vigie-bench: how fast, how flat, how much. Figures are ratios against bare SQLite in the same
// run; docs/performance.md keeps them and says how to repeat them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bench/reference.h"
#include "bench/stage.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace vigie::bench;
using Json = nlohmann::ordered_json;

struct Plan {
  double scale = 1;  ///< Of the number of reports.
  int rounds = 3;
  std::size_t stored = 0;       ///< Grow the databases to so many reports, and measure again.
  std::size_t undelivered = 0;  ///< Leave so many reports undelivered, and measure.
  bool together = true;
  bool apart = true;
};

const std::vector<std::size_t> in_flight_measured{1, 16, 64};

std::size_t reports_for(const Plan& plan, std::size_t in_flight) {
  const std::size_t full = in_flight == 1 ? 2000 : 12'000;
  return std::max<std::size_t>(in_flight,
                               static_cast<std::size_t>(static_cast<double>(full) * plan.scale));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// Collects figures, prints each as it comes, and keeps them for --json.
class Report {
 public:
  explicit Report(bool quiet) : quiet_(quiet) {}

  void add(Json figure) {
    if (!quiet_) {
      std::string line;
      for (const auto& [name, value] : figure.items()) {
        line += name + " " + (value.is_number_float() ? shortened(value) : as_text(value)) + "  ";
      }
      std::cout << line << std::endl;
    }
    figures_.push_back(std::move(figure));
  }
  const Json& figures() const { return figures_; }

 private:
  static std::string as_text(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }
  static std::string shortened(double value) {
    char text[32];
    std::snprintf(text, sizeof text, value < 10 ? "%.3f" : "%.0f", value);
    return text;
  }

  bool quiet_;
  Json figures_ = Json::array();
};

Json figures_of(const std::string& what, const std::string& programs, std::size_t in_flight,
                const Run& run) {
  Json figure{{"what", what},
              {"programs", programs},
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
  figure["flushes_per_report"] = run.flushes();
  return figure;
}

void add_memory(Report& report, const std::string& programs, const std::string& when,
                Stage& stage) {
  constexpr double mebibyte = 1024.0 * 1024.0;
  for (const auto& [process, usage] : stage.usage()) {
    report.add({{"what", "memory"},
                {"programs", programs},
                {"process", process},
                {"when", when},
                {"resident_mib", static_cast<double>(usage.resident) / mebibyte},
                {"high_water_mib", static_cast<double>(usage.high_water) / mebibyte}});
  }
}

/// The ratios of each round, by number in flight.
struct Ratios {
  std::map<std::size_t, std::vector<double>> accept;
  std::map<std::size_t, std::vector<double>> end_to_end;
};

void measure_round(const Plan& plan, const std::string& programs, Stage& stage, Ratios& ratios,
                   Report& report) {
  const vigie::support::TemporaryFolder folder{vigie::support::Storage::disk};
  for (const std::size_t in_flight : in_flight_measured) {
    const std::size_t reports = reports_for(plan, in_flight);
    const double reference =
        reference_rate(folder.path(), stage.report_bytes(), in_flight, reports);
    report.add({{"what", "reference"}, {"in_flight", in_flight}, {"per_second", reference}});
    const Run accepted = stage.accept(reports, in_flight);
    report.add(figures_of("accept", programs, in_flight, accepted));
    ratios.accept[in_flight].push_back(accepted.rate() / reference);
    stage.settle();
    const Run carried = stage.end_to_end(reports, in_flight);
    report.add(figures_of("end_to_end", programs, in_flight, carried));
    ratios.end_to_end[in_flight].push_back(carried.rate() / reference);
    stage.settle();
  }
}

void add_ratios(Report& report, const std::string& programs, const Ratios& ratios) {
  for (const std::size_t in_flight : in_flight_measured) {
    report.add({{"what", "ratio to the reference, median of rounds"},
                {"programs", programs},
                {"in_flight", in_flight},
                {"accept", median(ratios.accept.at(in_flight))},
                {"end_to_end", median(ratios.end_to_end.at(in_flight))}});
  }
}

void measure_growth(const Plan& plan, const std::string& programs, Stage& stage, Report& report) {
  constexpr std::size_t in_flight = 64;
  const std::size_t reports = reports_for(plan, in_flight);
  const double empty = stage.end_to_end(reports, in_flight).rate();
  stage.settle();
  stage.accept(plan.stored, in_flight);
  stage.settle();
  const Run grown = stage.end_to_end(reports, in_flight);
  Json figure = figures_of("end_to_end, " + std::to_string(plan.stored) + " stored", programs,
                           in_flight, grown);
  figure["ratio_to_before"] = grown.rate() / empty;
  report.add(std::move(figure));
  add_memory(report, programs, std::to_string(plan.stored) + " stored", stage);
  stage.settle();
}

/// The offices are closed: every notice waits. Then they open, and all of it must arrive.
void measure_undelivered(const Plan& plan, const std::string& programs, Stage& stage,
                         Report& report) {
  constexpr std::size_t in_flight = 64;
  add_memory(report, programs, "before the backlog", stage);
  const std::size_t reports = reports_for(plan, in_flight);
  const double before = stage.accept(reports, in_flight).rate();
  stage.accept(plan.undelivered, in_flight);
  stage.settle();
  const Run accepted = stage.accept(reports, in_flight);
  stage.settle();
  Json figure = figures_of("accept, " + std::to_string(plan.undelivered) + " undelivered", programs,
                           in_flight, accepted);
  figure["ratio_to_before"] = accepted.rate() / before;
  report.add(std::move(figure));
  add_memory(report, programs, std::to_string(plan.undelivered) + " undelivered", stage);
}

void measure(const Plan& plan, bool in_one_process, Report& report) {
  const std::string programs = in_one_process ? "up" : "three";
  Stage stage(in_one_process);
  if (plan.undelivered > 0) measure_undelivered(plan, programs, stage, report);
  stage.open_offices();
  stage.accept(64, 64);  // Connections are made, statements prepared.
  stage.settle();
  Ratios ratios;
  for (int round = 0; round < plan.rounds; ++round) {
    measure_round(plan, programs, stage, ratios, report);
  }
  add_ratios(report, programs, ratios);
  const std::size_t paced = std::max<std::size_t>(30, static_cast<std::size_t>(3000 * plan.scale));
  report.add(figures_of("end_to_end at 300/s", programs, 0, stage.at_rate(paced, 300)));
  stage.settle();
  add_memory(report, programs, "after the rounds", stage);
  if (plan.stored > 0) measure_growth(plan, programs, stage, report);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"How fast a mission of real processes carries reports, against bare SQLite"};
  Plan plan;
  bool json = false;
  bool tiny = false;
  std::string programs = "both";
  app.add_flag("--json", json, "print one JSON document instead of lines");
  app.add_flag("--tiny", tiny, "a few reports, one round: whether the bench works");
  app.add_option("--scale", plan.scale, "of the number of reports in each run")
      ->check(CLI::PositiveNumber);
  app.add_option("--rounds", plan.rounds, "rounds; ratios are medians over them")
      ->check(CLI::Range(1, 100));
  app.add_option("--stored", plan.stored, "then store so many reports more and measure again");
  app.add_option("--undelivered", plan.undelivered,
                 "first leave so many reports undelivered and measure");
  app.add_option("--programs", programs, "one process, three, or both after each other")
      ->check(CLI::IsMember({"up", "three", "both"}));
  CLI11_PARSE(app, argc, argv);
  if (tiny) {
    plan.scale = 0.005;
    plan.rounds = 1;
    plan.stored = plan.undelivered = 100;
  }
  try {
    Report report(json);
    if (programs != "three") measure(plan, true, report);
    if (programs != "up") measure(plan, false, report);
    if (json) std::cout << report.figures().dump(2) << "\n";
    return 0;
  } catch (const std::exception& trouble) {
    std::cerr << "vigie-bench: " << trouble.what() << "\n";
    return 1;
  }
}
