#include "intake/intake.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "intake/http_api.h"
#include "link/wire.h"
#include "service/http_server.h"
#include "tests/intake/form.h"
#include "tests/intake/intake_bench.h"
#include "tests/service/scratch.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::intake;
using nlohmann::json;

namespace {

json problem_of(const std::string& body) { return json::parse(body).at("problems").at(0); }

std::string status_body(const Report& report, int count, const std::string& state) {
  json positions = json::array();
  if (state != "routed") {
    positions.push_back({{"position", "harbour_master"}, {"state", state}, {"at", 1559563200000}});
  }
  return json{{"report", to_string(report.id)},
              {"revision", report.revision},
              {"count", count},
              {"state", state},
              {"positions", positions}}
      .dump();
}

service::HttpRequest status_request(const Report& report, const std::string& token) {
  return {.method = "GET",
          .path = "/v1/reports/" + to_string(report.id),
          .query = {},
          .headers = {{"authorization", "Bearer " + token}},
          .body = {}};
}

std::string token_for(IntakeBench& bench, const std::string& device) {
  const json answer =
      json::parse(bench.control(json{{"command", "keys.token"}, {"device", device}}.dump()));
  return answer.at("token");
}

/// What a patrol's link answers to a question outside the sequence.
json ask(IntakeBench& bench, const std::string& device, const std::string& what,
         const std::string& body) {
  const auto line = bench.world.network.line(device, "intake/patrols");
  line->send({link::write_wire(link::Ask{.number = 5, .what = what, .body = body})});
  std::optional<link::Parts> frames;
  bench.run_until([&] { return (frames = line->receive()).has_value(); });
  REQUIRE(frames);
  const auto tell = std::get<link::Tell>(link::read_wire(*frames));
  CHECK(tell.number == 5);
  return json::parse(tell.body);
}

json ask_status(IntakeBench& bench, const std::string& device, const Report& report) {
  return ask(bench, device, "status", json{{"report", to_string(report.id)}}.dump());
}

}  // namespace

