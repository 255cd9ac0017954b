// Random conditions on random reports with the values the router gives them, for another
// implementation of CEL to check (tests/oracle/cel/run.mjs):
//   condition_oracle SEED CONDITIONS
// One line of JSON for each report: {"context", "calendars", "areas",
// "conditions": [{"cel", "value"}]}.
// A context is made from the report's JSON form, so that reading facts is checked too.

#include <charconv>
#include <iostream>
#include <string>

#include "router/rules/evaluate.h"
#include "tests/support/condition_context.h"
#include "tests/support/condition_generator.h"
#include "tests/support/conditions.h"

using namespace vigie;
using nlohmann::json;

namespace {

constexpr std::uint64_t conditions_per_report = 50;

json calendars() {
  json form = json::object();
  for (const auto& [id, hours] : support::condition_calendars()) {
    form[id] = {{"offset", hours.offset.count()},
                {"days", hours.days},
                {"from", hours.from.count()},
                {"to", hours.to.count()}};
  }
  return form;
}

/// Rings of [longitude, latitude].
json areas() {
  json form = json::object();
  for (const auto& [id, area] : support::condition_areas()) {
    for (const auto& ring : area.rings) {
      json& points = form[id].emplace_back(json::array());
      for (const auto& point : ring) points.push_back({point.longitude, point.latitude});
    }
  }
  return form;
}

/// Around the instants of random_report().
Time random_instant(SeededRandom& random) {
  const Time june_2019 = std::chrono::sys_days{std::chrono::year{2019} / 6 / 1};
  return june_2019 + std::chrono::minutes{random.below(60 * 24 * 60)};
}

json conditions_on(const router::Facts& facts, const support::Conditions& made,
                   const std::vector<std::string>& texts) {
  const auto trace = support::trace_of(made.set, facts);
  json conditions = json::array();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto value = router::evaluate(made.set, made.roots[i], trace);
    conditions.push_back({{"cel", texts[i]}, {"value", to_string(value)}});
  }
  return conditions;
}

json random_case(SeededRandom& random, std::uint64_t count) {
  const Report report = support::random_condition_report(random);
  const auto assessment = support::random_assessment(random);
  const Time routed_at = random_instant(random);
  std::vector<std::string> texts;
  while (texts.size() < count) texts.push_back(support::random_condition(random));
  const auto made = support::conditions(texts);
  router::FactReader reader(made.set);
  json context = support::condition_context(report, assessment);
  context["routed_at"] = {{"instant", to_milliseconds(routed_at)}};
  return {{"context", std::move(context)},
          {"calendars", calendars()},
          {"areas", areas()},
          {"conditions", conditions_on(reader.read(report, assessment, routed_at), made, texts)}};
}

bool parse(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seed = 0;
  std::uint64_t wanted = 0;
  if (argc != 3 || !parse(argv[1], seed) || !parse(argv[2], wanted)) {
    std::cerr << "usage: condition_oracle SEED CONDITIONS\n";
    return 2;
  }
  SeededRandom random(seed);
  while (wanted > 0) {
    const std::uint64_t count = std::min(wanted, conditions_per_report);
    std::cout << random_case(random, count).dump() << "\n";
    wanted -= count;
  }
  return std::cout.flush() ? 0 : 1;
}
