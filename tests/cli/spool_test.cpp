#include "cli/spool.h"

#include <doctest/doctest.h>

#include "report/decode.h"
#include "tests/cli/device.h"
#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::cli;
using support::noon;

TEST_SUITE("cli/spool") {
  TEST_CASE("what is kept is signed over the exact bytes of the file") {
    Device device(1);
    const std::string bytes = encode_report(device.report());
    const Filing filing =
        device.spool().file({.name = "a.json", .bytes = bytes, .attachments = {}}, noon);
    REQUIRE(filing.spooled);
    CHECK(filing.spooled->state == SpoolState::waiting);
    const SignedReport kept = device.sent(filing.spooled->row);
    CHECK(kept.report == bytes);
    const auto envelope = decode_envelope(kept.envelope);
    REQUIRE(envelope);
    CHECK(envelope->counter == 1);
    CHECK(envelope->previous == Digest{});
    CHECK(verify_report(kept, *envelope, device.key().public_key.sign));
  }

  TEST_CASE("the chain of envelopes goes on across restarts") {
    Device device(2);
    const Filing first = device.file(device.report(), noon);
    device.restart();
    const Filing second = device.file(device.report(), noon);
    REQUIRE(first.spooled);
    REQUIRE(second.spooled);
    const SignedReport earlier = device.sent(first.spooled->row);
    const auto later = decode_envelope(device.sent(second.spooled->row).envelope);
    REQUIRE(later);
    CHECK(later->counter == 2);
    CHECK(later->previous == sha256(earlier.envelope));
  }

  TEST_CASE("the same file twice is one row and one message") {
    Device device(3);
    const Report report = device.report();
    const Filing first = device.file(report, noon);
    const Filing again = device.file(report, noon + 1min);
    REQUIRE(again.spooled);
    CHECK(again.spooled->row == first.spooled->row);
    CHECK(device.spool().list().size() == 1);
    CHECK(device.spool().outbox().owed("intake") == 1);
  }

  TEST_CASE("a flash takes the urgent lane") {
    Device device(4);
    Report report = device.report();
    report.kind = Kind::flash;
    report.about.reset();
    CHECK(device.file(report, noon).spooled->lane == link::Lane::urgent);
  }

  TEST_CASE("what intake would refuse is refused before it is signed") {
    struct Bad {
      const char* code;
      std::string bytes;
    };
    Device device(5);
    Report stranger = device.report();
    stranger.patrol.device = "patrol-2";
    Report other_unit = device.report();
    other_unit.patrol.unit = "unpol_other";
    const Bad table[] = {{"json.syntax", "{"},
                         {"json.not_object", "[]"},
                         {"schema.missing", "{}"},
                         {"envelope.device", encode_report(stranger)},
                         {"envelope.unit", encode_report(other_unit)}};
    for (const Bad& bad : table) {
      CAPTURE(bad.code);
      const Filing filing =
          device.spool().file({.name = "bad.json", .bytes = bad.bytes, .attachments = {}}, noon);
      CHECK_FALSE(filing.spooled);
      REQUIRE_FALSE(filing.problems.empty());
      CHECK(filing.problems.front().code == bad.code);
      CHECK_FALSE(filing.problems.front().text.en.empty());
      CHECK_FALSE(filing.problems.front().text.fr.empty());
    }
    CHECK(device.spool().list().empty());
    CHECK(device.spool().store().chain().counter == 0);
  }

  TEST_CASE("other content under a revision that waits is refused; after a refusal it is not") {
    Device device(6);
    Report report = device.report();
    const Filing first = device.file(report, noon);
    report.what.label = "something else";
    const Filing other = device.file(report, noon);
    CHECK_FALSE(other.spooled);
    CHECK(other.problems.front().code == "conflict.digest");

    device.spool().store().answered(first.spooled->row, SpoolState::refused, "meaning.region", "{}",
                                    noon);
    CHECK(device.file(report, noon).spooled);
  }

  TEST_CASE("what was refused or not yet is sent again when it is filed again") {
    for (const SpoolState state : {SpoolState::refused, SpoolState::not_yet}) {
      Device device(7);
      const Report report = device.report();
      const Filing filing = device.file(report, noon);
      device.spool().store().answered(filing.spooled->row, state, "version.catalogue", "{}", noon);
      CHECK(device.file(report, noon).spooled->state == SpoolState::waiting);
      CHECK(device.spool().outbox().owed("intake") == 2);
    }
  }

  TEST_CASE("an attachment that comes later is sent, whatever intake has said of the report") {
    for (const SpoolState state :
         {SpoolState::waiting, SpoolState::received, SpoolState::refused, SpoolState::not_yet}) {
      CAPTURE(name_of(state));
      Device device(9);
      const Report report = device.report();
      const std::int64_t row = device.file(report, noon).spooled->row;
      if (state != SpoolState::waiting) device.answer(row, state, noon);
      const Filing later = device.file(report, noon + 1h, {"photograph"});
      REQUIRE(later.spooled);
      CHECK(later.spooled->row == row);
      CHECK(later.spooled->state == SpoolState::waiting);
      CHECK(device.sent(row).attachments == std::vector<std::string>{"photograph"});
    }
  }

  TEST_CASE("an attachment that is kept already is nothing new") {
    Device device(10);
    const Report report = device.report();
    const std::int64_t row = device.file(report, noon, {"photograph"}).spooled->row;
    device.file(report, noon, {"photograph"});
    CHECK(device.spool().outbox().owed("intake") == 1);
    device.answer(row, SpoolState::received, noon);
    CHECK(device.file(report, noon, {"photograph"}).spooled->state == SpoolState::received);
    CHECK(device.spool().outbox().owed("intake") == 1);
  }

  TEST_CASE("what intake has taken does not go again with what comes later") {
    Device device(11);
    const Report report = device.report();
    const std::int64_t row = device.file(report, noon, {"first"}).spooled->row;
    device.answer(row, SpoolState::received, noon);
    device.file(report, noon, {"first", "second"});
    CHECK(device.sent(row).attachments == std::vector<std::string>{"second"});
    // Asked for again, the first message is what it was.
    CHECK(device.sent(row, 0).attachments == std::vector<std::string>{"first"});
  }

  TEST_CASE("what intake has not taken goes with what comes later") {
    for (const SpoolState state : {SpoolState::waiting, SpoolState::refused, SpoolState::not_yet}) {
      CAPTURE(name_of(state));
      Device device(12);
      const Report report = device.report();
      const std::int64_t row = device.file(report, noon, {"first"}).spooled->row;
      if (state != SpoolState::waiting) device.answer(row, state, noon);
      device.file(report, noon, {"second"});
      CHECK(device.sent(row).attachments == std::vector<std::string>{"first", "second"});
    }
  }

  TEST_CASE("more than one message carries is refused; the others go once intake has answered") {
    const auto photographs = [](int from, int count) {
      std::vector<std::string> made;
      for (int i = from; i < from + count; ++i) made.push_back("photograph " + std::to_string(i));
      return made;
    };
    Device device(13);
    const Report report = device.report();
    const Filing all = device.file(report, noon, photographs(0, 17));
    CHECK_FALSE(all.spooled);
    REQUIRE(all.problems.size() == 1);
    CHECK(all.problems.front().code == "size.attachments");
    CHECK(device.spool().list().empty());
    CHECK(device.spool().store().chain().counter == 0);

    const std::int64_t row = device.file(report, noon, photographs(0, 10)).spooled->row;
    CHECK_FALSE(device.file(report, noon, photographs(10, 7)).spooled);
    CHECK(device.sent(row).attachments.size() == 10);
    CHECK(device.spool().outbox().owed("intake") == 1);
    device.answer(row, SpoolState::received, noon);
    CHECK(device.file(report, noon, photographs(10, 7)).spooled);
    CHECK(device.sent(row).attachments == photographs(10, 7));
  }

  TEST_CASE("the content of received reports goes after its time, that they were filed stays") {
    Device device(8);
    const Filing filing = device.file(device.report(), noon);
    const std::int64_t row = filing.spooled->row;
    device.spool().store().answered(row, SpoolState::received, "", "{}", noon);
    device.spool().housekeeping(noon + 24h, 48h);
    CHECK_FALSE(device.sent(row).report.empty());
    device.spool().housekeeping(noon + 72h, 48h);
    CHECK(device.sent(row).report.empty());
    CHECK(device.spool().find(row)->state == SpoolState::received);
  }

  TEST_CASE("attachments are recognised by their digest") {
    Report report = minimal_report();
    CHECK_FALSE(named_in(report, "photograph"));
    report.evidence = {
        {.digest = sha256("photograph"), .bytes = 10, .kind = {}, .description = {}}};
    CHECK(named_in(report, "photograph"));
    CHECK_FALSE(named_in(report, "another"));
    report.identity =
        Attachment{.digest = sha256("sealed"), .bytes = 6, .kind = {}, .description = {}};
    CHECK(named_in(report, "sealed"));
  }
}
