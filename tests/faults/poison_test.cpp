// One message that can never be applied amid a hundred good ones, in each of the five hops: it is
// kept with its bytes and its reason, answered, alarmed, and nothing behind it waits.

#include <doctest/doctest.h>

#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <variant>

#include "link/held_messages.h"
#include "link/wire.h"
#include "store/database.h"
#include "tests/support/report_generator.h"
#include "tests/support/stepped_mission.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;
using store::Blob;
using store::Database;
using store::Rows;
using Json = nlohmann::json;

namespace {

constexpr int good_ones = 100;
constexpr int poisoned = 50;  ///< Sequence number of the poison, in the middle.

Report report_of(const Device& device, SteppedMission& mission) {
  Report report = report_by(device.key().public_key, mission.clock().now(), mission.random());
  // One lane, so that everything stands behind the poison: nothing that a rule calls flash.
  report.danger.reset();
  report.needs.reset();
  return report;
}

Json state_of(SteppedMission& mission, const std::string& program) {
  return Json::parse(mission.control(program, R"({"command":"state"})"));
}

std::int64_t owed(SteppedMission& mission, const std::string& program, const std::string& peer) {
  return state_of(mission, program).at("owed").at(peer);
}

std::int64_t count(const std::filesystem::path& file, const char* sql) {
  Database database(file, {.access = store::Access::read});
  Rows rows = database.query(sql);
  REQUIRE(rows.next());
  return rows.integer(0);
}

/// Where a hop can be held so that messages gather before it.
struct Hop {
  const char* sender;
  const char* receiver;
  std::function<void(SteppedMission&)> hold;
  std::function<bool(SteppedMission&)> gathered;
  std::function<void(SteppedMission&)> let_go;
};

const Hop report_hop{
    "intake", "router", [](SteppedMission& mission) { mission.kill("router"); },
    [](SteppedMission& mission) { return owed(mission, "intake", "router") > good_ones; },
    [](SteppedMission& mission) { mission.start("router"); }};
const Hop notices_hop{
    "router", "notifier", [](SteppedMission& mission) { mission.kill("notifier"); },
    [](SteppedMission& mission) { return owed(mission, "router", "notifier") > good_ones; },
    [](SteppedMission& mission) { mission.start("notifier"); }};
const Hop reply_hop{
    "notifier", "router", [](SteppedMission& mission) { mission.network().partition("notifier"); },
    [](SteppedMission& mission) { return owed(mission, "notifier", "router") > good_ones; },
    [](SteppedMission& mission) { mission.network().heal("notifier"); }};
const Hop status_hop{
    "router", "intake", [](SteppedMission& mission) { mission.network().partition("router"); },
    [](SteppedMission& mission) { return owed(mission, "router", "intake") > good_ones; },
    [](SteppedMission& mission) { mission.network().heal("router"); }};

/// The outbox row of the poison, by what it refers to in its program.
constexpr const char* poison_row =
    "(SELECT reference FROM link_outbox JOIN link_stream USING(stream) WHERE peer = ? AND "
    "sequence = ?)";

void change_outbox(Database& sender, const std::string& peer, const std::string& set) {
  const std::string sql = "UPDATE link_outbox SET " + set +
                          " WHERE sequence = ? AND stream IN (SELECT stream FROM link_stream WHERE "
                          "peer = ? AND last >= ?)";
  CHECK(sender.run(sql.c_str(), poisoned, peer, good_ones) == 1);
}

struct Poison {
  const char* name;
  const Hop& hop;
  const char* code;
  bool for_ever;  ///< Into quarantine; else it waits for a version that knows it.
  /// Plants it in the sender's or in the receiver's database while that program is stopped.
  std::function<void(Database& sender)> in_sender = {};
  std::function<void(Database& sender, Database& receiver)> in_receiver = {};
  /// Takes away what made the receiver fail.
  std::function<void(Database& receiver)> cure = {};
};

void give_unknown_kind(Database& sender, const Hop& hop) {
  change_outbox(sender, hop.receiver, "kind = 'riddle'");
}

void give_unknown_version(Database& sender, const Hop& hop) {
  change_outbox(sender, hop.receiver, "kind_version = 9");
}

std::string blob_in(Database& database, const std::string& sql, const std::string& peer) {
  Rows rows = database.query(sql.c_str(), peer, poisoned);
  REQUIRE(rows.next());
  return rows.text(0);
}

/// The first notice of the poisoned routing, as the router knows it.
const std::string notice_of_poison =
    std::string(
        "SELECT notice.notice FROM notice JOIN report USING(id) JOIN routing USING(report) ") +
    "WHERE routing = " + poison_row;

/// A notice of that id that belongs to a report nobody filed.
void plant_notice(Database& notifier, const std::string& notice) {
  notifier.run(
      "INSERT INTO content(report, revision, kind, exercise, language) "
      "VALUES(zeroblob(16), 1, 'report', 0, 'en')");
  notifier.run(
      "INSERT INTO notice(notice, report, revision, position, said, urgency, expect, rules, "
      "received_at, acknowledged_by, acknowledged_at) "
      "VALUES(?, zeroblob(16), 1, 'nowhere', 0, 0, '', '[]', 0, '', 0)",
      Blob{notice});
}

void uproot(Database& notifier) {
  notifier.run("DELETE FROM notice WHERE position = 'nowhere'");
  notifier.run("DELETE FROM content WHERE report = zeroblob(16)");
}

std::vector<Poison> poisons() {
  std::vector<Poison> all;
  for (const Hop* hop : {&report_hop, &notices_hop, &reply_hop, &status_hop}) {
    all.push_back({.name = "a kind nobody knows",
                   .hop = *hop,
                   .code = "version.kind",
                   .for_ever = false,
                   .in_sender = [hop](Database& sender) { give_unknown_kind(sender, *hop); }});
    all.push_back({.name = "a version nobody knows",
                   .hop = *hop,
                   .code = "version.kind",
                   .for_ever = false,
                   .in_sender = [hop](Database& sender) { give_unknown_version(sender, *hop); }});
  }
  all.push_back(
      {.name = "a report that has another digest",
       .hop = report_hop,
       .code = "report.mismatch",
       .for_ever = true,
       .in_sender = [](Database& sender) {
         const std::string sql =
             std::string("UPDATE report SET content = CAST(content || ' ' AS BLOB) WHERE row = ") +
             poison_row;
         CHECK(sender.run(sql.c_str(), "router", poisoned) == 1);
       }});
  all.push_back({.name = "a notice whose id belongs to another report",
                 .hop = notices_hop,
                 .code = "notices.mismatch",
                 .for_ever = true,
                 .in_receiver =
                     [](Database& sender, Database& receiver) {
                       plant_notice(receiver, blob_in(sender, notice_of_poison, "notifier"));
                     },
                 .cure = uproot});
  all.push_back({.name = "notices that cannot be read",
                 .hop = notices_hop,
                 .code = "notices.unreadable",
                 .for_ever = true,
                 .in_sender = [](Database& sender) {
                   const std::string sql =
                       std::string(
                           "UPDATE dispatch SET message = x'7b7d', digest = NULL "
                           "WHERE dispatch = ") +
                       poison_row;
                   CHECK(sender.run(sql.c_str(), "notifier", poisoned) == 1);
                 }});
  all.push_back({.name = "a reply about somebody else's notice",
                 .hop = reply_hop,
                 .code = "reply.unknown_notice",
                 .for_ever = true,
                 .in_sender = [](Database& sender) {
                   const std::string sql =
                       std::string("UPDATE reply SET position = 'nowhere' WHERE row = ") +
                       poison_row;
                   CHECK(sender.run(sql.c_str(), "router", poisoned) == 1);
                 }});
  all.push_back({.name = "a status that cannot be read",
                 .hop = status_hop,
                 .code = "status.unreadable",
                 .for_ever = true,
                 .in_sender = [](Database& sender) {
                   change_outbox(sender, "intake", "body = CAST('{}' AS BLOB)");
                 }});
  return all;
}

void plant(SteppedMission& mission, const Poison& poison) {
  const Hop& hop = poison.hop;
  const bool receiver_ran = mission.running(hop.receiver);
  mission.kill(hop.sender);
  if (receiver_ran) mission.kill(hop.receiver);
  {
    Database sender(mission.database_of(hop.sender));
    if (poison.in_sender) poison.in_sender(sender);
    Database receiver(mission.database_of(hop.receiver));
    if (poison.in_receiver) poison.in_receiver(sender, receiver);
  }
  mission.start(hop.sender);
  if (receiver_ran) mission.start(hop.receiver);
}

void restart_to_rest(SteppedMission& mission, const std::string& program) {
  mission.kill(program);
  mission.step();
  mission.start(program);
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
}

Json entries_of(SteppedMission& mission, const std::string& program) {
  return Json::parse(mission.control(program, R"({"command":"quarantine.list"})")).at("entries");
}

bool ready(SteppedMission& mission, const std::string& program) {
  return mission.program(program).health(mission.clock().now()).ready;
}

Json order(SteppedMission& mission, const std::string& program, const std::string& command,
           const Json& entry) {
  return Json::parse(mission.control(
      program,
      Json{{"command", command}, {"entry", entry.at("entry")}, {"reason", "looked at"}}.dump()));
}

/// Kept whole, answered, alarmed; everything else was applied.
void check_kept(SteppedMission& mission, const Poison& poison) {
  const std::string receiver = poison.hop.receiver;
  const auto file = mission.database_of(receiver);
  const Json entries = entries_of(mission, receiver);
  REQUIRE(entries.size() == 1);
  CHECK(entries.at(0).at("in") == (poison.for_ever ? "quarantine" : "not_yet"));
  CHECK(entries.at(0).at("code") == poison.code);
  CHECK(entries.at(0).at("sender") == poison.hop.sender);
  CHECK(entries.at(0).at("part_bytes").at(0).get<int>() > 0);
  CHECK(count(file, "SELECT COUNT(*) FROM link_received WHERE outcome <> 0") == 1);
  CHECK(count(file, "SELECT COUNT(*) FROM link_received WHERE outcome = 0") >= good_ones);
  CHECK(ready(mission, receiver) == !poison.for_ever);
  CHECK(count(file, "SELECT COUNT(*) FROM audit WHERE act = 'alarm.link.quarantined'") ==
        (poison.for_ever ? 1 : 0));
  const auto sender = mission.database_of(poison.hop.sender);
  CHECK(count(sender, "SELECT COUNT(*) FROM link_refused") == (poison.for_ever ? 1 : 0));
}

/// What went over the network, by message.
using Sent = std::map<Uuid, link::Parts>;

void note_what_is_sent(SteppedMission& mission, Sent& sent) {
  mission.network().on_message([&sent](const link::Parts& frames) {
    const link::Wire wire = link::read_wire(frames);
    if (const auto* data = std::get_if<link::Data>(&wire)) {
      sent[data->message] = link::Parts(std::next(frames.begin()), frames.end());
    }
    return false;
  });
}

/// Kept as they came, whatever was decided.
void check_bytes(SteppedMission& mission, const Poison& poison, std::int64_t entry,
                 const Sent& sent) {
  const std::string receiver = poison.hop.receiver;
  mission.kill(receiver);
  {
    Database database(mission.database_of(receiver));
    const auto held = link::HeldMessages(database).find(entry);
    REQUIRE(held.has_value());
    CHECK(held->message.parts == sent.at(held->message.id));
  }
  mission.start(receiver);
}

/// Trying again changes nothing while the cause is there; then it is applied or thrown away.
void check_decided(SteppedMission& mission, const Poison& poison) {
  const std::string receiver = poison.hop.receiver;
  const Json entry = entries_of(mission, receiver).at(0);
  CHECK(order(mission, receiver, "quarantine.retry", entry).at("ok") == false);
  CHECK(entries_of(mission, receiver).size() == 1);
  if (poison.cure) {
    mission.kill(receiver);
    Database database(mission.database_of(receiver));
    poison.cure(database);
    mission.start(receiver);
  }
  const bool curable = static_cast<bool>(poison.cure);
  const char* command = curable ? "quarantine.retry" : "quarantine.discard";
  CHECK(order(mission, receiver, command, entry).at("ok") == true);
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  CHECK(entries_of(mission, receiver).empty());
  CHECK(ready(mission, receiver));
  const auto file = mission.database_of(receiver);
  CHECK(count(file, "SELECT COUNT(*) FROM link_held") == 1);
}

}  // namespace

