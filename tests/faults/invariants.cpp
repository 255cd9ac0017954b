#include "tests/faults/invariants.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "store/audit.h"
#include "store/database.h"

namespace vigie::faults {
namespace {

using store::Access;
using store::Blob;
using store::Database;
using store::Rows;
using support::Place;
using support::SteppedMission;

/// The databases of a mission, opened to be looked at.
class Look {
 public:
  explicit Look(SteppedMission& mission) : mission_(mission) {
    for (const std::string& name : mission.names()) {
      mission.disk(name).hold_faults(true);
      programs_[name] = std::make_unique<Database>(
          mission.database_of(name),
          store::OpenOptions{.access = Access::read, .vfs = mission.vfs_of(name)});
    }
    for (auto& device : mission.devices()) {
      devices_[device->key().public_key.name] = &device->database();
    }
  }
  Look(const Look&) = delete;
  Look& operator=(const Look&) = delete;
  ~Look() {
    for (const std::string& name : mission_.names()) mission_.disk(name).hold_faults(false);
  }
  Database& at(const std::string& name) {
    const auto device = devices_.find(name);
    return device != devices_.end() ? *device->second : *programs_.at(name);
  }

 private:
  SteppedMission& mission_;
  std::map<std::string, std::unique_ptr<Database>> programs_;
  std::map<std::string, Database*> devices_;
};

struct Link {
  std::string sender;
  std::string receiver;
};

std::vector<Link> links_of(SteppedMission& mission) {
  const auto& settings = mission.mission().settings;
  const std::string& router = settings.router.name;
  const std::string& notifier = settings.notifier.name;
  const std::string& intake = settings.intakes.front().name;
  std::vector<Link> links{
      {intake, router}, {router, notifier}, {notifier, router}, {router, intake}};
  for (const auto& device : mission.devices()) {
    links.push_back({device->key().public_key.name, intake});
  }
  return links;
}

struct StreamRow {
  std::int64_t stream = 0;
  Uuid incarnation;
  std::int64_t lane = 0;
  std::int64_t first = 1;
  std::int64_t acked = 0;
};

std::vector<StreamRow> streams_to(Database& sender, const std::string& peer) {
  Rows rows = sender.query(
      "SELECT stream, incarnation, lane, first, acked FROM link_stream WHERE peer = ?", peer);
  std::vector<StreamRow> streams;
  while (rows.next()) {
    streams.push_back({rows.integer(0), *uuid_from_blob(rows.view(1)), rows.integer(2),
                       rows.integer(3), rows.integer(4)});
  }
  return streams;
}

struct Applied {
  std::int64_t source = 0;
  std::int64_t cursor = 0;
};

Applied applied_of(Database& receiver, const std::string& sender, const StreamRow& stream) {
  Rows rows = receiver.query(
      "SELECT source, cursor FROM link_source WHERE sender = ? AND incarnation = ? AND lane = ?",
      sender, Blob{stream.incarnation.blob()}, stream.lane);
  if (!rows.next()) return {};
  return {rows.integer(0), rows.integer(1)};
}

/// Message ids by sequence number.
std::map<std::int64_t, std::string> messages_in(Rows rows) {
  std::map<std::int64_t, std::string> messages;
  while (rows.next()) messages[rows.integer(0)] = rows.text(1);
  return messages;
}

/// Every sequence number applied once, and the message that was sent under it.
void check_stream(Database& sender, Database& receiver, const StreamRow& stream,
                  const Applied& applied, const Excuses& excuses) {
  const auto sent = messages_in(
      sender.query("SELECT sequence, message FROM link_outbox WHERE stream = ?", stream.stream));
  const auto received = messages_in(receiver.query(
      "SELECT sequence, message FROM link_received WHERE source = ?", applied.source));
  if (!excuses.pruned) CHECK(received.size() == static_cast<std::size_t>(applied.cursor));
  const bool as_sent = std::ranges::all_of(received, [&](const auto& item) {
    const auto found = sent.find(item.first);
    if (found == sent.end()) return excuses.pruned && item.first < stream.first;
    return found->second == item.second;
  });
  CHECK(as_sent);
}

void check_links(SteppedMission& mission, Look& look, const std::optional<Excuses>& at_rest) {
  for (const Link& link : links_of(mission)) {
    CAPTURE(link.sender);
    CAPTURE(link.receiver);
    Database& sender = look.at(link.sender);
    Database& receiver = look.at(link.receiver);
    for (const StreamRow& stream : streams_to(sender, link.receiver)) {
      const Applied applied = applied_of(receiver, link.sender, stream);
      CHECK(applied.cursor >= stream.acked);
      if (!at_rest) continue;
      CHECK(applied.cursor == stream.acked);
      check_stream(sender, receiver, stream, applied, *at_rest);
    }
  }
}

void check_receipts(Look& look, const std::string& intake, const Workload& workload) {
  const auto receipted = workload.receipted();
  const std::set<ReportKey> wanted(receipted.begin(), receipted.end());
  Database& database = look.at(intake);
  for (const Filed& filed : workload.filed()) {
    if (filed.contradicts || !wanted.contains(filed.key)) continue;
    CAPTURE(to_string(filed.key.first));
    Rows rows = database.query("SELECT digest FROM report WHERE id = ? AND revision = ?",
                               Blob{filed.key.first.blob()}, filed.key.second);
    const bool stored = rows.next();
    CHECK(stored);
    if (stored) CHECK(rows.text(0) == filed.digest.blob());
  }
}

void check_replies(SteppedMission& mission, Look& look) {
  Database& notifier = look.at(mission.mission().settings.notifier.name);
  for (const auto& officer : mission.officers()) {
    for (const std::string& reply : officer->recorded_replies()) {
      CAPTURE(reply);
      const auto id = parse_uuid(reply);
      REQUIRE(id.has_value());
      CHECK(notifier.query("SELECT 1 FROM reply WHERE reply = ?", Blob{id->blob()}).next());
    }
  }
}

std::vector<ReportKey> keys_in(Rows rows) {
  std::vector<ReportKey> keys;
  while (rows.next()) keys.emplace_back(*uuid_from_blob(rows.view(0)), rows.integer(1));
  return keys;
}

/// Those of `order` that are in `among`.
template <typename Keep>
std::vector<ReportKey> only(const std::vector<ReportKey>& order, Keep keep) {
  std::vector<ReportKey> kept;
  std::ranges::copy_if(order, std::back_inserter(kept), keep);
  return kept;
}

/// As filed, of each patrol and lane, in the order in which the intake stored them; and the router
/// after the intake, the notifier after the router, lane by lane.
void check_order(SteppedMission& mission, Look& look, const Workload& workload) {
  const auto& settings = mission.mission().settings;
  Database& router = look.at(settings.router.name);
  const auto intake_order = keys_in(
      look.at(settings.intakes.front().name).query("SELECT id, revision FROM report ORDER BY row"));
  const auto router_order =
      keys_in(router.query("SELECT id, revision FROM report ORDER BY report"));
  std::map<ReportKey, std::pair<support::Device*, link::Lane>> origin;
  std::map<std::pair<support::Device*, link::Lane>, std::vector<ReportKey>> filed_order;
  for (const Filed& filed : workload.filed()) {
    if (filed.contradicts) continue;
    origin[filed.key] = {filed.patrol, filed.lane};
    filed_order[{filed.patrol, filed.lane}].push_back(filed.key);
  }
  const auto receipted = workload.receipted();
  const std::set<ReportKey> taken(receipted.begin(), receipted.end());
  for (const auto& [from, order] : filed_order) {
    CHECK(only(order, [&](const ReportKey& key) { return taken.contains(key); }) ==
          only(intake_order,
               [&, &from = from](const ReportKey& key) { return origin[key] == from; }));
  }
  for (const link::Lane lane : {link::Lane::urgent, link::Lane::ordinary}) {
    const auto of_lane = [&](const ReportKey& key) { return origin[key].second == lane; };
    CHECK(only(intake_order, of_lane) == only(router_order, of_lane));
  }
  const auto told_order = keys_in(
      look.at(settings.notifier.name).query("SELECT report, revision FROM content ORDER BY rowid"));
  for (const char* sql :
       {"SELECT id, revision FROM routing JOIN report USING (report) WHERE urgency = 'flash' "
        "ORDER BY routing",
        "SELECT id, revision FROM routing JOIN report USING (report) WHERE urgency <> 'flash' "
        "ORDER BY routing"}) {
    const auto routed = keys_in(router.query(sql));
    const std::set<ReportKey> of_lane(routed.begin(), routed.end());
    CHECK(routed == only(told_order, [&](const ReportKey& key) { return of_lane.contains(key); }));
  }
}

/// Each message has one answer: the receipt, or a refusal that says why. A contradiction is always
/// refused.
void check_answers(const Workload& workload) {
  std::map<std::pair<support::Device*, ReportKey>, std::int64_t> sent;
  std::map<std::pair<support::Device*, ReportKey>, std::int64_t> contradicting;
  for (const Filed& filed : workload.filed()) {
    sent[{filed.patrol, filed.key}] += filed.messages;
    if (filed.contradicts) contradicting[{filed.patrol, filed.key}] += filed.messages;
  }
  for (const auto& [name, count] : sent) {
    CAPTURE(to_string(name.second.first));
    const auto [first, last] = name.first->answers().equal_range(name.second);
    CHECK(std::distance(first, last) == count);
    const auto refused = std::count_if(first, last, [](const auto& item) {
      return item.second.outcome == link::Outcome::refused;
    });
    CHECK(refused == contradicting[name]);
    CHECK(std::all_of(first, last, [](const auto& item) {
      return item.second.outcome == link::Outcome::applied
                 ? !item.second.answer.empty()
                 : item.second.code.starts_with("conflict.");
    }));
  }
}

/// Of an amended report every notice speaks of the newest revision.
void check_newest_told(Database& notifier, const std::vector<ReportKey>& receipted) {
  for (const auto& [report, revision] : receipted) {
    CAPTURE(to_string(report));
    Rows rows =
        notifier.query("SELECT MIN(revision) FROM notice WHERE report = ?", Blob{report.blob()});
    REQUIRE(rows.next());
    CHECK(rows.integer(0) >= revision);
  }
}

/// What the intake counted as refused, by device: the entries of its audit trail, and those that
/// stand for many.
std::map<std::string, std::int64_t> refusals_counted(Database& intake) {
  std::map<std::string, std::int64_t> counted;
  Rows rows = intake.query(
      "SELECT actor, SUM(CASE act WHEN 'report.refused' THEN 1 ELSE detail ->> 'count' END) "
      "FROM audit WHERE act IN ('report.refused', 'report.refused_more') GROUP BY actor");
  while (rows.next()) counted[rows.text(0)] = rows.integer(1);
  return counted;
}

/// Every refusal a patrol was told is on the intake's audit trail, and nothing else is.
void check_refusals_counted(SteppedMission& mission, Look& look) {
  std::map<std::string, std::int64_t> told;
  for (const auto& device : mission.devices()) {
    const auto refused = std::ranges::count_if(device->answers(), [](const auto& item) {
      return item.second.outcome == link::Outcome::refused;
    });
    if (refused > 0) told[device->key().public_key.name] = refused;
  }
  CHECK((told == refusals_counted(look.at(mission.intake_name(0)))));
}

/// Nobody restored anything and nobody lied: links that alarm lost something in between.
void check_no_link_alarms(SteppedMission& mission, Look& look, const Excuses& excuses) {
  for (const std::string& name : mission.names()) {
    CAPTURE(name);
    Rows rows = look.at(name).query(
        "SELECT act, detail FROM audit WHERE act LIKE 'alarm.link.%' OR act LIKE 'alarm.wire.%'");
    while (rows.next()) {
      if (excuses.network_reordered && rows.text(0) == "alarm.link.sender_restored") continue;
      const std::string alarm = rows.text(0) + " " + rows.text(1);
      FAIL_CHECK(alarm);
    }
  }
}

}  // namespace

support::Databases databases_of(const SteppedMission& mission) {
  const auto& settings = mission.mission().settings;
  const auto place = [&](const std::string& name) {
    return Place(mission.database_of(name), mission.vfs_of(name));
  };
  support::Databases databases;
  for (const auto& intake : settings.intakes) databases.intakes.push_back(place(intake.name));
  databases.router = place(settings.router.name);
  databases.notifier = place(settings.notifier.name);
  return databases;
}

void check_acknowledged_is_kept(SteppedMission& mission, const Workload& workload) {
  Look look(mission);
  check_links(mission, look, std::nullopt);
  check_receipts(look, mission.intake_name(0), workload);
  check_replies(mission, look);
}

void check_at_rest(SteppedMission& mission, const Workload& workload, const Excuses& excuses) {
  support::check_receipted(
      databases_of(mission), workload.receipted(),
      [&](const Uuid& report, std::int64_t revision, const std::string& position) {
        // A later revision may have taken the place of one that was not shown yet.
        for (std::int64_t later = revision; later <= revisions_max; ++later) {
          if (mission.shown(report, later, position)) return true;
        }
        return false;
      });
  support::check_audit(databases_of(mission));
  check_answers(workload);
  Look look(mission);
  check_links(mission, look, excuses);
  check_receipts(look, mission.intake_name(0), workload);
  check_replies(mission, look);
  check_order(mission, look, workload);
  check_newest_told(look.at(mission.mission().settings.notifier.name), workload.receipted());
  check_refusals_counted(mission, look);
  check_no_link_alarms(mission, look, excuses);
}

}  // namespace vigie::faults
