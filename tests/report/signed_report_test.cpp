#include "report/signed_report.h"

#include <doctest/doctest.h>

#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

using namespace vigie;

namespace {

SignKeyPair device_key() {
  SeededRandom random(11);
  return new_sign_key_pair(random);
}

SignedReport signed_example() {
  const Report report = minimal_report();
  const std::string bytes = encode_report(report);
  const Envelope envelope{.device = "patrol-demo",
                          .counter = 3,
                          .previous = sha256("the envelope before"),
                          .report = report.id,
                          .revision = report.revision,
                          .digest = sha256(bytes),
                          .signed_at = from_milliseconds(1'559'549'700'000)};
  return sign_report(envelope, bytes, device_key().secret_key);
}

/// What intake does: read the envelope, then ask whether the key signed all of it.
bool is_accepted(const SignedReport& report) {
  const auto envelope = decode_envelope(report.envelope);
  return envelope && verify_report(report, *envelope, device_key().public_key);
}

std::string with_bit_flipped(std::string bytes, std::size_t bit) {
  bytes[bit / 8] =
      static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << (bit % 8)));
  return bytes;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_SUITE("report/signed_report") {
  TEST_CASE("an envelope says the same after it was written and read") {
    const SignedReport report = signed_example();
    const auto envelope = decode_envelope(report.envelope);
    REQUIRE(envelope);
    CHECK(envelope->device == "patrol-demo");
    CHECK(envelope->counter == 3);
    CHECK(envelope->previous == sha256("the envelope before"));
    CHECK(envelope->digest == sha256(report.report));
    CHECK(to_milliseconds(envelope->signed_at) == 1'559'549'700'000);
    CHECK(encode_envelope(*envelope) == report.envelope);
  }

  TEST_CASE("every single-bit change of envelope, signature or report is refused") {
    const SignedReport good = signed_example();
    REQUIRE(is_accepted(good));
    std::size_t accepted = 0;
    for (std::size_t bit = 0; bit < good.envelope.size() * 8; ++bit) {
      SignedReport changed = good;
      changed.envelope = with_bit_flipped(good.envelope, bit);
      if (is_accepted(changed)) ++accepted;
    }
    for (std::size_t bit = 0; bit < good.signature.bytes.size() * 8; ++bit) {
      SignedReport changed = good;
      changed.signature =
          *signature_from_blob(with_bit_flipped(std::string(good.signature.blob()), bit));
      if (is_accepted(changed)) ++accepted;
    }
    for (std::size_t bit = 0; bit < good.report.size() * 8; ++bit) {
      SignedReport changed = good;
      changed.report = with_bit_flipped(good.report, bit);
      if (is_accepted(changed)) ++accepted;
    }
    CHECK(accepted == 0);
  }

  TEST_CASE("bytes added to or cut from a report are refused") {
    SignedReport report = signed_example();
    report.report += ' ';
    CHECK_FALSE(is_accepted(report));
    report.report.resize(report.report.size() - 2);
    CHECK_FALSE(is_accepted(report));
  }

  TEST_CASE("a signature over the envelope alone, without its context, is refused") {
    SignedReport report = signed_example();
    report.signature = sign(report.envelope, device_key().secret_key);
    CHECK_FALSE(is_accepted(report));
  }

  TEST_CASE("an envelope of any other form is refused") {
    const std::string good = signed_example().envelope;
    const std::string bad[] = {"",
                               "null",
                               "[]",
                               "{}",
                               good + " x",
                               good + good,
                               "\xef\xbb\xbf" + good,
                               replaced(good, "\"v\":1", "\"v\":2"),
                               replaced(good, "\"v\":1", "\"v\":1,\"v\":1"),
                               replaced(good, "\"v\":1", "\"v\":1,\"extra\":1"),
                               replaced(good, "\"counter\":3", "\"counter\":0"),
                               replaced(good, "\"counter\":3", "\"counter\":3.0"),
                               replaced(good, "\"counter\":3", "\"counter\":\"3\""),
                               replaced(good, "\"counter\":3,", ""),
                               replaced(good, "patrol-demo", ""),
                               replaced(good, "\"revision\":1", "\"revision\":-1"),
                               replaced(good, "patrol-demo", std::string(2000, 'a'))};
    for (const std::string& envelope : bad) {
      CAPTURE(envelope);
      CHECK_FALSE(decode_envelope(envelope));
    }
  }

  TEST_CASE("the parts of a signed report put it together again") {
    SignedReport report = signed_example();
    report.attachments = {"one", std::string("\0two", 4)};
    const auto again = signed_report_from_parts(to_parts(report));
    REQUIRE(again);
    CHECK(again->envelope == report.envelope);
    CHECK(again->report == report.report);
    CHECK(again->attachments == report.attachments);
    CHECK(is_accepted(*again));
    CHECK_FALSE(signed_report_from_parts({"envelope", "report"}));
    CHECK_FALSE(signed_report_from_parts({"envelope", "short signature", "report"}));
  }
}
