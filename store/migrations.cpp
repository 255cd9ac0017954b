#include "store/migrations.h"

namespace vigie::store {
namespace {

std::int64_t version_of(Database& database, std::string_view part) {
  Rows rows = database.query("SELECT version FROM schema_part WHERE part = ?", part);
  return rows.next() ? rows.integer(0) : 0;
}

[[noreturn]] void refuse_newer(const Database& database, std::string_view part, std::int64_t found,
                               std::size_t known) {
  throw StoreFailure(FailureKind::too_new,
                     database.file().string() + ": written by a newer Vigie (" + std::string(part) +
                         " version " + std::to_string(found) + ", this program knows " +
                         std::to_string(known) + "): start the newer program");
}

}  // namespace

void migrate(Database& database, std::string_view part, std::span<const char* const> steps) {
  Transaction transaction(database);
  database.execute(
      "CREATE TABLE IF NOT EXISTS schema_part(part TEXT PRIMARY KEY, version INTEGER NOT NULL) "
      "STRICT");
  const std::int64_t found = version_of(database, part);
  const auto known = static_cast<std::int64_t>(steps.size());
  if (found > known) refuse_newer(database, part, found, steps.size());
  for (std::int64_t step = found; step < known; ++step) {
    database.execute(steps[static_cast<std::size_t>(step)]);
  }
  database.run(
      "INSERT INTO schema_part(part, version) VALUES(?1, ?2) "
      "ON CONFLICT(part) DO UPDATE SET version = ?2",
      part, known);
  transaction.commit();
}

}  // namespace vigie::store
