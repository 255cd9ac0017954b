// A device with its key and a spool of its own, and reports it may file.

#pragma once

#include <memory>
#include <string>

#include "cli/spool.h"
#include "link/keys.h"
#include "report/random.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"
#include "tests/support/temporary_folder.h"

namespace vigie::cli {

class Device {
 public:
  explicit Device(std::uint64_t seed)
      : random_(seed),
        key_(link::new_key("patrol-1", link::KeyKind::device, "unpol_test", random_)) {
    restart();
  }

  /// As when the command is run again: everything but the file is new.
  void restart() {
    spool_.reset();
    database_.reset();
    database_ = std::make_unique<store::Database>(folder_ / "spool.db");
    spool_ = std::make_unique<Spool>(*database_, random_, key_);
  }

  Report report() {
    Report report = random_report(random_);
    report.patrol.device = key_.public_key.name;
    report.patrol.unit = key_.public_key.unit;
    return report;
  }

  Filing file(const Report& report, Time now) {
    return spool_->file({.name = "report.json", .bytes = encode_report(report), .attachments = {}},
                        now);
  }

  Spool& spool() { return *spool_; }
  SeededRandom& random() { return random_; }
  const link::SecretKey& key() const { return key_; }

 private:
  support::TemporaryFolder folder_{support::Storage::fast};
  SeededRandom random_;
  link::SecretKey key_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Spool> spool_;
};

}  // namespace vigie::cli
