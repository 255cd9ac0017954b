#include "store/migrations.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/support/temporary_folder.h"

using namespace vigie::store;
using vigie::support::TemporaryFolder;

namespace {

constexpr std::array<const char*, 1> first = {"CREATE TABLE a(x INTEGER) STRICT"};
constexpr std::array<const char*, 2> second = {first[0],
                                               "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 7"};
constexpr std::array<const char*, 3> broken = {second[0], second[1],
                                               "CREATE TABLE b(x INTEGER) STRICT; nonsense"};

std::int64_t count(Database& database, const char* sql) {
  Rows rows = database.query(sql);
  REQUIRE(rows.next());
  return rows.integer(0);
}

}  // namespace

TEST_SUITE("store/migrations") {
  TEST_CASE("a new database gets every step, an old one those it lacks") {
    const TemporaryFolder folder;
    {
      Database database(folder / "a.db");
      migrate(database, "part", first);
      database.run("INSERT INTO a VALUES(1)");
    }
    Database database(folder / "a.db");
    migrate(database, "part", second);
    CHECK(count(database, "SELECT y FROM a") == 7);
    migrate(database, "part", second);
    CHECK(count(database, "SELECT version FROM schema_part WHERE part = 'part'") == 2);
    Database fresh(folder / "b.db");
    migrate(fresh, "part", second);
    CHECK(count(fresh, "SELECT COUNT(y) FROM a") == 0);
  }

  TEST_CASE("parts have versions of their own") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    migrate(database, "one", first);
    constexpr std::array<const char*, 1> other = {"CREATE TABLE c(x INTEGER) STRICT"};
    migrate(database, "two", other);
    CHECK(count(database, "SELECT COUNT(*) FROM schema_part") == 2);
  }

  TEST_CASE("a database of a newer program is refused and not touched") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    migrate(database, "part", second);
    try {
      migrate(database, "part", first);
      FAIL("a newer database was accepted");
    } catch (const StoreFailure& failure) {
      CHECK(failure.kind() == FailureKind::too_new);
      const std::string text = failure.what();
      CHECK(text.find((folder / "a.db").string()) != std::string::npos);
      CHECK(text.find("part version 2, this program knows 1") != std::string::npos);
    }
    CHECK(count(database, "SELECT version FROM schema_part") == 2);
    CHECK_FALSE(database.in_transaction());
  }

  TEST_CASE("a step that fails leaves the version before it, whole") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    migrate(database, "part", second);
    CHECK_THROWS_AS(migrate(database, "part", broken), StoreFailure);
    CHECK(count(database, "SELECT version FROM schema_part") == 2);
    CHECK(count(database, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'b'") == 0);
    CHECK_FALSE(database.in_transaction());
  }
}
