#include "bench/stage.h"

#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "bench/example.h"
#include "bench/interruption.h"
#include "bench/patient_mission.h"
#include "router/assess/assess.h"
#include "router/rules/rule_book.h"
#include "tests/support/encode.h"

namespace vigie::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t signed_max = 20'000;  ///< About 80 MB of signed reports.
constexpr auto silence_max = 60s;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool counts_flushes = false;  // A sanitizer's runtime must be the first library.
#else
constexpr bool counts_flushes = true;
#endif

/// The positions that the mission tells of this report at once: as many as a measurement wants.
std::set<std::string> positions_told_of(const Report& report, const config::Mission& mission,
                                        Time now) {
  const router::Routing routing = router::RuleBook(mission).route(
      report, router::assess(report, mission.catalogues.at(report.catalogue)), now);
  std::set<std::string> told;
  for (const router::Outcome& outcome : routing.outcomes) {
    if (outcome.told == router::Told::told) told.emplace(outcome.position);
  }
  if (told.size() == Stage::positions_told) return told;
  throw std::runtime_error("the example tells " + std::to_string(told.size()) + " positions");
}

std::vector<Offices::Office> offices_of(support::RealMission& mission) {
  std::map<std::string, std::vector<std::string>> positions;
  for (const auto& [position, holding] : mission.mission().roster) {
    if (!holding.people.empty()) positions[holding.people.front()].push_back(position);
  }
  std::vector<Offices::Office> offices;
  for (const auto& officer : mission.officers()) {
    offices.push_back({&officer->line(), positions.at(officer->person())});
  }
  return offices;
}

std::map<std::string, Usage> difference(const std::map<std::string, Usage>& before,
                                        std::map<std::string, Usage> after) {
  for (auto& [process, usage] : after) {
    usage.cpu_seconds -= before.at(process).cpu_seconds;
    if (usage.flushes) *usage.flushes -= before.at(process).flushes.value_or(0);
  }
  return after;
}

/// By intake, which may be a part of "up".
void expect_receipts_were_flushed(const Run& run) {
  if (!counts_flushes) return;
  const auto giver = run.used.contains("up") ? run.used.find("up") : run.used.find("intake");
  if (giver != run.used.end() && giver->second.flushes.value_or(0) > 0) return;
  throw std::runtime_error("receipts were given and nothing was flushed: the run is void");
}

}  // namespace

double Run::cpu_microseconds() const {
  double seconds_used = 0;
  for (const auto& [process, usage] : used) seconds_used += usage.cpu_seconds;
  return seconds_used * 1e6 / static_cast<double>(reports);
}

std::optional<double> Run::flushes() const {
  double count = 0;
  for (const auto& [process, usage] : used) {
    if (!usage.flushes) return std::nullopt;
    count += static_cast<double>(*usage.flushes);
  }
  return count / static_cast<double>(reports);
}

void Run::append(const Run& more) {
  reports += more.reports;
  seconds += more.seconds;
  receipts.add(more.receipts);
  deliveries.add(more.deliveries);
  for (const auto& [process, usage] : more.used) {
    const Usage before = std::exchange(used[process], usage);
    used[process].cpu_seconds += before.cpu_seconds;
    if (usage.flushes) *used[process].flushes += before.flushes.value_or(0);
  }
}

Stage::Stage(bool in_one_process) {
  write_patient_mission(folder_ / "mission");
  std::filesystem::create_directory(folder_ / "flushes");
  ::setenv("VIGIE_FLUSH_COUNTS", (folder_ / "flushes").c_str(), 1);
  if (counts_flushes) ::setenv("LD_PRELOAD", VIGIE_FLUSH_COUNT_LIBRARY, 1);
  mission_ = std::make_unique<support::RealMission>(
      support::RealMission::Options{.seed = 1,
                                    .places = {},
                                    .mission = folder_ / "mission",
                                    .in_one_process = in_one_process,
                                    .resend_after = 3s});
  ::unsetenv("LD_PRELOAD");
  const Report example = filled_example("indicator-1-begging");
  report_bytes_ = encode_report(example);
  std::vector<support::Device*> devices;
  for (std::size_t i = 0; i < patrols_max; ++i) {
    devices.push_back(&mission_->add_device("bench-" + std::to_string(i)));
  }
  patrols_ = std::make_unique<Patrols>(devices, example, mission_->random());
  offices_ = std::make_unique<Offices>(
      offices_of(*mission_), positions_told_of(example, mission_->mission(), mission_->now()));
}

