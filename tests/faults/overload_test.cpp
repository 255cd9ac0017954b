// Ten times what the mission can take, from devices that heed no acknowledgement, beside a hundred
// that keep their windows full, with real processes: nothing acknowledged is lost, memory stays
// flat, and one honest patrol still gets its receipts.
//
// VIGIE_OVERLOAD_SECONDS: how long the flood lasts (6 unless set; tools/check: 60).

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "cli/contact.h"
#include "link/keys.h"
#include "link/wire.h"
#include "store/database.h"
#include "tests/faults/seeds.h"
#include "tests/support/device.h"
#include "tests/support/number_in.h"
#include "tests/support/real_mission.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;
using Json = nlohmann::json;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr int floods = 100;
constexpr int heedless_devices = 20;
constexpr int times_too_much = 10;
/// Not all of ten times can be signed on two cores. What intake takes of the heedless, whose turns
/// come with everybody's, is a sixth to a half of all: at most 450 a second were seen.
constexpr std::int64_t signed_per_second = 1000;
constexpr std::int64_t signed_beforehand_max = 30'000;  ///< 90 MB.
/// What a flooding device has signed and sent or is about to; the rest of its flood waits behind.
constexpr std::int64_t signed_ahead = 32;
constexpr std::int64_t memory_slack_bytes = 16 * 1024 * 1024;
/// A heedless device's connection at intake fills up to its limit of unread messages; libzmq keeps
/// the whole buffers they arrived in. 0.8 MiB were measured, filling over seconds.
constexpr std::int64_t unread_bytes_max = 1024 * 1024;

std::chrono::seconds flood_lasts() {
  return std::chrono::seconds(number_in("VIGIE_OVERLOAD_SECONDS", 6));
}

Report report_of(const Device& device, Time now, Random& random) {
  Report report = minimal_report();
  report.id = new_uuid7(now, random);
  report.patrol.device = device.key().public_key.name;
  report.patrol.unit = device.key().public_key.unit;
  report.when.filed_at = {now, 0min};
  report.what.narrative = std::string(2000, 'n');
  return report;
}

/// New keys, let in at intake.
std::vector<link::SecretKey> new_devices(RealMission& mission, const std::string& name, int count) {
  std::vector<link::SecretKey> keys;
  for (int i = 0; i < count; ++i) {
    keys.push_back(link::new_key(name + "-" + std::to_string(i), link::KeyKind::device,
                                 "unpol_test", mission.random()));
    const std::string request = allow_request(keys.back().public_key);
    REQUIRE(Json::parse(mission.control("intake", request)).at("ok") == true);
  }
  return keys;
}

/// Somebody with devices of their own, on a thread of their own. Their outboxes are in memory: the
/// disk belongs to the programs.
class Crew {
 public:
  Crew(cli::Contact contact, std::vector<link::SecretKey> keys, std::uint64_t seed)
      : random_(seed), keys_(std::move(keys)) {
    for (const link::SecretKey& key : keys_) {
      auto line = link::connect_line(
          context_,
          {.endpoint = contact.endpoint, .own = &key, .server_public = contact.curve_public});
      devices_.push_back(std::make_unique<Device>(":memory:", key, random_, std::move(line)));
    }
  }

  std::vector<std::unique_ptr<Device>>& devices() { return devices_; }
  Device& device(std::size_t index) { return *devices_[index]; }
  Random& random() { return random_; }
  Time now() { return clock_.now(); }

  void turn() {
    for (auto& device : devices_) device->turn(now());
  }
  std::int64_t owed() {
    std::int64_t sum = 0;
    for (auto& device : devices_) sum += device->owed();
    return sum;
  }
  std::vector<Device::ReportKey> receipted() const {
    std::vector<Device::ReportKey> keys;
    for (const auto& device : devices_) {
      const auto own = device->receipted();
      keys.insert(keys.end(), own.begin(), own.end());
    }
    return keys;
  }

 private:
  SeededRandom random_;
  service::SystemClock clock_;
  std::vector<link::SecretKey> keys_;
  link::AllowList nobody_;
  link::Context context_{nobody_};
  std::vector<std::unique_ptr<Device>> devices_;
};

