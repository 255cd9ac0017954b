#include "bench/reference.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "store/database.h"

namespace vigie::bench {
namespace {

/// Tickets are handed out in order; everything up to `committed` is on disk.
class Queue {
 public:
  void hand_over_and_wait() {
    std::unique_lock lock(mutex_);
    const std::size_t ticket = ++handed_;
    arrived_.notify_one();
    settled_.wait(lock, [&] { return committed_ >= ticket; });
  }

  /// How many wait, at least one; 0 when closed.
  std::size_t take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return handed_ > committed_ || closed_; });
    return handed_ - committed_;
  }

  void settle(std::size_t count) {
    const std::lock_guard lock(mutex_);
    committed_ += count;
    settled_.notify_all();
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    arrived_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable settled_;
  std::size_t handed_ = 0;
  std::size_t committed_ = 0;
  bool closed_ = false;
};

void write_batches(Queue& queue, store::Database& database, const std::string& bytes) {
  while (const std::size_t count = queue.take()) {
    store::Transaction transaction(database);
    for (std::size_t i = 0; i < count; ++i) {
      database.run("INSERT INTO report(bytes) VALUES(?)", store::Blob{bytes});
    }
    transaction.commit();
    queue.settle(count);
    database.checkpoint(false);
  }
}

}  // namespace

double reference_rate(const std::filesystem::path& folder, const std::string& bytes,
                      std::size_t in_flight, std::size_t reports) {
  store::Database database(folder / ("reference-" + std::to_string(in_flight) + ".db"));
  database.execute(
      "CREATE TABLE IF NOT EXISTS report(row INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  Queue queue;
  std::thread writer([&] { write_batches(queue, database, bytes); });
  std::atomic<std::size_t> left = reports;
  const auto file_reports = [&] {
    for (std::size_t now = left.load(); now > 0;) {
      if (left.compare_exchange_weak(now, now - 1)) queue.hand_over_and_wait();
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < in_flight; ++i) clients.emplace_back(file_reports);
  for (std::thread& client : clients) client.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  queue.close();
  writer.join();
  return static_cast<double>(reports) / took.count();
}

}  // namespace vigie::bench
