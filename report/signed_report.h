// A report as it travels: a small signed envelope, its signature, and the report's exact bytes.
//
// The device signs the envelope; the envelope names the digest of the report bytes, so one
// signature covers both. Counter and previous digest chain everything a device ever filed: a gap or
// a disorder is seen by intake, recorded and alarmed, never a reason to refuse (delivery may lose
// the race, a phone may be restored).
//
// Shapes: JSON object, exactly the members {"v":1,"device","counter","previous","report",
//         "revision","digest","signed_at"}; `previous` is the digest of the device's previous
//         envelope, or 64 zeros for its first. The signature is over "vigie report envelope 1\n" +
//         the envelope bytes.
// Units:  signed_at in UTC milliseconds. Limit: envelope_bytes_max.
// Errors: decode_envelope() returns nullopt for anything else than that form.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"
#include "report/signature.h"

namespace vigie {

inline constexpr std::size_t envelope_bytes_max = 1024;

struct Envelope {
  std::string device;        ///< Key name of the device.
  std::int64_t counter = 1;  ///< 1, 2, 3 … per device.
  Digest previous;           ///< Digest of the previous envelope's bytes; zeros for the first.
  Uuid report;
  std::int64_t revision = 1;
  Digest digest;  ///< SHA-256 of the report bytes.
  Time signed_at{};
};

struct SignedReport {
  std::string envelope;  ///< Exact bytes that were signed.
  Signature signature;
  std::string report;                    ///< Exact bytes of the report.
  std::vector<std::string> attachments;  ///< Found by their digest; not covered by the signature
                                         ///< directly, but by the digests inside the report.
};

std::string encode_envelope(const Envelope& envelope);
std::optional<Envelope> decode_envelope(std::string_view bytes);

SignedReport sign_report(const Envelope& envelope, std::string report, const SignSecretKey& key);

/// True when `key` signed exactly this envelope and the envelope names exactly these report bytes.
bool verify_report(const SignedReport& report, const Envelope& envelope, const SignPublicKey& key);

/// The frames or parts in which a signed report travels: envelope, signature, report, attachments.
std::vector<std::string> to_parts(const SignedReport& report);
std::optional<SignedReport> signed_report_from_parts(std::vector<std::string> parts);

}  // namespace vigie