std::map<std::string, Usage> Stage::usage() {
  std::map<std::string, Usage> usage;
  for (const auto& [name, process] : mission_->processes()) {
    usage[name] = usage_of(process, folder_ / "flushes");
  }
  return usage;
}

/// Until a socket has something, or a millisecond has passed: those that have.
std::vector<void*> Stage::wait() {
  std::vector<zmq_pollitem_t> items;
  for (void* socket : patrols_->sockets()) items.push_back({socket, 0, ZMQ_POLLIN, 0});
  for (void* socket : offices_->sockets()) items.push_back({socket, 0, ZMQ_POLLIN, 0});
  zmq_poll(items.data(), static_cast<int>(items.size()), 1);
  std::vector<void*> ready;
  for (const zmq_pollitem_t& item : items) {
    if ((item.revents & ZMQ_POLLIN) != 0) ready.push_back(item.socket);
  }
  return ready;
}

void Stage::drive(const std::function<void(Clock::time_point)>& file,
                  const std::function<bool()>& done) {
  auto progress_at = Clock::now();
  std::int64_t progress = -1;
  while (!done()) {
    if (interrupted_by() != 0) throw std::runtime_error("interrupted");
    file(Clock::now());
    const std::vector<void*> ready = wait();
    const auto then = Clock::now();
    patrols_->receive(ready, then);
    const std::vector<std::string> delivered = offices_->receive();
    const auto acknowledged = Clock::now();
    for (const std::string& report : delivered) note_delivered(report, acknowledged);
    const auto moved =
        static_cast<std::int64_t>(patrols_->receipted()) + offices_->deliveries() + falls_;
    if (moved != progress) progress_at = then;
    progress = moved;
    if (then - progress_at > silence_max) {
      throw std::runtime_error("a minute without progress: the run is void");
    }
  }
}

void Stage::note_delivered(const std::string& report, Clock::time_point then) {
  const auto sent = patrols_->sent_at().find(report);
  if (sent == patrols_->sent_at().end()) return;  // Of an earlier run.
  deliveries_.add(then - sent->second);
  ++delivered_;
  patrols_->settle(report);
}

Run Stage::measure(std::size_t reports, const std::function<void(Clock::time_point)>& file,
                   bool to_the_offices) {
  const auto before = usage();
  const auto begin = Clock::now();
  drive(file, [&] {
    return patrols_->receipted() == reports && (!to_the_offices || delivered_ == reports);
  });
  const std::chrono::duration<double> took = Clock::now() - begin;
  Run run{.reports = reports,
          .seconds = took.count(),
          .receipts = patrols_->receipts(),
          .deliveries = to_the_offices ? deliveries_ : Latencies{},
          .used = difference(before, usage())};
  if (to_the_offices) {
    drive([](Clock::time_point) {}, [&] { return offices_->unrecorded() == 0; });
  }
  expect_receipts_were_flushed(run);
  stored_ += reports;
  on_their_way_ += reports;
  patrols_->forget();
  deliveries_ = {};
  delivered_ = 0;
  return run;
}

Run Stage::closed_loop(std::size_t reports, std::size_t in_flight, bool to_the_offices) {
  patrols_->wait_for_settling(to_the_offices);
  const auto file = [&](Clock::time_point now) { patrols_->send(now, in_flight); };
  Run whole;
  while (whole.reports < reports) {
    const std::size_t count = std::min(reports - whole.reports, signed_max);
    patrols_->sign(count, in_flight, mission_->now());
    whole.append(measure(count, file, to_the_offices));
  }
  return whole;
}