TEST_SUITE("faults/poison") {
  TEST_CASE("between programs it is kept with its bytes, and what stands behind it passes") {
    std::uint64_t seed = 60;
    for (const Poison& poison : poisons()) {
      CAPTURE(std::string(poison.name));
      CAPTURE(std::string(poison.hop.sender) + " to " + poison.hop.receiver);
      Sent sent;
      SteppedMission mission({.seed = ++seed, .mission = {}});
      Device& device = mission.add_device("patrol-1", "unpol_1");
      poison.hop.hold(mission);
      for (int i = 0; i <= good_ones; ++i) {
        device.file(report_of(device, mission), mission.clock().now());
      }
      REQUIRE(mission.run_until([&] { return poison.hop.gathered(mission); }));
      plant(mission, poison);
      note_what_is_sent(mission, sent);
      poison.hop.let_go(mission);
      REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
      check_kept(mission, poison);
      const auto entry =
          entries_of(mission, poison.hop.receiver).at(0).at("entry").get<std::int64_t>();
      check_bytes(mission, poison, entry, sent);
      restart_to_rest(mission, poison.hop.receiver);
      check_kept(mission, poison);
      check_decided(mission, poison);
      check_bytes(mission, poison, entry, sent);
    }
  }

  TEST_CASE("from a patrol it is answered with the reason, and the patrol keeps it") {
    struct FromPatrol {
      const char* name;
      const char* set;  ///< In the outbox row; nullptr: the report's bytes are changed instead.
      link::Outcome outcome;
      const char* code;
    };
    const FromPatrol table[] = {
        {"a kind nobody knows", "kind = 'riddle'", link::Outcome::not_yet, "version.kind"},
        {"a version nobody knows", "kind_version = 9", link::Outcome::not_yet, "version.kind"},
        {"other bytes than were signed", nullptr, link::Outcome::refused, "signature.wrong"},
    };
    for (const FromPatrol& poison : table) {
      CAPTURE(std::string(poison.name));
      SteppedMission mission({.seed = 91, .mission = {}});
      Device& device = mission.add_device("patrol-1", "unpol_1");
      Device::ReportKey bad;
      for (int i = 1; i <= good_ones + 1; ++i) {
        const Report report = report_of(device, mission);
        link::Parts parts = to_parts(device.sign_next(report, mission.clock().now()));
        if (i == poisoned) bad = {report.id, 1};
        if (i == poisoned && poison.set == nullptr) parts.at(2) += ' ';
        device.file_parts(parts, {report.id, 1}, link::Lane::ordinary, mission.clock().now());
      }
      if (poison.set != nullptr) change_outbox(device.database(), "intake", poison.set);
      REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
      CHECK(device.receipted().size() == good_ones);
      REQUIRE(device.answers().count(bad) == 1);
      CHECK(device.answers().find(bad)->second.outcome == poison.outcome);
      CHECK(device.answers().find(bad)->second.code == poison.code);
      CHECK(entries_of(mission, "intake").empty());
      CHECK(ready(mission, "intake"));
      restart_to_rest(mission, "intake");
      CHECK(device.answers().size() == good_ones + 1);
      const std::int64_t kept = count(mission.database_of("intake"), "SELECT COUNT(*) FROM report");
      CHECK(kept == good_ones);
    }
  }
}
