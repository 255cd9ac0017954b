// Two small programs joined by one link over the simulated network, each with a real database: what
// the tests of the link run, kill, restore and question.
//
// A message is a number on a lane; the receiving program writes down every number it applies, in
// the transaction that the link gives it, so its list is the proof of "once and in order". The kind
// of a message says what the receiver makes of it: "report" is applied, "poison" throws, "refused"
// is refused, "future" is not yet known until knows_future is set.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "link/outbox.h"
#include "link/receiver.h"
#include "link/sender.h"
#include "store/database.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"
#include "tests/support/temporary_folder.h"

namespace vigie::link::test {

struct World {
  explicit World(std::uint64_t seed) : random(seed) {}
  SeededRandom random;
  support::SimulatedClock clock;
  support::SimulatedNetwork network{random};
  support::TemporaryFolder folder{support::Storage::fast};
};

/// Quick to give up waiting, so that a test of many faults stays short.
SenderOptions impatient();

int count_of(const std::vector<Alarm>& alarms, const std::string& code);

class SendingProgram {
 public:
  explicit SendingProgram(World& world, SenderOptions options = impatient(),
                          std::string name = "intake");

  void start();
  void stop() { running_.reset(); }
  bool running() const { return running_ != nullptr; }
  void turn();

  Uuid file(std::int64_t number, Lane lane = Lane::ordinary, const std::string& kind = "report");
  /// The next numbers of a lane, counted up.
  void file_next(Lane lane, int count);
  std::int64_t filed(Lane lane) { return filed_[lane]; }

  std::int64_t owed() { return running_->outbox.owed("router"); }
  void back_up();
  void restore();  ///< Stopped: puts the copy in place of the database.

  Outbox& outbox() { return running_->outbox; }
  Sender& sender() { return running_->sender; }
  store::Database& database() { return running_->database; }

  std::vector<Alarm> alarms;
  std::vector<std::pair<std::string, AnswerItem>> answers;  ///< Body of the message, its answer.
  std::vector<Tell> told;
  std::vector<std::string> refused_codes;
  std::size_t body_bytes = 0;  ///< Padding of every body.

 private:
  struct Running {
    Running(SendingProgram& program, World& world);
    store::Database database;
    Outbox outbox;
    std::unique_ptr<Line> line;
    Sender sender;
  };

  World& world_;
  SenderOptions options_;
  std::string name_;
  std::filesystem::path file_;
  std::map<Lane, std::int64_t> filed_;
  std::unique_ptr<Running> running_;
};

class ReceivingProgram {
 public:
  explicit ReceivingProgram(World& world, ReceiverOptions options = {});

  void start();
  void stop() { running_.reset(); }
  bool running() const { return running_ != nullptr; }
  void turn();

  /// Every number applied on this lane, in the order of application.
  std::vector<std::int64_t> applied(Lane lane, const std::string& sender = "intake");
  /// All lanes, in the order of application; urgent numbers negative.
  std::vector<std::int64_t> applied();
  void back_up();
  void restore();
  void in_transaction(const std::function<void(Receiver&, Time)>& act);

  Receiver& receiver() { return running_->receiver; }
  store::Database& database() { return running_->database; }

  std::vector<Alarm> alarms;
  bool knows_future = false;
  std::string refused_code;  ///< Admission of everybody; empty: admitted.
  std::function<std::string(const Message&)> answer_with;  ///< Empty: no answers.
  std::function<void()> before_apply;

 private:
  struct Running {
    Running(ReceivingProgram& program, World& world);
    store::Database database;
    std::unique_ptr<Door> door;
    Receiver receiver;
  };
  Verdict apply(const Message& message);

  World& world_;
  ReceiverOptions options_;
  std::filesystem::path file_;
  std::unique_ptr<Running> running_;
};

/// Numbers 1..count.
std::vector<std::int64_t> up_to(std::int64_t count);

/// Turns both (whichever runs) until `done`; false when the limit of simulated time passed first.
bool run_until(World& world, SendingProgram& sender, ReceivingProgram& receiver,
               const std::function<bool()>& done,
               std::chrono::milliseconds limit = std::chrono::hours{1});
void run_for(World& world, SendingProgram& sender, ReceivingProgram& receiver,
             std::chrono::milliseconds time);
/// Until the sender owes nothing.
bool settle(World& world, SendingProgram& sender, ReceivingProgram& receiver);

}  // namespace vigie::link::test
