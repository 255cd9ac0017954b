#include "intake/acceptance.h"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "intake/checks.h"
#include "tests/intake/acceptance_bench.h"
#include "tests/support/encode.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::intake;
using nlohmann::json;

namespace {

Report fresh_report(AcceptanceBench& bench, const SigningDevice& device) {
  return report_of(device, bench.random, bench.now());
}

std::vector<std::string> alarms_in(AcceptanceBench& bench) {
  std::vector<std::string> codes;
  store::read_audit(bench.database, 0, [&](const store::AuditEntry& entry) {
    if (entry.act.starts_with("alarm.")) codes.push_back(entry.act.substr(6) + " " + entry.subject);
    return true;
  });
  return codes;
}

std::optional<std::string> attachment_of(AcceptanceBench& bench, std::int64_t row,
                                         const Digest& digest) {
  store::Rows rows =
      bench.database.query("SELECT content FROM attachment WHERE report = ? AND digest = ?", row,
                           store::Blob{digest.blob()});
  if (!rows.next()) return std::nullopt;
  return rows.maybe_text(0);
}

std::string flip_bit(std::string bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  return bytes;
}

}  // namespace

TEST_SUITE("intake/acceptance") {
  TEST_CASE(
      "an accepted report is kept with its bytes, its receipt, its audit entry and a message") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    const Report report = fresh_report(bench, device);
    const SignedReport filed = device.sign(report, bench.now());
    const Decision decision = bench.accept(device, filed);
    REQUIRE(word_of(decision) == "accepted");

    const json receipt = json::parse(receipt_of(decision)).at("receipt");
    CHECK(receipt.at("report") == to_string(report.id));
    CHECK(receipt.at("digest") == to_string(sha256(filed.report)));
    CHECK(receipt.at("received_at") == to_milliseconds(bench.now()));

    const auto kept = bench.store.find(report.id, 1);
    REQUIRE(kept);
    const StoredReport stored = bench.store.stored(kept->row);
    CHECK(stored.report == filed.report);
    CHECK(stored.envelope == filed.envelope);
    CHECK(stored.signature == filed.signature.blob());
    CHECK(kept->unit == "harbour");

    const auto audit = bench.audit("report.received");
    REQUIRE(audit.size() == 1);
    CHECK(audit[0].actor == "boat-1");
    CHECK(audit[0].subject == to_string(report.id));
    CHECK(bench.outbox.owed("router") == 1);
    CHECK(bench.outbox.owing("router", link::Lane::ordinary));
    CHECK(store::verify_audit(bench.database).first_bad == std::nullopt);
  }

  TEST_CASE("a flash report goes to the router on the urgent lane") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    report.danger =
        Danger{.life_at_risk_now = Answer::yes, .armed_actors_present = Answer::unknown};
    CHECK(word_of(bench.accept(device, device.sign(report, bench.now()))) == "accepted");
    CHECK(bench.outbox.owing("router", link::Lane::urgent));
    CHECK_FALSE(bench.outbox.owing("router", link::Lane::ordinary));
  }

  TEST_CASE("a repeat gets the original receipt byte for byte, however it comes") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    const Report report = fresh_report(bench, device);
    const SignedReport filed = device.sign(report, bench.now());
    const std::string receipt = receipt_of(bench.accept(device, filed));

    bench.clock.advance(2h);
    const Decision over_link = bench.accept(device, filed);
    CHECK(word_of(over_link) == "repeat");
    CHECK(receipt_of(over_link) == receipt);
    CHECK(receipt_of(bench.accept(filed, std::nullopt)) == receipt);
    const Decision signed_again = bench.accept(device, device.sign(report, bench.now()));
    CHECK(word_of(signed_again) == "repeat");
    CHECK(receipt_of(signed_again) == receipt);

    CHECK(bench.audit("report.received").size() == 1);
    CHECK(bench.outbox.owed("router") == 1);
    CHECK(alarms_in(bench).empty());
  }

  TEST_CASE("a receipt is not taken back when the mission has changed since") {
    config::Mission mission = island();
    AcceptanceBench bench(mission);
    SigningDevice device = bench.device("boat-1", "harbour");
    const SignedReport filed = device.sign(fresh_report(bench, device), bench.now());
    const std::string receipt = receipt_of(bench.accept(device, filed));
    mission.catalogues.clear();
    CHECK(receipt_of(bench.accept(device, filed)) == receipt);
    CHECK(word_of(bench.accept(device, device.sign(fresh_report(bench, device), bench.now()))) ==
          "version.catalogue");
  }

  TEST_CASE("other content under the same revision is refused and both digests are kept") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    const SignedReport first = device.sign(report, bench.now());
    bench.accept(device, first);
    report.what.label = "other";
    const SignedReport second = device.sign(report, bench.now());
    CHECK(word_of(bench.accept(device, second)) == "conflict.digest");
    CHECK(word_of(bench.accept(device, second)) == "conflict.digest");

    const auto audit = bench.audit("report.conflict");
    REQUIRE(audit.size() == 1);
    const json detail = json::parse(audit[0].detail);
    CHECK(detail.at("kept") == to_string(sha256(first.report)));
    CHECK(detail.at("refused") == to_string(sha256(second.report)));
    CHECK(bench.store.counts().conflicts == 1);
    CHECK(word_of(bench.accept(device, first)) == "repeat");
  }

  TEST_CASE("only the same unit may revise, and a late lower revision is history") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    SigningDevice colleague = bench.device("boat-2", "harbour");
    SigningDevice stranger = bench.device("lamp-1", "lighthouse");
    Report report = fresh_report(bench, device);
    report.revision = 3;
    CHECK(word_of(bench.accept(device, device.sign(report, bench.now()))) == "accepted");

    report.revision = 4;
    report.patrol = {.unit = "lighthouse", .team_site = {}, .device = "lamp-1", .on_behalf_of = {}};
    CHECK(word_of(bench.accept(stranger, stranger.sign(report, bench.now()))) ==
          "revision.other_unit");
    report.patrol = {.unit = "harbour", .team_site = {}, .device = "boat-2", .on_behalf_of = {}};
    CHECK(word_of(bench.accept(colleague, colleague.sign(report, bench.now()))) == "accepted");
    report.revision = 2;
    CHECK(word_of(bench.accept(colleague, colleague.sign(report, bench.now()))) == "accepted");
    CHECK(bench.store.newest(report.id)->revision == 4);
    CHECK(bench.outbox.owed("router") == 3);
  }

  TEST_CASE("who it is comes first: unknown, revoked, another's name, a wrong signature") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    SigningDevice other = bench.device("boat-2", "harbour");
    SigningDevice unknown("boat-9", "harbour", bench.random);
    const SignedReport filed = device.sign(fresh_report(bench, device), bench.now());

    const SignedReport strange = unknown.sign(fresh_report(bench, unknown), bench.now());
    CHECK(word_of(bench.accept(strange, std::nullopt)) == "key.unknown");
    CHECK(word_of(bench.accept(filed, "boat-2")) == "envelope.device");
    const Report report = fresh_report(bench, device);
    const std::string bytes = encode_report(report);
    const SignedReport forged =
        other.sign_envelope(device.next_envelope(report, bytes, bench.now()), bytes);
    CHECK(word_of(bench.accept(forged, std::nullopt)) == "signature.wrong");

    CHECK(word_of(bench.accept(device, filed)) == "accepted");
    bench.revoke("boat-1");
    CHECK(word_of(bench.accept(device, filed)) == "key.revoked");
    for (const auto& entry : bench.audit("report.refused")) {
      CAPTURE(entry.detail);
      CHECK((entry.actor == "unknown" || entry.actor == "boat-2" || entry.actor == "boat-1"));
    }
  }

  TEST_CASE("an unauthenticated refusal is never put down to the device it names") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    SignedReport filed = device.sign(fresh_report(bench, device), bench.now());
    filed.signature.bytes[5] ^= 1U;
    CHECK(word_of(bench.accept(filed, std::nullopt)) == "signature.wrong");
    REQUIRE(bench.audit("report.refused").size() == 1);
    CHECK(bench.audit("report.refused")[0].actor == "unknown");
    CHECK_FALSE(bench.store.chain_end("boat-1"));
  }

  TEST_CASE("every single-bit change of a signed report is refused and nothing of it is kept") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    const SignedReport filed = device.sign(fresh_report(bench, device), bench.now());
    const std::vector<std::string> parts = to_parts(filed);
    store::Transaction transaction(bench.database);
    std::size_t changed = 0;
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (std::size_t bit = 0; bit < parts[part].size() * 8; ++bit, ++changed) {
        auto copy = parts;
        copy[part] = flip_bit(copy[part], bit);
        const auto damaged = signed_report_from_parts(copy);
        REQUIRE(damaged);
        const Decision decision = bench.acceptance.accept(*damaged, std::nullopt, bench.now());
        REQUIRE(std::holds_alternative<Refusal>(decision));
      }
    }
    MESSAGE(changed, " changes refused");
    CHECK(bench.store.counts().reports == 0);
    CHECK(bench.outbox.owed("router") == 0);
    CHECK(word_of(bench.acceptance.accept(filed, std::nullopt, bench.now())) == "accepted");
  }

  TEST_CASE("an envelope that disagrees with the report inside is refused with what disagrees") {
    struct Case {
      std::string code;
      std::function<void(Report&)> change;
    };
    const Case cases[] = {
        {"envelope.device", [](Report& report) { report.patrol.device = "boat-2"; }},
        {"envelope.unit", [](Report& report) { report.patrol.unit = "lighthouse"; }},
        {"envelope.revision", [](Report& report) { report.revision = 2; }},
        {"envelope.report", [](Report& report) { report.id.bytes[15] ^= 1U; }},
    };
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    for (const Case& entry : cases) {
      CAPTURE(entry.code);
      const Report outside = fresh_report(bench, device);
      Report inside = outside;
      entry.change(inside);
      const SignedReport filed = device.sign_bytes(outside, encode_report(inside), bench.now());
      CHECK(word_of(bench.accept(device, filed)) == entry.code);
    }
    CHECK(bench.store.counts().reports == 0);
    CHECK(alarms_in(bench).empty());
  }

  TEST_CASE("what cannot be read, and what means nothing here, is refused with its problems") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    const Report report = fresh_report(bench, device);
    const auto accept_bytes = [&](std::string bytes) {
      return word_of(
          bench.accept(device, device.sign_bytes(report, std::move(bytes), bench.now())));
    };
    CHECK(accept_bytes("{") == "json.syntax");
    CHECK(accept_bytes("[]") == "json.not_object");
    CHECK(accept_bytes(std::string(report_bytes_max + 1, ' ')) == "size.report");
    Report elsewhere = report;
    elsewhere.where.region = "atlantis";
    CHECK(accept_bytes(encode_report(elsewhere)) == "meaning.unknown_region");

    SignedReport unreadable = device.sign(report, bench.now());
    unreadable.envelope = "{}";
    CHECK(word_of(bench.accept(device, unreadable)) == "report.unreadable");
  }

  TEST_CASE("an unknown version is not yet: said in both languages, nothing kept, taken later") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    report.catalogue = "2099.1";
    const SignedReport later = device.sign(report, bench.now());
    const Decision decision = bench.accept(device, later);
    CHECK(word_of(decision) == "version.catalogue");
    const json text = json::parse(write_not_yet(word_of(decision))).at("not_yet").at("text");
    CHECK(text.at("en").get<std::string>().size() > 20);
    CHECK(text.at("fr").get<std::string>().size() > 20);

    json form = json::parse(encode_report(fresh_report(bench, device)));
    form["schema"] = 2;
    const SignedReport next_form = device.sign_bytes(report, form.dump(), bench.now());
    CHECK(word_of(bench.accept(device, next_form)) == "version.schema");
    CHECK(bench.store.counts().reports == 0);
    CHECK(bench.outbox.owed("router") == 0);
    CHECK(bench.audit("report.refused").empty());

    CHECK(word_of(bench.accept(device, later)) == "version.catalogue");
    CHECK(alarms_in(bench).empty());
  }

  TEST_CASE("a device restored from an older copy is alarmed at once and never refused") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    bench.accept(device, device.sign(fresh_report(bench, device), bench.now()));
    SigningDevice restored = device;
    bench.accept(device, device.sign(fresh_report(bench, device), bench.now()));
    CHECK(alarms_in(bench).empty());
    CHECK(word_of(bench.accept(
              restored, restored.sign(fresh_report(bench, device), bench.now()))) == "accepted");
    CHECK(alarms_in(bench) == std::vector<std::string>{"device.disorder boat-1"});
    CHECK(word_of(bench.accept(
              restored, restored.sign(fresh_report(bench, device), bench.now()))) == "accepted");
    CHECK(alarms_in(bench).size() == 2);
    CHECK(bench.store.chain_end("boat-1")->counter == 3);
  }

  TEST_CASE("a refused report is still a link of its device's chain") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    report.where.region = "atlantis";
    const SignedReport refused = device.sign(report, bench.now());
    CHECK(word_of(bench.accept(device, refused)) == "meaning.unknown_region");
    CHECK(word_of(bench.accept(device, refused)) == "meaning.unknown_region");
    CHECK(word_of(bench.accept(device, device.sign(fresh_report(bench, device), bench.now()))) ==
          "accepted");
    CHECK(alarms_in(bench).empty());
  }

  TEST_CASE("a repeat of an accepted report is no disorder even when its envelope is forgotten") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    const SignedReport first = device.sign(fresh_report(bench, device), bench.now());
    bench.accept(device, first);
    bench.accept(device, device.sign(fresh_report(bench, device), bench.now()));
    bench.clock.advance(30 * 24h);
    {
      store::Transaction transaction(bench.database);
      bench.store.forget_envelopes(bench.now());
      transaction.commit();
    }
    CHECK(word_of(bench.accept(device, first)) == "repeat");
    CHECK(alarms_in(bench).empty());
  }

  TEST_CASE("attachments are kept beside the report, those that come later too, strangers never") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    name_attachment(report, "first photograph");
    name_attachment(report, "second photograph");
    SignedReport filed = device.sign(report, bench.now());
    filed.attachments = {"first photograph"};
    CHECK(word_of(bench.accept(device, filed)) == "accepted");
    CHECK(bench.store.counts().attachments_missing == 1);

    filed.attachments = {"second photograph", "a stranger"};
    CHECK(word_of(bench.accept(device, filed)) == "repeat");
    CHECK(word_of(bench.accept(device, filed)) == "repeat");
    CHECK(bench.store.counts().attachments_missing == 0);
    CHECK(bench.audit("attachment.received").size() == 1);
    const auto kept = bench.store.find(report.id, 1);
    REQUIRE(kept);
    const std::int64_t row = kept->row;
    CHECK(attachment_of(bench, row, sha256("second photograph")) == "second photograph");
    CHECK_FALSE(attachment_of(bench, row, sha256("a stranger")));

    SignedReport wrong = device.sign(fresh_report(bench, device), bench.now());
    wrong.attachments = {"a stranger"};
    CHECK(word_of(bench.accept(device, wrong)) == "attachment.unknown");
  }

  TEST_CASE("a flood of refusals is listed up to a limit, then counted in one entry a minute") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    report.where.region = "atlantis";
    const SignedReport refused = device.sign(report, bench.now());
    constexpr int flood = 150;
    for (int i = 0; i < flood; ++i) bench.accept(device, refused);
    CHECK(bench.audit("report.refused").size() == listed_a_minute);
    CHECK_FALSE(bench.refusals.due(bench.now()));

    // What was counted survives a restart.
    RefusalRecord restarted(bench.store, bench.trail, bench.log, bench.metrics);
    CHECK(restarted.due(bench.now()));
    bench.clock.advance(1min);
    store::Transaction transaction(bench.database);
    restarted.summarize(bench.now());
    transaction.commit();
    const auto more = bench.audit("report.refused_more");
    REQUIRE(more.size() == 1);
    CHECK(json::parse(more[0].detail).at("count") == flood - listed_a_minute);
    CHECK(more[0].actor == "boat-1");
    CHECK_FALSE(restarted.next_due());
  }

  TEST_CASE("neither the log nor the audit trail repeats a text of a report") {
    AcceptanceBench bench;
    SigningDevice device = bench.device("boat-1", "harbour");
    Report report = fresh_report(bench, device);
    report.what.narrative = "CANARY in the narrative";
    bench.accept(device, device.sign(report, bench.now()));
    report.revision = 2;
    report.where.region = "canary";
    bench.accept(device, device.sign(report, bench.now()));
    std::ifstream file(bench.folder / "intake.log");
    std::stringstream log;
    log << file.rdbuf();
    CHECK(log.str().find("report_received") != std::string::npos);
    CHECK(log.str().find("CANARY") == std::string::npos);
    store::read_audit(bench.database, 0, [&](const store::AuditEntry& entry) {
      CHECK(entry.detail.find("CANARY") == std::string::npos);
      return true;
    });
  }
}