/// Devices that file as fast as they are told, whatever becomes of it: what they cannot sign yet
/// they only count.
class Floods {
 public:
  Floods(const cli::Contact& contact, std::vector<link::SecretKey> keys)
      : crew_(contact, std::move(keys), 72), queued_(floods) {}

  void offer(std::int64_t reports) {
    for (std::int64_t i = 0; i < reports; ++i) ++queued_[next_++ % queued_.size()];
    offered_ += reports;
  }
  void offer_no_more() { std::fill(queued_.begin(), queued_.end(), 0); }
  void turn() {
    for (std::size_t i = 0; i < queued_.size(); ++i) {
      Device& device = crew_.device(i);
      // One at a turn: thirty of a hundred devices at once take seconds in a slow minute.
      if (queued_[i] == 0 || device.owed() >= signed_ahead) continue;
      device.file(report_of(device, crew_.now(), crew_.random()), crew_.now());
      --queued_[i];
    }
    crew_.turn();
  }
  std::int64_t offered() const { return offered_; }
  std::int64_t answered() {
    std::int64_t sum = 0;
    for (const auto& device : crew_.devices())
      sum += static_cast<std::int64_t>(device->answers().size());
    return sum;
  }
  std::int64_t fewest_answers() {
    std::int64_t fewest = answered();
    for (const auto& device : crew_.devices()) {
      fewest = std::min(fewest, static_cast<std::int64_t>(device->answers().size()));
    }
    return fewest;
  }
  Crew& crew() { return crew_; }

 private:
  Crew crew_;
  std::vector<std::int64_t> queued_;  ///< Offered and not signed, by device.
  std::size_t next_ = 0;
  std::int64_t offered_ = 0;
};

/// Devices that send one signed report after the other as messages of their own, at a rate of
/// their choosing: no window, no patience, and no acknowledgement is heeded, only remembered.
///
/// A frame that a full connection does not take keeps its sequence number and is tried again at the
/// device's next turn: no stream has a gap, so that intake must judge every frame that it reads.
/// What was signed beforehand is sent first, each report once; every frame after that is one of
/// these again, as a message of its own, whose signature is checked like any other, and answered
/// with the first receipt. Connections keep their order: as long as a device's own reports last,
/// whatever intake reads is a report that it must check, keep and commit.
class Heedless {
 public:
  Heedless(const cli::Contact& contact, std::vector<link::SecretKey> keys, std::int64_t reports)
      : crew_(contact, std::move(keys), 74) {
    for (auto& device : crew_.devices()) {
      senders_.push_back({.device = device.get(),
                          .incarnation = new_uuid7(crew_.now(), crew_.random()),
                          .reports = {},
                          .receipted = {}});
    }
    for (std::int64_t i = 0; i < reports; ++i) sign_one(senders_[next_++ % senders_.size()]);
  }

  void run(const std::atomic<bool>& stop, std::int64_t per_second) {
    const auto start = steady_clock::now();
    while (!stop) {
      const auto since = duration_cast<milliseconds>(steady_clock::now() - start);
      const std::int64_t due = per_second * since.count() / 1000 - sent_ - turned_away_;
      for (std::int64_t i = 0; i < due && !stop; ++i) send_one();
      std::this_thread::sleep_for(1ms);
    }
  }
  void take_answers() {
    for (Sender& sender : senders_) take_answers(sender);
  }

  std::int64_t sent() const { return sent_; }
  /// Frames that the connection did not take, because those before them are not read yet.
  std::int64_t turned_away() const { return turned_away_; }
  std::int64_t answered() const { return answered_; }
  /// Answers other than a receipt: none of these reports has anything wrong with it.
  std::int64_t amiss() const { return amiss_; }
  std::vector<Device::ReportKey> receipted() const {
    std::vector<Device::ReportKey> keys;
    for (const Sender& sender : senders_) {
      keys.insert(keys.end(), sender.receipted.begin(), sender.receipted.end());
    }
    return keys;
  }