TEST_SUITE("intake/intake") {
  TEST_CASE("a filed report is receipted and handed to the router with its exact bytes") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    patrol.file(report, bench.now());
    REQUIRE(
        bench.run_until([&] { return bench.router.messages.size() == 1 && patrol.owed() == 0; }));

    const auto answer = bench.answer_to(patrol, report);
    REQUIRE(answer);
    CHECK(answer->outcome == link::Outcome::applied);
    const json receipt = json::parse(answer->answer).at("receipt");
    CHECK(receipt.at("intake") == "intake");
    CHECK(receipt.at("digest") == to_string(sha256(encode_report(report))));

    const link::Message& message = bench.router.messages.front();
    CHECK(message.kind == "report");
    REQUIRE(message.parts.size() == 4);
    const json meta = json::parse(message.parts[0]);
    CHECK(meta.at("device") == "boat-1");
    CHECK(meta.at("unit") == "harbour");
    CHECK(meta.at("received_at") == receipt.at("received_at"));
    CHECK(message.parts[3] == encode_report(report));
    const auto envelope = decode_envelope(message.parts[1]);
    REQUIRE(envelope);
    const SignedReport forwarded{.envelope = message.parts[1],
                                 .signature = *signature_from_blob(message.parts[2]),
                                 .report = message.parts[3],
                                 .attachments = {}};
    CHECK(verify_report(forwarded, *envelope, patrol.key().public_key.sign));
  }

  TEST_CASE("a receipt that leaves speaks of a report that is already on disk") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    bool receipted_on_disk = true;
    bench.world.network.on_message([&](const link::Parts& frames) {
      const auto wire = link::read_wire(frames);
      const auto* ack = std::get_if<link::Ack>(&wire);
      if (!ack || ack->answers.empty()) return false;
      store::Database reader(bench.world.folder / "intake.db",
                             {.access = store::Access::read, .vfs = {}});
      store::Rows rows = reader.query("SELECT COUNT(*) FROM report");
      receipted_on_disk = receipted_on_disk && rows.next() && rows.integer(0) == 1;
      return false;
    });
    patrol.file(report, bench.now());
    REQUIRE(bench.run_until([&] { return bench.answer_to(patrol, report).has_value(); }));
    CHECK(receipted_on_disk);
  }

  TEST_CASE("the same report through the link and through HTTP has one receipt and goes on once") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    const SignedReport filed = patrol.sign_next(report, bench.now());
    const service::HttpResponse first = bench.http(form_request(filed));
    CHECK(first.status == 201);
    patrol.file_parts(to_parts(filed), {report.id, 1}, link::Lane::ordinary, bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    const auto answer = bench.answer_to(patrol, report);
    REQUIRE(answer);
    CHECK(answer->answer == first.body);
    const service::HttpResponse again = bench.http(form_request(filed));
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    bench.run_until([] { return false; }, 20);
    CHECK(bench.router.messages.size() == 1);
  }

  TEST_CASE("a duplicate storm on the link gives one report and the same receipt every time") {
    IntakeBench bench;
    bench.world.network.faults() = {.drop_per_mille = 100,
                                    .duplicate_per_mille = 300,
                                    .delay_min = 0ms,
                                    .delay_max = 100ms,
                                    .reorder = true};
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    std::vector<Report> reports;
    for (int i = 0; i < 20; ++i) {
      reports.push_back(bench.report_of(patrol));
      patrol.file(reports.back(), bench.now(), 3);
      bench.step();
    }
    REQUIRE(bench.run_until(
        [&] { return patrol.owed() == 0 && bench.router.messages.size() == reports.size(); },
        20000));
    for (const Report& report : reports) {
      const auto [first, last] = patrol.answers().equal_range({report.id, 1});
      CHECK(std::distance(first, last) >= 3);
      CHECK(std::all_of(first, last, [&](const auto& entry) {
        return entry.second.answer == first->second.answer;
      }));
    }
    CHECK(bench.audit("alarm.device.disorder").empty());
    CHECK(bench.audit("alarm.device.gap").empty());
  }

  TEST_CASE("a restart resumes what is owed to the router and gives the same receipts") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    bench.world.network.partition("intake");
    std::vector<Report> reports;
    for (int i = 0; i < 5; ++i) {
      reports.push_back(bench.report_of(patrol));
      patrol.file(reports.back(), bench.now());
    }
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    CHECK(bench.router.messages.empty());
    bench.stop();
    bench.world.network.heal("intake");
    bench.start();
    patrol.file(reports[2], bench.now());
    REQUIRE(
        bench.run_until([&] { return bench.router.messages.size() == 5 && patrol.owed() == 0; }));
    const auto [first, last] = patrol.answers().equal_range({reports[2].id, 1});
    REQUIRE(std::distance(first, last) == 2);
    CHECK(first->second.answer == std::next(first)->second.answer);
  }

  TEST_CASE("a flash report overtakes the backlog to the router") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    bench.world.network.partition("intake");
    for (int i = 0; i < 5; ++i) patrol.file(bench.report_of(patrol), bench.now());
    Report flash = bench.report_of(patrol);
    flash.kind = Kind::flash;
    patrol.file(flash, bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    bench.world.network.heal("intake");
    REQUIRE(bench.run_until([&] { return bench.router.messages.size() == 6; }));
    CHECK(bench.router.messages.front().lane == link::Lane::urgent);
    CHECK(bench.router.messages.front().parts[3] == encode_report(flash));
  }

  // A device counts its reports as it signs them; the urgent lane carried a later one first.
  TEST_CASE("a flash report that overtakes its own device's backlog raises no alarm") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    patrol.file(bench.report_of(patrol), bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    bench.world.network.partition("intake/patrols");
    for (int i = 0; i < 5; ++i) patrol.file(bench.report_of(patrol), bench.now());
    Report flash = bench.report_of(patrol);
    flash.kind = Kind::flash;
    patrol.file(flash, bench.now());
    bench.run_until([] { return false; }, 10);
    bench.world.network.heal("intake/patrols");
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }, 5000));
    CHECK(bench.audit("device.gap").size() == 1);
    bench.world.clock.advance(20min);
    bench.step();
    CHECK(bench.audit("alarm.device.gap").empty());
    CHECK(bench.audit("alarm.device.disorder").empty());
  }

  TEST_CASE("a report that never comes is alarmed after 15 minutes, over a restart, and once") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    patrol.sign_next(bench.report_of(patrol), bench.now());
    patrol.file(bench.report_of(patrol), bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    bench.run_until([] { return false; }, 50);
    bench.stop();
    bench.world.clock.advance(10min);
    bench.start();
    bench.step();
    CHECK(bench.audit("alarm.device.gap").empty());
    const Time wake = bench.intake().turn(bench.now());
    CHECK(wake <= bench.now() + 5min);
    bench.world.clock.advance(5min);
    bench.step();
    CHECK(bench.audit("alarm.device.gap").size() == 1);
    bench.stop();
    bench.start();
    bench.world.clock.advance(1h);
    bench.step();
    CHECK(bench.audit("alarm.device.gap").size() == 1);
  }

  TEST_CASE("refused handshakes leave one audit entry with their count, at most once a minute") {
    IntakeBench bench;
    bench.step();
    CHECK(bench.audit("key.handshake_refused").empty());
    for (int i = 0; i < 3; ++i) bench.allow_list().count_refused("intake/patrols");
    bench.step();
    bench.allow_list().count_refused("intake/patrols");
    bench.allow_list().count_refused("intake/status");
    bench.step();
    auto entries = bench.audit("key.handshake_refused");
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].subject == "intake/patrols");
    CHECK(json::parse(entries[0].detail) == json{{"count", 3}});

    bench.world.clock.advance(1min);
    bench.step();
    entries = bench.audit("key.handshake_refused");
    REQUIRE(entries.size() == 3);
    CHECK(entries[2].subject == "intake/status");
    CHECK(bench.metrics().text().find(
              "vigie_handshakes_refused_total{door=\"intake/patrols\"} 4") != std::string::npos);
    CHECK(support::file_bytes(bench.world.folder / "intake.log").find("handshake_refused") !=
          std::string::npos);
  }

  TEST_CASE("a refused report is answered with its problems, and what follows passes") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    Report bad = bench.report_of(patrol);
    bad.where.region = "atlantis";
    const Report good = bench.report_of(patrol);
    patrol.file(bad, bench.now());
    patrol.file(good, bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    const auto refused = bench.answer_to(patrol, bad);
    REQUIRE(refused);
    CHECK(refused->outcome == link::Outcome::refused);
    CHECK(refused->code == "meaning.unknown_region");
    CHECK(problem_of(refused->answer).at("pointer") == "/where/region");
    CHECK(bench.answer_to(patrol, good)->outcome == link::Outcome::applied);
    CHECK(bench.intake().health(bench.now()).ready);
    CHECK(bench.audit("report.refused").size() == 1);
  }

  TEST_CASE(
      "unreadable parts are refused, unknown kinds are not yet, and both languages are said") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    patrol.file_parts({"one part"}, {report.id, 1}, link::Lane::ordinary, bench.now());
    patrol.file_parts({"not json", std::string(64, 's'), "{}"}, {report.id, 2},
                      link::Lane::ordinary, bench.now());
    Report later = bench.report_of(patrol);
    later.catalogue = "2099.1";
    patrol.file(later, bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    for (const std::int64_t revision : {1, 2}) {
      const auto& answer = patrol.answers().find({report.id, revision})->second;
      CHECK(answer.code == "report.unreadable");
      CHECK(problem_of(answer.answer).at("text").at("fr").get<std::string>().size() > 20);
    }
    const auto not_yet = bench.answer_to(patrol, later);
    CHECK(not_yet->outcome == link::Outcome::not_yet);
    CHECK(json::parse(not_yet->answer).at("not_yet").at("code") == "version.catalogue");

    const auto line = bench.world.network.line("boat-1", "intake/patrols");
    link::Data data{.version = link::wire_version,
                    .incarnation = new_uuid7(bench.now(), bench.world.random),
                    .lane = link::Lane::ordinary,
                    .sequence = 1,
                    .message = new_uuid7(bench.now(), bench.world.random),
                    .kind = "sketch",
                    .kind_version = 1};
    line->send({link::write_wire(data), "part"});
    std::optional<link::Parts> frames;
    REQUIRE(bench.run_until([&] { return (frames = line->receive()).has_value(); }));
    const auto ack = std::get<link::Ack>(link::read_wire(*frames));
    REQUIRE(ack.answers.size() == 1);
    CHECK(ack.answers[0].outcome == link::Outcome::not_yet);
    CHECK(ack.answers[0].code == "version.kind");
    CHECK(json::parse(bench.control(R"({"command":"state"})")).at("counts").at("reports") == 0);
  }

  TEST_CASE("a revoked key is refused at its next message, without reconnecting") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    patrol.file(bench.report_of(patrol), bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    const std::string token = token_for(bench, "boat-1");
    const Report report = bench.report_of(patrol);

    const json revoked = json::parse(
        bench.control(R"({"command":"keys.revoke","unit":"harbour","reason":"lost at sea"})"));
    CHECK(revoked.at("revoked") == json{"boat-1"});
    patrol.file(report, bench.now());
    CHECK_FALSE(bench.run_until([&] { return bench.answer_to(patrol, report).has_value(); }, 50));
    CHECK(patrol.owed() == 1);
    CHECK(bench.audit("device.refused").size() >= 1);
    const service::HttpResponse over_http =
        bench.http(form_request(patrol.sign_next(report, bench.now())));
    CHECK(over_http.status == 401);
    CHECK(problem_of(over_http.body).at("code") == "key.revoked");
    CHECK(bench.http(status_request(report, token)).status == 401);
  }

  TEST_CASE("a device that nobody allowed is not heard") {
    IntakeBench bench;
    const auto line = bench.world.network.line("stranger", "intake/patrols");
    line->send({link::write_wire(link::Ask{.number = 1, .what = "status", .body = "{}"})});
    std::optional<link::Parts> frames;
    REQUIRE(bench.run_until([&] { return (frames = line->receive()).has_value(); }));
    CHECK(std::get<link::Refused>(link::read_wire(*frames)).code == "key.unknown");
  }

  TEST_CASE("HTTP answers each kind of refusal with its status, and not yet with 503") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const auto post = [&](const Report& report) {
      return bench.http(form_request(patrol.sign_next(report, bench.now())));
    };
    Report report = bench.report_of(patrol);
    CHECK(post(report).status == 201);
    report.what.label = "other content";
    CHECK(post(report).status == 409);
    report.patrol.unit = "lighthouse";
    CHECK(post(report).status == 422);
    report = bench.report_of(patrol);
    report.catalogue = "2099.1";
    const service::HttpResponse not_yet = post(report);
    CHECK(not_yet.status == 503);
    CHECK(json::parse(not_yet.body).at("not_yet").at("code") == "version.catalogue");
    SignedReport forged = patrol.sign_next(bench.report_of(patrol), bench.now());
    forged.signature.bytes[0] ^= 1U;
    CHECK(bench.http(form_request(forged)).status == 401);
    SignedReport large = patrol.sign_next(bench.report_of(patrol), bench.now());
    large.attachments.assign(1, std::string(attachment_bytes_max + 1, 'x'));
    CHECK(bench.http(form_request(large)).status == 413);
  }

  TEST_CASE("status grows from received to acknowledged, for the patrol and over HTTP alike") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    Report report = bench.report_of(patrol);
    patrol.file(report, bench.now());
    REQUIRE(bench.run_until([&] { return bench.router.messages.size() == 1; }));
    const std::string token = token_for(bench, "boat-1");
    const auto state = [&] {
      const json document = ask_status(bench, "boat-1", report);
      const service::HttpResponse response = bench.http(status_request(report, token));
      CHECK(response.status == 200);
      CHECK(json::parse(response.body) == document);
      return document;
    };
    CHECK(state().at("state") == "received");
    const auto told = [&](int count, const std::string& word) {
      bench.router.tell(status_body(report, count, word), bench.now());
      bench.run_until([] { return false; }, 10);
    };
    told(1, "routed");
    CHECK(state().at("state") == "routed");
    told(3, "acknowledged");
    told(2, "told");
    const json document = state();
    CHECK(document.at("state") == "acknowledged");
    const json& position = document.at("positions").at(0);
    CHECK(position.at("position") == "harbour_master");
    CHECK(position.at("title").at("en") == "Harbour master");
    CHECK(position.at("title").at("fr") == "Capitaine du port");

    report.revision = 2;
    patrol.file(report, bench.now());
    REQUIRE(bench.run_until([&] { return bench.answer_to(patrol, report).has_value(); }));
    CHECK(state().at("state") == "received");
    CHECK(state().at("revision") == 2);
    CHECK(state().at("positions").size() == 1);
  }

  TEST_CASE("a status that names nobody still says how far the report has come") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    patrol.file(report, bench.now());
    REQUIRE(bench.run_until([&] { return bench.answer_to(patrol, report).has_value(); }));
    json body = json::parse(status_body(report, 1, "acknowledged"));
    body["positions"] = json::array();
    bench.router.tell(body.dump(), bench.now());
    bench.run_until([] { return false; }, 10);
    const json document = ask_status(bench, "boat-1", report);
    CHECK(document.at("state") == "acknowledged");
    CHECK(document.at("positions").empty());
  }

  TEST_CASE("another unit's report reads like one that does not exist") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    bench.patrol("boat-2", "harbour");
    bench.patrol("lamp-1", "lighthouse");
    const Report report = bench.report_of(patrol);
    patrol.file(report, bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    CHECK(ask_status(bench, "boat-2", report).at("state") == "received");
    const json hidden = ask_status(bench, "lamp-1", report);
    Report unknown = report;
    unknown.id.bytes[15] ^= 1U;
    CHECK(hidden == ask_status(bench, "lamp-1", unknown));
    CHECK(hidden.at("problems").at(0).at("code") == "status.unknown");

    const std::string token = token_for(bench, "lamp-1");
    const auto hidden_http = bench.http(status_request(report, token));
    CHECK(hidden_http.status == 404);
    CHECK(hidden_http.body == bench.http(status_request(unknown, token)).body);
    CHECK(bench.http(status_request(report, "0123")).status == 401);
    CHECK(bench.http(status_request(report, token_for(bench, "boat-2"))).status == 200);
  }

  TEST_CASE("a question that cannot be read or is not known is told so") {
    IntakeBench bench;
    bench.patrol("boat-1", "harbour");
    CHECK(ask(bench, "boat-1", "weather", "{}").at("problems").at(0).at("code") == "ask.unknown");
    CHECK(ask(bench, "boat-1", "status", "?").at("problems").at(0).at("code") == "ask.unreadable");
  }

  TEST_CASE(
      "an unreadable status goes to quarantine and degrades readiness until it is discarded") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    patrol.file(report, bench.now());
    bench.router.tell("{}", bench.now());
    bench.router.tell("{}", bench.now(), "weather");
    bench.router.tell(status_body(report, 1, "told"), bench.now());
    REQUIRE(bench.run_until([&] { return !bench.audit("status.received").empty(); }));
    CHECK_FALSE(bench.intake().health(bench.now()).ready);
    const json list = json::parse(bench.control(R"({"command":"quarantine.list"})"));
    REQUIRE(list.at("entries").size() == 2);
    CHECK(list.at("entries").at(0).at("code") == "status.unreadable");
    CHECK(list.at("entries").at(1).at("code") == "version.kind");

    const auto entry = list.at("entries").at(0).at("entry");
    CHECK(json::parse(bench.control(json{{"command", "quarantine.retry"}, {"entry", entry}}.dump()))
              .at("ok") == false);
    CHECK(json::parse(bench.control(json{
                          {"command", "quarantine.discard"}, {"entry", entry}, {"reason", "test"}}
                                        .dump()))
              .at("ok") == true);
    CHECK(bench.intake().health(bench.now()).ready);
    CHECK(bench.audit("quarantine.discard").size() == 1);
    CHECK(bench.audit("quarantine.discard")[0].actor == "tester (uid 0, pid 1)");
  }

  TEST_CASE("a report that the router refuses is alarmed") {
    IntakeBench bench;
    bench.router.verdict = {
        .outcome = link::Outcome::refused, .code = "conflict.digest", .answer = {}};
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    patrol.file(bench.report_of(patrol), bench.now());
    CHECK(bench.run_until([&] { return bench.audit("alarm.router.refused").size() == 1; }));
  }

  TEST_CASE("control says what is kept, owed and held, and refuses what it does not know") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    bench.world.network.partition("intake");
    const Report report = bench.report_of(patrol);
    patrol.file(report, bench.now());
    REQUIRE(bench.run_until([&] { return patrol.owed() == 0; }));
    const json state = json::parse(bench.control(R"({"command":"state"})"));
    CHECK(state.at("counts").at("reports") == 1);
    CHECK(state.at("owed").at("router") == 1);
    CHECK(state.at("held").at("quarantine") == 0);
    CHECK(state.at("version") == island().version);
    const json status = json::parse(
        bench.control(json{{"command", "status"}, {"report", to_string(report.id)}}.dump()));
    CHECK(status.at("status").at("state") == "received");

    for (const auto& [request, code] : {
             std::pair{"nonsense", "control.unreadable"},
             std::pair{R"({"command":"dance"})", "control.unknown_command"},
             std::pair{R"({"command":"status","report":"x"})", "status.unknown"},
             std::pair{R"({"command":"keys.token","device":"nobody"})", "keys.none"},
             std::pair{R"({"command":"keys.allow","key":{"name":"router"}})", "keys.reserved"},
         }) {
      CAPTURE(request);
      const json answer = json::parse(bench.control(request));
      CHECK(answer.at("ok") == false);
      CHECK(answer.at("error").at("code") == code);
    }
  }

  TEST_CASE("a token is shown once and only its digest is kept") {
    IntakeBench bench;
    bench.patrol("boat-1", "harbour");
    const std::string token = token_for(bench, "boat-1");
    CHECK(token.size() == 64);
    CHECK(token != token_for(bench, "boat-1"));
    CHECK(bench.audit("key.token").size() == 2);
    bench.stop();
    for (const char* file : {"intake.db", "intake.db-wal", "intake.log"}) {
      const auto path = bench.world.folder / file;
      if (!std::filesystem::exists(path)) continue;
      CHECK(support::file_bytes(path).find(token) == std::string::npos);
    }
  }

  TEST_CASE("metrics count what was received, repeated and refused") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    Report report = bench.report_of(patrol);
    patrol.file(report, bench.now(), 2);
    report.where.region = "atlantis";
    report.revision = 2;
    patrol.file(report, bench.now());
    REQUIRE(
        bench.run_until([&] { return patrol.owed() == 0 && bench.router.messages.size() == 1; }));
    bench.run_until([] { return false; }, 60);
    const std::string text = bench.metrics().text();
    CHECK(text.find("vigie_reports_received_total 1") != std::string::npos);
    CHECK(text.find("vigie_reports_repeated_total 1") != std::string::npos);
    CHECK(text.find("vigie_reports_refused_total{code=\"meaning.unknown_region\"} 1") !=
          std::string::npos);
    CHECK(text.find("vigie_owed{peer=\"router\"} 0") != std::string::npos);
  }

  TEST_CASE("a report filed through the real HTTP server on loopback is receipted") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const Report report = bench.report_of(patrol);
    service::Log log("intake", bench.world.clock,
                     {.file = bench.world.folder / "http.log", .quiet = false});
    service::HttpServerOptions options;
    options.listen = "127.0.0.1:0";
    options.body_bytes_max = http_body_bytes_max;
    service::Metrics metrics;
    service::HttpServer server(
        options, [&](const service::HttpRequest& request) { return bench.intake().http(request); },
        log, metrics);

    const service::HttpRequest form = form_request(patrol.sign_next(report, bench.now()));
    service::test::RawClient client(server.port());
    client.send("POST /v1/reports HTTP/1.1\r\nHost: intake\r\nContent-Type: " +
                *form.header("content-type") +
                "\r\nContent-Length: " + std::to_string(form.body.size()) + "\r\n\r\n" + form.body);
    std::atomic<bool> answered = false;
    std::string answer;
    std::thread reader([&] {
      answer = client.receive();
      answered = true;
    });
    while (!answered) {
      bench.step();
      std::this_thread::sleep_for(1ms);
    }
    reader.join();
    CHECK(answer.starts_with("HTTP/1.1 201 "));
    CHECK(answer.find(to_string(report.id)) != std::string::npos);
    CHECK(bench.run_until([&] { return bench.router.messages.size() == 1; }));
    bench.intake().close();
    server.stop();
  }

  TEST_CASE("a closed intake answers whoever waits with 503") {
    IntakeBench bench;
    support::Device& patrol = bench.patrol("boat-1", "harbour");
    const auto form = form_request(patrol.sign_next(bench.report_of(patrol), bench.now()));
    bench.intake().close();
    CHECK(bench.intake().http(form).status == 503);
  }
}
