// The checks of one signed report that need nothing but the report itself and the key it is held
// against. Pure and without memory: a pool of threads could run them on a whole batch.
//
// Order of use: sizes, signature (report/signed_report.h), then — once decoded — envelope and
// attachments; intake/acceptance.h has the whole order.
// Limits: report_bytes_max, attachments_max, attachment_bytes_max (report/report.h) and
//         attachments_bytes_max, which keeps a whole report below link::message_bytes_max.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "report/problem.h"
#include "report/report.h"
#include "report/signed_report.h"

namespace vigie::intake {

/// All attachments that come with one report, together.
inline constexpr std::size_t attachments_bytes_max = 20 * 1024 * 1024;

/// The first limit that is passed, if any ("size.…").
std::optional<Problem> check_sizes(const SignedReport& signed_report);

/// Does the envelope speak of this report, this device and this unit? ("envelope.…")
Problems check_envelope(const Envelope& envelope, const Report& report, std::string_view unit);

/// Everything the report says travels beside it: evidence, then the identity blob.
std::vector<Attachment> named_attachments(const Report& report);

/// Each attachment that came is one the report names; one that is named may come later.
std::optional<Problem> check_attachments(const SignedReport& signed_report, const Report& report);

}  // namespace vigie::intake
