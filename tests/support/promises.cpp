#include "tests/support/promises.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "report/digest.h"
#include "report/signed_report.h"
#include "store/audit.h"
#include "store/database.h"
#include "store/packed.h"

namespace vigie::support {
namespace {

using store::Access;
using store::Blob;
using store::Database;
using store::Rows;

store::OpenOptions reading(const Place& place) {
  return {.access = Access::read, .vfs = place.vfs};
}

std::set<std::string> told_in(Database& router, const ReportKey& report) {
  Rows rows = router.query(
      "SELECT routing.record FROM routing JOIN report USING (report) WHERE id = ? AND revision = ?",
      Blob{report.first.blob()}, report.second);
  std::set<std::string> told;
  if (!rows.next()) return told;
  const auto record = nlohmann::json::parse(store::kept_text(rows.view(0)));
  for (const auto& outcome : record.at("outcomes")) {
    if (outcome.at("outcome") == "told") told.insert(outcome.at("position"));
  }
  return told;
}

std::int64_t copies_in(Database& database, const ReportKey& report) {
  Rows rows = database.query("SELECT COUNT(*) FROM report WHERE id = ? AND revision = ?",
                             Blob{report.first.blob()}, report.second);
  return rows.next() ? rows.integer(0) : 0;
}

/// Whether the kept bytes are those the device signed: the envelope names their digest.
void check_bytes(Database& database, const char* sql, const ReportKey& report) {
  Rows rows = database.query(sql, Blob{report.first.blob()}, report.second);
  if (!rows.next()) return;
  const auto envelope = decode_envelope(rows.view(0));
  REQUIRE(envelope.has_value());
  CHECK(envelope->report == report.first);
  CHECK(envelope->digest == sha256(rows.view(1)));
}

std::vector<Place> every_place(const Databases& databases) {
  auto places = databases.intakes;
  places.push_back(databases.router);
  places.push_back(databases.notifier);
  return places;
}

}  // namespace

std::int64_t stored_copies(const Place& place, const ReportKey& report) {
  Database database(place.file, reading(place));
  return copies_in(database, report);
}

std::set<std::string> told_positions(const Place& router, const ReportKey& report) {
  Database database(router.file, reading(router));
  return told_in(database, report);
}

std::vector<ReportKey> not_shown(const Place& router, const std::vector<ReportKey>& reports,
                                 const Shown& shown) {
  Database database(router.file, reading(router));
  std::vector<ReportKey> waiting;
  for (const ReportKey& report : reports) {
    const auto told = told_in(database, report);
    const bool everywhere =
        !told.empty() && std::ranges::all_of(told, [&](const std::string& position) {
          return shown(report.first, report.second, position);
        });
    if (!everywhere) waiting.push_back(report);
  }
  return waiting;
}

void check_receipted(const Databases& databases, const std::vector<ReportKey>& receipted,
                     const Shown& shown) {
  std::vector<std::unique_ptr<Database>> intakes;
  for (const Place& place : databases.intakes) {
    intakes.push_back(std::make_unique<Database>(place.file, reading(place)));
  }
  Database router(databases.router.file, reading(databases.router));
  for (const ReportKey& report : receipted) {
    CAPTURE(to_string(report.first));
    CAPTURE(report.second);
    const std::int64_t kept = std::accumulate(
        intakes.begin(), intakes.end(), std::int64_t{0},
        [&](std::int64_t sum, const auto& intake) { return sum + copies_in(*intake, report); });
    CHECK(kept >= 1);
    CHECK(kept <= static_cast<std::int64_t>(intakes.size()));
    CHECK(copies_in(router, report) == 1);
    for (const auto& intake : intakes) {
      check_bytes(*intake, "SELECT envelope, content FROM report WHERE id = ? AND revision = ?",
                  report);
    }
    check_bytes(router, "SELECT envelope, bytes FROM report WHERE id = ? AND revision = ?", report);
    const auto told = told_in(router, report);
    CHECK_FALSE(told.empty());
    for (const std::string& position : told) {
      CAPTURE(position);
      CHECK(shown(report.first, report.second, position));
    }
  }
}

void check_audit(const Databases& databases) {
  for (const Place& place : every_place(databases)) {
    CAPTURE(place.file.string());
    Database database(place.file, reading(place));
    const store::AuditVerdict verdict = store::verify_audit(database);
    CHECK(verdict.entries > 0);
    CHECK_FALSE(verdict.first_bad.has_value());
    CHECK(verdict.reason == "");
  }
}

}  // namespace vigie::support
