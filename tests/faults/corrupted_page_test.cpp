// Damage on the disk, in each of the four databases: found, set aside with its bytes, never served,
// never overwritten; and a byte changed inside a text, which only a digest can find.

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <variant>

#include "cli/courier.h"
#include "cli/spool.h"
#include "intake/intake_store.h"
#include "store/audit.h"
#include "store/damage.h"
#include "store/database.h"
#include "store/packed.h"
#include "tests/support/command.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/real_mission.h"
#include "tests/support/report_generator.h"
#include "tests/support/stepped_mission.h"
#include "tests/support/store_failure.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;
using store::Database;
using store::FailureKind;
using store::Rows;
using store::StoreFailure;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t page_bytes = 8192;
constexpr const char* marker = "the grey lorry";
constexpr const char* time_of_filing = "\"filed_at\":1";

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Long enough to spill over several pages of the database.
Report report_of(const link::SecretKey& key, SeededRandom& random, Time now) {
  Report report = report_by(key.public_key, now, random);
  report.what.narrative = std::string(marker) + std::string(28'000, 'n');
  return report;
}

void file_one(SteppedMission& mission, Device& device) {
  device.file(report_of(device.key(), mission.random(), mission.clock().now()),
              mission.clock().now());
}

/// One of each database, as its program left it: with 30 reports in it.
struct Filled {
  Filled() {
    SteppedMission mission({.seed = 31, .mission = {}});
    Device& device = mission.add_device("patrol-1", "unpol_1");
    for (int i = 0; i < 30; ++i) file_one(mission, device);
    REQUIRE(mission.run_until_quiet(20'000));
    REQUIRE(device.receipted().size() == 30);
    for (const char* program : {"intake", "router", "notifier"}) {
      mission.kill(program);
      fs::copy_file(mission.database_of(program), folder / (program + std::string(".db")));
    }
    // Content that the tests' reports do not reach: more than a page.
    Database(folder / "notifier.db").run("UPDATE shown SET body = zeroblob(20000)");
    Database database(folder / "spool.db", {.program = "spool"});
    cli::Spool spool(database, mission.random(), device.key());
    for (int i = 0; i < 30; ++i) {
      const Report report = report_of(device.key(), mission.random(), mission.clock().now());
      const auto filing =
          spool.file({.name = "a.json", .bytes = encode_report(report), .attachments = {}},
                     mission.clock().now());
      REQUIRE(filing.spooled.has_value());
    }
  }

  TemporaryFolder folder{Storage::fast};
};

const Filled& filled() {
  static const Filled databases;
  return databases;
}

struct DatabaseKind {
  const char* program;
  const char* table;  ///< With the content,
  const char* index;  ///< and an index of it.
};
constexpr DatabaseKind kinds[] = {{"intake", "report", "report_revision"},
                                  {"router", "report", "report_revision"},
                                  {"notifier", "shown", "sqlite_autoindex_shown_1"},
                                  {"spool", "spooled", "spooled_identity"}};

/// A copy of that database in a folder of its own.
fs::path copy_of(const char* program, const TemporaryFolder& folder) {
  const std::string name = program + std::string(".db");
  fs::copy_file(filled().folder / name, folder / name);
  return folder / name;
}

/// Number, from 1, of the page in the middle of those.
std::int64_t page_of(const fs::path& file, const std::string& condition) {
  CAPTURE(condition);
  Database database(file, {.access = store::Access::read});
  const std::string sql = "SELECT pageno FROM dbstat WHERE " + condition;
  Rows rows = database.query(sql.c_str());
  std::vector<std::int64_t> pages;
  while (rows.next()) pages.push_back(rows.integer(0));
  REQUIRE_FALSE(pages.empty());
  return pages[pages.size() / 2];
}

std::int64_t leaf_of(const fs::path& file, const std::string& name) {
  return page_of(file, "pagetype = 'leaf' AND name = '" + name + "'");
}

struct PlaceOfDamage {
  const char* name;
  std::function<std::int64_t(const fs::path&, const DatabaseKind&)> page;
};

const PlaceOfDamage places[] = {
    {"the header", [](const fs::path&, const DatabaseKind&) { return 1; }},
    {"a leaf of the table",
     [](const fs::path& file, const DatabaseKind& kind) { return leaf_of(file, kind.table); }},
    {"a page of an index",
     [](const fs::path& file, const DatabaseKind& kind) { return leaf_of(file, kind.index); }},
    {"an overflow page of a content",
     [](const fs::path& file, const DatabaseKind&) {
       return page_of(file, "pagetype = 'overflow'");
     }},
};

/// The file with garbage over that page.
std::string damage(const fs::path& file, std::int64_t page, SeededRandom& random) {
  std::string bytes = support::file_bytes(file);
  const std::size_t start = (static_cast<std::size_t>(page) - 1) * page_bytes;
  REQUIRE(start + page_bytes <= bytes.size());
  for (std::size_t i = 0; i < page_bytes; ++i) {
    bytes[start + i] = static_cast<char>(random.below(256));
  }
  write_bytes(file, bytes);
  return bytes;
}

/// Databases alone, without their logs.
std::vector<fs::path> set_aside_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().find(".damaged-") != std::string::npos) {
      found.push_back(entry.path());
    }
  }
  std::erase_if(found, [](const fs::path& path) {
    return path.string().ends_with("-wal") || path.string().ends_with("-shm");
  });
  return found;
}