Run Stage::accept(std::size_t reports, std::size_t in_flight) {
  return closed_loop(reports, in_flight, false);
}

Run Stage::end_to_end(std::size_t reports, std::size_t in_flight) {
  return closed_loop(reports, in_flight, true);
}

void Stage::fill(std::size_t stored) {
  while (stored_ < stored) {
    accept(std::min(stored - stored_, signed_max), patrols_max);
    settle();
  }
  ::sync();  // What the kernel has still to write of it would be measured with what comes next.
}

Run Stage::at_rate(std::size_t reports, double per_second) {
  patrols_->sign(reports, patrols_max, mission_->now());
  const auto begin = Clock::now();
  const auto next_due = [&] {
    const std::chrono::duration<double> since(static_cast<double>(patrols_->sent()) / per_second);
    return begin + std::chrono::duration_cast<Clock::duration>(since);
  };
  return measure(
      reports,
      [&](Clock::time_point now) {
        // Each counts from when it was due: what this thread does too late would be hidden.
        for (auto due = next_due(); due <= now; due = next_due()) {
          if (!patrols_->send_one(due)) return;
        }
      },
      true);
}

Drain Stage::open_offices() {
  const auto waiting = static_cast<std::int64_t>(stored_ * positions_told);
  const auto begin = Clock::now();
  offices_->open();
  offices_open_ = true;
  drive([](Clock::time_point) {},
        [&] { return offices_->deliveries() == waiting && offices_->unrecorded() == 0; });
  const std::chrono::duration<double> took = Clock::now() - begin;
  settle();
  return {.deliveries = waiting, .seconds = took.count()};
}

/// A program that waits for its disk answers when it goes on: with hundreds of thousands stored the
/// kernel writes gigabytes behind it.
std::string Stage::state_of(const std::string& program) {
  constexpr int attempts_max = 24;  // of five seconds each
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    std::string answer = mission_->control(program, R"({"command":"state"})");
    if (!answer.empty()) return answer;
  }
  throw std::runtime_error(
      program + " does not say what it owes; its log ends: " + mission_->log_of(program));
}

std::int64_t Stage::owed(const std::string& program) {
  const auto state = nlohmann::json::parse(state_of(program));
  std::int64_t sum = 0;
  for (const auto& [peer, count] : state.at("owed").items()) sum += count.get<std::int64_t>();
  if (program == "notifier" && offices_open_) {
    sum += state.at("counts").at("undelivered").get<std::int64_t>();
  }
  return sum;
}

bool Stage::owes_nothing(std::map<std::string, std::int64_t>& owed_before) {
  bool nothing = offices_->unrecorded() == 0;
  for (const std::string& program : support::RealMission::programs()) {
    const std::int64_t now = owed(program);
    const auto before = owed_before.try_emplace(program, now).first;
    if (now < before->second) ++falls_;
    before->second = now;
    nothing = nothing && now == 0;
  }
  return nothing;
}

void Stage::settle() {
  std::map<std::string, std::int64_t> owed_before;
  auto look_at = Clock::now();
  drive([](Clock::time_point) {},
        [&] {
          if (Clock::now() < look_at) return false;
          const bool rests = owes_nothing(owed_before);
          look_at = Clock::now() + 100ms;
          return rests;
        });
  if (!offices_open_) return;
  expect_all_arrived();
  on_their_way_ = 0;
  offices_->forget();
}

/// Nothing is owed any more: what has not arrived is lost.
void Stage::expect_all_arrived() {
  if (offices_->finished() == on_their_way_) return;
  throw std::runtime_error("of " + std::to_string(on_their_way_) + " reports " +
                           std::to_string(offices_->finished()) +
                           " reached their positions: the run is void");
}

}  // namespace vigie::bench
