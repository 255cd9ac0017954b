// What a changed mission does to the notices that are still open.

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "router/teller.h"
#include "tests/router/missions.h"
#include "tests/router/scene.h"

using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

constexpr int reports = notices_looked_at + 44;

Report numbered_wet_report(int number) {
  Report report = wet_report();
  report.id.bytes[14] = static_cast<std::uint8_t>(number / 256);
  report.id.bytes[15] = static_cast<std::uint8_t>(number % 256);
  return report;
}

void tighten(Scene& scene) {
  scene.mission.profiles.at("persons").parts.erase("needs");
  scene.mission.version = "tightened";
  scene.router->mission_changed();
}

int told_again(Scene& scene) {
  int told = 0;
  for (const std::string& detail : scene.details_of("notices.told")) {
    if (Json::parse(detail).at("cause") == "view") ++told;
  }
  return told;
}

/// Reports of which the notifier was told a second issue; one of each.
std::multiset<std::string> second_issues(const Scene& scene) {
  std::multiset<std::string> found;
  for (const Json& message : scene.notices()) {
    for (const Json& notice : message.at("notices")) {
      if (notice.at("issue") > 1) found.insert(message.at("report").get<std::string>());
    }
  }
  return found;
}

}  // namespace

TEST_SUITE("router/teller") {
  TEST_CASE("after a tightened profile open notices are told again some at a time, each once") {
    Scene scene;
    for (int i = 0; i < reports; ++i) scene.file("intake", numbered_wet_report(i));
    scene.run(200);
    REQUIRE(scene.notices().size() == reports);
    tighten(scene);
    int steps = 0;
    for (int turn = 0; turn < 200; ++turn) {
      const int before = told_again(scene);
      scene.run(1);
      const int more = told_again(scene) - before;
      CHECK(more <= notices_looked_at);
      if (more > 0) ++steps;
    }
    CHECK(steps >= 2);
    CHECK(told_again(scene) == reports);
    const auto second = second_issues(scene);
    CHECK(second.size() == reports);
    CHECK(std::set<std::string>(second.begin(), second.end()).size() == reports);
  }

  TEST_CASE("a router stopped in the middle of looking goes on where it was") {
    Scene scene;
    for (int i = 0; i < reports; ++i) scene.file("intake", numbered_wet_report(i));
    scene.run(200);
    tighten(scene);
    while (told_again(scene) == 0) scene.run(1);
    REQUIRE(told_again(scene) < reports);
    scene.restart_router();
    scene.run(200);
    CHECK(told_again(scene) == reports);
  }
}
