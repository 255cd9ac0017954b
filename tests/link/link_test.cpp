// The two halves of a link together: the promises of docs/protocol.md, "How a message travels".

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "link/held_messages.h"
#include "tests/link/two_programs.h"
#include "tests/support/number_in.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;
using namespace vigie::link::test;

namespace {

/// VIGIE_SEEDS raises the number; a failure prints its seed.
std::uint64_t seeds(std::uint64_t usual) { return support::number_in("VIGIE_SEEDS", usual); }

support::NetworkFaults random_faults(SeededRandom& random) {
  support::NetworkFaults faults;
  faults.drop_per_mille = random.below(3) == 0 ? 0 : random.below(300);
  faults.duplicate_per_mille = random.below(3) == 0 ? 0 : random.below(300);
  faults.delay_max = std::chrono::milliseconds{random.below(400)};
  faults.reorder = random.below(2) == 0;
  return faults;
}

void one_random_event(World& world, SendingProgram& sender, ReceivingProgram& receiver) {
  switch (world.random.below(7)) {
    case 0:
      sender.stop();
      return sender.start();
    case 1:
      receiver.stop();
      return receiver.start();
    case 2:
      return world.network.disconnect("intake");
    case 3:
      return sender.file_next(Lane::urgent, 1 + static_cast<int>(world.random.below(3)));
    default:
      return sender.file_next(Lane::ordinary, 1 + static_cast<int>(world.random.below(12)));
  }
}

/// Everything filed was applied, once, in the order of its lane.
void check_complete(SendingProgram& sender, ReceivingProgram& receiver) {
  for (const Lane lane : {Lane::urgent, Lane::ordinary}) {
    CHECK(receiver.applied(lane) == up_to(sender.filed(lane)));
  }
}

std::string codes(const std::vector<Alarm>& alarms) {
  std::string all;
  for (const Alarm& alarm : alarms) all += alarm.code + ": " + alarm.text + "\n";
  return all;
}

std::int64_t quarantined(ReceivingProgram& receiver) {
  return receiver.receiver().held().count_open(HeldIn::quarantine);
}

std::vector<HeldMessage> held_messages(ReceivingProgram& receiver, HeldIn in) {
  HeldMessages& held = receiver.receiver().held();
  std::vector<HeldMessage> messages;
  for (const std::int64_t entry : held.open(in, 10)) messages.push_back(held.find(entry).value());
  return messages;
}

std::int64_t waiting(ReceivingProgram& receiver) {
  return receiver.receiver().held().count_open(HeldIn::not_yet);
}

Message message_of(const std::string& kind, Parts parts, const std::string& sender = "") {
  Message message;
  message.sender = sender;
  message.kind = kind;
  message.parts = std::move(parts);
  return message;
}

Data data_of(World& world, std::int64_t sequence) {
  Data data;
  data.incarnation = new_uuid7(world.clock.now(), world.random);
  data.sequence = sequence;
  data.message = new_uuid7(world.clock.now(), world.random);
  data.kind = "report";
  return data;
}

bool is_type(const Parts& frames, const std::string& type) {
  return frames.at(0).find("\"type\":\"" + type + "\"") != std::string::npos;
}

bool is_urgent(const Parts& frames) {
  return frames.at(0).find("\"lane\":\"urgent\"") != std::string::npos;
}

/// Every message that sets out from now on, repeats too.
void count_data(World& world, int& travelled) {
  world.network.on_message([&travelled](const Parts& frames) {
    travelled += is_type(frames, "data") ? 1 : 0;
    return false;
  });
}

}  // namespace