 private:
  struct Signed {
    Device::ReportKey key;
    link::Parts parts;
  };
  struct Sender {
    Device* device;
    Uuid incarnation;
    std::vector<Signed> reports;
    std::set<Device::ReportKey> receipted;
    std::int64_t sequence = 0;  ///< Of the last frame that was taken.

    const Signed& report_at(std::int64_t at) const {
      return reports[static_cast<std::size_t>(at - 1) % reports.size()];
    }
  };

  void sign_one(Sender& sender) {
    const Report report = report_of(*sender.device, crew_.now(), crew_.random());
    sender.reports.push_back({.key = {report.id, report.revision},
                              .parts = to_parts(sender.device->sign_next(report, crew_.now()))});
  }

  void send_one() {
    Sender& sender = senders_[next_++ % senders_.size()];
    link::Parts frames{
        link::write_wire(link::Data{.incarnation = sender.incarnation,
                                    .lane = link::Lane::ordinary,
                                    .sequence = sender.sequence + 1,
                                    .message = new_uuid7(crew_.now(), crew_.random()),
                                    .kind = "report"})};
    const link::Parts& report = sender.report_at(sender.sequence + 1).parts;
    frames.insert(frames.end(), report.begin(), report.end());
    if (sender.device->line().send(frames)) {
      ++sender.sequence;
      ++sent_;
    } else {
      ++turned_away_;
    }
    take_answers(sender);
  }

  void take_answers(Sender& sender) {
    while (const auto frames = sender.device->line().receive()) {
      const link::Wire wire = link::read_wire(*frames);
      const auto* ack = std::get_if<link::Ack>(&wire);
      if (ack == nullptr) {
        ++amiss_;
        continue;
      }
      for (const link::AnswerItem& item : ack->answers) take_answer(sender, item);
    }
  }

  void take_answer(Sender& sender, const link::AnswerItem& item) {
    ++answered_;
    if (item.outcome == link::Outcome::applied) {
      sender.receipted.insert(sender.report_at(item.sequence).key);
    } else {
      ++amiss_;
    }
  }

  Crew crew_;
  std::vector<Sender> senders_;
  std::size_t next_ = 0;
  std::int64_t sent_ = 0;
  std::int64_t turned_away_ = 0;
  std::int64_t answered_ = 0;
  std::int64_t amiss_ = 0;
};

/// One patrol that files a flash report every now and then and waits for each receipt: less often
/// than its turn comes among so many connections, else it would wait for itself.
class Honest {
 public:
  Honest(const cli::Contact& contact, std::vector<link::SecretKey> keys)
      : crew_(contact, std::move(keys), 73) {}

  /// Files until `stop`, then until every receipt is there or the patience is over.
  void run(const std::atomic<bool>& stop, std::chrono::seconds patience) {
    auto end = steady_clock::time_point::max();
    while (steady_clock::now() < end && !(stop && waiting_.empty())) {
      if (!stop) file_when_due();
      if (stop && end == steady_clock::time_point::max()) end = steady_clock::now() + patience;
      crew_.turn();
      take_receipts();
      std::this_thread::sleep_for(1ms);
    }
  }

  std::size_t waiting() const { return waiting_.size(); }
  std::size_t answered() const { return waits_.size(); }
  milliseconds wait_of(int per_hundred) {
    REQUIRE_FALSE(waits_.empty());
    std::sort(waits_.begin(), waits_.end());
    const std::size_t at = waits_.size() * static_cast<std::size_t>(per_hundred) / 100;
    return waits_[std::min(at, waits_.size() - 1)];
  }
  Crew& crew() { return crew_; }

 private:
  void file_when_due() {
    const auto now = steady_clock::now();
    if (now < next_at_) return;
    Report report = report_of(crew_.device(0), crew_.now(), crew_.random());
    report.kind = Kind::flash;
    crew_.device(0).file(report, crew_.now());
    waiting_[{report.id, 1}] = now;
    next_at_ = now + 500ms;
  }

  void take_receipts() {
    const auto& answers = crew_.device(0).answers();
    std::erase_if(waiting_, [&](const auto& item) {
      if (!answers.contains(item.first)) return false;
      waits_.push_back(duration_cast<milliseconds>(steady_clock::now() - item.second));
      return true;
    });
  }

