// The tables of a patrol's spool: every report the device filed, what became of it, and the chain
// of its envelopes. The messages themselves wait in the outbox (link/outbox.h), which refers to
// these rows.
//
// Shapes: a report is known by id, revision and digest. An attachment goes with the message that
// was
//         made last while intake had not taken it. Everything happens in the caller's transaction.
// Errors: StoreFailure.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "link/message.h"
#include "report/digest.h"
#include "report/id.h"
#include "report/signed_report.h"
#include "store/database.h"

namespace vigie::cli {

enum class SpoolState {
  waiting,   ///< Intake has not answered.
  received,  ///< `answer` holds the receipt.
  refused,   ///< `answer` holds the problems.
  not_yet,   ///< Of a version intake does not know; kept, sent again by `vigie spool send`.
};

std::string_view name_of(SpoolState state);

struct Spooled {
  std::int64_t row = 0;
  Uuid report;
  std::int64_t revision = 1;
  Digest digest;
  std::string file;  ///< Its name when it was filed, for showing.
  link::Lane lane = link::Lane::ordinary;
  SpoolState state = SpoolState::waiting;
  std::string code;    ///< Of a refusal.
  std::string answer;  ///< What intake said, JSON; empty while waiting.
  Time filed_at{};
  std::optional<Time> answered_at;
};

/// Where the device's chain of envelopes stands.
struct DeviceChain {
  std::int64_t counter = 0;  ///< Of the last envelope; 0 before the first.
  Digest previous;           ///< Its digest; zeros before the first.
};

class SpoolStore {
 public:
  explicit SpoolStore(store::Database& database);  ///< Creates its tables.

  DeviceChain chain();
  /// Keeps a signed report, moves the chain on, and returns the row.
  std::int64_t add(const Spooled& spooled, const SignedReport& report, const DeviceChain& next);

  std::optional<Spooled> find(std::int64_t row);
  std::optional<Spooled> find(const Uuid& report, std::int64_t revision, const Digest& digest);
  /// Another content under the same id and revision that was not refused: it would be a conflict.
  std::optional<Spooled> rival(const Uuid& report, std::int64_t revision, const Digest& digest);
  std::vector<Spooled> all();  ///< In the order filed.
  std::vector<Spooled> in_state(SpoolState state);

  /// The report, and the attachments `message` carries.
  SignedReport signed_report(std::int64_t row, const Uuid& message);
  /// Keeps those of `attachments` that are not kept yet; false: all are.
  bool attach(std::int64_t row, const std::vector<std::string>& attachments);
  /// What intake has not taken.
  std::vector<std::string> untaken(std::int64_t row);
  /// All of it goes with this message.
  void carry(std::int64_t row, const Uuid& message);
  /// Intake has taken what this message carried; true: and everything else of the row.
  bool taken(std::int64_t row, const Uuid& message);
  void answered(std::int64_t row, SpoolState state, const std::string& code,
                const std::string& answer, Time now);
  void waiting_again(std::int64_t row);
  /// `content` has the digest of the row: they are the bytes it was made of.
  void keep_content_again(std::int64_t row, std::string_view content);
  /// Erases the content of reports received before `before`; that they were filed stays known.
  void forget_content(Time before);

 private:
  store::Database& database_;
};

}  // namespace vigie::cli
