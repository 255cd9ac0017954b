// The disk the other fault tests stand on does what it says.

#include "tests/support/faulty_storage.h"

#include <doctest/doctest.h>

#include <memory>

#include "store/database.h"

using namespace vigie;
using namespace vigie::store;
using support::DiskEvent;
using support::DiskTrouble;
using support::FaultyStorage;
using support::Leaves;

namespace {

constexpr const char* file = "/numbers.db";

std::unique_ptr<Database> open(const FaultyStorage& storage, Access access = Access::write) {
  return std::make_unique<Database>(file, OpenOptions{.access = access, .vfs = storage.vfs()});
}

void insert(Database& database) {
  Transaction transaction(database);
  database.run("INSERT INTO number VALUES(1)");
  transaction.commit();
}

std::int64_t count(Database& database) {
  Rows rows = database.query("SELECT COUNT(*) FROM number");
  REQUIRE(rows.next());
  return rows.integer(0);
}

FailureKind failure_of(Database& database) {
  try {
    insert(database);
  } catch (const StoreFailure& failure) {
    return failure.kind();
  }
  return FailureKind::other;
}

/// Its end finds no disk: what it would tidy up stays.
void crash(FaultyStorage& storage, std::unique_ptr<Database>& database) {
  storage.cut_off();
  database.reset();
  storage.attach();
}

}  // namespace

TEST_SUITE("faults/faulty_storage") {
  TEST_CASE("a killed process leaves all its writes, a power cut only what was synced") {
    FaultyStorage storage(1);
    auto database = open(storage);
    database->execute("CREATE TABLE number(n); PRAGMA synchronous = NORMAL");
    insert(*database);
    crash(storage, database);
    database = open(storage);
    CHECK(count(*database) == 1);
    insert(*database);
    database->execute("PRAGMA synchronous = OFF");
    insert(*database);
    crash(storage, database);
    storage.power_cut();
    database = open(storage);
    CHECK(count(*database) == 2);
  }

  TEST_CASE("a torn write is never read as one that was made") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      CAPTURE(seed);
      FaultyStorage storage(seed);
      auto database = open(storage);
      database->execute("CREATE TABLE number(n)");
      insert(*database);
      database->execute("PRAGMA synchronous = OFF");
      for (int i = 0; i < 5; ++i) insert(*database);
      crash(storage, database);
      storage.power_cut(Leaves::a_part);
      database = open(storage);
      CHECK(count(*database) >= 1);
      CHECK(count(*database) <= 6);
    }
  }

  TEST_CASE("after a failed sync the next one says done, and saves nothing of what failed") {
    FaultyStorage storage(2);
    auto database = open(storage);
    database->execute("CREATE TABLE number(n)");
    insert(*database);
    storage.arm({.event = DiskEvent::sync, .nth = 1, .trouble = DiskTrouble::io_error});
    CHECK(failure_of(*database) == FailureKind::input_output);
    CHECK(storage.fired());
    insert(*database);
    crash(storage, database);
    storage.power_cut();
    database = open(storage);
    CHECK(count(*database) < 3);
  }

  // The next process found the commit in the log, built on it, and a power cut took both.
  TEST_CASE("what a failed sync left in the log is saved before a new process builds on it") {
    FaultyStorage storage(5);
    auto database = open(storage);
    database->execute("CREATE TABLE number(n)");
    insert(*database);
    storage.arm({.event = DiskEvent::sync, .nth = 1, .trouble = DiskTrouble::io_error});
    CHECK(failure_of(*database) == FailureKind::input_output);
    crash(storage, database);
    database = open(storage);
    CHECK(count(*database) == 2);
    insert(*database);
    crash(storage, database);
    storage.power_cut();
    database = open(storage);
    CHECK(count(*database) == 3);
  }

  TEST_CASE("a full disk is called full until there is room, and readers still read") {
    for (const DiskTrouble trouble : {DiskTrouble::disk_full, DiskTrouble::short_write}) {
      FaultyStorage storage(3);
      auto database = open(storage);
      database->execute("CREATE TABLE number(n)");
      insert(*database);
      storage.arm({.event = DiskEvent::write, .nth = 2, .trouble = trouble});
      CHECK(failure_of(*database) == FailureKind::disk_full);
      CHECK(failure_of(*database) == FailureKind::disk_full);
      CHECK(count(*open(storage, Access::read)) == 1);
      storage.repair();
      insert(*database);
      CHECK(count(*database) == 2);
    }
  }

  TEST_CASE("a database on another file layer is checked at its opening too") {
    FaultyStorage storage(4);
    auto database = open(storage);
    database->execute("CREATE TABLE number(n); CREATE INDEX number_n ON number(n)");
    for (int i = 0; i < 2000; ++i) database->run("INSERT INTO number VALUES(?)", i);
    database.reset();
    storage.spoil(file, 3 * 8192, 8192);
    try {
      open(storage);
      FAIL("a damaged database was opened");
    } catch (const StoreFailure& failure) {
      CHECK(failure.kind() == FailureKind::damaged);
    }
  }
}
