// A patrol with a good key that signs any bytes as its report and files them, over its link or over
// HTTP, and reads what the intake says of them.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "report/digest.h"
#include "report/random.h"
#include "report/report.h"
#include "report/signed_report.h"
#include "tests/support/device.h"

namespace vigie::hostile {

using Json = nlohmann::json;

/// Of the missions that these tests file into, and of what they draw.
inline constexpr std::uint64_t seed = 1;

/// What the intake made of one filing.
struct Said {
  bool answered = false;
  bool applied = false;
  std::string code;                                           ///< Empty when applied.
  std::vector<std::pair<std::string, std::string>> problems;  ///< Pointer and code.
  std::string text;                                           ///< The whole answer.
  bool names(const std::string& pointer, const std::string& code_of_it) const;
};

/// From the answer to a refused filing: {"problems": [{"pointer", "code", "text"}]}.
void read_problems(const std::string& answer, Said& said);

/// Every code that docs/report.md or docs/protocol.md promises for a report.
bool is_stable_code(const std::string& code);

class HostilePatrol {
 public:
  HostilePatrol(support::Device& device, SeededRandom& random) : device_(device), random_(random) {}

  /// A report that nothing is wrong with, as the decoder and the mission judge.
  Report honest_report(Time now);

  /// These bytes as a report of this id, signed.
  SignedReport sign(const Uuid& id, std::string bytes, Time now);

  /// Files over the link; the answer is found under the id later.
  Uuid file(const std::string& bytes, Time now);
  Uuid file_parts(const link::Parts& parts, const Uuid& id, Time now);
  Uuid file_honest(Time now);
  Said said_of(const Uuid& id) const;

  Uuid new_id(Time now) { return new_uuid7(now, random_); }
  support::Device& device() { return device_; }

 private:
  support::Device& device_;
  SeededRandom& random_;
  std::int64_t counter_ = 0;
  Digest previous_;
};

}  // namespace vigie::hostile
