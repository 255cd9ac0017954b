// A patrol's device in tests: signs reports, owes them to an intake over a link, and keeps every
// answer.
//
// The same Outbox and Sender as the real spool, on a database of its own; the signed bytes are kept
// in memory because this device is never switched off.

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "link/keys.h"
#include "link/outbox.h"
#include "link/sender.h"
#include "report/report.h"
#include "report/signed_report.h"
#include "store/database.h"

namespace vigie::support {

/// The control request that lets this key in.
std::string allow_request(const link::PublicKey& key);

/// A random first report that this device may file: no attachments, nothing sealed.
Report report_by(const link::PublicKey& device, Time now, SeededRandom& random);

class Device {
 public:
  struct Answered {
    link::Outcome outcome;
    std::string code;
    std::string answer;
  };
  using ReportKey = std::pair<Uuid, std::int64_t>;  ///< Id and revision.

  /// `vfs`: of its database (store::OpenOptions).
  Device(const std::filesystem::path& database, link::SecretKey key, Random& random,
         std::unique_ptr<link::Line> line, const std::string& vfs = {});

  /// Signs and owes this report, `times` times over, each as a message of its own.
  void file(const Report& report, Time now, int times = 1);
  /// Owes these parts as they are: for what a broken or hostile device might send.
  void file_parts(const link::Parts& parts, const ReportKey& key, link::Lane lane, Time now);

  void turn(Time now);
  Time next_wake(Time now) { return sender_.next_wake(now); }
  store::Database& database() { return database_; }
  std::int64_t owed() { return outbox_.owed("intake"); }

  const link::SecretKey& key() const { return key_; }
  link::Line& line() { return *line_; }
  const std::multimap<ReportKey, Answered>& answers() const { return answers_; }
  /// Reports with a receipt: what may never be lost.
  std::vector<ReportKey> receipted() const;
  SignedReport sign_next(const Report& report, Time now);

 private:
  store::Database database_;
  link::SecretKey key_;
  Random& random_;
  std::unique_ptr<link::Line> line_;
  link::Outbox outbox_;
  std::map<std::int64_t, std::pair<ReportKey, link::Parts>> filed_;
  std::multimap<ReportKey, Answered> answers_;
  std::int64_t counter_ = 0;
  Digest previous_;
  link::Sender sender_;
};

}  // namespace vigie::support