  Crew crew_;
  steady_clock::time_point next_at_{};
  std::map<Device::ReportKey, steady_clock::time_point> waiting_;
  std::vector<milliseconds> waits_;
};

std::int64_t resident_bytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::int64_t whole = 0;
  std::int64_t resident = 0;
  file >> whole >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::map<std::string, std::int64_t> memory_of(const RealMission& mission) {
  std::map<std::string, std::int64_t> memory;
  for (const auto& [program, process] : mission.processes()) {
    memory[program] = resident_bytes(process);
  }
  return memory;
}

void check_memory(const std::map<std::string, std::int64_t>& warm,
                  const std::map<std::string, std::int64_t>& end) {
  for (const auto& [program, bytes] : end) {
    MESSAGE(program << ": " << warm.at(program) / 1024 << " KiB half-way, " << bytes / 1024
                    << " KiB at the end");
    const std::int64_t unread = program == "intake" ? heedless_devices * unread_bytes_max : 0;
    CHECK(bytes <= warm.at(program) + memory_slack_bytes + unread);
  }
}

/// Reports of a query that gives id and revision.
std::set<Device::ReportKey> reports_in(const std::filesystem::path& file, const char* sql) {
  store::Database database(file, {.access = store::Access::read});
  store::Rows rows = database.query(sql);
  std::set<Device::ReportKey> found;
  while (rows.next()) found.insert({uuid_from_blob(rows.view(0)).value(), rows.integer(1)});
  return found;
}

/// How many of these are neither there nor still owed.
std::int64_t lost_between(const std::set<Device::ReportKey>& wanted,
                          const std::set<Device::ReportKey>& there,
                          const std::set<Device::ReportKey>& still_owed) {
  return std::count_if(wanted.begin(), wanted.end(), [&](const Device::ReportKey& key) {
    return !there.contains(key) && !still_owed.contains(key);
  });
}

/// All programs at rest: each receipted report is at intake, and from there on delivered or owed.
void check_nothing_lost(const RealMission& mission,
                        const std::vector<Device::ReportKey>& receipted) {
  const std::set<Device::ReportKey> wanted(receipted.begin(), receipted.end());
  CHECK(wanted.size() == receipted.size());
  const auto at_intake =
      reports_in(mission.database_of("intake"), "SELECT id, revision FROM report");
  CHECK(lost_between(wanted, at_intake, {}) == 0);
  const auto owed_by_intake = reports_in(
      mission.database_of("intake"),
      "SELECT id, revision FROM report JOIN link_outbox ON reference = row JOIN link_stream "
      "USING(stream) WHERE kind = 'report' AND sequence > acked");
  const auto at_router =
      reports_in(mission.database_of("router"), "SELECT id, revision FROM report");
  CHECK(lost_between(at_intake, at_router, owed_by_intake) == 0);
  const auto owed_by_router = reports_in(
      mission.database_of("router"),
      "SELECT id, revision FROM report JOIN routing USING(report) JOIN link_outbox ON reference = "
      "routing JOIN link_stream USING(stream) WHERE link_outbox.kind = 'notices' AND sequence > "
      "acked");
  const auto at_notifier =
      reports_in(mission.database_of("notifier"), "SELECT report, revision FROM content");
  CHECK(lost_between(at_router, at_notifier, owed_by_router) == 0);
  MESSAGE(receipted.size() << " receipted; at the router " << at_router.size()
                           << ", at the notifier " << at_notifier.size() << ", the rest is owed");
}

/// Runs this until the time is over.
void during(steady_clock::duration time, const std::function<void(steady_clock::duration)>& act) {
  const auto start = steady_clock::now();
  for (auto since = steady_clock::duration{}; since < time; since = steady_clock::now() - start) {
    act(since);
  }
}

