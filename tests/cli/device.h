// A device with its key and a spool of its own, and reports it may file.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

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

  Filing file(const Report& report, Time now, const std::vector<std::string>& attachments = {}) {
    return spool_->file(
        {.name = "report.json", .bytes = encode_report(report), .attachments = attachments}, now);
  }

  /// What goes out, or went, with a message that speaks of `row`: by default the last, else counted
  /// from the first.
  SignedReport sent(std::int64_t row, std::optional<std::size_t> which = {}) {
    const std::vector<Uuid> messages = messages_of(row);
    return spool_->store().signed_report(row, messages.at(which.value_or(messages.size() - 1)));
  }

  /// As if intake had answered the last message that speaks of `row`.
  void answer(std::int64_t row, SpoolState state, Time now) {
    if (state == SpoolState::received) spool_->store().taken(row, messages_of(row).back());
    spool_->store().answered(row, state, "", "{}", now);
  }

  Spool& spool() { return *spool_; }
  SeededRandom& random() { return random_; }
  const link::SecretKey& key() const { return key_; }

 private:
  std::vector<Uuid> messages_of(std::int64_t row) {
    std::vector<Uuid> messages;
    for (const link::Stream& stream : spool_->outbox().streams("intake")) {
      for (const auto& entry : spool_->outbox().after(stream.stream, 0, 100)) {
        if (entry.reference == row) messages.push_back(entry.message);
      }
    }
    return messages;
  }

  support::TemporaryFolder folder_{support::Storage::fast};
  SeededRandom random_;
  link::SecretKey key_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Spool> spool_;
};

}  // namespace vigie::cli
