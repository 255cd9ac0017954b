#include "bench/peers/load.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <future>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/latencies.h"
#include "bench/peers/server_cpu.h"

namespace vigie::bench::peers {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t paced_publishers = 64;  ///< Enough that none is late for its next report.

struct Run {
  std::size_t reports = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  Latencies receipts;    ///< Filed to receipt.
  Latencies deliveries;  ///< Filed to the last acknowledgement; none in an accept run.
};

struct Work {
  std::size_t reports = 0;
  std::size_t in_flight = 0;  ///< Publishers.
  bool to_the_recipients = false;
  /// Filed at a fixed rate whatever is in flight; each counts from when it was due. 0: a publisher
  /// goes on when its last report is done.
  double per_second = 0;
};

struct Filed {
  Clock::time_point at;
  Clock::time_point receipted;
};

class Load {
 public:
  Load(Peer& peer, int server) : peer_(peer), server_(server) {
    for (std::size_t i = 0; i < Ledger::positions; ++i) recipients_.push_back(peer.recipient(i));
  }

  Run run(const Work& work);
  void close();

 private:
  Run drive(Ledger& ledger, const Work& work);

  Peer& peer_;
  int server_;
  std::size_t first_ = 1;  ///< The number of the next report.
  std::vector<std::unique_ptr<Recipient>> recipients_;
};

/// Lets the recipients take what comes for as long as it lives.
class Taking {
 public:
  Taking(std::vector<std::unique_ptr<Recipient>>& recipients, Ledger& ledger) {
    for (const auto& recipient : recipients) {
      taking_.push_back(std::async(std::launch::async, [this, &recipient, &ledger] {
        while (!ended_) recipient->take(ledger);
      }));
    }
  }
  Taking(const Taking&) = delete;
  Taking& operator=(const Taking&) = delete;
  ~Taking() { ended_ = true; }  // The futures wait for their threads.

  void end() {
    ended_ = true;
    for (auto& taken : taking_) taken.get();
  }

 private:
  std::atomic<bool> ended_ = false;
  std::vector<std::future<void>> taking_;
};

/// When the report may be filed, and counts from.
Clock::time_point due(const Work& work, std::size_t report, Clock::time_point begin) {
  if (work.per_second == 0) return Clock::now();
  const std::chrono::duration<double> since(static_cast<double>(report) / work.per_second);
  const auto at = begin + std::chrono::duration_cast<Clock::duration>(since);
  std::this_thread::sleep_until(at);
  return at;
}

Run Load::drive(Ledger& ledger, const Work& work) {
  std::vector<std::unique_ptr<Publisher>> publishers(work.in_flight);
  for (auto& publisher : publishers) publisher = peer_.publisher();
  std::vector<Filed> filed(work.reports);
  std::atomic<std::size_t> next = 0;
  const double cpu_before = server_cpu_seconds(server_);
  const auto begin = Clock::now();
  const auto file_reports = [&](Publisher& publisher) {
    for (std::size_t i = next++; i < work.reports; i = next++) {
      filed[i].at = due(work, i, begin);
      publisher.file(first_ + i);
      filed[i].receipted = Clock::now();
      if (work.to_the_recipients && work.per_second == 0) ledger.wait(first_ + i);
    }
  };
  std::vector<std::future<void>> filing;
  for (auto& publisher : publishers) {
    filing.push_back(std::async(std::launch::async, file_reports, std::ref(*publisher)));
  }
  for (auto& done : filing) done.get();
  const std::chrono::duration<double> took = Clock::now() - begin;
  // Paced, the last is still on its way.
  if (work.to_the_recipients) ledger.wait(first_ + work.reports - 1);
  Run run{.reports = work.reports,
          .seconds = took.count(),
          .cpu_seconds = server_cpu_seconds(server_) - cpu_before,
          .receipts = {},
          .deliveries = {}};
  for (std::size_t i = 0; i < work.reports; ++i) {
    const auto done = ledger.wait(first_ + i);
    run.receipts.add(filed[i].receipted - filed[i].at);
    if (work.to_the_recipients) run.deliveries.add(done - filed[i].at);
  }
  return run;
}

Run Load::run(const Work& work) {
  Ledger ledger(first_, work.reports);
  Taking taking(recipients_, ledger);
  Run run = drive(ledger, work);
  taking.end();
  first_ += work.reports;
  return run;
}

void Load::close() {
  recipients_.clear();
  std::size_t left = peer_.left();
  for (int tries = 0; left > 0 && tries < 100; ++tries) {
    std::this_thread::sleep_for(100ms);
    left = peer_.left();
  }
  if (left > 0) throw std::runtime_error(std::to_string(left) + " deliveries are left over");
}

void print(const char* what, std::size_t in_flight, const Run& run) {
  const auto reports = static_cast<double>(run.reports);
  std::printf(R"({"what":"%s","in_flight":%zu,"reports":%zu,"per_second":%.1f,)", what, in_flight,
              run.reports, reports / run.seconds);
  std::printf(R"("receipt_p50_ms":%.3f,"receipt_p99_ms":%.3f,)", run.receipts.at(0.5),
              run.receipts.at(0.99));
  if (run.deliveries.count() > 0) {
    std::printf(R"("end_to_end_p50_ms":%.3f,"end_to_end_p99_ms":%.3f,)", run.deliveries.at(0.5),
                run.deliveries.at(0.99));
  }
  std::printf("\"cpu_us_per_report\":%.1f}\n", run.cpu_seconds * 1e6 / reports);
  std::fflush(stdout);
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

Arguments read_arguments(int argc, char** argv) {
  if (argc != 5) throw std::runtime_error("needs ADDRESS SERVER_PID BODY_FILE REPORTS");
  return {.address = argv[1],
          .server = std::stoi(argv[2]),
          .body = read_file(argv[3]),
          .reports = std::stoul(argv[4])};
}

void measure(Peer& peer, const Arguments& arguments) {
  Load load(peer, arguments.server);
  load.run({.reports = 64, .in_flight = 64});  // The server has made its files and plans.
  for (const std::size_t in_flight : {1U, 16U, 64U}) {
    const std::size_t wanted = in_flight == 1 ? arguments.reports / 6 : arguments.reports;
    const std::size_t reports = std::max<std::size_t>(in_flight, wanted);
    print("accept", in_flight, load.run({.reports = reports, .in_flight = in_flight}));
    print("end_to_end", in_flight,
          load.run({.reports = reports, .in_flight = in_flight, .to_the_recipients = true}));
  }
  print("at_rate", 0,
        load.run({.reports = arguments.reports / 4,
                  .in_flight = paced_publishers,
                  .to_the_recipients = true,
                  .per_second = 300}));
  load.close();
}

}  // namespace vigie::bench::peers
