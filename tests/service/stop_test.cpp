#include "service/stop.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>

#include <csignal>

using namespace vigie::service;

namespace {

bool asked_within_5s(const Stop& stop) {
  pollfd item{.fd = stop.descriptor(), .events = POLLIN, .revents = 0};
  return ::poll(&item, 1, 5000) == 1;
}

}  // namespace

TEST_SUITE("service/stop") {
  TEST_CASE("a stop is asked once and stays asked") {
    Stop stop;
    CHECK_FALSE(stop.requested());
    stop.request();
    CHECK(stop.requested());
    CHECK(stop.requested());
  }

  TEST_CASE("SIGTERM and SIGINT ask for the stop and kill nothing") {
    for (const int signal : {SIGTERM, SIGINT}) {
      Stop stop;
      const StopSignals signals(stop);
      ::kill(::getpid(), signal);
      CHECK(asked_within_5s(stop));
    }
  }

  TEST_CASE("the mask of signals is as before afterwards") {
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, nullptr, &before);
    {
      Stop stop;
      const StopSignals signals(stop);
    }
    sigset_t after;
    pthread_sigmask(SIG_BLOCK, nullptr, &after);
    CHECK(sigismember(&before, SIGTERM) == sigismember(&after, SIGTERM));
  }

  TEST_CASE("a second signal ends a program that does not stop") {
    const pid_t child = ::fork();
    if (child == 0) {
      Stop stop;
      const StopSignals signals(stop, std::chrono::milliseconds{0});
      ::kill(::getpid(), SIGTERM);
      if (!asked_within_5s(stop)) ::_exit(1);
      ::kill(::getpid(), SIGTERM);
      ::sleep(10);
      ::_exit(2);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 128 + SIGTERM);
  }

  TEST_CASE("two signals at once, to the program and to its group, are one wish") {
    const pid_t child = ::fork();
    if (child == 0) {
      Stop stop;
      const StopSignals signals(stop, std::chrono::minutes{1});
      ::kill(::getpid(), SIGINT);
      if (!asked_within_5s(stop)) ::_exit(1);
      ::kill(::getpid(), SIGINT);
      ::kill(::getpid(), SIGTERM);
      ::usleep(200'000);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}