TEST_SUITE("link/once and in order") {
  TEST_CASE("every message is applied once and in order, whatever the network and restarts do") {
    for (std::uint64_t seed = 1; seed <= seeds(250); ++seed) {
      CAPTURE(seed);
      World world(seed);
      world.network.faults() = random_faults(world.random);
      SendingProgram sender(world);
      ReceivingProgram receiver(world);
      for (int event = 0; event < 12; ++event) {
        one_random_event(world, sender, receiver);
        run_for(world, sender, receiver, std::chrono::milliseconds{world.random.below(600)});
      }
      CHECK(settle(world, sender, receiver));
      check_complete(sender, receiver);
      CHECK(codes(sender.alarms) == "");
      // A hello that comes after what was sent later looks like one of a restored sender.
      if (!world.network.faults().reorder) CHECK(codes(receiver.alarms) == "");
      CHECK(count_of(receiver.alarms, "link.lost") == 0);
    }
  }

  TEST_CASE("a receiver or sender restored from an older copy misses nothing in a bad network") {
    for (std::uint64_t seed = 1; seed <= seeds(40); ++seed) {
      CAPTURE(seed);
      World world(seed);
      world.network.faults() = random_faults(world.random);
      SendingProgram sender(world);
      ReceivingProgram receiver(world);
      for (int event = 0; event < 4; ++event) one_random_event(world, sender, receiver);
      run_for(world, sender, receiver, std::chrono::milliseconds{world.random.below(3000)});
      receiver.back_up();
      for (int event = 0; event < 4; ++event) one_random_event(world, sender, receiver);
      run_for(world, sender, receiver, std::chrono::milliseconds{world.random.below(20'000)});
      receiver.stop();
      receiver.restore();
      receiver.start();
      run_for(world, sender, receiver, 12s);  // At least one hello passes.
      sender.file_next(Lane::urgent, 1);
      CHECK(run_until(
          world, sender, receiver,
          [&] {
            return sender.owed() == 0 && receiver.applied().size() ==
                                             static_cast<std::size_t>(sender.filed(Lane::urgent) +
                                                                      sender.filed(Lane::ordinary));
          },
          10min));
      for (const Lane lane : {Lane::urgent, Lane::ordinary}) {
        auto numbers = receiver.applied(lane);
        // Order holds within an incarnation; a restored receiver may see a newer one first.
        std::sort(numbers.begin(), numbers.end());
        CHECK(numbers == up_to(sender.filed(lane)));
      }
    }
  }

  TEST_CASE("a batch is one commit, and nothing is acknowledged before it") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 16);
    world.network.advance(world.clock.now());
    sender.turn();
    world.network.advance(world.clock.now());
    const std::int64_t commits = receiver.database().commits();
    receiver.before_apply = [&] { CHECK(sender.owed() == 16); };
    receiver.turn();
    CHECK(receiver.database().commits() == commits + 1);
    world.network.advance(world.clock.now());
    sender.turn();
    CHECK(sender.owed() == 0);
  }

  TEST_CASE("a database that fails while applying acknowledges nothing") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 10);
    bool failed = false;
    receiver.before_apply = [&] {
      if (receiver.applied().size() < 5) return;
      failed = true;
      throw store::StoreFailure(store::FailureKind::disk_full, "the disk is full");
    };
    CHECK_THROWS_AS(run_for(world, sender, receiver, 1s), store::StoreFailure);
    REQUIRE(failed);
    receiver.stop();
    receiver.before_apply = nullptr;
    receiver.start();
    CHECK(receiver.applied().empty());
    run_for(world, sender, receiver, 20ms);
    CHECK(sender.owed() == 10);
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
  }

  TEST_CASE("two senders at one door do not disturb each other") {
    World world(1);
    SendingProgram gao(world, impatient(), "intake-gao");
    SendingProgram kidal(world, impatient(), "intake-kidal");
    ReceivingProgram receiver(world);
    for (int round = 0; round < 20; ++round) {
      gao.file_next(Lane::ordinary, 2);
      kidal.file_next(Lane::ordinary, 3);
      kidal.turn();
      run_for(world, gao, receiver, 40ms);
    }
    CHECK(settle(world, gao, receiver));
    CHECK(settle(world, kidal, receiver));
    CHECK(receiver.applied(Lane::ordinary, "intake-gao") == up_to(40));
    CHECK(receiver.applied(Lane::ordinary, "intake-kidal") == up_to(60));
  }

  TEST_CASE("a receiver that was away, or cut off, gets everything when it is back") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    receiver.stop();
    sender.file_next(Lane::ordinary, 30);
    run_for(world, sender, receiver, 10min);
    receiver.start();
    CHECK(settle(world, sender, receiver));
    world.network.partition("intake");
    sender.file_next(Lane::ordinary, 30);
    run_for(world, sender, receiver, 10min);
    CHECK(receiver.applied(Lane::ordinary) == up_to(30));
    world.network.heal("intake");
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
  }

  TEST_CASE("a wall clock set back or forward by a day mid-flight stalls nothing") {
    for (const auto jump : {-24h, 24h}) {
      World world(1);
      SendingProgram sender(world);
      ReceivingProgram receiver(world);
      world.network.faults().drop_per_mille = 300;
      sender.file_next(Lane::ordinary, 50);
      run_for(world, sender, receiver, 100ms);
      world.clock.advance(jump);
      CHECK(run_until(
          world, sender, receiver, [&] { return sender.owed() == 0; }, 5min));
      sender.file_next(Lane::ordinary, 10);
      sender.file_next(Lane::urgent, 1);
      CHECK(run_until(
          world, sender, receiver, [&] { return sender.owed() == 0; }, 5min));
      check_complete(sender, receiver);
    }
  }
}

