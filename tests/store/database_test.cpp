#include "store/database.h"

#include <doctest/doctest.h>
#include <sys/mount.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "tests/support/file_bytes.h"
#include "tests/support/store_failure.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie::store;
using vigie::support::failure_of;
using vigie::support::TemporaryFolder;

namespace {

std::int64_t number(Database& database, const char* sql) {
  Rows rows = database.query(sql);
  REQUIRE(rows.next());
  return rows.integer(0);
}

std::string word(Database& database, const char* sql) {
  Rows rows = database.query(sql);
  REQUIRE(rows.next());
  return rows.text(0);
}

/// Temporary files of this process: opened, and deleted at once.
int files_without_a_name() {
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry, gone).string();
    if (target.ends_with(" (deleted)")) ++found;
  }
  return found;
}

bool says(const StoreFailure& failure, const std::string& words) {
  INFO(failure.what());
  const bool said = std::string(failure.what()).find(words) != std::string::npos;
  CHECK(said);
  return said;
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

void fill(Database& database, int rows, std::size_t bytes) {
  Transaction transaction(database);
  for (int i = 0; i < rows; ++i) {
    database.run("INSERT INTO t VALUES(?)", std::string(bytes, 'x'));
  }
  transaction.commit();
}

/// A file system of its own; made() is false where the test may not mount one.
class SmallDisk {
 public:
  SmallDisk(const std::filesystem::path& folder, const char* size) : folder_(folder) {
    const std::string options = std::string("size=") + size;
    made_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, options.c_str()) == 0;
    if (!made_) std::printf("1 test skipped: mounting a small disk needs root\n");
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (made_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  bool made() const { return made_; }
  void make_read_only() {
    REQUIRE(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0);
  }

 private:
  std::filesystem::path folder_;
  bool made_ = false;
};

}  // namespace

TEST_SUITE("store/database") {
  TEST_CASE("a database is opened the one safe way") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    CHECK(word(database, "PRAGMA journal_mode") == "wal");
    CHECK(number(database, "PRAGMA synchronous") == 2);  // FULL
    CHECK(number(database, "PRAGMA secure_delete") == 1);
    CHECK(number(database, "PRAGMA wal_autocheckpoint") == 0);
    CHECK(number(database, "PRAGMA mmap_size") == 0);
    CHECK(number(database, "PRAGMA foreign_keys") == 1);
    CHECK(number(database, "PRAGMA trusted_schema") == 0);
  }

  TEST_CASE("every text comes back as it went in") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a TEXT) STRICT");
    const std::array<std::string, 6> texts = {"",
                                              "plain",
                                              std::string("nul\0inside", 10),
                                              "Ménaka — été",
                                              "\xf0\x9f\x90\xab",
                                              std::string(100'000, 'z')};
    for (const std::string& text : texts) {
      database.run("DELETE FROM t");
      database.run("INSERT INTO t VALUES(?)", text);
      Rows rows = database.query("SELECT a, a IS NULL, typeof(a) FROM t");
      REQUIRE(rows.next());
      CHECK(rows.text(0) == text);
      CHECK(rows.view(0) == text);
      CHECK(rows.integer(1) == 0);
      CHECK(rows.text(2) == "text");
    }
  }

  TEST_CASE("every blob comes back as it went in") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a BLOB) STRICT");
    std::string all_bytes;
    for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
    for (const std::string& bytes : {std::string(), std::string(3, '\0'), all_bytes}) {
      database.run("DELETE FROM t");
      database.run("INSERT INTO t VALUES(?)", Blob{bytes});
      Rows rows = database.query("SELECT a, typeof(a) FROM t");
      REQUIRE(rows.next());
      CHECK_FALSE(rows.is_null(0));
      CHECK(rows.text(0) == bytes);
      CHECK(rows.text(1) == "blob");
    }
  }

  TEST_CASE("NULL, empty text and zero are three different values") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a TEXT, b INTEGER) STRICT");
    database.run("INSERT INTO t VALUES(?, ?)", nullptr, std::optional<std::int64_t>());
    database.run("INSERT INTO t VALUES(?, ?)", "", 0);
    database.run("INSERT INTO t VALUES(?, ?)", std::optional<std::string>("x"),
                 std::optional<std::int64_t>(-1));
    Rows rows = database.query("SELECT a, b FROM t ORDER BY rowid");
    REQUIRE(rows.next());
    CHECK(rows.maybe_text(0) == std::nullopt);
    CHECK(rows.maybe_integer(1) == std::nullopt);
    REQUIRE(rows.next());
    CHECK(rows.maybe_text(0) == "");
    CHECK(rows.maybe_integer(1) == 0);
    REQUIRE(rows.next());
    CHECK(rows.maybe_text(0) == "x");
    CHECK(rows.maybe_integer(1) == -1);
    CHECK_FALSE(rows.next());
  }

  TEST_CASE("ids, digests and instants come back as they went in") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    const vigie::Digest digest = vigie::sha256("a");
    const vigie::Uuid id = *vigie::uuid_from_blob(digest.blob().substr(0, 16));
    database.execute("CREATE TABLE t(a BLOB, b BLOB, c INTEGER, d INTEGER) STRICT");
    database.run("INSERT INTO t VALUES(?, ?, -1, NULL)", Blob{id.blob()}, Blob{digest.blob()});
    Rows rows = database.query("SELECT * FROM t");
    REQUIRE(rows.next());
    CHECK(rows.uuid(0) == id);
    CHECK(rows.digest(1) == digest);
    CHECK(rows.time(2) == vigie::Time{-1ms});
    CHECK(rows.maybe_time(2) == vigie::Time{-1ms});
    CHECK(rows.maybe_time(3) == std::nullopt);
  }

  TEST_CASE("the whole range of integers is kept") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    for (const std::int64_t value : {std::int64_t{0}, std::numeric_limits<std::int64_t>::min(),
                                     std::numeric_limits<std::int64_t>::max()}) {
      Rows rows = database.query("SELECT ?", value);
      REQUIRE(rows.next());
      CHECK(rows.integer(0) == value);
    }
  }

  TEST_CASE("a wrong type is refused by the table") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a INTEGER) STRICT");
    CHECK_THROWS_AS(database.run("INSERT INTO t VALUES(?)", "word"), StoreFailure);
    CHECK(database.run("INSERT INTO t VALUES(?)", 1) == 1);
  }

  TEST_CASE("a statement says how many rows it changed") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a INTEGER) STRICT");
    CHECK(database.run("INSERT INTO t VALUES(1), (2), (3)") == 3);
    CHECK(database.last_row() == 3);
    CHECK(database.run("UPDATE t SET a = 9 WHERE a > ?", 1) == 2);
    CHECK(database.run("DELETE FROM t WHERE a = ?", 7) == 0);
  }

  TEST_CASE("a statement in error says which file and gives the database's reason") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    const StoreFailure failure = failure_of([&] { database.run("INSERT INTO absent VALUES(1)"); });
    CHECK(failure.kind() == FailureKind::other);
    says(failure, (folder / "a.db").string());
    says(failure, "no such table: absent");
  }
}