StoreFailure failure_of_opening(const fs::path& file, const char* program) {
  return failure_of([&] { Database database(file, {.program = program}); });
}

bool says(const StoreFailure& failure, const std::string& words) {
  return std::string(failure.what()).find(words) != std::string::npos;
}

/// Nothing is in its place, nothing is opened there, and the bytes are where the sentence says.
void check_set_aside(const fs::path& file, const char* program, const std::string& bytes,
                     const StoreFailure& failure) {
  CAPTURE(failure.what());
  CHECK(failure.kind() == FailureKind::damaged);
  CHECK_FALSE(fs::exists(file));
  const auto aside = set_aside_in(file.parent_path());
  REQUIRE(aside.size() == 1);
  CHECK(says(failure, aside.front().string()));
  CHECK(support::file_bytes(aside.front()) == bytes);
  const StoreFailure again = failure_of_opening(file, program);
  CHECK(again.kind() == FailureKind::damaged);
  CHECK(says(again, aside.front().string()));
  CHECK(says(again, "restore the latest backup as " + file.string()));
  CHECK_FALSE(fs::exists(file));
  CHECK(support::file_bytes(aside.front()) == bytes);
}

std::int64_t count_of(Database& database, const std::string& table) {
  const std::string sql = "SELECT COUNT(*) FROM " + table;
  Rows rows = database.query(sql.c_str());
  REQUIRE(rows.next());
  return rows.integer(0);
}

std::int64_t count_in(const fs::path& file, const std::string& table) {
  Database database(file, {.access = store::Access::read});
  return count_of(database, table);
}

std::int64_t count_act(const fs::path& file, const std::string& act) {
  Database database(file, {.access = store::Access::read});
  Rows rows = database.query("SELECT COUNT(*) FROM audit WHERE act = ?", act);
  REQUIRE(rows.next());
  return rows.integer(0);
}

struct Cell {
  const char* table;
  const char* column;
  std::int64_t row;
};

/// Changes the byte behind these words, as a disk would: to another of its kind, so that only a
/// digest can tell.
void flip_byte(const fs::path& file, const Cell& cell, const std::string& words) {
  Database database(file);
  const std::string read =
      std::string("SELECT ") + cell.column + " FROM " + cell.table + " WHERE rowid = ?";
  std::string kept;
  {
    Rows rows = database.query(read.c_str(), cell.row);
    REQUIRE(rows.next());
    kept = rows.text(0);
  }
  std::string text = store::kept_text(kept);
  const bool packed = text != kept;
  const auto at = text.find(words);
  REQUIRE(at != std::string::npos);
  text[at + words.size()] ^= 1;
  const std::string change =
      std::string("UPDATE ") + cell.table + " SET " + cell.column + " = ? WHERE rowid = ?";
  database.run(change.c_str(), store::Blob{packed ? store::pack(text) : text}, cell.row);
}

std::string id_in(const fs::path& file, const std::string& sql) {
  Database database(file, {.access = store::Access::read});
  Rows rows = database.query(sql.c_str());
  REQUIRE(rows.next());
  return to_string(uuid_from_blob(rows.view(0)).value());
}