TEST_SUITE("link/urgent first") {
  TEST_CASE("an urgent message overtakes the whole backlog but what is already on its way") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    world.network.faults().delay_min = world.network.faults().delay_max = 40ms;
    sender.file_next(Lane::ordinary, 400);
    run_for(world, sender, receiver, 1s);
    const auto before = static_cast<std::int64_t>(receiver.applied().size());
    sender.file_next(Lane::urgent, 1);
    CHECK(settle(world, sender, receiver));
    const auto all = receiver.applied();
    const auto place = std::find(all.begin(), all.end(), -1) - all.begin();
    const int window = impatient().window_messages;
    CHECK(place <= before + 2 * window);
    CHECK(place < 300);
    check_complete(sender, receiver);
  }

  TEST_CASE("within a batch the urgent ones are applied first") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 5);
    world.network.advance(world.clock.now());
    sender.turn();
    sender.file_next(Lane::urgent, 2);
    sender.turn();
    world.network.advance(world.clock.now());
    receiver.turn();
    CHECK(receiver.applied() == std::vector<std::int64_t>{-1, -2, 1, 2, 3, 4, 5});
  }

  // One frame of the urgent lane was lost; as long as the ordinary lane made progress it was never
  // sent again.
  TEST_CASE("a line with room for one message takes the urgent one") {
    World world(1);
    world.network.faults().queue_frames_max = 2;  // A hello, and one message.
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 5);
    sender.file_next(Lane::urgent, 1);
    CHECK(settle(world, sender, receiver));
    REQUIRE(receiver.applied().size() == 6);
    CHECK(receiver.applied().front() == -1);
  }

  TEST_CASE("a lost urgent message is sent again while the ordinary lane keeps making progress") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    int lost = 0;
    world.network.on_message([&](const Parts& frames) {
      return is_type(frames, "data") && is_urgent(frames) && ++lost == 1;
    });
    // The hellos of the start are over: nothing but the silence shows the loss.
    sender.file_next(Lane::ordinary, 1);
    run_for(world, sender, receiver, 500ms);
    sender.file_next(Lane::urgent, 1);
    bool arrived = false;
    for (int round = 0; round < 100 && !arrived; ++round) {
      sender.file_next(Lane::ordinary, 1);
      run_for(world, sender, receiver, 100ms);
      arrived = !receiver.applied(Lane::urgent).empty();
    }
    CHECK(arrived);
    CHECK(lost >= 2);
    CHECK(receiver.applied(Lane::ordinary).size() < 30);
  }
}

