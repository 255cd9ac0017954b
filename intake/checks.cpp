#include "intake/checks.h"

#include <algorithm>

#include "intake/refusal_texts.h"

namespace vigie::intake {

std::optional<Problem> check_sizes(const SignedReport& signed_report) {
  if (signed_report.report.size() > report_bytes_max) return make_refusal("size.report");
  if (signed_report.attachments.size() > attachments_max) return make_refusal("size.attachments");
  std::size_t sum = 0;
  for (const std::string& attachment : signed_report.attachments) {
    if (attachment.size() > static_cast<std::size_t>(attachment_bytes_max)) {
      return make_refusal("size.attachment");
    }
    sum += attachment.size();
  }
  if (sum > attachments_bytes_max) return make_refusal("size.attachments");
  return std::nullopt;
}

Problems check_envelope(const Envelope& envelope, const Report& report, std::string_view unit) {
  Problems problems;
  const auto expect = [&](bool agrees, std::string_view code, std::string_view pointer) {
    if (!agrees) problems.push_back(make_refusal(code, std::string(pointer)));
  };
  expect(report.id == envelope.report, "envelope.report", "/id");
  expect(report.revision == envelope.revision, "envelope.revision", "/revision");
  expect(report.patrol.device == envelope.device, "envelope.device", "/patrol/device");
  expect(report.patrol.unit == unit, "envelope.unit", "/patrol/unit");
  return problems;
}

std::vector<Attachment> named_attachments(const Report& report) {
  std::vector<Attachment> named = report.evidence.value_or(std::vector<Attachment>{});
  if (report.identity) named.push_back(*report.identity);
  return named;
}

std::optional<Problem> check_attachments(const SignedReport& signed_report, const Report& report) {
  const auto named = named_attachments(report);
  for (const std::string& bytes : signed_report.attachments) {
    const Digest digest = sha256(bytes);
    const bool known = std::ranges::any_of(named, [&](const Attachment& attachment) {
      return attachment.digest == digest &&
             attachment.bytes == static_cast<std::int64_t>(bytes.size());
    });
    if (!known) return make_refusal("attachment.unknown", "/evidence");
  }
  return std::nullopt;
}

}  // namespace vigie::intake
