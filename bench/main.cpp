// vigie-bench: how fast, how flat, how much. Figures are ratios against bare SQLite in the same
// run; docs/performance.md keeps them and says how to repeat them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "bench/interruption.h"
#include "bench/judging.h"
#include "bench/measurements.h"
#include "bench/ruling.h"
#include "bench/summary.h"

namespace {

using namespace vigie::bench;
using Json = nlohmann::ordered_json;

struct Call {
  Plan plan;
  bool json = false;
  bool tiny = false;
  std::string programs = "both";
};

void add_options(CLI::App& app, Call& call) {
  app.add_flag("--json", call.json, "print every figure of every round instead of tables");
  app.add_flag("--tiny", call.tiny, "a few reports, one round: whether the bench works");
  app.add_option("--scale", call.plan.scale, "of the number of reports in each run")
      ->check(CLI::PositiveNumber);
  app.add_option("--rounds", call.plan.rounds, "rounds; ratios are medians over them")
      ->check(CLI::Range(1, 100));
  app.add_option("--stored", call.plan.stored,
                 "measure again with so many reports stored in all (100000,1000000)")
      ->delimiter(',');
  app.add_option("--undelivered", call.plan.undelivered,
                 "measure with so many reports undelivered (10000,100000), then deliver them")
      ->delimiter(',');
  app.add_option("--programs", call.programs,
                 "one process, three, both after each other, or none: judging and ruling alone")
      ->check(CLI::IsMember({"up", "three", "both", "none"}));
}

Plan plan_of(Call call) {
  if (call.tiny) call.plan = {.scale = 0.005, .rounds = 1, .stored = {300}, .undelivered = {200}};
  std::ranges::sort(call.plan.stored);
  std::ranges::sort(call.plan.undelivered);
  return call.plan;
}

void run(const Call& call) {
  const Plan plan = plan_of(call);
  Json figures = Json::array();
  const AddFigure add = [&](Json figure) {
    if (!call.json) std::cerr << progress_line(figure) << std::endl;
    figures.push_back(std::move(figure));
  };
  measure_judging(add);
  measure_ruling(add);
  if (call.programs == "up" || call.programs == "both") measure(plan, true, add);
  if (call.programs == "three" || call.programs == "both") measure(plan, false, add);
  std::cout << (call.json ? figures.dump(2) : "\n" + summary(figures)) << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"How fast a mission of real processes carries reports, against bare SQLite"};
  Call call;
  add_options(app, call);
  CLI11_PARSE(app, argc, argv);
  heed_interruptions();
  try {
    run(call);
    return 0;
  } catch (const std::exception& trouble) {
    std::cerr << "vigie-bench: " << trouble.what() << "\n";
    return interrupted_by() == 0 ? 1 : 128 + interrupted_by();
  }
}