TEST_SUITE("link/slow") {
  TEST_CASE("on a link slower than the sender's patience every message travels once") {
    World world(1);
    world.network.faults().time_per_message = 700ms;
    REQUIRE(impatient().resend_after < 700ms);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    int travelled = 0;
    count_data(world, travelled);
    sender.file_next(Lane::ordinary, 60);
    run_for(world, sender, receiver, 120s);
    CHECK(sender.owed() == 0);
    CHECK(receiver.applied(Lane::ordinary) == up_to(60));
    CHECK(travelled == 60);
  }

  TEST_CASE("a message lost on a slow link goes again with those behind it, once") {
    for (const int which : {1, 2, 30, 60}) {
      CAPTURE(which);
      World world(1);
      world.network.faults().time_per_message = 700ms;
      SendingProgram sender(world);
      ReceivingProgram receiver(world);
      int travelled = 0;
      world.network.on_message(
          [&](const Parts& frames) { return is_type(frames, "data") && ++travelled == which; });
      sender.file_next(Lane::ordinary, 60);
      run_for(world, sender, receiver, 150s);
      CHECK(sender.owed() == 0);
      CHECK(receiver.applied(Lane::ordinary) == up_to(60));
      CHECK(travelled <= 60 + impatient().window_messages);
    }
  }

  TEST_CASE("a connection that breaks on a slow link costs what was on its way, no more") {
    World world(1);
    world.network.faults().time_per_message = 700ms;
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    int travelled = 0;
    count_data(world, travelled);
    sender.file_next(Lane::ordinary, 60);
    for (int broken = 0; broken < 3; ++broken) {
      run_for(world, sender, receiver, 12s);
      world.network.disconnect("intake");
    }
    run_for(world, sender, receiver, 120s);
    CHECK(sender.owed() == 0);
    CHECK(receiver.applied(Lane::ordinary) == up_to(60));
    CHECK(travelled <= 60 + 3 * impatient().window_messages);
  }
}

TEST_SUITE("link/window") {
  TEST_CASE("no more messages are on their way than the window allows") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 100);
    int data = 0;
    world.network.on_message([&](const Parts& frames) {
      data += is_type(frames, "data") ? 1 : 0;
      return false;
    });
    for (int turn = 0; turn < 10; ++turn) sender.turn();
    CHECK(data == impatient().window_messages);
    CHECK(settle(world, sender, receiver));
  }

  TEST_CASE("large messages fill the window by their bytes, and one larger than it still passes") {
    World world(1);
    SenderOptions options = impatient();
    options.window_bytes = 10'000;
    SendingProgram sender(world, options);
    ReceivingProgram receiver(world);
    int data = 0;
    world.network.on_message([&](const Parts& frames) {
      data += is_type(frames, "data") ? 1 : 0;
      return false;
    });
    sender.body_bytes = 4000;
    sender.file_next(Lane::ordinary, 20);
    for (int turn = 0; turn < 10; ++turn) sender.turn();
    CHECK(data == 3);
    sender.body_bytes = 30'000;
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
  }

  TEST_CASE("a line that takes nothing is tried again") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    world.network.faults().queue_frames_max = 1;
    sender.file_next(Lane::ordinary, 20);
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
  }
}

