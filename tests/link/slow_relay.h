// A connection through somebody else's slow link: passes bytes on between one client and a port of
// this machine, towards the port at a fixed rate.

#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace vigie::link::test {

class SlowRelay {
 public:
  /// Throws std::runtime_error when it cannot listen.
  SlowRelay(int port, int bytes_per_second);
  SlowRelay(const SlowRelay&) = delete;
  SlowRelay& operator=(const SlowRelay&) = delete;
  ~SlowRelay();

  std::string endpoint() const;  ///< Where the client connects to.
  int connections() const { return connections_; }

 private:
  void run();
  void relay(int client, int server);

  int port_;
  int bytes_per_second_;
  int listening_ = -1;
  std::atomic<bool> stop_ = false;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace vigie::link::test
