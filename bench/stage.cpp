#include "bench/stage.h"

#include <zmq.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <variant>

#include "report/decode.h"
#include "report/encode.h"
#include "router/routing.h"

namespace vigie::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t report_bytes_wanted = 3000;
constexpr auto silence_max = 60s;

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The shipped example of migrants in a van, its narrative as long as a patrol's usually is.
Report example_report(const config::Mission& mission, Time now) {
  const auto file = std::filesystem::path(VIGIE_SOURCE_DIR) / "examples/john-van.json";
  auto decoded = decode_report(read_file(file));
  if (!std::holds_alternative<Report>(decoded))
    throw std::runtime_error("the example is unreadable");
  Report report = std::get<Report>(std::move(decoded));
  const std::size_t bytes = encode_report(report).size();
  if (!report.what.narrative) report.what.narrative = "";
  if (bytes < report_bytes_wanted) {
    report.what.narrative->append(report_bytes_wanted - bytes, 'x');
  }
  const router::Routing routing = router::route(report, mission, now);
  const auto told =
      std::ranges::count(routing.outcomes, router::Told::told, &router::Outcome::told);
  if (told != static_cast<std::ptrdiff_t>(Stage::positions_told)) {
    throw std::runtime_error("the example tells " + std::to_string(told) + " positions");
  }
  return report;
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
    usage.flushes -= before.at(process).flushes;
  }
  return after;
}

}  // namespace

double Run::cpu_microseconds() const {
  double seconds_used = 0;
  for (const auto& [process, usage] : used) seconds_used += usage.cpu_seconds;
  return seconds_used * 1e6 / static_cast<double>(reports);
}

double Run::flushes() const {
  double count = 0;
  for (const auto& [process, usage] : used) count += static_cast<double>(usage.flushes);
  return count / static_cast<double>(reports);
}

Stage::Stage(bool in_one_process)
    : flush_counts_(std::filesystem::temp_directory_path() /
                    ("vigie-flushes-" + std::to_string(::getpid()))) {
  std::filesystem::create_directories(flush_counts_);
  ::setenv("VIGIE_FLUSH_COUNTS", flush_counts_.c_str(), 1);
  ::setenv("LD_PRELOAD", VIGIE_FLUSH_COUNT_LIBRARY, 1);
  mission_ = std::make_unique<support::RealMission>(support::RealMission::Options{
      .seed = 1, .places = {}, .in_one_process = in_one_process, .resend_after = 3s});
  ::unsetenv("LD_PRELOAD");
  const Report example = example_report(mission_->mission(), mission_->now());
  report_bytes_ = encode_report(example);
  std::vector<support::Device*> devices;
  for (std::size_t i = 0; i < patrols_max; ++i) {
    devices.push_back(&mission_->add_device("bench-" + std::to_string(i)));
  }
  patrols_ = std::make_unique<Patrols>(devices, example, mission_->random());
  offices_ = std::make_unique<Offices>(offices_of(*mission_), positions_told);
}

Stage::~Stage() {
  mission_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(flush_counts_, ignored);
}

std::map<std::string, Usage> Stage::usage() {
  std::map<std::string, Usage> usage;
  for (const auto& [name, process] : mission_->processes()) {
    usage[name] = usage_of(process, flush_counts_);
  }
  return usage;
}

/// Until a socket has something, or a millisecond has passed.
void Stage::wait() {
  std::vector<zmq_pollitem_t> items;
  for (void* socket : patrols_->sockets()) items.push_back({socket, 0, ZMQ_POLLIN, 0});
  for (void* socket : offices_->sockets()) items.push_back({socket, 0, ZMQ_POLLIN, 0});
  zmq_poll(items.data(), static_cast<int>(items.size()), 1);
}

void Stage::drive(const std::function<void(Clock::time_point)>& file,
                  const std::function<bool()>& done) {
  auto progress_at = Clock::now();
  std::int64_t progress = -1;
  while (!done()) {
    const auto now = Clock::now();
    file(now);
    wait();
    const auto then = Clock::now();
    patrols_->receive(then);
    for (const std::string& report : offices_->receive()) {
      const auto sent = patrols_->sent_at().find(report);
      if (sent == patrols_->sent_at().end()) continue;  // Of an earlier run.
      deliveries_.add(then - sent->second);
      ++delivered_;
      patrols_->settle(report);
    }
    const auto moved = static_cast<std::int64_t>(patrols_->receipted()) + offices_->deliveries();
    if (moved != progress) progress_at = then;
    progress = moved;
    if (then - progress_at > silence_max) {
      throw std::runtime_error("a minute without progress: the run is void");
    }
  }
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
          .deliveries = deliveries_,
          .used = difference(before, usage())};
  patrols_->forget();
  deliveries_ = {};
  delivered_ = 0;
  return run;
}

Run Stage::accept(std::size_t reports, std::size_t in_flight) {
  patrols_->sign(reports, in_flight, mission_->now());
  patrols_->wait_for_settling(false);
  return measure(
      reports, [&](Clock::time_point now) { patrols_->send(now, in_flight); }, false);
}

Run Stage::end_to_end(std::size_t reports, std::size_t in_flight) {
  patrols_->sign(reports, in_flight, mission_->now());
  patrols_->wait_for_settling(true);
  return measure(
      reports, [&](Clock::time_point now) { patrols_->send(now, in_flight); }, true);
}

Run Stage::at_rate(std::size_t reports, double per_second) {
  patrols_->sign(reports, patrols_max, mission_->now());
  const auto begin = Clock::now();
  return measure(
      reports,
      [&](Clock::time_point now) {
        const std::chrono::duration<double> since = now - begin;
        while (static_cast<double>(patrols_->sent()) < since.count() * per_second) {
          if (!patrols_->send_one(now)) return;
        }
      },
      true);
}

void Stage::open_offices() {
  offices_->open();
  offices_open_ = true;
  settle();
}

std::int64_t Stage::owed(const std::string& program) {
  const auto state = nlohmann::json::parse(mission_->control(program, R"({"command":"state"})"));
  std::int64_t sum = 0;
  for (const auto& [peer, count] : state.at("owed").items()) sum += count.get<std::int64_t>();
  if (program == "notifier" && offices_open_) {
    sum += state.at("counts").at("undelivered").get<std::int64_t>();
  }
  return sum;
}

void Stage::settle() {
  const auto at_rest = [this] {
    return std::ranges::all_of(support::RealMission::programs(),
                               [this](const std::string& name) { return owed(name) == 0; });
  };
  auto look_at = Clock::now();
  bool rests = false;
  drive([](Clock::time_point) {},
        [&] {
          if (Clock::now() < look_at) return rests;
          rests = at_rest();
          look_at = Clock::now() + 100ms;
          return rests;
        });
  offices_->forget();
}

}  // namespace vigie::bench