TEST_SUITE("link/restored") {
  TEST_CASE("a receiver restored from an older copy asks for what it lost, and says so") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 20);
    sender.file_next(Lane::urgent, 3);
    CHECK(settle(world, sender, receiver));
    receiver.back_up();
    sender.file_next(Lane::ordinary, 40);
    sender.file_next(Lane::urgent, 4);
    CHECK(settle(world, sender, receiver));
    receiver.stop();
    receiver.restore();
    receiver.start();
    CHECK(receiver.applied(Lane::ordinary) == up_to(20));
    CHECK(run_until(world, sender, receiver,
                    [&] { return receiver.applied().size() == 67 && sender.owed() == 0; }));
    check_complete(sender, receiver);
    REQUIRE(count_of(sender.alarms, "link.peer_restored") == 1);
    CHECK(sender.alarms[0].text.find("lost 44 messages") != std::string::npos);
    CHECK(receiver.alarms.empty());
  }

  TEST_CASE("a receiver that lost its database gets everything within the horizon") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    receiver.back_up();
    sender.file_next(Lane::ordinary, 50);
    CHECK(settle(world, sender, receiver));
    sender.stop();
    sender.start();
    sender.file_next(Lane::ordinary, 5);
    CHECK(settle(world, sender, receiver));
    receiver.stop();
    receiver.restore();
    receiver.start();
    CHECK(run_until(world, sender, receiver, [&] { return receiver.applied().size() == 55; }));
    CHECK(settle(world, sender, receiver));
  }

  TEST_CASE("a sender restored from an older copy is noticed once, and its new messages arrive") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 20);
    CHECK(settle(world, sender, receiver));
    sender.back_up();
    sender.file_next(Lane::ordinary, 30);
    CHECK(settle(world, sender, receiver));
    sender.stop();
    sender.restore();
    sender.start();
    sender.file_next(Lane::ordinary, 10);
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
    run_for(world, sender, receiver, 5min);  // Many hellos.
    CHECK(count_of(receiver.alarms, "link.sender_restored") == 1);
    CHECK(count_of(receiver.alarms, "link.mismatch") == 0);
    CHECK(quarantined(receiver) == 0);
  }

  TEST_CASE("a receiver restored from before the horizon says how many are lost, the rest flows") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::ordinary, 10);
    CHECK(settle(world, sender, receiver));
    receiver.back_up();
    sender.file_next(Lane::ordinary, 25);
    CHECK(settle(world, sender, receiver));
    world.clock.advance(8 * 24h);
    sender.file_next(Lane::ordinary, 5);
    CHECK(settle(world, sender, receiver));
    {
      store::Transaction transaction(sender.database());
      sender.outbox().prune(world.clock.now(), 7 * 24h);
      transaction.commit();
    }
    receiver.stop();
    receiver.restore();
    receiver.start();
    CHECK(run_until(world, sender, receiver, [&] { return receiver.applied().size() == 15; }));
    sender.file_next(Lane::ordinary, 3);
    CHECK(settle(world, sender, receiver));
    auto expected = up_to(10);
    for (std::int64_t number = 36; number <= 43; ++number) expected.push_back(number);
    CHECK(receiver.applied(Lane::ordinary) == expected);
    REQUIRE(count_of(receiver.alarms, "link.lost") == 1);
    for (const Alarm& alarm : receiver.alarms) {
      if (alarm.code == "link.lost") CHECK(alarm.text.rfind("25 messages", 0) == 0);
    }
  }

  // A lane that was quiet for longer than the receiver remembers it raised "messages are lost".
  TEST_CASE("a lane that was quiet for two months is not mistaken for a loss") {
    World world(1);
    SenderOptions options = impatient();
    options.hello_every = 1h;
    SendingProgram sender(world, options);
    ReceivingProgram receiver(world);
    sender.file_next(Lane::urgent, 5);
    CHECK(settle(world, sender, receiver));
    for (int hour = 0; hour < 60 * 24; ++hour) {
      world.clock.advance(1h);
      run_for(world, sender, receiver, 60ms);
      receiver.in_transaction([](Receiver& link, Time now) { link.housekeeping(now); });
      store::Transaction transaction(sender.database());
      sender.outbox().prune(world.clock.now(), 7 * 24h);
      transaction.commit();
    }
    CHECK(receiver.alarms.empty());
    sender.file_next(Lane::urgent, 1);
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
    CHECK(receiver.alarms.empty());
  }

  // Only the newest 256 streams were named in a hello: a program that restarted more often hid what
  // a restored receiver had lost before.
  TEST_CASE("a restored receiver gets back what was sent before hundreds of restarts") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    receiver.back_up();
    for (int start = 0; start < 300; ++start) {
      sender.file_next(Lane::ordinary, 1);
      REQUIRE(settle(world, sender, receiver));
      sender.stop();
      sender.start();
    }
    receiver.stop();
    receiver.restore();
    receiver.start();
    CHECK(run_until(
        world, sender, receiver, [&] { return receiver.applied().size() == 300; }, 5min));
    auto numbers = receiver.applied(Lane::ordinary);
    std::sort(numbers.begin(), numbers.end());
    CHECK(numbers == up_to(300));
  }
}

