// A network inside one test: lines and doors (link/line.h) joined by queues in memory, with every
// fault a real one has, drawn from a seeded generator. Single-threaded.
//
// Use: make doors and lines by name, give them to the programs, and before each turn call
//      advance(now). Frames become visible at the first advance() at or after their time, so never
//      in the turn that sent them. A line may be made before its door; a door may be closed and
//      opened again, as a restarted program does, and its lines find it again.
// Units: the network keeps its own steady time: it moves with advance(now) and ignores a wall clock
//        that is set back. Chances are per thousand frames.
// Limits: at most queue_frames_max messages wait in one direction of one line; then send() is
// false. Lifetimes: the network outlives its lines and doors.

#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "link/line.h"
#include "report/clock.h"
#include "report/random.h"

namespace vigie::support {

struct NetworkFaults {
  std::uint64_t drop_per_mille = 0;
  std::uint64_t duplicate_per_mille = 0;
  std::chrono::milliseconds delay_min{0};
  std::chrono::milliseconds delay_max{0};
  /// A direction of a line carries one message in so long; the others wait behind it.
  std::chrono::milliseconds time_per_message{0};
  bool reorder = false;  ///< False: whatever the delays, a direction of a line keeps its order.
  std::size_t queue_frames_max = 1000;
};

struct NetworkCounts {
  std::int64_t sent = 0;
  std::int64_t dropped = 0;  ///< Lost for whatever reason, but what a close took with it.
  std::int64_t dropped_by_chance = 0;
  std::int64_t duplicated = 0;
  std::int64_t delayed = 0;
  std::int64_t overtaken = 0;  ///< By a frame sent later in the same direction.
  std::int64_t delivered = 0;
};

/// What a program hands to its network.
struct Sending {
  std::string from;     ///< The owner of the door, or the peer of the line.
  bool answer = false;  ///< Through a door.
  const link::Parts& frames;
};

class SimulatedNetwork {
 public:
  explicit SimulatedNetwork(SeededRandom& random) : random_(random) {}
  SimulatedNetwork(const SimulatedNetwork&) = delete;
  SimulatedNetwork& operator=(const SimulatedNetwork&) = delete;

  /// The end of a sender whose authenticated name is `peer`, connected to the door of that name.
  std::unique_ptr<link::Line> line(const std::string& peer, const std::string& door);
  std::unique_ptr<link::Door> door(const std::string& name);

  NetworkFaults& faults() { return faults_; }
  /// Sees every message before it travels; true: it is lost. For faults that must hit one message.
  void on_message(std::function<bool(const link::Parts&)> lose) { lose_ = std::move(lose); }

  /// Sees every message before anything else happens to it; may silence its sender.
  void on_send(std::function<void(const Sending&)> watch) { watch_ = std::move(watch); }
  /// What this program sends is gone, from its lines and its doors: it is dead, though its code
  /// still runs.
  void silence(const std::string& program) { silent_.insert(program); }
  void unsilence(const std::string& program) { silent_.erase(program); }

  /// Delivers what is due.
  void advance(Time now);
  /// How long until something is due; nullopt when nothing travels.
  std::optional<std::chrono::milliseconds> until_next() const;

  /// Nothing passes to or from this peer, silently, until heal().
  void partition(const std::string& peer) { cut_.insert(peer); }
  void heal(const std::string& peer) { cut_.erase(peer); }
  void heal_all() { cut_.clear(); }
  /// What travels to or from this peer is gone: its connection broke and was made again.
  void disconnect(const std::string& peer);

  const NetworkCounts& counts() const { return counts_; }
  /// How many messages to or from this peer a partition has swallowed.
  std::int64_t swallowed(const std::string& peer) const {
    const auto found = swallowed_.find(peer);
    return found == swallowed_.end() ? 0 : found->second;
  }

 private:
  friend class SimulatedLine;
  friend class SimulatedDoor;

  enum class Towards { door, line };
  struct Travelling {
    std::chrono::milliseconds due{};
    std::uint64_t number = 0;  ///< Ties are broken by age.
    link::Parts frames;
  };
  struct Connection {
    std::string peer;
    std::string door;
    std::vector<Travelling> to_door;
    std::vector<Travelling> to_line;
    std::deque<link::Parts> arrived;  ///< At the line.
  };
  struct OpenDoor {
    std::deque<link::Door::Incoming> arrived;
  };

  bool send(std::uint64_t connection, Towards towards, const link::Parts& frames);
  static std::string sender_of(const Connection& connection, Towards towards);
  void travel(std::vector<Travelling>& queue, const link::Parts& frames);
  bool loses(const std::string& peer, const std::string& from);
  bool chance(std::uint64_t per_mille) { return random_.below(1000) < per_mille; }
  std::vector<Travelling> take_due(std::vector<Travelling>& queue) const;
  void deliver(std::uint64_t number, Connection& connection);
  void close_line(std::uint64_t connection) { connections_.erase(connection); }
  void close_door(const std::string& name);

  SeededRandom& random_;
  NetworkFaults faults_;
  NetworkCounts counts_;
  std::function<bool(const link::Parts&)> lose_;
  std::function<void(const Sending&)> watch_;
  std::map<std::uint64_t, Connection> connections_;
  std::map<std::string, OpenDoor> doors_;
  std::set<std::string> cut_;
  std::map<std::string, std::int64_t> swallowed_;
  std::set<std::string> silent_;
  std::optional<Time> last_now_;
  std::chrono::milliseconds steady_{0};
  std::uint64_t connections_made_ = 0;
  std::uint64_t messages_made_ = 0;
};

}  // namespace vigie::support
