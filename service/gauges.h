// The figures every program shows of itself, at most once a second: vigie_owed{peer}, what it still
// owes its neighbours; vigie_held{in}, what it holds of theirs; vigie_commits_total.

#pragma once

#include <string>
#include <vector>

#include "link/held_messages.h"
#include "link/outbox.h"
#include "service/metrics.h"
#include "store/database.h"

namespace vigie::service {

class Gauges {
 public:
  /// All borrowed; `peers` as the outbox names them.
  Gauges(Metrics& metrics, const store::Database& database, link::Outbox& outbox,
         link::HeldMessages& held, std::vector<std::string> peers)
      : metrics_(metrics),
        database_(database),
        outbox_(outbox),
        held_(held),
        peers_(std::move(peers)) {}

  /// Outside a transaction. True when it was time, for a program that has more to show.
  bool show(Time now);

 private:
  Metrics& metrics_;
  const store::Database& database_;
  link::Outbox& outbox_;
  link::HeldMessages& held_;
  std::vector<std::string> peers_;
  Time due_{};
  std::int64_t commits_ = 0;  ///< Counted so far.
};

}  // namespace vigie::service