TEST_SUITE("link/cannot be applied") {
  TEST_CASE("a message that throws or is refused goes to quarantine; those behind it pass") {
    for (const std::string kind : {"poison", "refused"}) {
      CAPTURE(kind);
      World world(1);
      SendingProgram sender(world);
      ReceivingProgram receiver(world);
      sender.file(1);
      const Uuid bad = sender.file(2, Lane::ordinary, kind);
      sender.file(3);
      CHECK(settle(world, sender, receiver));
      CHECK(receiver.applied() == std::vector<std::int64_t>{1, 3});
      const auto held = held_messages(receiver, HeldIn::quarantine);
      REQUIRE(held.size() == 1);
      CHECK(held[0].message.id == bad);
      CHECK(held[0].message.sender == "intake");
      CHECK(held[0].message.parts == Parts{"2"});
      CHECK(held[0].code == (kind == "poison" ? "internal.exception" : "meaning.region"));
      REQUIRE(count_of(receiver.alarms, "link.quarantined") == 1);
      CHECK(receiver.alarms[0].text.find("a text of the report") == std::string::npos);
      REQUIRE(sender.answers.size() == 1);
      CHECK(sender.answers[0].first == "2");
      CHECK(sender.answers[0].second.outcome == Outcome::refused);
    }
  }

  TEST_CASE("a quarantined message is applied when a person tries again, once") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file(1, Lane::ordinary, "future");
    CHECK(settle(world, sender, receiver));
    const auto entry = receiver.receiver().held().open(HeldIn::not_yet, 1).at(0);
    bool applied = true;
    const auto again = [&](Receiver& link, Time now) { applied = link.retry(entry, "duty", now); };
    receiver.in_transaction(again);
    CHECK_FALSE(applied);
    receiver.knows_future = true;
    receiver.in_transaction(again);
    CHECK(applied);
    receiver.in_transaction(again);
    CHECK_FALSE(applied);
    CHECK(receiver.applied() == std::vector<std::int64_t>{1});
    const auto held = receiver.receiver().held().find(entry);
    REQUIRE(held);
    CHECK(held->state == HeldState::applied);
    CHECK(held->closed_by == "duty");
  }

  TEST_CASE("what is not yet known waits while others pass, and is applied when it is known") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file(1, Lane::ordinary, "future");
    sender.file(2);
    sender.file(3, Lane::ordinary, "future");
    sender.file(4);
    CHECK(settle(world, sender, receiver));
    CHECK(receiver.applied() == std::vector<std::int64_t>{2, 4});
    CHECK(waiting(receiver) == 2);
    CHECK(quarantined(receiver) == 0);
    CHECK(receiver.alarms.empty());
    receiver.knows_future = true;
    receiver.in_transaction([](Receiver& link, Time now) { link.retry_not_yet(now); });
    CHECK(receiver.applied() == std::vector<std::int64_t>{2, 4, 1, 3});
    CHECK(waiting(receiver) == 0);
  }

  TEST_CASE("what waits too long alarms once") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    sender.file(1, Lane::ordinary, "future");
    CHECK(settle(world, sender, receiver));
    const auto keep_house = [](Receiver& link, Time now) { link.housekeeping(now); };
    receiver.in_transaction(keep_house);
    CHECK(receiver.alarms.empty());
    world.clock.advance(25h);
    for (int i = 0; i < 3; ++i) receiver.in_transaction(keep_house);
    CHECK(count_of(receiver.alarms, "link.not_yet_overdue") == 1);
  }

  // Only the oldest thousand were ever tried: what still waits kept those behind it waiting.
  TEST_CASE("a thousand messages that still wait do not keep a later one waiting") {
    World world(1);
    ReceivingProgram receiver(world);
    receiver.in_transaction([](Receiver& link, Time now) {
      for (int i = 0; i < 1000; ++i) {
        link.held().keep(HeldIn::not_yet, message_of("future", {"1"}), "version.kind", now);
      }
      link.held().keep(HeldIn::not_yet, message_of("report", {"2"}), "version.kind", now);
      link.retry_not_yet(now);
    });
    CHECK(waiting(receiver) == 1000);
    CHECK(receiver.applied(Lane::ordinary, "") == std::vector<std::int64_t>{2});
  }

  // It stayed "not yet" for ever, where nobody looks.
  TEST_CASE("a message that waited and then turns out to be refused goes to quarantine, alarmed") {
    World world(1);
    ReceivingProgram receiver(world);
    receiver.in_transaction([](Receiver& link, Time now) {
      link.held().keep(HeldIn::not_yet, message_of("refused", {"1"}), "version.kind", now);
      link.retry_not_yet(now);
    });
    CHECK(waiting(receiver) == 0);
    CHECK(quarantined(receiver) == 1);
    CHECK(count_of(receiver.alarms, "link.quarantined") == 1);
    CHECK(receiver.applied().empty());
  }

  TEST_CASE("a message of a future wire version is kept whole, acknowledged, and others pass") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    auto line = world.network.line("gao", "router");
    Data data = data_of(world, 1);
    data.version = 7;
    const std::string header = write_wire(data);
    line->send({header, "1"});
    data.version = wire_version;
    data.sequence = 2;
    line->send({write_wire(data), "2"});
    run_for(world, sender, receiver, 100ms);
    CHECK(receiver.applied(Lane::ordinary, "gao") == std::vector<std::int64_t>{2});
    const auto held = held_messages(receiver, HeldIn::not_yet);
    REQUIRE(held.size() == 1);
    CHECK(held[0].code == "version.wire");
    CHECK(held[0].message.parts == Parts{header, "1"});
    const auto ack = line->receive();
    REQUIRE(ack);
    const Wire wire = read_wire(*ack);
    REQUIRE(std::holds_alternative<Ack>(wire));
    CHECK(std::get<Ack>(wire).upto == 2);
    receiver.in_transaction([](Receiver& link, Time now) { link.retry_not_yet(now); });
    CHECK(waiting(receiver) == 1);
    CHECK(receiver.alarms.empty());
  }

  TEST_CASE("a message kept for its wire version is applied by a program that reads that version") {
    World world(1);
    ReceivingProgram receiver(world);
    const std::string header = write_wire(data_of(world, 1));
    receiver.in_transaction([&](Receiver& link, Time now) {
      const Message kept = message_of("", {header, "5"}, "gao");
      link.held().keep(HeldIn::not_yet, kept, "version.wire", now);
      link.retry_not_yet(now);
    });
    CHECK(waiting(receiver) == 0);
    CHECK(receiver.applied(Lane::ordinary, "gao") == std::vector<std::int64_t>{5});
  }

  TEST_CASE("another message under a known sequence number alarms and is kept, once") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    auto line = world.network.line("gao", "router");
    Data data = data_of(world, 1);
    line->send({write_wire(data), "1"});
    run_for(world, sender, receiver, 100ms);
    data.message = new_uuid7(world.clock.now(), world.random);
    for (int repeat = 0; repeat < 3; ++repeat) {
      line->send({write_wire(data), "99"});
      run_for(world, sender, receiver, 100ms);
    }
    CHECK(receiver.applied(Lane::ordinary, "gao") == std::vector<std::int64_t>{1});
    CHECK(count_of(receiver.alarms, "link.mismatch") == 1);
    const auto held = held_messages(receiver, HeldIn::quarantine);
    REQUIRE(held.size() == 1);
    CHECK(held[0].code == "link.mismatch");
    CHECK(held[0].message.parts == Parts{"99"});
  }
}