TEST_SUITE("store/transaction") {
  TEST_CASE("what was not committed is gone, and a new transaction can begin") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a INTEGER) STRICT");
    {
      const Transaction transaction(database);
      database.run("INSERT INTO t VALUES(1)");
      CHECK(database.in_transaction());
    }
    CHECK_FALSE(database.in_transaction());
    CHECK(number(database, "SELECT COUNT(*) FROM t") == 0);
    {
      Transaction transaction(database);
      database.run("INSERT INTO t VALUES(2)");
      transaction.commit();
    }
    CHECK(number(database, "SELECT a FROM t") == 2);
  }

  TEST_CASE("an exception rolls back") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT");
    const auto twice = [&] {
      Transaction transaction(database);
      database.run("INSERT INTO t VALUES(1)");
      database.run("INSERT INTO t VALUES(1)");
      transaction.commit();
    };
    CHECK_THROWS_AS(twice(), StoreFailure);
    CHECK(number(database, "SELECT COUNT(*) FROM t") == 0);
  }

  TEST_CASE("a savepoint may change many megabytes, to be kept or undone") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE page(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
    const auto sum = [&] {
      Rows rows = database.query("SELECT SUM(LENGTH(bytes)), COUNT(*) FROM page");
      return rows.next() ? std::pair(rows.integer(0), rows.integer(1))
                         : std::pair<std::int64_t, std::int64_t>{};
    };
    for (int i = 0; i < 1000; ++i) database.run("INSERT INTO page VALUES(?, zeroblob(7000))", i);
    const int before = files_without_a_name();
    const Transaction transaction(database);
    {
      const Savepoint undone(database);
      for (int i = 0; i < 1000; ++i) {
        database.run("UPDATE page SET bytes = zeroblob(6000) WHERE number = ?", i);
      }
      CHECK(sum() == std::pair<std::int64_t, std::int64_t>{6'000'000, 1000});
      CHECK(files_without_a_name() == before);
    }
    CHECK(sum() == std::pair<std::int64_t, std::int64_t>{7'000'000, 1000});
    Savepoint kept(database);
    CHECK(database.run("UPDATE page SET bytes = zeroblob(5000)") == 1000);
    kept.keep();
    CHECK(sum() == std::pair<std::int64_t, std::int64_t>{5'000'000, 1000});
  }

  TEST_CASE("a savepoint is undone alone, and may hold another") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a INTEGER) STRICT");
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES(1)");
    {
      const Savepoint undone(database);
      database.run("INSERT INTO t VALUES(2)");
      Savepoint inner(database);
      database.run("INSERT INTO t VALUES(3)");
      inner.keep();
    }
    {
      Savepoint kept(database);
      database.run("INSERT INTO t VALUES(4)");
      {
        const Savepoint inner(database);
        database.run("INSERT INTO t VALUES(5)");
      }
      kept.keep();
    }
    CHECK(database.in_transaction());
    transaction.commit();
    CHECK(word(database, "SELECT group_concat(a) FROM t") == "1,4");
  }

  TEST_CASE("commits are counted, rollbacks are not") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    database.execute("CREATE TABLE t(a INTEGER) STRICT");
    const std::int64_t before = database.commits();
    for (int i = 0; i < 3; ++i) {
      Transaction transaction(database);
      database.run("INSERT INTO t VALUES(1)");
      transaction.commit();
    }
    { const Transaction undone(database); }
    CHECK(database.commits() == before + 3);
  }

  TEST_CASE("committed rows are there after opening again") {
    const TemporaryFolder folder;
    {
      Database database(folder / "a.db");
      database.execute("CREATE TABLE t(a TEXT) STRICT");
      fill(database, 10, 10);
    }
    Database database(folder / "a.db");
    CHECK(number(database, "SELECT COUNT(*) FROM t") == 10);
  }
}