/// Report and position of every notice that shows this row of `shown`.
std::set<std::pair<std::string, std::string>> notices_of_row(const fs::path& file, int row) {
  Database database(file, {.access = store::Access::read});
  Rows rows = database.query(
      "SELECT n.report, n.position FROM notice n JOIN shown s ON s.report = n.report AND "
      "s.revision = n.revision AND s.digest = n.content WHERE s.rowid = ?",
      row);
  std::set<std::pair<std::string, std::string>> notices;
  while (rows.next()) {
    notices.emplace(to_string(uuid_from_blob(rows.view(0)).value()), rows.text(1));
  }
  return notices;
}

/// Ids of reports that any officer was shown.
std::set<std::string> shown_ids(SteppedMission& mission) {
  std::set<std::string> ids;
  for (const auto& officer : mission.officers()) {
    for (const auto& shown : officer->shown()) ids.insert(std::get<0>(shown));
  }
  return ids;
}

std::size_t in_quarantine(SteppedMission& mission, const std::string& program) {
  const auto list =
      nlohmann::json::parse(mission.control(program, R"({"command":"quarantine.list"})"));
  return list.at("entries").size();
}

std::string first_code(SteppedMission& mission, const std::string& program) {
  const auto list =
      nlohmann::json::parse(mission.control(program, R"({"command":"quarantine.list"})"));
  return list.at("entries").at(0).at("code");
}

}  // namespace

