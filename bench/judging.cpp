#include "bench/judging.h"

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <variant>

#include "bench/example.h"
#include "bench/median_time.h"
#include "config/load.h"
#include "report/decode.h"
#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"
#include "tests/support/encode.h"

namespace vigie::bench {
namespace {

constexpr int times = 2000;

constexpr std::array<const char*, 4> examples{"annex1-gao-apartment.r2", "case1-felix",
                                              "case3-quranic-school", "john-van"};

void measure_example(const std::string& name, const config::Mission& mission,
                     const AddFigure& add) {
  const Report report = filled_example(name);
  const std::string bytes = encode_report(report);
  const config::Catalogue& catalogue = mission.catalogues.at(report.catalogue);
  const router::Assessment assessment = router::assess(report, catalogue);
  std::size_t sum = 0;
  ReportDecoder decoder;
  const double decode = median_us(times, [&] { sum += decoder.decode(bytes).index(); });
  const double assess =
      median_us(times, [&] { sum += router::assess(report, catalogue).frames.size(); });
  const double write =
      median_us(times, [&] { sum += router::write_assessment(assessment).size(); });
  if (sum == 0) throw std::runtime_error("nothing was judged");
  add({{"what", "judging"},
       {"report", name},
       {"decode_us", decode},
       {"assess_us", assess},
       {"write_us", write},
       {"assess_to_decode", assess / decode},
       {"assessment_bytes", static_cast<double>(router::write_assessment(assessment).size())}});
}

}  // namespace

void measure_judging(const AddFigure& add) {
  const auto loaded = config::load_mission(VIGIE_SOURCE_DIR "/config/mali");
  if (!std::holds_alternative<config::Mission>(loaded)) {
    throw std::runtime_error("the shipped mission does not load");
  }
  for (const char* name : examples) {
    measure_example(name, std::get<config::Mission>(loaded), add);
  }
}

}  // namespace vigie::bench