TEST_SUITE("store/checkpoint") {
  TEST_CASE("an idle turn copies a log that is worth it into the database") {
    const TemporaryFolder folder;
    Database database(folder / "a.db", {.wal_bytes_idle = 50'000});
    database.execute("CREATE TABLE t(a TEXT) STRICT");
    const auto empty = std::filesystem::file_size(folder / "a.db");
    database.checkpoint(true);
    CHECK(std::filesystem::file_size(folder / "a.db") == empty);
    fill(database, 100, 1000);
    const auto before = std::filesystem::file_size(folder / "a.db");
    database.checkpoint(false);
    CHECK(std::filesystem::file_size(folder / "a.db") == before);
    database.checkpoint(true);
    CHECK(std::filesystem::file_size(folder / "a.db") > before);
  }

  TEST_CASE("a busy turn copies it too once the log has passed its limit") {
    const TemporaryFolder folder;
    Database database(folder / "a.db", {.wal_bytes_max = 50'000});
    database.execute("CREATE TABLE t(a TEXT) STRICT");
    const auto before = std::filesystem::file_size(folder / "a.db");
    database.checkpoint(false);
    CHECK(std::filesystem::file_size(folder / "a.db") == before);
    fill(database, 100, 1000);
    database.checkpoint(false);
    CHECK(std::filesystem::file_size(folder / "a.db") > before);
  }

  TEST_CASE("what was erased is in no file any more after a truncating checkpoint") {
    const TemporaryFolder folder;
    const std::string secret = "a sentence that must not stay behind";
    Database database(folder / "a.db", {.wal_bytes_idle = 0});
    database.execute("CREATE TABLE t(a TEXT) STRICT");
    database.run("INSERT INTO t VALUES(?)", secret);
    database.checkpoint(true);
    REQUIRE(support::file_bytes(folder / "a.db").find(secret) != std::string::npos);
    database.run("DELETE FROM t");
    database.checkpoint(true, true);
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      CHECK(support::file_bytes(file.path()).find(secret) == std::string::npos);
    }
    CHECK(std::filesystem::file_size(folder / "a.db-wal") == 0);
  }

  TEST_CASE("a reader in the way postpones the checkpoint and stops nothing") {
    const TemporaryFolder folder;
    Database writer(folder / "a.db", {.busy_wait = 10ms, .wal_bytes_idle = 0});
    writer.execute("CREATE TABLE t(a TEXT) STRICT");
    fill(writer, 2, 10);
    Database reader(folder / "a.db", {.access = Access::read});
    Rows held = reader.query("SELECT a FROM t");
    REQUIRE(held.next());
    fill(writer, 100, 1000);
    writer.checkpoint(true);
    writer.checkpoint(true, true);
    CHECK(held.next());
    CHECK(number(writer, "SELECT COUNT(*) FROM t") == 102);
  }
}

TEST_SUITE("store/two at once") {
  TEST_CASE("a reader sees what is committed while the owner is writing") {
    const TemporaryFolder folder;
    Database writer(folder / "a.db");
    writer.execute("CREATE TABLE t(a TEXT) STRICT");
    fill(writer, 5, 10);
    Database reader(folder / "a.db", {.access = Access::read});
    {
      Transaction transaction(writer);
      writer.run("INSERT INTO t VALUES('new')");
      CHECK(number(reader, "SELECT COUNT(*) FROM t") == 5);
      transaction.commit();
    }
    CHECK(number(reader, "SELECT COUNT(*) FROM t") == 6);
  }

  TEST_CASE("a reader cannot write") {
    const TemporaryFolder folder;
    Database writer(folder / "a.db");
    writer.execute("CREATE TABLE t(a TEXT) STRICT");
    Database reader(folder / "a.db", {.access = Access::read});
    const StoreFailure failure =
        failure_of([&] { reader.run("INSERT INTO t VALUES('from a reader')"); });
    CHECK(failure.kind() == FailureKind::read_only);
    CHECK(number(writer, "SELECT COUNT(*) FROM t") == 0);
  }

  TEST_CASE("a reader does not make a database that is not there") {
    const TemporaryFolder folder;
    const StoreFailure failure =
        failure_of([&] { Database reader(folder / "absent.db", {.access = Access::read}); });
    CHECK(failure.kind() == FailureKind::read_only);
    says(failure, "absent.db");
    CHECK_FALSE(std::filesystem::exists(folder / "absent.db"));
  }

  TEST_CASE("a second writer is refused with a sentence, and the first is not disturbed") {
    const TemporaryFolder folder;
    Database first(folder / "a.db");
    first.execute("CREATE TABLE t(a INTEGER) STRICT");
    Database second(folder / "a.db", {.busy_wait = 20ms});
    Transaction transaction(first);
    first.run("INSERT INTO t VALUES(1)");
    const StoreFailure failure = failure_of([&] { Transaction other(second); });
    CHECK(failure.kind() == FailureKind::busy);
    says(failure, (folder / "a.db").string());
    says(failure, "another process holds it");
    transaction.commit();
    CHECK(number(first, "SELECT COUNT(*) FROM t") == 1);
  }
}

TEST_SUITE("store/bad days") {
  TEST_CASE("a file that is no database is refused and set aside with its bytes") {
    const TemporaryFolder folder;
    std::string bytes;
    for (int i = 0; i < 10'000; ++i) bytes += static_cast<char>((i * 7919) >> 3);
    write_bytes(folder / "a.db", bytes);
    const StoreFailure failure = failure_of([&] { Database database(folder / "a.db"); });
    CHECK(failure.kind() == FailureKind::damaged);
    says(failure, (folder / "a.db").string());
    says(failure, "restore the latest backup");
    CHECK_FALSE(std::filesystem::exists(folder / "a.db"));
    const std::filesystem::path aside = std::filesystem::directory_iterator(folder.path())->path();
    says(failure, aside.string());
    CHECK(support::file_bytes(aside) == bytes);
  }

  TEST_CASE("a damaged page is found when the database is opened") {
    const TemporaryFolder folder;
    {
      Database database(folder / "a.db");
      database.execute("CREATE TABLE t(a TEXT) STRICT");
      fill(database, 200, 500);
    }
    std::string bytes = support::file_bytes(folder / "a.db");
    constexpr std::size_t page_bytes = 8192;
    REQUIRE(bytes.size() > 8 * page_bytes);
    for (std::size_t i = 0; i < page_bytes; ++i) bytes[5 * page_bytes + i] ^= '\x5a';
    write_bytes(folder / "a.db", bytes);
    const StoreFailure failure = failure_of([&] { Database database(folder / "a.db"); });
    CHECK(failure.kind() == FailureKind::damaged);
    says(failure, (folder / "a.db").string());
    says(failure, "is damaged");
  }

  TEST_CASE("a database cut short is found when it is opened") {
    const TemporaryFolder folder;
    {
      Database database(folder / "a.db");
      database.execute("CREATE TABLE t(a TEXT) STRICT");
      fill(database, 200, 500);
    }
    std::filesystem::resize_file(folder / "a.db", 3 * 8192);
    CHECK(failure_of([&] { Database database(folder / "a.db"); }).kind() == FailureKind::damaged);
  }

  TEST_CASE("a folder that is not there is named") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "absent" / "a.db";
    const StoreFailure failure = failure_of([&] { Database database(file); });
    CHECK(failure.kind() == FailureKind::read_only);
    says(failure, file.string());
    says(failure, "check owner, permissions and mount options");
  }

  TEST_CASE("a read-only folder is refused when the database is opened") {
    const TemporaryFolder folder;
    SmallDisk disk(folder.path(), "4m");
    if (!disk.made()) return;
    { Database database(folder / "a.db"); }
    disk.make_read_only();
    for (const char* name : {"a.db", "new.db"}) {
      const StoreFailure failure = failure_of([&] { Database database(folder / name); });
      CHECK(failure.kind() == FailureKind::read_only);
      says(failure, name);
    }
  }

  TEST_CASE("a full disk keeps what was committed and works again once there is room") {
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path(), "1m");
    if (!disk.made()) return;
    // As much as the log can hold: the next opening copies it into the file.
    const std::string filler(600'000, 'f');
    write_bytes(folder / "filler", filler);
    std::int64_t committed = 0;
    {
      Database database(folder / "a.db");
      database.execute("CREATE TABLE t(a TEXT) STRICT");
      const StoreFailure failure = failure_of([&] {
        for (; committed < 1000; ++committed) fill(database, 1, 5000);
      });
      CHECK(failure.kind() == FailureKind::disk_full);
      says(failure, "the disk is full: free space and start again");
    }
    CHECK(committed > 5);
    std::filesystem::remove(folder / "filler");
    Database database(folder / "a.db");
    CHECK(number(database, "SELECT COUNT(*) FROM t") == committed);
    fill(database, 1, 5000);
  }
}