TEST_SUITE("faults/corrupted_page") {
  TEST_CASE("garbage over any page of any database is found at opening and set aside") {
    for (const DatabaseKind& kind : kinds) {
      for (const PlaceOfDamage& place : places) {
        CAPTURE(kind.program);
        CAPTURE(place.name);
        const TemporaryFolder folder(Storage::fast);
        const fs::path file = copy_of(kind.program, folder);
        SeededRandom random(17);
        const std::string bytes = damage(file, place.page(file, kind), random);
        check_set_aside(file, kind.program, bytes, failure_of_opening(file, kind.program));
        fs::copy_file(filled().folder / file.filename().string(), file);
        Database restored(file, {.program = kind.program});
        CHECK(count_of(restored, kind.table) >= 30);
        CHECK(set_aside_in(folder.path()).size() == 1);
      }
    }
  }

  TEST_CASE("an empty file put there by hand starts anew; one made by nobody does not") {
    for (const DatabaseKind& kind : kinds) {
      CAPTURE(kind.program);
      const TemporaryFolder folder(Storage::fast);
      const fs::path file = copy_of(kind.program, folder);
      SeededRandom random(18);
      const std::string bytes = damage(file, 1, random);
      check_set_aside(file, kind.program, bytes, failure_of_opening(file, kind.program));
      write_bytes(file, "");
      Database anew(file, {.program = kind.program});
      CHECK(count_of(anew, "sqlite_schema") == 0);
      CHECK(support::file_bytes(set_aside_in(folder.path()).front()) == bytes);
    }
  }

  TEST_CASE("a second damaged database never takes the name of the first") {
    const TemporaryFolder folder(Storage::fast);
    SeededRandom random(19);
    std::set<std::string> contents;
    for (int i = 0; i < 4; ++i) {
      const fs::path file = copy_of("router", folder);
      contents.insert(damage(file, 1, random));
      failure_of_opening(file, "router");
    }
    std::set<std::string> kept;
    for (const fs::path& aside : set_aside_in(folder.path()))
      kept.insert(support::file_bytes(aside));
    CHECK(kept == contents);
  }

  TEST_CASE("the log goes with its database, and none is left to spoil a backup") {
    const TemporaryFolder folder(Storage::fast);
    const fs::path file = copy_of("intake", folder);
    SeededRandom random(20);
    damage(file, leaf_of(file, "report"), random);
    write_bytes(file.string() + "-wal", "");
    failure_of_opening(file, "intake");
    CHECK_FALSE(fs::exists(file.string() + "-wal"));
    CHECK_FALSE(fs::exists(file.string() + "-shm"));
    // As after a power cut between the two moves.
    write_bytes(file.string() + "-wal", "a log without its database");
    const fs::path aside = set_aside_in(folder.path()).front();
    fs::remove(aside.string() + "-wal");
    failure_of_opening(file, "intake");
    CHECK_FALSE(fs::exists(file.string() + "-wal"));
    CHECK(support::file_bytes(aside.string() + "-wal") == "a log without its database");
  }

  TEST_CASE("a database too large to be checked at the start is set aside when damage is met") {
    const TemporaryFolder folder(Storage::fast);
    const fs::path file = copy_of("intake", folder);
    SeededRandom random(21);
    const std::string bytes = damage(file, leaf_of(file, "report"), random);
    std::int64_t served = 0;
    const StoreFailure failure = failure_of([&] {
      Database database(file, {.program = "intake", .check_bytes_max = 1});
      intake::IntakeStore intake(database);
      for (std::int64_t row = 1; row <= 30; ++row) {
        const intake::StoredReport stored = intake.stored(row);
        CHECK(sha256(stored.report) == stored.kept.digest);
        ++served;
      }
    });
    CHECK(served < 30);
    CHECK(failure.kind() == FailureKind::damaged);
    const auto aside = set_aside_in(folder.path());
    REQUIRE_FALSE(aside.empty());
    CHECK(says(failure, ".damaged-"));
    CHECK_FALSE(fs::exists(file));
    CHECK(failure_of_opening(file, "intake").kind() == FailureKind::damaged);
    CHECK(support::file_bytes(aside.front()) == bytes);
  }

  TEST_CASE("so is each of the four, when what is damaged is read") {
    SeededRandom random(22);
    for (const DatabaseKind& kind : kinds) {
      CAPTURE(std::string(kind.program));
      const TemporaryFolder folder(Storage::fast);
      const fs::path file = copy_of(kind.program, folder);
      const std::int64_t kept = count_in(file, kind.table);
      const std::string bytes = damage(file, leaf_of(file, kind.table), random);
      const std::string sql = "SELECT * FROM " + std::string(kind.table);
      std::int64_t served = 0;
      const StoreFailure failure = failure_of([&] {
        Database database(file, {.program = kind.program, .check_bytes_max = 1});
        Rows rows = database.query(sql.c_str());
        while (rows.next()) ++served;
      });
      CHECK(served < kept);
      check_set_aside(file, kind.program, bytes, failure);
    }
  }

  // SQLite cannot tell a torn end of the log from damage in its middle: it keeps what stands
  // before. What was acknowledged behind it is missed by the neighbours, who send it again
  // (pipeline/stepped: a database restored from a backup).
  TEST_CASE("damage in the log keeps every commit before it, whole, and none behind it") {
    for (int seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      SeededRandom random(static_cast<std::uint64_t>(seed));
      const TemporaryFolder folder(Storage::fast);
      const fs::path file = folder / "intake.db";
      const fs::path copy = folder / "copy.db";
      constexpr std::int64_t commits = 40;
      {
        Database database(file, {.program = "intake"});
        store::AuditTrail audit(database);
        database.checkpoint(true, true);
        for (std::int64_t i = 1; i <= commits; ++i) {
          store::Transaction transaction(database);
          audit.append(Time{} + std::chrono::milliseconds(i), "test", "test.counted",
                       std::to_string(i), std::string(random.below(6000), 'd'));
          transaction.commit();
        }
        fs::copy_file(file, copy);
        fs::copy_file(file.string() + "-wal", copy.string() + "-wal");
      }
      std::string log = support::file_bytes(copy.string() + "-wal");
      const std::size_t at = log.size() / 4 + random.below(log.size() / 2);
      for (std::size_t i = at; i < std::min(at + 512, log.size()); ++i) log[i] ^= '\x5a';
      write_bytes(copy.string() + "-wal", log);
      Database reopened(copy, {.program = "intake"});
      const store::AuditVerdict verdict = store::verify_audit(reopened);
      CHECK_FALSE(verdict.first_bad.has_value());
      CHECK(verdict.entries == count_of(reopened, "audit"));
      CHECK(verdict.entries > 0);
      CHECK(verdict.entries < commits);
    }
  }

  TEST_CASE("the database of another program in its place is refused, untouched") {
    for (const DatabaseKind& kind : kinds) {
      for (const DatabaseKind& other : kinds) {
        if (kind.program == other.program) continue;
        CAPTURE(kind.program);
        CAPTURE(other.program);
        const TemporaryFolder folder(Storage::fast);
        const fs::path file = folder / (kind.program + std::string(".db"));
        fs::copy_file(filled().folder / (other.program + std::string(".db")), file);
        const std::string bytes = support::file_bytes(file);
        const StoreFailure failure = failure_of_opening(file, kind.program);
        CHECK(failure.kind() == FailureKind::foreign);
        CHECK(says(failure, "is the database of the " + std::string(other.program) +
                                ", not of the " + kind.program));
        CHECK(support::file_bytes(file) == bytes);
      }
    }
  }

  TEST_CASE("the command sets aside, does not begin anew by itself, and takes the backup") {
    RealMission mission(41);
    Device& device = mission.add_device("patrol-1");
    for (int i = 0; i < 10; ++i) {
      device.file(report_of(device.key(), mission.random(), mission.now()), mission.now());
    }
    REQUIRE(mission.run_until([&] { return device.owed() == 0; }, 30s));
    REQUIRE(device.receipted().size() == 10);
    const auto words = [&](const char* program) {
      return std::vector<std::string>{program,
                                      "--mission",
                                      std::string(VIGIE_SOURCE_DIR) + "/config/mali",
                                      "--settings",
                                      mission.folder() / "settings.yaml",
                                      "--data",
                                      mission.folder() / "data"};
    };
    for (const char* program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      REQUIRE(mission.stop(program) == 0);
      const fs::path file = mission.database_of(program);
      const fs::path backup = mission.folder() / "backup.db";
      fs::copy_file(file, backup, fs::copy_options::overwrite_existing);
      SeededRandom random(22);
      const std::string bytes = damage(file, leaf_of(file, "audit"), random);
      const CommandResult first = run_vigie(words(program));
      CAPTURE(first.err);
      CHECK(first.code == 1);
      CHECK(first.error_lines() == 1);
      const auto aside = set_aside_in(file.parent_path());
      REQUIRE(aside.size() == 1);
      CHECK(first.err.find(aside.front().string()) != std::string::npos);
      CHECK(support::file_bytes(aside.front()) == bytes);
      const CommandResult second = run_vigie(words(program));
      CAPTURE(second.err);
      CHECK(second.code == 1);
      CHECK(second.err.find("restore the latest backup as " + file.string()) != std::string::npos);
      CHECK_FALSE(fs::exists(file));
      fs::copy_file(backup, file);
      mission.start(program);
      CHECK_NOTHROW(mission.wait_until_ready(program));
    }
    REQUIRE(mission.stop("router") == 0);
    fs::copy_file(mission.database_of("intake"), mission.database_of("router"),
                  fs::copy_options::overwrite_existing);
    const CommandResult foreign = run_vigie(words("router"));
    CHECK(foreign.code == 3);
    CHECK(foreign.err.find("is the database of the intake, not of the router") !=
          std::string::npos);
  }
}

