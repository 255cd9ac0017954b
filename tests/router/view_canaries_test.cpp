// Promise 2 through a whole router: what one position's view does not allow is in nothing that
// position is sent, and in no log line, metric, status or audit entry at all.

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/encode.h"
#include "router/views/grant.h"
#include "tests/router/canaries.h"
#include "tests/router/missions.h"
#include "tests/router/scene.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

using Json = nlohmann::json;

/// "/who/*/age/min" as a condition writes it: "report.who[].age.min".
std::string condition_path(const std::string& path) {
  std::string written = "report";
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path.compare(i, 2, "/*") == 0) {
      written += "[]";
      ++i;
    } else {
      written += path[i] == '/' ? '.' : path[i];
    }
  }
  return written;
}

struct Sent {
  std::string position;
  std::vector<Code> profiles;
  std::string everything;  ///< The content and the notice itself.
};

std::vector<Sent> sent_by(const Scene& scene) {
  std::vector<Sent> all;
  for (const Json& message : scene.notices()) {
    for (const Json& notice : message.at("notices")) {
      const Json& content = message.at("contents").at(notice.at("content").get<std::size_t>());
      all.push_back(
          {notice.at("position"), content.at("profiles"), content.dump() + notice.dump()});
    }
  }
  return all;
}

/// Beside the canaries stands what the rules of the mission ask for.
Planted planted_report() {
  Report report = maximal_report();
  report.catalogue = "2001.1";
  report.where.region = "north_shore";
  Planted planted = plant_canaries_everywhere(report);
  planted.report.needs->push_back({"dry_clothes", Urgency::priority, std::nullopt, std::nullopt});
  planted.report.why.purposes->push_back(
      {"forced_labour", Basis::seen, std::nullopt, std::nullopt});
  planted.report.concerns_un_personnel = {};
  return planted;
}

/// Everybody is told: the chief forwards, and releases whoever is asked about.
void tell_everybody(Scene& scene) {
  Json forward = scene.reply_to("sector_chief_north", 1);
  forward["kind"] = "forward";
  scene.answer(forward);
  scene.run();
  Json decide = scene.reply_to("sector_chief_north", 2);
  decide["kind"] = "decide";
  decide["decisions"] = {{{"position", "mainland_police"}, {"release", true}}};
  scene.answer(decide);
  scene.run();
}

}  // namespace

TEST_SUITE("router/views/view canaries") {
  TEST_CASE("each planted value reaches only the positions whose view has its part") {
    Scene scene;
    const Planted planted = planted_report();
    scene.file("intake", planted.report);
    scene.run();
    tell_everybody(scene);
    const std::vector<Sent> all = sent_by(scene);
    std::set<std::string> positions;
    std::set<std::string> seen;
    for (const Sent& sent : all) {
      CAPTURE(sent.position);
      positions.insert(sent.position);
      const Code& office = scene.mission.positions.at(sent.position).office;
      const Grant grant = grant_of(scene.mission, sent.profiles, office);
      for (const Canary& canary : planted.canaries) {
        if (canary.value.size() < 6) continue;
        if (sent.everything.find(canary.value) == std::string::npos) continue;
        CAPTURE(canary.path);
        seen.insert(canary.path);
        CHECK(canary.path != "/who/*/name");
        CHECK(sees(grant, condition_path(canary.path)));
      }
    }
    CHECK(positions ==
          std::set<std::string>{"harbour_master", "mainland_police", "sector_chief_north"});
    // The check can fail: some are indeed shown, and to the chief more than to the police.
    CHECK(seen.contains("/what/narrative"));
    CHECK(seen.contains("/indicators/*/code"));
  }

  TEST_CASE("no planted value is in a log line, metric, status or audit entry") {
    Scene scene;
    const Planted planted = planted_report();
    scene.file("intake", planted.report);
    scene.run();
    tell_everybody(scene);
    std::string everything = scene.log_text() + scene.metrics_text();
    for (const Json& message : scene.statuses("intake")) everything += message.dump();
    for (const std::string& detail : scene.details_of("")) everything += detail;
    for (const Canary& canary : planted.canaries) {
      if (canary.value.size() < 6) continue;
      CAPTURE(canary.path);
      CHECK(everything.find(canary.value) == std::string::npos);
    }
  }
}
