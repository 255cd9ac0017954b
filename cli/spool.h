// A patrol's spool: signs reports, keeps them on disk, and remembers what intake said of each.
//
// A report is read and checked here as intake will read it, so that a patrol without a connection
// learns at once what is wrong; only the meaning of codes waits for intake. What is kept is signed
// already: the exact bytes of the file, in the device's chain of envelopes.
//
// Errors: StoreFailure; everything about the report itself is a list of problems.
// Limits: those of report/report.h; content of received reports is erased after `keep_content`.

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/spool_store.h"
#include "link/keys.h"
#include "link/outbox.h"
#include "report/problem.h"
#include "report/random.h"
#include "report/report.h"
#include "store/database.h"

namespace vigie::cli {

struct ReportFile {
  std::string name;                      ///< For showing.
  std::string bytes;                     ///< Exactly what will be signed.
  std::vector<std::string> attachments;  ///< Only those the report names; see named_in().
};

/// What filing one report came to: kept in the spool, or refused with reasons.
struct Filing {
  std::optional<Spooled> spooled;
  Problems problems;
};

/// Whether the report names these bytes among its evidence, or as its identity blob.
bool named_in(const Report& report, const std::string& attachment);

class Spool {
 public:
  Spool(store::Database& database, Random& random, link::SecretKey key);

  /// One transaction. The same file again is the same row; attachments it brings that are not kept
  /// are sent, whatever intake has said of the report.
  Filing file(const ReportFile& file, Time now);
  /// "Not yet" reports wait for intake again.
  void send_not_yet_again(Time now);
  /// Forgets what is older than it need be. Both in a transaction of their own.
  void housekeeping(Time now, std::chrono::hours keep_content);

  std::vector<Spooled> list() { return store_.all(); }
  std::optional<Spooled> find(std::int64_t row) { return store_.find(row); }

  const link::SecretKey& key() const { return key_; }
  link::Outbox& outbox() { return outbox_; }
  SpoolStore& store() { return store_; }
  store::Database& database() { return database_; }

 private:
  Problems check_author(const Report& report) const;
  /// What would go in one message: is it too much for intake?
  std::optional<Problem> check_load(std::int64_t row, const ReportFile& file);
  std::int64_t keep(const Report& report, const ReportFile& file, Time now);
  void enqueue(std::int64_t row, link::Lane lane, Time now);

  store::Database& database_;
  Random& random_;
  link::SecretKey key_;
  SpoolStore store_;
  link::Outbox outbox_;
};

}  // namespace vigie::cli
