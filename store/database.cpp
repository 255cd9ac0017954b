#include "store/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "report/check.h"
#include "store/damage.h"
#include "store/undo_memory.h"

namespace vigie::store {
namespace {

/// Of a new database: what is kept of a report is longer than 4096 bytes, and every page of the log
/// is written by a call of its own. One made before has pages of 4096 and copies its log sooner.
constexpr std::int64_t page_bytes = 8192;

FailureKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return FailureKind::disk_full;
    case SQLITE_IOERR:
      return FailureKind::input_output;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return FailureKind::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return FailureKind::damaged;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return FailureKind::busy;
    default:
      return FailureKind::other;
  }
}

/// What the operator can do about it.
std::string_view advice(FailureKind kind) {
  switch (kind) {
    case FailureKind::disk_full:
      return "the disk is full: free space and start again; nothing acknowledged is lost";
    case FailureKind::input_output:
      return "the disk reported an error: check it and start again; nothing acknowledged is lost";
    case FailureKind::read_only:
      return "it cannot be opened or written: check owner, permissions and mount options of the "
             "folder";
    case FailureKind::damaged:
      return "it is damaged: keep the file for examination and restore the latest backup";
    case FailureKind::busy:
      return "another process holds it: stop that process, or wait";
    case FailureKind::too_new:
    case FailureKind::foreign:
    case FailureKind::other:
      break;
  }
  return "see the message of the database";
}

/// SQLite says "I/O error" where the shared-memory file or a journal cannot grow: look at the disk.
bool disk_is_full(const std::filesystem::path& file) {
  constexpr std::uintmax_t a_few_pages = 64 * 1024;
  std::error_code trouble;
  const auto space = std::filesystem::space(file.parent_path(), trouble);
  return !trouble && space.available < a_few_pages;
}

/// Parts of the schema that only one kind of program has (store/migrations.h).
constexpr std::array<std::string_view, 4> owners = {"intake", "router", "notifier", "spool"};

/// The clock of the file layer, as its files are.
Time now_of(const char* vfs_name) {
  constexpr std::int64_t julian_epoch = 210'866'760'000'000;
  sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name);
  sqlite3_int64 julian_milliseconds = julian_epoch;
  if (vfs != nullptr && vfs->iVersion >= 2 && vfs->xCurrentTimeInt64 != nullptr) {
    vfs->xCurrentTimeInt64(vfs, &julian_milliseconds);
  }
  return from_milliseconds(julian_milliseconds - julian_epoch);
}

/// Asked of the file layer that the database lies on, which need not be the system's.
std::int64_t file_bytes(sqlite3* handle) {
  sqlite3_file* file = nullptr;
  sqlite3_int64 bytes = 0;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file != nullptr && file->pMethods != nullptr) file->pMethods->xFileSize(file, &bytes);
  return bytes;
}

/// Before the first database of the process is opened; later it is refused, and nothing is lost.
/// Nobody reads SQLite's memory statistics, which cost a lock at every allocation.
void configure_sqlite() {
  static const int statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(statistics);
  keep_undo_in_memory();
}

