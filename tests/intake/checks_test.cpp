#include "intake/checks.h"

#include <doctest/doctest.h>

#include "link/message.h"
#include "tests/intake/filing.h"
#include "tests/support/simulated_clock.h"

using namespace vigie;
using namespace vigie::intake;

namespace {

std::string code_of(const std::optional<Problem>& problem) { return problem ? problem->code : ""; }

SignedReport with_attachments(std::size_t count, std::size_t bytes) {
  SignedReport signed_report;
  signed_report.attachments.assign(count, std::string(bytes, 'x'));
  return signed_report;
}

constexpr std::size_t mebibyte = 1024 * 1024;

}  // namespace

TEST_SUITE("intake/checks") {
  TEST_CASE("each size limit is refused one past it, and allowed at it") {
    SignedReport report;
    report.report.assign(report_bytes_max, 'x');
    CHECK(code_of(check_sizes(report)).empty());
    report.report += 'x';
    CHECK(code_of(check_sizes(report)) == "size.report");

    CHECK(code_of(check_sizes(with_attachments(16, 1))).empty());
    CHECK(code_of(check_sizes(with_attachments(17, 1))) == "size.attachments");
    CHECK(code_of(check_sizes(with_attachments(1, 8 * mebibyte))).empty());
    CHECK(code_of(check_sizes(with_attachments(1, 8 * mebibyte + 1))) == "size.attachment");
    CHECK(code_of(check_sizes(with_attachments(4, 5 * mebibyte))).empty());
    CHECK(code_of(check_sizes(with_attachments(3, 7 * mebibyte))) == "size.attachments");
  }

  TEST_CASE("the largest report that is allowed fits into one message of a link") {
    CHECK(attachments_bytes_max + report_bytes_max + envelope_bytes_max + 64 <
          link::message_bytes_max);
  }

  TEST_CASE("an envelope that speaks of something else is told what differs") {
    SeededRandom random(3);
    const Time now = support::SimulatedClock().now();
    const SigningDevice device("boat-1", "harbour", random);
    const Report report = report_of(device, random, now);
    const Envelope good = device.next_envelope(report, "", now);
    CHECK(check_envelope(good, report, "harbour").empty());

    struct Case {
      std::string code;
      std::string pointer;
      Envelope envelope;
      std::string unit;
    };
    std::vector<Case> cases(4, Case{"", "", good, "harbour"});
    cases[0].code = "envelope.report", cases[0].pointer = "/id";
    cases[0].envelope.report = new_uuid7(now, random);
    cases[1].code = "envelope.revision", cases[1].pointer = "/revision";
    cases[1].envelope.revision = 2;
    cases[2].code = "envelope.device", cases[2].pointer = "/patrol/device";
    cases[2].envelope.device = "boat-2";
    cases[3].code = "envelope.unit", cases[3].pointer = "/patrol/unit";
    cases[3].unit = "lighthouse";
    for (const Case& entry : cases) {
      CAPTURE(entry.code);
      const Problems problems = check_envelope(entry.envelope, report, entry.unit);
      REQUIRE(problems.size() == 1);
      CHECK(problems[0].code == entry.code);
      CHECK(problems[0].pointer == entry.pointer);
    }
  }

  TEST_CASE("an attachment must be one the report names, by digest and by size") {
    SeededRandom random(4);
    const Time now = support::SimulatedClock().now();
    const SigningDevice device("boat-1", "harbour", random);
    Report report = report_of(device, random, now);
    name_attachment(report, "a photograph");
    report.identity =
        Attachment{.digest = sha256("sealed"), .bytes = 6, .kind = {}, .description = {}};

    SignedReport filed;
    CHECK(code_of(check_attachments(filed, report)).empty());
    filed.attachments = {"sealed", "a photograph", "sealed"};
    CHECK(code_of(check_attachments(filed, report)).empty());
    filed.attachments.emplace_back("another photograph");
    CHECK(code_of(check_attachments(filed, report)) == "attachment.unknown");

    filed.attachments = {"sealed"};
    report.identity->bytes = 7;
    CHECK(code_of(check_attachments(filed, report)) == "attachment.unknown");
  }
}