/// Fills the windows of all floods for a moment and counts what comes back.
std::int64_t sustainable_per_second(RealMission& mission, Floods& flood) {
  const auto flat_out = [&](steady_clock::duration) {
    flood.offer(100);
    flood.turn();
    mission.run_for(0ms);
  };
  during(1s, flat_out);
  const std::int64_t before = flood.answered();
  const auto start = steady_clock::now();
  during(2s, flat_out);
  const auto took = duration_cast<milliseconds>(steady_clock::now() - start);
  flood.offer_no_more();
  return std::max<std::int64_t>(1, (flood.answered() - before) * 1000 / took.count());
}

}  // namespace

TEST_SUITE("faults/overload") {
  TEST_CASE("ten times the sustainable rate loses nothing acknowledged and starves nobody") {
    RealMission mission(71);
    mission.add_device("patrol-1");
    const auto contact = cli::read_contact(mission.folder() / "owners/patrol-1.intake.json");
    Floods flood(contact, new_devices(mission, "flood", floods));
    Honest honest(contact, new_devices(mission, "honest", 1));
    const auto lasts = flood_lasts();
    Heedless heedless(contact, new_devices(mission, "heedless", heedless_devices),
                      std::min(signed_per_second * lasts.count(), signed_beforehand_max));
    const std::int64_t rate = sustainable_per_second(mission, flood);

    std::atomic<bool> over = false;
    std::thread patrol([&] { honest.run(over, 60s); });
    // A little more, so that it is as much in spite of pauses.
    std::thread storm([&] { heedless.run(over, (times_too_much + 1) * rate); });
    const std::int64_t offered_before = flood.offered();
    const std::int64_t answered_before = flood.answered();
    std::map<std::string, std::int64_t> warm;
    during(lasts, [&](steady_clock::duration since) {
      const auto passed = duration_cast<milliseconds>(since);
      flood.offer(times_too_much * rate * passed.count() / 1000 -
                  (flood.offered() - offered_before));
      flood.turn();
      mission.run_for(0ms);
      // Not before: in a slow minute intake's connections and its cache of pages fill for seconds.
      if (warm.empty() && passed >= lasts / 2) warm = memory_of(mission);
    });
    const auto end = memory_of(mission);
    MESSAGE("sustainable " << rate << "/s; offered " << flood.offered() - offered_before << " in "
                           << lasts.count() << " s, answered " << flood.answered() - answered_before
                           << " in that time; the slowest device got " << flood.fewest_answers());
    over = true;
    storm.join();
    patrol.join();
    const std::int64_t heedless_in_time = heedless.answered();
    heedless.take_answers();
    const auto heedless_receipted = heedless.receipted();
    MESSAGE(heedless_devices << " heedless devices sent " << heedless.sent() << " frames, "
                             << heedless.turned_away() << " more met a full connection; "
                             << heedless_in_time << " were answered in that time, "
                             << heedless.answered() << " in the end, with receipts for "
                             << heedless_receipted.size() << " reports");
    CHECK(heedless.amiss() == 0);
    const std::int64_t sustainable = rate * lasts.count();
    CHECK(heedless.sent() + heedless.turned_away() >= times_too_much * sustainable);
    // Intake could not pass them over, and most of what came had to wait all the same. Theirs is a
    // sixth of what it takes, with what the storm leaves of the processor.
    CHECK(static_cast<std::int64_t>(heedless_receipted.size()) >= sustainable / 100);
    CHECK(heedless_in_time <= times_too_much * sustainable / 2);
    CHECK(honest.waiting() == 0);
    CHECK(honest.answered() >= static_cast<std::size_t>(lasts.count()));
    MESSAGE("one honest patrol among "
            << floods << " floods, filing to receipt: p50 " << honest.wait_of(50).count()
            << " ms, p99 " << honest.wait_of(99).count() << " ms, of " << honest.answered());
    CHECK(flood.fewest_answers() > 0);
    if (!faults::under_sanitizer()) check_memory(warm, end);

    auto receipted = flood.crew().receipted();
    const auto own = honest.crew().receipted();
    receipted.insert(receipted.end(), own.begin(), own.end());
    receipted.insert(receipted.end(), heedless_receipted.begin(), heedless_receipted.end());
    for (const std::string& program : RealMission::programs()) CHECK(mission.stop(program) == 0);
    check_nothing_lost(mission, receipted);
  }
}
