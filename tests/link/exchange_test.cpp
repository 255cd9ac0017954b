#include "link/exchange.h"

#include <doctest/doctest.h>

#include "tests/link/two_programs.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;
using namespace vigie::link::test;

namespace {

/// Five messages, applied; their acknowledgement has arrived and is not collected.
void send_five(World& world, SendingProgram& sender, Exchange& sending,
               ReceivingProgram& receiver) {
  sender.file_next(Lane::ordinary, 5);
  sending.send(world.clock.now());
  world.network.advance(world.clock.now());
  receiver.turn();
  world.network.advance(world.clock.now());
}

}  // namespace

TEST_SUITE("link/exchange") {
  TEST_CASE("a program with a link in and a link out is driven by three calls") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    Exchange sending(sender.outbox(), 168h);
    sending.add(sender.sender());
    sender.file_next(Lane::ordinary, 5);
    for (int turn = 0; turn < 10; ++turn) {
      world.clock.advance(20ms);
      world.network.advance(world.clock.now());
      if (sending.collect(world.clock.now())) {
        store::Transaction transaction(sender.database());
        sending.apply(world.clock.now());
        transaction.commit();
      }
      sending.send(world.clock.now());
      receiver.turn();
    }
    CHECK(sender.owed() == 0);
    CHECK(receiver.applied(Lane::ordinary) == up_to(5));
    CHECK(sending.sockets().empty());
  }

  TEST_CASE("an acknowledgement alone waits for the next commit, but not for long") {
    World world(1);
    SendingProgram sender(world);
    ReceivingProgram receiver(world);
    Exchange sending(sender.outbox(), 168h);
    sending.add(sender.sender());
    send_five(world, sender, sending, receiver);
    const Time acknowledged = world.clock.now();
    const auto wait = SenderOptions{}.acknowledgements_wait;
    CHECK_FALSE(sending.collect(acknowledged));
    CHECK(sender.sender().next_wake(acknowledged) == acknowledged + wait);
    CHECK_FALSE(sending.collect(acknowledged + wait - 1ms));
    CHECK(sending.collect(acknowledged + wait));
    store::Transaction transaction(sender.database());
    sending.apply(acknowledged + wait);
    transaction.commit();
    CHECK(sender.owed() == 0);
  }

  TEST_CASE("an acknowledgement is taken at once when the window would run full") {
    World world(1);
    SenderOptions options = impatient();
    options.window_messages = 10;
    SendingProgram sender(world, options);
    ReceivingProgram receiver(world);
    Exchange sending(sender.outbox(), 168h);
    sending.add(sender.sender());
    send_five(world, sender, sending, receiver);
    CHECK(sending.collect(world.clock.now()));
  }

  TEST_CASE("it keeps house once an hour, also after the clock was set back") {
    World world(1);
    SendingProgram sender(world);
    Exchange exchange(sender.outbox(), 168h);
    const auto keep_house = [&] {
      store::Transaction transaction(sender.database());
      exchange.housekeeping(world.clock.now());
      transaction.commit();
    };
    CHECK(exchange.housekeeping_due(world.clock.now()));
    keep_house();
    CHECK_FALSE(exchange.housekeeping_due(world.clock.now() + 59min));
    CHECK(exchange.housekeeping_due(world.clock.now() + 60min));
    world.clock.advance(-24h);
    CHECK(exchange.housekeeping_due(world.clock.now()));
    keep_house();
    CHECK_FALSE(exchange.housekeeping_due(world.clock.now() + 1min));
  }

  TEST_CASE("it wakes when its sender must, and at once when a batch was full") {
    World world(1);
    SendingProgram sender(world);
    ReceiverOptions options;
    options.batch_max = 4;
    ReceivingProgram receiver(world, options);
    Exchange sending(sender.outbox(), 168h);
    sending.add(sender.sender());
    Exchange receiving(sender.outbox(), 168h);
    receiving.add(receiver.receiver());
    const Time now = world.clock.now();
    for (Exchange* exchange : {&sending, &receiving}) {
      store::Transaction transaction(sender.database());
      store::Transaction other(receiver.database());
      exchange->housekeeping(now);
      transaction.commit();
      other.commit();
    }
    CHECK(receiving.next_wake(now) == now + 1h);
    sender.file_next(Lane::ordinary, 10);
    sending.send(now);
    CHECK(sending.next_wake(now) == now + impatient().resend_after);
    world.network.advance(now);
    CHECK(receiving.collect(now));
    CHECK(receiving.next_wake(now) == now);
  }
}
