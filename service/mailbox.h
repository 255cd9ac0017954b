// A bounded queue between worker threads and a program's loop. A worker asks and waits, at most as
// long as its patience; the loop takes a batch, works, and answers each letter after its commit.
//
// Limits: at most `capacity` requests wait to be taken; one more is told `busy` at once (503 with
//         Retry-After) rather than queued. A worker that lost patience withdraws: if its letter was
//         not taken yet, the loop never sees it; if it was, the work may have been done, which is
//         harmless because ids are the sender's.
// Shutdown: close() (or the destructor) answers `closed` to everybody still waiting.
// Threads: ask() from any thread; take() and answering from the loop; close() from any.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "service/wake.h"

namespace vigie::service {

enum class Posted {
  answered,
  busy,    ///< The queue is full; nothing was posted.
  late,    ///< No answer within the patience.
  closed,  ///< The program is ending, or gave the request up (a rolled-back turn).
};

template <class Request, class Answer>
class Mailbox {
  struct Slot {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Posted> outcome;
    std::optional<Answer> answer;
  };

 public:
  struct Result {
    Posted outcome;
    std::optional<Answer> answer;  ///< Set exactly when answered.
  };

  /// One request in the loop's hands. Dropping it unanswered tells its worker `closed`.
  class Letter {
   public:
    // Shared because a worker may stop waiting while the loop still holds the letter.
    Letter(Request request, std::shared_ptr<Slot> slot)
        : request_(std::move(request)), slot_(std::move(slot)) {}
    Letter(Letter&&) noexcept = default;
    Letter& operator=(Letter&&) = delete;
    ~Letter() { settle(slot_, Posted::closed, std::nullopt); }

    const Request& request() const { return request_; }
    Request& request() { return request_; }
    void answer(Answer answer) { settle(slot_, Posted::answered, std::move(answer)); }

   private:
    Request request_;
    std::shared_ptr<Slot> slot_;
  };

  /// `capacity` > 0.
  Mailbox(std::size_t capacity, Wake& wake) : capacity_(capacity), wake_(wake) {}
  ~Mailbox() { close(); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  Result ask(Request request, std::chrono::milliseconds patience) {
    const auto slot = std::make_shared<Slot>();
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return {Posted::closed, std::nullopt};
      if (queue_.size() >= capacity_) return {Posted::busy, std::nullopt};
      queue_.emplace_back(std::move(request), slot);
    }
    wake_.wake();
    Result result = wait(*slot, patience);
    if (result.outcome == Posted::late) forget(slot);
    return result;
  }

  /// Up to `count` letters, oldest first, without those whose worker has given up.
  std::vector<Letter> take(std::size_t count) {
    std::vector<Letter> taken;
    const std::lock_guard lock(mutex_);
    while (taken.size() < count && !queue_.empty()) {
      auto [request, slot] = std::move(queue_.front());
      queue_.pop_front();
      const std::lock_guard slot_lock(slot->mutex);
      if (!slot->outcome) taken.emplace_back(std::move(request), slot);
    }
    // A batch is bounded, the wake-up is cleared: what is left needs a new one.
    if (!queue_.empty()) wake_.wake();
    return taken;
  }

  void close() {
    std::deque<std::pair<Request, std::shared_ptr<Slot>>> waiting;
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      waiting.swap(queue_);
    }
    for (auto& [request, slot] : waiting) settle(slot, Posted::closed, std::nullopt);
  }

 private:
  /// Nobody waits for it any more: its body, which may be large, is not kept until a loop that
  /// stands still goes on.
  void forget(const std::shared_ptr<Slot>& slot) {
    const std::lock_guard lock(mutex_);
    std::erase_if(queue_, [&](const auto& waiting) { return waiting.second == slot; });
  }

  /// The first outcome stands.
  static void settle(const std::shared_ptr<Slot>& slot, Posted outcome,
                     std::optional<Answer> answer) {
    if (!slot) return;  // moved from
    const std::lock_guard lock(slot->mutex);
    if (slot->outcome) return;
    slot->outcome = outcome;
    slot->answer = std::move(answer);
    slot->changed.notify_all();
  }

  static Result wait(Slot& slot, std::chrono::milliseconds patience) {
    std::unique_lock lock(slot.mutex);
    if (!slot.changed.wait_for(lock, patience, [&] { return slot.outcome.has_value(); })) {
      slot.outcome = Posted::late;
    }
    return {*slot.outcome, std::move(slot.answer)};
  }

  std::size_t capacity_;
  Wake& wake_;
  std::mutex mutex_;
  std::deque<std::pair<Request, std::shared_ptr<Slot>>> queue_;
  bool closed_ = false;
};

}  // namespace vigie::service
