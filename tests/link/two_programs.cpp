#include "tests/link/two_programs.h"

#include <algorithm>
#include <stdexcept>

namespace vigie::link::test {
namespace {

using namespace std::chrono_literals;

constexpr auto step = 20ms;

/// The database and its log, as a backup of a running program takes them.
void copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  for (const char* suffix : {"", "-wal"}) {
    std::filesystem::remove(to.string() + suffix);
    if (!std::filesystem::exists(from.string() + suffix)) continue;
    std::filesystem::copy_file(from.string() + suffix, to.string() + suffix);
  }
  std::filesystem::remove(to.string() + "-shm");
}

std::filesystem::path backup_of(const std::filesystem::path& file) {
  return file.string() + ".backup";
}

std::vector<std::int64_t> numbers(store::Rows rows) {
  std::vector<std::int64_t> found;
  while (rows.next()) found.push_back(rows.integer(0));
  return found;
}

}  // namespace

SenderOptions impatient() {
  SenderOptions options;
  options.peer = "router";
  options.window_messages = 16;
  options.resend_after = 500ms;
  options.resend_after_max = 4s;
  options.hello_every = 5s;
  return options;
}

int count_of(const std::vector<Alarm>& alarms, const std::string& code) {
  return static_cast<int>(std::count_if(alarms.begin(), alarms.end(),
                                        [&](const Alarm& alarm) { return alarm.code == code; }));
}

SendingProgram::SendingProgram(World& world, SenderOptions options, std::string name)
    : world_(world),
      options_(std::move(options)),
      name_(std::move(name)),
      file_(world.folder / (name_ + ".db")) {
  start();
}

SendingProgram::Running::Running(SendingProgram& program, World& world)
    : database(program.file_),
      outbox(database, world.random),
      line(world.network.line(program.name_, "router")),
      sender(
          outbox, *line, program.options_,
          [&program](const OutboxEntry& entry) {
            return Parts{entry.body + std::string(program.body_bytes, ' ')};
          },
          [&program](const Alarm& alarm, Time) { program.alarms.push_back(alarm); }) {
  sender.on_answer([&program](const Answered& answered, Time) {
    program.answers.emplace_back(answered.entry.body, answered.item);
  });
  sender.on_tell([&program](const Tell& tell) { program.told.push_back(tell); });
  sender.on_refused([&program](const std::string& code) { program.refused_codes.push_back(code); });
}

void SendingProgram::start() { running_ = std::make_unique<Running>(*this, world_); }

void SendingProgram::turn() {
  const Time now = world_.clock.now();
  if (running_->sender.collect(now)) {
    store::Transaction transaction(running_->database);
    running_->sender.apply(now);
    transaction.commit();
  }
  running_->sender.transmit(now);
}

Uuid SendingProgram::file(std::int64_t number, Lane lane, const std::string& kind) {
  const Uuid id = new_uuid7(world_.clock.now(), world_.random);
  store::Transaction transaction(running_->database);
  running_->outbox.enqueue({.peer = "router",
                            .lane = lane,
                            .message = id,
                            .kind = kind,
                            .kind_version = 1,
                            .reference = std::nullopt,
                            .body = std::to_string(number)},
                           world_.clock.now());
  transaction.commit();
  return id;
}

void SendingProgram::file_next(Lane lane, int count) {
  for (int i = 0; i < count; ++i) file(++filed_[lane], lane);
}

void SendingProgram::back_up() {
  running_->database.checkpoint(true);
  copy_database(file_, backup_of(file_));
}

void SendingProgram::restore() { copy_database(backup_of(file_), file_); }

ReceivingProgram::ReceivingProgram(World& world, ReceiverOptions options)
    : world_(world), options_(options), file_(world.folder / "router.db") {
  start();
}

ReceivingProgram::Running::Running(ReceivingProgram& program, World& world)
    : database(program.file_),
      door(world.network.door("router")),
      receiver(
          database, *door, program.options_,
          [&program](const Message& message, Time) { return program.apply(message); },
          [&program](const Alarm& alarm, Time) { program.alarms.push_back(alarm); }) {
  database.execute(
      "CREATE TABLE IF NOT EXISTS applied(place INTEGER PRIMARY KEY, sender TEXT, lane INTEGER, "
      "number INTEGER) STRICT");
  receiver.on_admit([&program](const std::string&) { return program.refused_code; });
  receiver.on_ask([](const std::string& sender, const Ask& ask, Time) {
    return sender + " asked " + ask.body;
  });
}

void ReceivingProgram::start() { running_ = std::make_unique<Running>(*this, world_); }

void ReceivingProgram::turn() {
  if (running_->receiver.collect(world_.clock.now())) {
    in_transaction([](Receiver& receiver, Time now) { receiver.apply(now); });
  }
  running_->receiver.answer();
}

void ReceivingProgram::in_transaction(const std::function<void(Receiver&, Time)>& act) {
  store::Transaction transaction(running_->database);
  act(running_->receiver, world_.clock.now());
  transaction.commit();
}

Verdict ReceivingProgram::apply(const Message& message) {
  if (before_apply) before_apply();
  running_->database.run("INSERT INTO applied(sender, lane, number) VALUES(?, ?, ?)",
                         message.sender, static_cast<int>(message.lane),
                         std::int64_t{std::stoll(message.parts.at(0))});
  if (message.kind == "poison") throw std::runtime_error("a text of the report");
  if (message.kind == "refused") {
    return {.outcome = Outcome::refused, .code = "meaning.region", .answer = "the reasons"};
  }
  if (message.kind == "future" && !knows_future) {
    return {.outcome = Outcome::not_yet, .code = "version.catalogue", .answer = ""};
  }
  return {.outcome = Outcome::applied,
          .code = "",
          .answer = answer_with ? answer_with(message) : std::string()};
}

std::vector<std::int64_t> ReceivingProgram::applied(Lane lane, const std::string& sender) {
  return numbers(running_->database.query(
      "SELECT number FROM applied WHERE lane = ? AND sender = ? ORDER BY place",
      static_cast<int>(lane), sender));
}

std::vector<std::int64_t> ReceivingProgram::applied() {
  return numbers(running_->database.query(
      "SELECT CASE lane WHEN 0 THEN -number ELSE number END FROM applied ORDER BY place"));
}

void ReceivingProgram::back_up() {
  running_->database.checkpoint(true);
  copy_database(file_, backup_of(file_));
}

void ReceivingProgram::restore() { copy_database(backup_of(file_), file_); }

std::vector<std::int64_t> up_to(std::int64_t count) {
  std::vector<std::int64_t> all;
  for (std::int64_t number = 1; number <= count; ++number) all.push_back(number);
  return all;
}

bool run_until(World& world, SendingProgram& sender, ReceivingProgram& receiver,
               const std::function<bool()>& done, std::chrono::milliseconds limit) {
  for (auto passed = 0ms; passed < limit; passed += step) {
    if (done()) return true;
    world.clock.advance(step);
    world.network.advance(world.clock.now());
    if (sender.running()) sender.turn();
    if (receiver.running()) receiver.turn();
  }
  return done();
}

void run_for(World& world, SendingProgram& sender, ReceivingProgram& receiver,
             std::chrono::milliseconds time) {
  run_until(
      world, sender, receiver, [] { return false; }, time);
}

bool settle(World& world, SendingProgram& sender, ReceivingProgram& receiver) {
  return run_until(world, sender, receiver, [&] { return sender.owed() == 0; });
}

}  // namespace vigie::link::test
