// What the tests of intake file: reports of the invented island, signed by devices of its units.

#pragma once

#include <string>

#include "config/mission.h"
#include "link/keys.h"
#include "report/problem.h"
#include "report/random.h"
#include "report/report.h"
#include "report/signed_report.h"

namespace vigie::intake {

/// tests/missions/tiny, where photographs may be taken.
const config::Mission& island();

/// A patrol's device: its key, and the chain of what it signed.
class SigningDevice {
 public:
  SigningDevice(const std::string& name, const std::string& unit, Random& random);

  SignedReport sign(const Report& report, Time now);
  /// The same with bytes that are no encoded report, or an envelope that says something else.
  SignedReport sign_bytes(const Report& report, std::string bytes, Time now);
  Envelope next_envelope(const Report& report, const std::string& bytes, Time now) const;
  SignedReport sign_envelope(const Envelope& envelope, std::string bytes);

  const link::SecretKey& key() const { return key_; }
  const std::string& name() const { return key_.public_key.name; }
  const std::string& unit() const { return key_.public_key.unit; }

  std::int64_t counter = 0;
  Digest previous;

 private:
  link::SecretKey key_;
};

/// A report that intake accepts from this device.
Report report_of(const SigningDevice& device, Random& random, Time now);

/// Names these bytes as evidence of the report.
void name_attachment(Report& report, const std::string& bytes);

/// {"command":"keys.allow","key":…}
std::string allow_request(const SigningDevice& device);

}  // namespace vigie::intake
