// One SQLite database, opened the one safe way (docs/decisions/0002): WAL, synchronous=FULL,
// secure_delete=ON, no automatic checkpoints, no memory map, one writing connection.
//
// Shapes: run() and query() take the SQL as a string literal — statements are prepared once and
//         kept by its address — and the values in order. Value is a borrowed view: it must outlive
//         the call.
// Errors: every failure throws StoreFailure with a sentence that names the file and what to do. A
//         damaged database is set aside by its owner (store/damage.h), at opening or when met.
// Limits: the WAL is copied into the database when a turn is idle and it has passed wal_bytes_idle,
//         and whatever happens when it has passed wal_bytes_max (checkpoint()).

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"
#include "store/failure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace vigie::store {

/// Bytes bound as a BLOB; plain string_view is bound as TEXT.
struct Blob {
  std::string_view bytes;
};

class Value {
 public:
  Value(std::nullptr_t) {}                                           // NOLINT: a value converts
  Value(std::int64_t number) : held_(number) {}                      // NOLINT
  Value(int number) : held_(static_cast<std::int64_t>(number)) {}    // NOLINT
  Value(std::string_view text) : held_(text) {}                      // NOLINT
  Value(const std::string& text) : held_(std::string_view(text)) {}  // NOLINT
  Value(const char* text) : held_(std::string_view(text)) {}         // NOLINT
  Value(Blob blob) : held_(blob) {}                                  // NOLINT
  template <typename T>
  Value(const std::optional<T>& value) {  // NOLINT
    if (value) *this = Value(*value);
  }

  void bind(sqlite3_stmt* statement, int index) const;

 private:
  std::variant<std::monostate, std::int64_t, std::string_view, Blob> held_;
};

class Database;

/// The rows of one query; gives its statement back when destroyed. Columns count from 0.
class Rows {
 public:
  Rows(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  bool next();  ///< False when there are no more.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;       ///< TEXT or BLOB, copied.
  std::string_view view(int column) const;  ///< The same, valid until next().
  Uuid uuid(int column) const;              ///< A BLOB of 16 bytes; anything else is a bug.
  Digest digest(int column) const;          ///< A BLOB of 32; the same.
  Time time(int column) const;              ///< An INTEGER: UTC milliseconds.
  std::optional<std::int64_t> maybe_integer(int column) const;  ///< nullopt: NULL, as in the next.
  std::optional<std::string> maybe_text(int column) const;
  std::optional<Time> maybe_time(int column) const;

 private:
  Database* database_;
  sqlite3_stmt* statement_;
};

enum class Access {
  write,  ///< The owner: one per database, holds it for the life of the program.
  read,   ///< A short look from another process (vigie status, audit show).
};

struct OpenOptions {
  Access access = Access::write;
  std::string program = {};  ///< Whose it must be ("router") once it has tables; empty: anybody's.
  std::string vfs =
      {};  ///< Name of a registered SQLite VFS; empty: the system's. For fault injection.
  std::chrono::milliseconds busy_wait{5000};  ///< How long to wait for another process.
  /// Two more flushes: not after every report of a quiet hour.
  std::int64_t wal_bytes_idle = 1024 * 1024;         ///< Worth a checkpoint when idle.
  std::int64_t wal_bytes_max = 64 * 1024 * 1024;     ///< Checkpoint even when busy.
  std::int64_t check_bytes_max = 256 * 1024 * 1024;  ///< Larger files are not checked at start.
};

class Database {
 public:
  explicit Database(const std::filesystem::path& file, OpenOptions options = {});
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Runs a statement that gives no rows; returns how many rows it changed.
  template <typename... Values>
  std::int64_t run(const char* sql, const Values&... values) {
    Rows rows = query(sql, values...);
    rows.next();
    return changes();
  }

  template <typename... Values>
  Rows query(const char* sql, const Values&... values) {
    sqlite3_stmt* statement = prepared(sql);
    int index = 0;
    (Value(values).bind(statement, ++index), ...);
    return Rows(*this, statement);
  }

  /// Fails as `damaged` when it is; one larger than check_bytes_max is not read. At opening for
  /// writing it is done already.
  void check_whole();

  /// Several statements without values (migrations).
  void execute(const std::string& sql);

  std::int64_t last_row() const;
  bool in_transaction() const;
  const std::filesystem::path& file() const { return file_; }

  /// Copies the WAL into the database when it has passed its limit, a lower one when `idle`. Never
  /// inside a transaction. Truncates only when told (after an erasure).
  void checkpoint(bool idle, bool truncate = false);

  std::int64_t commits() const { return commits_; }  ///< Since opening: one flush each.
  /// Transactions and savepoints undone since opening: what was read or written inside one, and
  /// remembered, is worth nothing after the next.
  std::int64_t rollbacks() const { return rollbacks_; }

 private:
  friend class Rows;
  friend class Transaction;
  friend class Savepoint;

  sqlite3_stmt* prepared(const char* sql);
  std::int64_t changes() const;
  void configure(const OpenOptions& options);
  void check_owner(const OpenOptions& options);
  void save_log();
  [[noreturn]] void fail(int code, const std::string& doing) const;
  [[noreturn]] void fail_damaged(const std::string& why) const;

  struct Statements;

  std::filesystem::path file_;
  OpenOptions options_;
  sqlite3* handle_ = nullptr;
  std::unique_ptr<Statements> statements_;
  std::int64_t wal_pages_ = 0;
  std::int64_t commits_ = 0;
  std::int64_t rollbacks_ = 0;
};

/// BEGIN IMMEDIATE … COMMIT; rolled back when destroyed without commit().
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

/// A part of a transaction that can be undone alone: one message among a batch.
class Savepoint {
 public:
  explicit Savepoint(Database& database);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();
  void keep();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace vigie::store