int remember_wal_pages(void* pages, sqlite3* /*handle*/, const char* /*name*/, int count) {
  *static_cast<std::int64_t*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

struct Database::Statements {
  // Keyed by address: callers pass string literals, and comparing pointers costs nothing.
  std::unordered_map<const char*, sqlite3_stmt*> by_literal;
};

void Value::bind(sqlite3_stmt* statement, int index) const {
  int code = SQLITE_OK;
  if (const auto* number = std::get_if<std::int64_t>(&held_)) {
    code = sqlite3_bind_int64(statement, index, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&held_)) {
    // An empty view may have no address, and SQLite would read that as NULL.
    code = sqlite3_bind_text64(statement, index, text->data() != nullptr ? text->data() : "",
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<Blob>(&held_)) {
    code = blob->bytes.empty() ? sqlite3_bind_zeroblob(statement, index, 0)
                               : sqlite3_bind_blob64(statement, index, blob->bytes.data(),
                                                     blob->bytes.size(), SQLITE_STATIC);
  } else {
    code = sqlite3_bind_null(statement, index);
  }
  VIGIE_EXPECT(code == SQLITE_OK);
}

Rows::Rows(Rows&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Rows::~Rows() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail(code, "reading or writing");
  return false;
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Rows::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string Rows::text(int column) const { return std::string(view(column)); }

Uuid Rows::uuid(int column) const {
  const auto id = uuid_from_blob(view(column));
  VIGIE_EXPECT(id.has_value());
  return *id;
}

Digest Rows::digest(int column) const {
  const auto digest = digest_from_blob(view(column));
  VIGIE_EXPECT(digest.has_value());
  return *digest;
}

Time Rows::time(int column) const { return from_milliseconds(integer(column)); }

std::optional<std::int64_t> Rows::maybe_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> Rows::maybe_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<Time> Rows::maybe_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

Database::Database(const std::filesystem::path& file, OpenOptions options)
    : file_(file), options_(std::move(options)), statements_(std::make_unique<Statements>()) {
  const bool writes = options_.access == Access::write;
  const int flags = (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX;
  const char* vfs = options_.vfs.empty() ? nullptr : options_.vfs.c_str();
  if (writes && vfs == nullptr) refuse_unreplaced(file_);
  configure_sqlite();
  const int code = sqlite3_open_v2(file_.c_str(), &handle_, flags, vfs);
  try {
    if (code != SQLITE_OK) fail(code, "opening");
    configure(options_);
    check_owner(options_);
    if (writes) check_whole();
    if (writes) save_log();
  } catch (...) {
    for (const auto& [sql, statement] : statements_->by_literal) sqlite3_finalize(statement);
    sqlite3_close_v2(handle_);
    throw;
  }
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_->by_literal) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

void Database::configure(const OpenOptions& options) {
  sqlite3_extended_result_codes(handle_, 1);
  // Before journal_mode: without a busy time-out that pragma fails with "locked".
  sqlite3_busy_timeout(handle_, static_cast<int>(options.busy_wait.count()));
  execute(
      "PRAGMA mmap_size = 0; PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF; PRAGMA "
      "cell_size_check = ON;");
  if (options.access == Access::read) return;
  execute("PRAGMA page_size = " + std::to_string(page_bytes));
  execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA "
      "secure_delete = ON;"
      "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;");
  sqlite3_wal_hook(handle_, remember_wal_pages, &wal_pages_);
}

void Database::check_whole() {
  if (file_bytes(handle_) > options_.check_bytes_max) return;
  Rows rows = query("PRAGMA quick_check(1)");
  const std::string verdict = rows.next() ? rows.text(0) : "no answer";
  // The first line only says in which database.
  if (verdict != "ok") fail_damaged(verdict.substr(verdict.find('\n') + 1));
}

void Database::check_owner(const OpenOptions& options) {
  if (options.program.empty()) return;
  if (!query("SELECT 1 FROM sqlite_schema WHERE name = 'schema_part'").next()) return;
  Rows rows = query("SELECT part FROM schema_part");
  while (rows.next()) {
    const std::string part = rows.text(0);
    if (part == options.program || std::ranges::count(owners, part) == 0) continue;
    throw StoreFailure(FailureKind::foreign, file_.string() + ": is the database of the " + part +
                                                 ", not of the " + options.program +
                                                 "; put the right file in its place");
  }
}

/// The log found at opening may be in the system's memory only: a sync that failed left it readable
/// and never saves it. It is copied into the file before anything is built on it,
/// else a power cut would take what was committed since as well.
void Database::save_log() {
  int code =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code == SQLITE_OK) return;
  if (kind_of(code) != FailureKind::busy) fail(code, "checkpointing");
  // A reader that stays keeps the log from being emptied, not from being copied.
  int pages = 0;
  int copied = 0;
  code = sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
  if (code != SQLITE_OK || copied < pages) fail(SQLITE_BUSY, "checkpointing");
}

sqlite3_stmt* Database::prepared(const char* sql) {
  sqlite3_stmt*& statement = statements_->by_literal[sql];
  if (statement == nullptr) {
    const int code =
        sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(code, sql);
  }
  VIGIE_EXPECT(sqlite3_stmt_busy(statement) == 0);
  return statement;
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, "writing");
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::checkpoint(bool idle, bool truncate) {
  VIGIE_EXPECT(!in_transaction());
  if (wal_pages_ == 0 && !truncate) return;
  const std::int64_t enough = idle ? options_.wal_bytes_idle : options_.wal_bytes_max;
  if (!truncate && wal_pages_ * page_bytes < enough) return;
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, nullptr, nullptr);
  // A reader in the way only postpones the rest of the checkpoint.
  if (code != SQLITE_OK && kind_of(code) != FailureKind::busy) fail(code, "checkpointing");
  wal_pages_ = 0;
}

void Database::fail(int code, const std::string& doing) const {
  FailureKind kind = kind_of(code);
  const bool could_be_full = kind == FailureKind::input_output || kind == FailureKind::read_only;
  if (could_be_full && options_.vfs.empty() && disk_is_full(file_)) kind = FailureKind::disk_full;
  const std::string why =
      doing + ": " + (handle_ != nullptr ? sqlite3_errmsg(handle_) : "no memory");
  if (kind == FailureKind::damaged) fail_damaged(why);
  throw StoreFailure(kind, file_.string() + ": " + std::string(advice(kind)) + " (" + why + ")");
}

/// Whoever owns it stops here; the next start finds the file out of the way.
void Database::fail_damaged(const std::string& why) const {
  // Closing would copy the log into the damaged file and delete it.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  const bool ours = options_.access == Access::write && options_.vfs.empty();
  const auto aside = ours ? set_aside(file_, now_of(nullptr)) : std::nullopt;
  const std::string what =
      aside ? "is damaged and was set aside as " + aside->string() + "; " + how_to_replace(file_)
            : std::string(advice(FailureKind::damaged));
  throw StoreFailure(FailureKind::damaged, file_.string() + ": " + what + " (" + why + ")");
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // A failed write may have rolled back already; nothing can be done about a failing ROLLBACK here.
  if (!open_) return;
  ++database_.rollbacks_;
  if (database_.in_transaction()) {
    sqlite3_exec(database_.handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  ++database_.commits_;
  open_ = false;
}

Savepoint::Savepoint(Database& database) : database_(database) { database_.run("SAVEPOINT part"); }

Savepoint::~Savepoint() {
  if (!open_) return;
  ++database_.rollbacks_;
  if (database_.in_transaction()) {
    sqlite3_exec(database_.handle_, "ROLLBACK TO part; RELEASE part", nullptr, nullptr, nullptr);
  }
}

void Savepoint::keep() {
  database_.run("RELEASE part");
  open_ = false;
}

}  // namespace vigie::store
