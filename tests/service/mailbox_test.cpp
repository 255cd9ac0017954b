#include "service/mailbox.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <future>
#include <string>
#include <thread>

using namespace vigie::service;
using namespace std::chrono_literals;

namespace {

using Box = Mailbox<int, std::string>;

bool awake(const Wake& wake) {
  pollfd item{.fd = wake.descriptor(), .events = POLLIN, .revents = 0};
  return ::poll(&item, 1, 5000) == 1;
}

std::future<Box::Result> ask_later(Box& box, int request, std::chrono::milliseconds patience) {
  return std::async(std::launch::async,
                    [&box, request, patience] { return box.ask(request, patience); });
}

}  // namespace

TEST_SUITE("service/mailbox") {
  TEST_CASE("a worker gets the loop's answer to its own request") {
    Wake wake;
    Box box(4, wake);
    auto first = ask_later(box, 1, 10s);
    REQUIRE(awake(wake));
    auto letters = box.take(10);
    REQUIRE(letters.size() == 1);
    CHECK(letters[0].request() == 1);
    letters[0].answer("one");
    const Box::Result result = first.get();
    CHECK(result.outcome == Posted::answered);
    CHECK(result.answer == "one");
  }

  TEST_CASE("one request too many is told busy at once") {
    Wake wake;
    Box box(1, wake);
    auto first = ask_later(box, 1, 10s);
    REQUIRE(awake(wake));
    const auto before = std::chrono::steady_clock::now();
    CHECK(box.ask(2, 10s).outcome == Posted::busy);
    CHECK(std::chrono::steady_clock::now() - before < 5s);
    box.take(1).at(0).answer("one");
    CHECK(first.get().outcome == Posted::answered);
  }

  TEST_CASE("a worker that lost patience is not worked for") {
    Wake wake;
    Box box(4, wake);
    CHECK(box.ask(1, 10ms).outcome == Posted::late);
    CHECK(box.take(10).empty());
  }

  TEST_CASE("a request whose worker has gone takes no place from another") {
    Wake wake;
    Box box(1, wake);
    CHECK(box.ask(1, 10ms).outcome == Posted::late);
    CHECK(box.ask(2, 10ms).outcome == Posted::late);
  }

  TEST_CASE("an answer after the worker has gone does no harm") {
    Wake wake;
    Box box(4, wake);
    auto impatient = ask_later(box, 1, 1s);
    REQUIRE(awake(wake));
    auto letters = box.take(1);
    REQUIRE(letters.size() == 1);
    CHECK(impatient.get().outcome == Posted::late);
    letters[0].answer("too late");
  }

  TEST_CASE("a letter dropped by a rolled-back turn tells its worker") {
    Wake wake;
    Box box(4, wake);
    auto waiting = ask_later(box, 1, 10s);
    REQUIRE(awake(wake));
    box.take(1).clear();
    CHECK(waiting.get().outcome == Posted::closed);
  }

  TEST_CASE("closing answers everybody who waits and everybody who comes") {
    Wake wake;
    Box box(4, wake);
    auto waiting = ask_later(box, 1, 10s);
    REQUIRE(awake(wake));
    box.close();
    CHECK(waiting.get().outcome == Posted::closed);
    CHECK(box.ask(2, 10s).outcome == Posted::closed);
  }

  TEST_CASE("what a bounded batch leaves behind keeps the loop awake") {
    Wake wake;
    Box box(4, wake);
    auto first = ask_later(box, 1, 10s);
    REQUIRE(awake(wake));
    auto second = ask_later(box, 2, 10s);
    std::this_thread::sleep_for(100ms);
    wake.clear();
    box.take(1).at(0).answer("a");
    CHECK(awake(wake));
    box.take(1).at(0).answer("b");
    CHECK(first.get().outcome == Posted::answered);
    CHECK(second.get().outcome == Posted::answered);
  }

  TEST_CASE("many workers and one loop lose and mix up nothing") {
    Wake wake;
    Mailbox<int, int> box(64, wake);
    std::atomic<int> good{0};
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 8; ++worker) {
      workers.emplace_back([&, worker] {
        for (int round = 0; round < 200; ++round) {
          const int request = worker * 1000 + round;
          if (box.ask(request, 10s).answer == request + 1) ++good;
        }
      });
    }
    for (int answered = 0; answered < 8 * 200;) {
      REQUIRE(awake(wake));
      wake.clear();
      for (auto& letter : box.take(16)) {
        letter.answer(letter.request() + 1);
        ++answered;
      }
    }
    for (std::thread& worker : workers) worker.join();
    CHECK(good == 8 * 200);
  }
}