TEST_SUITE("faults/changed_byte") {
  TEST_CASE("a report changed at intake is not routed; an alarm names it and its bytes stay") {
    SteppedMission mission({.seed = 51, .mission = {}});
    Device& device = mission.add_device("patrol-1", "unpol_1");
    mission.kill("router");
    for (int i = 0; i < 5; ++i) file_one(mission, device);
    REQUIRE(mission.run_until([&] { return device.owed() == 0; }));
    mission.kill("intake");
    const fs::path intake = mission.database_of("intake");
    flip_byte(intake, {"report", "content", 3}, marker);
    const std::string changed = id_in(intake, "SELECT id FROM report WHERE row = 3");
    mission.start("intake");
    mission.start("router");
    REQUIRE(mission.run_until_quiet(20'000));
    const auto shown = shown_ids(mission);
    CHECK(shown.size() == 4);
    CHECK_FALSE(shown.contains(changed));
    CHECK(in_quarantine(mission, "router") == 1);
    CHECK(first_code(mission, "router") == "report.mismatch");
    CHECK_FALSE(mission.program("router").health(mission.clock().now()).ready);
    CHECK(count_act(intake, "alarm.report.damaged") == 1);
    Database kept(intake, {.access = store::Access::read});
    CHECK(count_of(kept, "report") == 5);
  }

  TEST_CASE("notices changed at the router never leave it, and those behind them pass") {
    SteppedMission mission({.seed = 52, .mission = {}});
    Device& device = mission.add_device("patrol-1", "unpol_1");
    mission.kill("notifier");
    for (int i = 0; i < 5; ++i) file_one(mission, device);
    const fs::path router = mission.database_of("router");
    REQUIRE(mission.run_until([&] {
      return nlohmann::json::parse(mission.control("router", R"({"command":"state"})"))
                 .at("counts")
                 .at("routings") == 5;
    }));
    mission.kill("router");
    flip_byte(router, {"dispatch", "message", 2}, time_of_filing);
    const std::string changed = id_in(router, "SELECT id FROM dispatch WHERE dispatch = 2");
    mission.start("router");
    mission.start("notifier");
    REQUIRE(mission.run_until_quiet(20'000));
    const auto shown = shown_ids(mission);
    CHECK(shown.size() == 4);
    CHECK_FALSE(shown.contains(changed));
    CHECK(in_quarantine(mission, "notifier") == 1);
    CHECK(count_act(router, "alarm.notices.damaged") == 1);
    CHECK_FALSE(mission.program("notifier").health(mission.clock().now()).ready);
  }

  TEST_CASE("a notice changed at the notifier is shown to nobody and alarmed") {
    SteppedMission mission({.seed = 53, .mission = {}});
    Device& device = mission.add_device("patrol-1", "unpol_1");
    for (const auto& officer : mission.officers()) mission.network().partition(officer->person());
    for (int i = 0; i < 5; ++i) file_one(mission, device);
    const fs::path notifier = mission.database_of("notifier");
    REQUIRE(mission.run_until_quiet(20'000));
    mission.kill("notifier");
    flip_byte(notifier, {"shown", "body", 4}, time_of_filing);
    const std::string notice =
        id_in(notifier,
              "SELECT notice FROM notice JOIN shown USING(report) WHERE shown.rowid = 4 "
              "AND notice.content = shown.digest LIMIT 1");
    const auto damaged = notices_of_row(notifier, 4);
    REQUIRE_FALSE(damaged.empty());
    mission.start("notifier");
    for (const auto& officer : mission.officers()) mission.network().heal(officer->person());
    REQUIRE(mission.run_until_quiet(20'000));
    // Positions with another view of the same report are shown theirs.
    CHECK(shown_ids(mission).size() >= 4);
    for (const auto& officer : mission.officers()) {
      for (const auto& [report, revision, position] : officer->shown()) {
        CHECK_FALSE(damaged.contains({report, position}));
      }
    }
    CHECK(count_act(notifier, "alarm.notice.damaged") >= 1);
    std::string answers;
    std::vector<std::unique_ptr<link::Line>> lines;
    for (const auto& officer : mission.officers()) {
      lines.push_back(mission.network().line(officer->person(), "notifier/people"));
      lines.back()->send({link::write_wire(
          link::Ask{.number = 1, .what = "show", .body = R"({"notice":")" + notice + R"("})"})});
    }
    for (int i = 0; i < 50; ++i) mission.step();
    for (const auto& line : lines) {
      while (const auto frames = line->receive()) {
        const auto wire = link::read_wire(*frames);
        if (const auto* tell = std::get_if<link::Tell>(&wire)) answers += tell->body;
      }
    }
    CHECK(answers.find("notice.damaged") != std::string::npos);
    CHECK(answers.find("filed_at") == std::string::npos);
  }

  TEST_CASE("a report changed in a spool is refused by intake; filed again it is received") {
    SteppedMission mission({.seed = 54, .mission = {}});
    Device& known = mission.add_device("patrol-1", "unpol_1");
    const TemporaryFolder folder(Storage::fast);
    const fs::path file = folder / "spool.db";
    std::vector<cli::ReportFile> files;
    for (int i = 0; i < 3; ++i) {
      const Report report = report_of(known.key(), mission.random(), mission.clock().now());
      files.push_back({.name = "a.json", .bytes = encode_report(report), .attachments = {}});
    }
    {
      Database database(file, {.program = "spool"});
      cli::Spool spool(database, mission.random(), known.key());
      for (const auto& report : files) spool.file(report, mission.clock().now());
    }
    flip_byte(file, {"spooled", "content", 2}, marker);
    Database database(file, {.program = "spool"});
    cli::Spool spool(database, mission.random(), known.key());
    const auto line = mission.network().line("patrol-1", "intake/patrols");
    cli::Courier courier(spool, *line, [](const link::Alarm&, Time) {});
    const auto carry = [&] {
      return mission.run_until([&] {
        courier.turn(mission.clock().now());
        return spool.store().in_state(cli::SpoolState::waiting).empty();
      });
    };
    REQUIRE(carry());
    CHECK(spool.find(1)->state == cli::SpoolState::received);
    CHECK(spool.find(2)->state == cli::SpoolState::refused);
    CHECK(spool.find(2)->code == "signature.wrong");
    CHECK(spool.find(3)->state == cli::SpoolState::received);
    spool.file(files[1], mission.clock().now());
    REQUIRE(carry());
    CHECK(spool.find(2)->state == cli::SpoolState::received);
  }
}
