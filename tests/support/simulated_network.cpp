#include "tests/support/simulated_network.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "report/check.h"

namespace vigie::support {

class SimulatedLine final : public link::Line {
 public:
  SimulatedLine(SimulatedNetwork& network, std::uint64_t connection)
      : network_(network), connection_(connection) {}
  SimulatedLine(const SimulatedLine&) = delete;
  SimulatedLine& operator=(const SimulatedLine&) = delete;
  ~SimulatedLine() override { network_.close_line(connection_); }

  bool send(const link::Parts& frames) override {
    return network_.send(connection_, SimulatedNetwork::Towards::door, frames);
  }

  std::optional<link::Parts> receive() override {
    auto& arrived = network_.connections_.at(connection_).arrived;
    if (arrived.empty()) return std::nullopt;
    link::Parts frames = std::move(arrived.front());
    arrived.pop_front();
    return frames;
  }

  void* socket() override { return nullptr; }

 private:
  SimulatedNetwork& network_;
  std::uint64_t connection_;
};

class SimulatedDoor final : public link::Door {
 public:
  SimulatedDoor(SimulatedNetwork& network, std::string name)
      : network_(network), name_(std::move(name)) {}
  SimulatedDoor(const SimulatedDoor&) = delete;
  SimulatedDoor& operator=(const SimulatedDoor&) = delete;
  ~SimulatedDoor() override { network_.close_door(name_); }

  std::optional<Incoming> receive() override {
    auto& arrived = network_.doors_.at(name_).arrived;
    if (arrived.empty()) return std::nullopt;
    Incoming incoming = std::move(arrived.front());
    arrived.pop_front();
    return incoming;
  }

  bool send(const std::string& route, const std::string& frame) override {
    return network_.send(std::stoull(route), SimulatedNetwork::Towards::line, {frame});
  }

  std::vector<void*> sockets() override { return {}; }
  std::string endpoint() override { return "simulated://" + name_; }

 private:
  SimulatedNetwork& network_;
  std::string name_;
};

std::unique_ptr<link::Line> SimulatedNetwork::line(const std::string& peer,
                                                   const std::string& door) {
  const std::uint64_t connection = ++connections_made_;
  connections_[connection] = {
      .peer = peer, .door = door, .to_door = {}, .to_line = {}, .arrived = {}};
  return std::make_unique<SimulatedLine>(*this, connection);
}

std::unique_ptr<link::Door> SimulatedNetwork::door(const std::string& name) {
  const bool made = doors_.try_emplace(name).second;
  VIGIE_EXPECT(made);
  return std::make_unique<SimulatedDoor>(*this, name);
}

/// Doors are named "program/what".
std::string SimulatedNetwork::sender_of(const Connection& connection, Towards towards) {
  const std::string& door = connection.door;
  return towards == Towards::door ? connection.peer : door.substr(0, door.find('/'));
}

bool SimulatedNetwork::send(std::uint64_t connection, Towards towards, const link::Parts& frames) {
  const auto found = connections_.find(connection);
  if (found == connections_.end() || !doors_.contains(found->second.door)) return false;
  const std::string from = sender_of(found->second, towards);
  if (watch_) watch_({.from = from, .answer = towards == Towards::line, .frames = frames});
  auto& queue = towards == Towards::door ? found->second.to_door : found->second.to_line;
  if (queue.size() >= faults_.queue_frames_max) return false;
  ++counts_.sent;
  if (loses(found->second.peer, from) || (lose_ && lose_(frames))) {
    ++counts_.dropped;
    return true;
  }
  travel(queue, frames);
  if (chance(faults_.duplicate_per_mille)) {
    ++counts_.duplicated;
    travel(queue, frames);
  }
  return true;
}

bool SimulatedNetwork::loses(const std::string& peer, const std::string& from) {
  if (silent_.contains(from)) return true;
  if (cut_.contains(peer)) {
    ++swallowed_[peer];
    return true;
  }
  if (!chance(faults_.drop_per_mille)) return false;
  ++counts_.dropped_by_chance;
  return true;
}

void SimulatedNetwork::travel(std::vector<Travelling>& queue, const link::Parts& frames) {
  const auto spread = static_cast<std::uint64_t>((faults_.delay_max - faults_.delay_min).count());
  std::chrono::milliseconds due =
      steady_ + faults_.delay_min + std::chrono::milliseconds{random_.below(spread + 1)};
  if (!faults_.reorder && !queue.empty()) due = std::max(due, queue.back().due);
  due += faults_.time_per_message;
  if (due > steady_) ++counts_.delayed;
  if (!queue.empty() && due < queue.back().due) ++counts_.overtaken;
  queue.push_back({.due = due, .number = ++messages_made_, .frames = frames});
}

std::vector<SimulatedNetwork::Travelling> SimulatedNetwork::take_due(
    std::vector<Travelling>& queue) const {
  const auto later = std::stable_partition(
      queue.begin(), queue.end(), [&](const Travelling& item) { return item.due <= steady_; });
  std::vector<Travelling> due(std::make_move_iterator(queue.begin()),
                              std::make_move_iterator(later));
  queue.erase(queue.begin(), later);
  std::sort(due.begin(), due.end(), [](const Travelling& a, const Travelling& b) {
    return std::pair(a.due, a.number) < std::pair(b.due, b.number);
  });
  return due;
}

void SimulatedNetwork::deliver(std::uint64_t number, Connection& connection) {
  const bool cut = cut_.contains(connection.peer);
  const auto door = doors_.find(connection.door);
  for (Travelling& item : take_due(connection.to_door)) {
    if (cut || door == doors_.end()) continue;
    ++counts_.delivered;
    door->second.arrived.push_back({.peer = connection.peer,
                                    .route = std::to_string(number),
                                    .frames = std::move(item.frames)});
  }
  for (Travelling& item : take_due(connection.to_line)) {
    if (cut) continue;
    ++counts_.delivered;
    connection.arrived.push_back(std::move(item.frames));
  }
}

void SimulatedNetwork::advance(Time now) {
  if (last_now_ && now > *last_now_) steady_ += now - *last_now_;
  last_now_ = now;
  for (auto& [number, connection] : connections_) deliver(number, connection);
}

std::optional<std::chrono::milliseconds> SimulatedNetwork::until_next() const {
  std::optional<std::chrono::milliseconds> earliest;
  for (const auto& [number, connection] : connections_) {
    for (const auto* queue : {&connection.to_door, &connection.to_line}) {
      for (const Travelling& item : *queue) {
        const auto wait = std::max(item.due - steady_, std::chrono::milliseconds{0});
        earliest = std::min(earliest.value_or(wait), wait);
      }
    }
  }
  return earliest;
}

void SimulatedNetwork::disconnect(const std::string& peer) {
  for (auto& [number, connection] : connections_) {
    if (connection.peer != peer) continue;
    connection.to_door.clear();
    connection.to_line.clear();
    connection.arrived.clear();
  }
}

void SimulatedNetwork::close_door(const std::string& name) {
  doors_.erase(name);
  for (auto& [number, connection] : connections_) {
    if (connection.door != name) continue;
    connection.to_door.clear();
    connection.to_line.clear();
  }
}

}  // namespace vigie::support