TEST_SUITE("link/answers") {
  SenderOptions patrol() {
    SenderOptions options = impatient();
    options.wants_answers = true;
    return options;
  }

  ReceiverOptions patrols_door() {
    ReceiverOptions options;
    options.keeps_unapplied = false;
    return options;
  }

  TEST_CASE("every message is answered once, in order, with the first answer, however often lost") {
    for (std::uint64_t seed = 1; seed <= seeds(50); ++seed) {
      CAPTURE(seed);
      World world(seed);
      SendingProgram sender(world, patrol());
      ReceivingProgram receiver(world, patrols_door());
      int given = 0;
      receiver.answer_with = [&](const Message& message) {
        return "receipt " + message.parts.at(0) + " given as " + std::to_string(++given);
      };
      world.network.faults() = random_faults(world.random);
      world.network.faults().drop_per_mille = 300;
      sender.file_next(Lane::ordinary, 40);
      CHECK(settle(world, sender, receiver));
      check_complete(sender, receiver);
      REQUIRE(sender.answers.size() == 40);
      for (std::size_t i = 0; i < 40; ++i) {
        const std::string number = std::to_string(i + 1);
        CHECK(sender.answers[i].first == number);
        CHECK(sender.answers[i].second.answer == "receipt " + number + " given as " + number);
      }
    }
  }

  TEST_CASE("a patrol's refused message is answered with the reasons and kept in no quarantine") {
    World world(1);
    SendingProgram sender(world, patrol());
    ReceivingProgram receiver(world, patrols_door());
    receiver.answer_with = [](const Message&) { return std::string("receipt"); };
    sender.file(1);
    sender.file(2, Lane::ordinary, "refused");
    sender.file(3, Lane::ordinary, "poison");
    sender.file(4);
    CHECK(settle(world, sender, receiver));
    REQUIRE(sender.answers.size() == 4);
    CHECK(sender.answers[1].second.code == "meaning.region");
    CHECK(sender.answers[1].second.answer == "the reasons");
    CHECK(sender.answers[2].second.code == "internal.exception");
    // Only we can mend what made us fail; no entry in quarantine would speak of it.
    CHECK(count_of(receiver.alarms, "link.exception") == 1);
    CHECK(receiver.alarms.front().text.find("a text of the report") == std::string::npos);
    CHECK(sender.answers[3].second.outcome == Outcome::applied);
    CHECK(quarantined(receiver) == 0);
  }

  TEST_CASE("a repeat older than the memory of repeats is answered all the same") {
    World world(1);
    SendingProgram sender(world, patrol());
    ReceivingProgram receiver(world, patrols_door());
    receiver.answer_with = [](const Message&) { return std::string("receipt"); };
    world.network.on_message([](const Parts& frames) { return is_type(frames, "ack"); });
    sender.file(1);
    run_for(world, sender, receiver, 2s);
    world.clock.advance(8 * 24h);
    receiver.in_transaction([](Receiver& link, Time now) { link.housekeeping(now); });
    world.network.on_message(nullptr);
    CHECK(settle(world, sender, receiver));
    REQUIRE(sender.answers.size() == 1);
    CHECK(sender.answers[0].second.answer == "receipt");
  }

  // One acknowledgement carried every answer of a batch and grew past the limit of a header: the
  // sender could not read it, and the link stood still.
  TEST_CASE("many long answers still arrive") {
    World world(1);
    SenderOptions options = patrol();
    options.window_messages = 256;
    SendingProgram sender(world, options);
    ReceivingProgram receiver(world, patrols_door());
    const std::string long_answer(20'000, '"');
    receiver.answer_with = [&](const Message&) { return long_answer; };
    sender.file_next(Lane::ordinary, 200);
    CHECK(run_until(
        world, sender, receiver, [&] { return sender.owed() == 0; }, 1min));
    REQUIRE(sender.answers.size() == 200);
    CHECK(sender.answers[199].second.answer == long_answer);
  }

  TEST_CASE("an answer too long for any frame comes as its outcome alone") {
    World world(1);
    SendingProgram sender(world, patrol());
    ReceivingProgram receiver(world, patrols_door());
    receiver.answer_with = [&](const Message&) { return std::string(answer_bytes_max + 1, 'x'); };
    sender.file_next(Lane::ordinary, 1);
    CHECK(run_until(
        world, sender, receiver, [&] { return sender.owed() == 0; }, 1min));
    REQUIRE(sender.answers.size() == 1);
    CHECK(sender.answers[0].second.outcome == Outcome::applied);
    CHECK(sender.answers[0].second.answer.empty());
  }

  // The header could not be written, the receiver stopped, and did so again after every start.
  TEST_CASE("an answer that is not UTF-8 is repaired, never a reason to stop") {
    World world(1);
    SendingProgram sender(world, patrol());
    ReceivingProgram receiver(world, patrols_door());
    receiver.answer_with = [](const Message&) { return std::string("bad \xff byte"); };
    sender.file_next(Lane::ordinary, 1);
    CHECK(settle(world, sender, receiver));
    REQUIRE(sender.answers.size() == 1);
    CHECK(sender.answers[0].second.answer == "bad \xef\xbf\xbd byte");
  }

  TEST_CASE("a sender that is not admitted is told why, and nothing of it is applied") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    receiver.refused_code = "key.revoked";
    sender.file_next(Lane::ordinary, 3);
    run_for(world, sender, receiver, 1s);
    CHECK(receiver.applied().empty());
    CHECK(sender.owed() == 3);
    REQUIRE_FALSE(sender.refused_codes.empty());
    CHECK(sender.refused_codes[0] == "key.revoked");
    receiver.refused_code.clear();
    CHECK(settle(world, sender, receiver));
    check_complete(sender, receiver);
  }

  TEST_CASE("a question is answered outside the sequence") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    CHECK(sender.sender().ask({.number = 12, .what = "status", .body = "{}"}));
    run_for(world, sender, receiver, 100ms);
    REQUIRE(sender.told.size() == 1);
    CHECK(sender.told[0].number == 12);
    CHECK(sender.told[0].what == "status");
    CHECK(sender.told[0].body == "intake asked {}");
    CHECK(sender.owed() == 0);
  }
}
