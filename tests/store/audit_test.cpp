#include "store/audit.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::store;
using support::SimulatedClock;
using support::TemporaryFolder;

namespace {

/// A trail of ten entries.
struct Trail {
  TemporaryFolder folder;
  Database database{folder / "a.db"};
  AuditTrail trail{database};
  SimulatedClock clock;

  Trail() {
    for (int i = 1; i <= 10; ++i) append("device-" + std::to_string(i), "report.received");
  }

  void append(std::string_view actor, std::string_view act, std::string_view subject = "subject",
              std::string_view detail = "{}") {
    clock.advance(std::chrono::milliseconds{1});
    Transaction transaction(database);
    trail.append(clock.now(), actor, act, subject, detail);
    transaction.commit();
  }

  /// What only somebody with the file in his hands can do.
  void tamper(const std::string& sql) {
    database.execute(
        "DROP TRIGGER IF EXISTS audit_is_append_only_update;"
        "DROP TRIGGER IF EXISTS audit_is_append_only_delete;" +
        sql);
  }
};

}  // namespace

TEST_SUITE("store/audit") {
  TEST_CASE("an empty trail is whole") {
    const TemporaryFolder folder;
    Database database(folder / "a.db");
    const AuditTrail trail(database);
    const AuditVerdict verdict = verify_audit(database);
    CHECK(verdict.entries == 0);
    CHECK_FALSE(verdict.first_bad);
  }

  TEST_CASE("what was appended is read back and verifies") {
    Trail trail;
    std::vector<AuditEntry> entries;
    read_audit(trail.database, 3, [&](const AuditEntry& entry) {
      entries.push_back(entry);
      return entries.size() < 4;
    });
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].sequence == 3);
    CHECK(entries[0].actor == "device-3");
    CHECK(entries[0].act == "report.received");
    CHECK(entries[0].subject == "subject");
    CHECK(entries[0].detail == "{}");
    CHECK(entries[1].previous == entries[0].digest);
    CHECK(verify_audit(trail.database).entries == 10);
    CHECK_FALSE(verify_audit(trail.database).first_bad);
  }

  TEST_CASE("an entry leaves with the transaction that wrote it") {
    Trail trail;
    {
      const Transaction undone(trail.database);
      trail.trail.append(trail.clock.now(), "operator", "key.revoked", "patrol");
    }
    trail.append("operator", "key.allowed");
    const AuditVerdict verdict = verify_audit(trail.database);
    CHECK(verdict.entries == 11);
    CHECK_FALSE(verdict.first_bad);
  }

  TEST_CASE("the database itself refuses to change or delete an entry") {
    Trail trail;
    CHECK_THROWS_WITH_AS(trail.database.execute("UPDATE audit SET detail = 'x'"),
                         doctest::Contains("append-only"), StoreFailure);
    CHECK_THROWS_WITH_AS(trail.database.execute("DELETE FROM audit WHERE sequence = 10"),
                         doctest::Contains("append-only"), StoreFailure);
    CHECK(verify_audit(trail.database).entries == 10);
  }

  TEST_CASE("a change of any column of any entry is found") {
    const std::array<std::string, 9> changes = {
        "sequence = 70",          "at = at + 1",
        "actor = actor || 'x'",   "act = 'report.lost'",
        "subject = ''",           "detail = '{ }'",
        "previous = zeroblob(3)", "previous = CAST('0123456789abcdef0123456789abcdef' AS BLOB)",
        "digest = zeroblob(32)"};
    for (const std::string& change : changes) {
      for (const int entry : {1, 5, 10}) {
        CAPTURE(change);
        CAPTURE(entry);
        Trail trail;
        trail.tamper("UPDATE audit SET " + change + " WHERE sequence = " + std::to_string(entry));
        const AuditVerdict verdict = verify_audit(trail.database);
        CHECK(verdict.first_bad);
        CHECK(verdict.first_bad.value_or(0) >= entry);
        CHECK(verdict.entries == entry - 1);
        CHECK_FALSE(verdict.reason.empty());
      }
    }
  }

  TEST_CASE("a changed content is called that") {
    Trail trail;
    trail.tamper("UPDATE audit SET detail = '{\"changed\":true}' WHERE sequence = 5");
    const AuditVerdict verdict = verify_audit(trail.database);
    CHECK(verdict.first_bad == 5);
    CHECK(verdict.reason == "its content was changed");
  }

  TEST_CASE("a deleted entry is missed by the one after it") {
    for (const int deleted : {1, 5, 9}) {
      CAPTURE(deleted);
      Trail trail;
      trail.tamper("DELETE FROM audit WHERE sequence = " + std::to_string(deleted));
      const AuditVerdict verdict = verify_audit(trail.database);
      CHECK(verdict.first_bad == deleted + 1);
      CHECK(verdict.reason == "an entry before it is missing");
    }
  }

  TEST_CASE("two entries that changed places are found") {
    Trail trail;
    trail.tamper(
        "UPDATE audit SET sequence = 100 WHERE sequence = 4;"
        "UPDATE audit SET sequence = 4 WHERE sequence = 7;"
        "UPDATE audit SET sequence = 7 WHERE sequence = 100");
    CHECK(verify_audit(trail.database).first_bad == 4);
  }

  TEST_CASE("an entry slipped in before the first or with a negative number is found") {
    for (const char* sequence : {"0", "-5"}) {
      Trail trail;
      trail.tamper("INSERT INTO audit SELECT " + std::string(sequence) +
                   ", at, actor, act, subject, detail, previous, digest FROM audit "
                   "WHERE sequence = 1");
      CHECK(verify_audit(trail.database).first_bad == std::stoll(sequence));
    }
  }

  TEST_CASE("any bytes are kept, and moving them between columns changes the digest") {
    Trail trail;
    trail.append(std::string_view("nul\0inside", 10), "act", "Ménaka", "\xff\xfe not UTF-8");
    trail.append("a", "bc", "", "");
    trail.append("ab", "c", "", "");
    trail.append("1:a1:b", "", "", "");
    std::vector<AuditEntry> entries;
    read_audit(trail.database, 11, [&](const AuditEntry& entry) {
      entries.push_back(entry);
      return true;
    });
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].actor == std::string("nul\0inside", 10));
    CHECK(entries[0].detail == "\xff\xfe not UTF-8");
    CHECK_FALSE(verify_audit(trail.database).first_bad);
    trail.tamper("UPDATE audit SET actor = 'ab', act = 'c' WHERE sequence = 12");
    CHECK(verify_audit(trail.database).first_bad == 12);
  }
}
