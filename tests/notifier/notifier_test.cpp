#include "notifier/notifier.h"

#include <doctest/doctest.h>

#include "link/wire.h"
#include "notifier/delivery.h"
#include "tests/notifier/stage.h"

using namespace vigie;
using namespace vigie::notifier;

namespace {

/// Says whether a frame is a push of a notice.
bool is_push(const link::Parts& frames) {
  const link::Wire wire = link::read_wire(frames);
  const auto* tell = std::get_if<link::Tell>(&wire);
  return tell != nullptr && tell->number == 0 && tell->what == "notice";
}

bool is_ask(const link::Parts& frames, const std::string& what) {
  const link::Wire wire = link::read_wire(frames);
  const auto* ask = std::get_if<link::Ask>(&wire);
  return ask != nullptr && ask->what == what;
}

bool is_tell(const link::Parts& frames, const std::string& what) {
  const link::Wire wire = link::read_wire(frames);
  const auto* tell = std::get_if<link::Tell>(&wire);
  return tell != nullptr && tell->what == what;
}

/// What a bare line got, read.
std::vector<link::Wire> received(link::Line& line) {
  std::vector<link::Wire> wires;
  while (const auto frames = line.receive()) wires.push_back(link::read_wire(*frames));
  return wires;
}

void ask(link::Line& line, std::int64_t number, const std::string& what, const Json& body) {
  line.send({link::write_wire(link::Ask{.number = number, .what = what, .body = body.dump()})});
}

Json told(link::Line& line, std::int64_t number) {
  for (const link::Wire& wire : received(line)) {
    const auto* tell = std::get_if<link::Tell>(&wire);
    if (tell != nullptr && tell->number == number) return Json::parse(tell->body);
  }
  return nullptr;
}

std::string state_in(Client& client) {
  return client.listed && !client.listed->notices.empty() ? client.listed->notices[0].state : "";
}

}  // namespace

TEST_SUITE("notifier/notifier") {
  TEST_CASE("a notice reaches the connected holder, with why and the allow-listed content") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(1s);
    REQUIRE(harry.opened.size() == 1);
    CHECK(harry.opened[0].title.fr == "Capitaine du port");
    CHECK(harry.opened[0].notices == 0);
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice, .urgency = "flash"}});
    stage.run(1s);
    REQUIRE(harry.notices.size() == 1);
    CHECK(harry.notices[0].notice == notice);
    CHECK(harry.notices[0].report == report);
    CHECK(harry.notices[0].urgency == "flash");
    CHECK(harry.notices[0].said == "told");
    CHECK(harry.notices[0].rules.at(0).because.en == "Whatever happens on the water");
    CHECK(Json::parse(harry.notices[0].content)["category"] == "canary_category");
    harry.list("harbour_master");
    stage.run(1s);
    CHECK(state_in(harry) == "notified");
    CHECK(stage.audit("notice.received").size() == 1);
    CHECK(stage.audit("notice.handed_over").size() == 1);
    CHECK(stage.audit("notice.delivered").size() == 1);
    CHECK(stage.router->owed() == 0);
  }

  TEST_CASE("a confirmed delivery is not pushed again") {
    Stage stage;
    int pushes = 0;
    stage.network.on_message([&](const link::Parts& frames) {
      pushes += is_push(frames) ? 1 : 0;
      return false;
    });
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(60s);
    CHECK(pushes == 1);
    CHECK(harry.notices.size() == 1);
  }

  TEST_CASE("a lost confirmation brings the push again after 5 s, under the same id, once shown") {
    Stage stage;
    int lost = 0;
    std::vector<std::string> pushed;
    stage.network.on_message([&](const link::Parts& frames) {
      if (is_push(frames)) {
        const auto tell = std::get<link::Tell>(link::read_wire(frames));
        pushed.push_back(Json::parse(tell.body)["delivery"]);
      }
      return is_ask(frames, "delivered") && ++lost <= 2;
    });
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(4s);
    CHECK(pushed.size() == 1);
    stage.run(30s);
    const std::string id = to_string(delivery_id(notice, "harry", "zeromq", 1));
    CHECK(pushed == std::vector<std::string>{id, id, id});
    CHECK(harry.notices.size() == 1);
    CHECK(stage.audit("notice.delivered").size() == 1);
    CHECK(stage.audit("notice.handed_over").size() == 1);
  }

  TEST_CASE("a lost push comes again") {
    Stage stage;
    bool lose = true;
    stage.network.on_message(
        [&](const link::Parts& frames) { return is_push(frames) && std::exchange(lose, false); });
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(4s);
    CHECK(harry.notices.empty());
    stage.run(3s);
    CHECK(harry.notices.size() == 1);
  }

  TEST_CASE("a client that connects later receives everything open, urgent first") {
    Stage stage;
    const Time now = stage.clock.now();
    std::vector<Uuid> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(stage.id());
    stage.tell(stage.id(), 1, {{.notice = ids[0]}});
    stage.tell(stage.id(), 1, {{.notice = ids[1], .deadline = now + 2h}});
    stage.tell(stage.id(), 1, {{.notice = ids[2], .deadline = now + 1h}});
    stage.tell(stage.id(), 1, {{.notice = ids[3], .urgency = "flash"}});
    stage.tell(stage.id(), 1, {{.notice = ids[4], .urgency = "priority"}});
    stage.run(1s);
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    harry.list("harbour_master");
    stage.run(1s);
    std::vector<Uuid> followed;
    for (const auto& notice : harry.notices) followed.push_back(notice.notice);
    const std::vector<Uuid> order{ids[3], ids[4], ids[2], ids[1], ids[0]};
    CHECK(followed == order);
    REQUIRE(harry.listed);
    std::vector<Uuid> listed;
    for (const auto& notice : harry.listed->notices) listed.push_back(notice.notice);
    CHECK(listed == order);
    CHECK(harry.opened[0].notices == 5);
  }

  TEST_CASE("a backlog larger than the window and the turn arrives whole, each once") {
    Stage stage;
    for (int message = 0; message < 10; ++message) {
      std::vector<Telling> tellings;
      for (int i = 0; i < 60; ++i) tellings.push_back({.notice = stage.id()});
      stage.tell(stage.id(), 1, tellings);
    }
    stage.run(2s);
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(4s);
    CHECK(harry.notices.size() == 600);
    // Urgent news does not wait behind what is on its way.
    stage.tell(stage.id(), 1, {{.notice = stage.id(), .urgency = "flash"}});
    stage.run(200ms);
    CHECK(harry.notices.back().urgency == "flash");
    harry.list("harbour_master");
    stage.run(1s);
    REQUIRE(harry.listed);
    CHECK(harry.listed->notices.size() == 500);
    CHECK(harry.listed->more == 101);
  }

  TEST_CASE("a reply is recorded once, told after the commit, and goes to the router") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice}});
    stage.run(1s);
    // Every answer to the first three seconds is lost: the client asks again.
    int lost = 0;
    stage.network.on_message(
        [&](const link::Parts& frames) { return is_tell(frames, "reply") && ++lost <= 2; });
    harry.acknowledge(notice, 1, stage.clock.now());
    stage.run(20s);
    REQUIRE(harry.recorded.size() == 1);
    CHECK(stage.audit("reply.recorded").size() == 1);
    REQUIRE(stage.router->replies.size() == 1);
    const Json& reply = stage.router->replies[0];
    CHECK(reply["reply"] == to_string(harry.recorded[0].reply));
    CHECK(reply["notice"] == to_string(notice));
    CHECK(reply["report"] == to_string(report));
    CHECK(reply["revision"] == 1);
    CHECK(reply["position"] == "harbour_master");
    CHECK(reply["person"] == "harry");
    CHECK(reply["kind"] == "acknowledge");
    CHECK(reply["at"] == to_milliseconds(harry.recorded[0].at));
    CHECK_FALSE(reply.contains("text"));
    harry.list("harbour_master");
    stage.run(1s);
    CHECK(state_in(harry) == "acknowledged");
    CHECK(harry.listed->notices[0].acknowledged_by == "harry");
  }

  TEST_CASE("a killed notifier has told nobody of a reply that it does not have") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(1s);
    harry.acknowledge(notice, 1, stage.clock.now());
    for (int i = 0; i < 10; ++i) {
      stage.run(20ms);
      const std::size_t told_before = harry.recorded.size();
      stage.restart();
      CHECK(stage.audit("reply.recorded").size() >= told_before);
    }
    stage.run(20s);
    CHECK(harry.recorded.size() == 1);
    CHECK(stage.audit("reply.recorded").size() == 1);
    CHECK(stage.router->replies.size() == 1);
  }

  TEST_CASE("nothing leaves before what it says is committed") {
    Stage stage;
    int pushes = 0;
    int answers = 0;
    // Another connection sees what is committed, and nothing else.
    const auto committed = [&](const char* sql) {
      store::Database reader(stage.folder / "notifier.db", {.access = store::Access::read});
      store::Rows rows = reader.query(sql);
      return rows.next() ? rows.integer(0) : 0;
    };
    stage.network.on_message([&](const link::Parts& frames) {
      if (is_push(frames)) {
        ++pushes;
        CHECK(committed("SELECT COUNT(*) FROM delivery WHERE state > 0") == 1);
      } else if (is_tell(frames, "reply")) {
        ++answers;
        CHECK(committed("SELECT COUNT(*) FROM reply") == 1);
        CHECK(committed("SELECT COUNT(*) FROM link_outbox WHERE kind = 'reply'") == 1);
        CHECK(committed("SELECT COUNT(*) FROM audit WHERE act = 'reply.recorded'") == 1);
      }
      return false;
    });
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(1s);
    harry.acknowledge(notice, 1, stage.clock.now());
    stage.run(1s);
    CHECK(pushes == 1);
    CHECK(answers == 1);
  }

  TEST_CASE("the same reply id gives the same answer; with other words it is refused") {
    Stage stage;
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(1s);
    link::Line& harry = stage.bare("harry");
    Json reply{{"reply", to_string(stage.id())},
               {"notice", to_string(notice)},
               {"revision", 1},
               {"kind", "comment"},
               {"text", "Vu"}};
    ask(harry, 1, "reply", reply);
    stage.run(40ms);
    const Json first = told(harry, 1);
    REQUIRE(first["recorded"] == true);
    stage.run(5s);
    ask(harry, 2, "reply", reply);
    stage.run(40ms);
    CHECK(told(harry, 2) == first);
    reply["text"] = "Pas vu";
    ask(harry, 3, "reply", reply);
    stage.run(40ms);
    CHECK(told(harry, 3)["refused"]["code"] == "reply.conflict");
    link::Line& lucie = stage.bare("lucie");
    ask(lucie, 4, "reply", reply);
    stage.run(40ms);
    CHECK(told(lucie, 4)["refused"]["code"] == "people.not_holder");
    stage.run(1s);
    CHECK(stage.router->replies.size() == 1);
    CHECK(stage.router->replies[0]["text"] == "Vu");
    // A comment closes nothing.
    CHECK(stage.control({{"command", "state"}})["counts"]["acknowledged"] == 0);
  }

  TEST_CASE("who does not hold the position is refused everything, in both languages") {
    Stage stage;
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(1s);
    link::Line& nora = stage.bare("nora");
    const std::pair<const char*, Json> asks[] = {
        {"open", {{"position", "harbour_master"}}},
        {"list", {{"position", "harbour_master"}}},
        {"open", {{"position", "no_such_position"}}},
        {"show", {{"notice", to_string(notice)}}},
        {"reply",
         {{"reply", to_string(stage.id())},
          {"notice", to_string(notice)},
          {"revision", 1},
          {"kind", "acknowledge"}}},
    };
    for (const auto& [what, body] : asks) {
      CAPTURE(what);
      ask(nora, 5, what, body);
      stage.run(40ms);
      const Json answer = told(nora, 5);
      CHECK(answer["refused"]["code"] == "people.not_holder");
      CHECK_FALSE(answer["refused"]["text"]["en"].get<std::string>().empty());
      CHECK_FALSE(answer["refused"]["text"]["fr"].get<std::string>().empty());
      CHECK(answer.dump().find("canary") == std::string::npos);
    }
    const std::string of_harry = to_string(delivery_id(notice, "harry", "zeromq", 1));
    ask(nora, 6, "delivered", {{"deliveries", Json::array({of_harry})}});
    stage.run(40ms);
    CHECK(told(nora, 6)["refused"]["code"] == "delivery.unknown");
    CHECK(stage.control({{"command", "state"}})["counts"]["acknowledged"] == 0);
    CHECK(stage.router->replies.empty());
    // Written down once a minute, not once a request.
    CHECK(stage.audit("person.refused").size() == 2);
  }

  TEST_CASE("a deputy may do what the holder may") {
    Stage stage;
    Client& nora = stage.client("nora");
    Client& sam = stage.client("sam");
    nora.open("sector_chief_north");
    sam.open("sector_chief_north");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice, .position = "sector_chief_north"}});
    stage.run(1s);
    CHECK(nora.notices.size() == 1);
    CHECK(sam.notices.size() == 1);
    sam.acknowledge(notice, 1, stage.clock.now());
    stage.run(1s);
    CHECK(sam.recorded.size() == 1);
    nora.list("sector_chief_north");
    stage.run(1s);
    CHECK(state_in(nora) == "acknowledged");
    CHECK(nora.listed->notices[0].acknowledged_by == "sam");
    // The holder may still answer; the first answer stands.
    nora.acknowledge(notice, 1, stage.clock.now());
    stage.run(1s);
    CHECK(nora.recorded.size() == 1);
    CHECK(stage.router->replies.size() == 2);
    nora.list("sector_chief_north");
    stage.run(1s);
    CHECK(nora.listed->notices[0].acknowledged_by == "sam");
  }

  TEST_CASE("what one holder answered is not pushed to another any more") {
    Stage stage;
    int pushes = 0;
    stage.network.on_message([&](const link::Parts& frames) {
      pushes += is_push(frames) ? 1 : 0;
      return false;
    });
    link::Line& silent = stage.bare("nora");
    ask(silent, 1, "open", {{"position", "sector_chief_north"}});
    Client& sam = stage.client("sam");
    sam.open("sector_chief_north");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice, .position = "sector_chief_north"}});
    stage.run(6s);
    CHECK(pushes == 3);  // Once to sam, twice to the client that says nothing.
    sam.acknowledge(notice, 1, stage.clock.now());
    stage.run(15s);
    CHECK(pushes == 3);
  }

  TEST_CASE("one position's acknowledgement never closes another's") {
    Stage stage;
    const Uuid report = stage.id();
    const Uuid harbour = stage.id();
    const Uuid lighthouse = stage.id();
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    harry.open("lighthouse_keeper");
    stage.tell(report, 1,
               {{.notice = harbour}, {.notice = lighthouse, .position = "lighthouse_keeper"}});
    stage.run(1s);
    CHECK(harry.notices.size() == 2);
    harry.acknowledge(harbour, 1, stage.clock.now());
    stage.run(1s);
    Client& lucie = stage.client("lucie");
    lucie.open("lighthouse_keeper");
    stage.run(1s);
    CHECK(lucie.notices.size() == 1);
    lucie.list("lighthouse_keeper");
    stage.run(1s);
    CHECK(state_in(lucie) == "notified");
    CHECK(stage.control({{"command", "state"}})["counts"]["acknowledged"] == 1);
  }

  TEST_CASE("a newer revision opens the notice again and is delivered again") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice}});
    stage.run(1s);
    harry.acknowledge(notice, 1, stage.clock.now());
    stage.run(1s);
    stage.tell(report, 2, {{.notice = notice, .said = "changed", .urgency = "flash"}});
    stage.run(1s);
    REQUIRE(harry.notices.size() == 2);
    CHECK(harry.notices[1].revision == 2);
    CHECK(harry.notices[1].said == "changed");
    CHECK(Json::parse(harry.notices[1].content)["revision"] == 2);
    harry.list("harbour_master");
    stage.run(1s);
    CHECK(state_in(harry) == "notified");
    SUBCASE("an answer to the old revision is recorded and closes nothing") {
      harry.acknowledge(notice, 1, stage.clock.now());
      stage.run(1s);
      CHECK(harry.recorded.size() == 2);
      CHECK(stage.router->replies.back()["revision"] == 1);
      harry.list("harbour_master");
      stage.run(1s);
      CHECK(state_in(harry) == "notified");
    }
    SUBCASE("an answer to the new one closes it") {
      harry.acknowledge(notice, 2, stage.clock.now());
      stage.run(1s);
      harry.list("harbour_master");
      stage.run(1s);
      CHECK(state_in(harry) == "acknowledged");
    }
    SUBCASE("a revision that does not exist cannot be answered") {
      harry.acknowledge(notice, 3, stage.clock.now());
      stage.run(1s);
      CHECK(harry.refusal() == "reply.revision");
      CHECK(stage.router->replies.size() == 1);
    }
    SUBCASE("a correction is told as one") {
      stage.tell(report, 3, {{.notice = notice, .said = "corrected"}});
      stage.run(1s);
      REQUIRE(harry.notices.size() == 3);
      CHECK(harry.notices[2].said == "corrected");
      CHECK(harry.notices[2].content == "{}");  // Nothing of the new revision.
    }
  }

  TEST_CASE("a revision replaced before it was confirmed is not pushed any more") {
    Stage stage;
    std::vector<std::int64_t> pushed;
    stage.network.on_message([&](const link::Parts& frames) {
      if (is_push(frames)) {
        const auto tell = std::get<link::Tell>(link::read_wire(frames));
        pushed.push_back(Json::parse(tell.body)["revision"]);
      }
      return false;
    });
    link::Line& silent = stage.bare("harry");
    ask(silent, 1, "open", {{"position", "harbour_master"}});
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice}});
    stage.run(1s);
    stage.tell(report, 2, {{.notice = notice, .said = "changed"}});
    stage.run(12s);
    CHECK(pushed == std::vector<std::int64_t>{1, 2, 2, 2});
  }

  TEST_CASE("a lower revision that arrives late is history, and on the audit trail") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 2, {{.notice = notice, .said = "changed"}});
    stage.run(1s);
    stage.tell(report, 1, {{.notice = notice}});
    stage.tell(report, 2, {{.notice = notice, .said = "changed"}});
    stage.run(1s);
    CHECK(harry.notices.size() == 1);
    CHECK(harry.notices[0].revision == 2);
    CHECK(stage.audit("notice.late").size() == 1);
    CHECK(stage.audit("notice.repeated").size() == 1);
    CHECK(stage.notifier().health(stage.clock.now()).ready);
  }

  TEST_CASE("a restart keeps everything and pushes again what was not delivered") {
    Stage stage;
    link::Line& silent = stage.bare("harry");
    ask(silent, 1, "open", {{"position", "harbour_master"}});
    const Uuid first = stage.id();
    const Uuid second = stage.id();
    stage.tell(stage.id(), 1, {{.notice = first}});
    stage.run(1s);
    const auto seen_by_silent = received(silent);
    CHECK(std::any_of(seen_by_silent.begin(), seen_by_silent.end(), [](const link::Wire& wire) {
      const auto* tell = std::get_if<link::Tell>(&wire);
      return tell != nullptr && tell->what == "notice";
    }));
    stage.restart();
    stage.tell(stage.id(), 1, {{.notice = second}});
    stage.run(1s);
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(1s);
    CHECK(harry.notices.size() == 2);
    harry.acknowledge(first, 1, stage.clock.now());
    stage.run(1s);
    stage.restart();
    harry.list("harbour_master");
    stage.run(1s);
    CHECK(harry.listed->notices[1].state == "acknowledged");
    CHECK(harry.listed->notices[0].state == "notified");
    CHECK(stage.audit("notice.handed_over").size() == 2);
    const auto verdict = stage.verify();
    CHECK_FALSE(verdict.first_bad);
    CHECK(verdict.entries > 0);
  }

  TEST_CASE("a client stays open over a restart of the notifier") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(1s);
    stage.restart();
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(11s);
    CHECK(harry.notices.size() == 1);
    CHECK(harry.refusals.empty());
  }

  TEST_CASE("a reply that was owed when the notifier died reaches the router") {
    Stage stage;
    Client& harry = stage.client("harry");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice, .urgency = "flash"}});
    stage.run(1s);
    stage.network.partition("notifier");
    harry.acknowledge(notice, 1, stage.clock.now());
    stage.run(1s);
    CHECK(harry.recorded.size() == 1);
    CHECK(stage.control({{"command", "state"}})["owed"]["router"] == 1);
    stage.restart();
    stage.network.heal("notifier");
    stage.run(5s);
    CHECK(stage.router->replies.size() == 1);
    CHECK(stage.control({{"command", "state"}})["owed"]["router"] == 0);
  }

  TEST_CASE("looking at a notice makes it seen, and every look is on the audit trail") {
    Stage stage;
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    Client& harry = stage.client("harry");
    stage.run(1s);
    harry.show(notice);
    stage.run(1s);
    REQUIRE(harry.shown);
    CHECK(harry.shown->state == "seen");
    CHECK(Json::parse(harry.shown->content)["category"] == "canary_category");
    harry.show(notice);
    stage.run(1s);
    const auto views = stage.audit("notice.viewed");
    REQUIRE(views.size() == 2);
    CHECK(views[0].actor == "harry");
    CHECK(views[0].subject == to_string(notice));
    const Json detail = Json::parse(views[0].detail);
    CHECK(detail["digest"] == to_string(sha256(harry.shown->content)));
    CHECK(detail["revision"] == 1);
  }

  TEST_CASE("a revoked person is refused at the next frame and gets no further push") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(1s);
    const Json answer =
        stage.control({{"command", "keys.revoke"}, {"name", "harry"}, {"reason", "device lost"}});
    CHECK(answer["ok"] == true);
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(1s);
    CHECK(harry.notices.empty());
    harry.list("harbour_master");
    stage.run(1s);
    CHECK(harry.refusal() == "key.revoked");
    CHECK_FALSE(harry.listed);
    CHECK(stage.control({{"command", "state"}})["counts"]["sessions"] == 0);
  }

  TEST_CASE("a person without a key here is refused") {
    Stage stage({"nora"});
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(1s);
    CHECK(harry.refusal() == "key.unknown");
    CHECK(harry.opened.empty());
  }

  TEST_CASE("refused handshakes leave one audit entry with their count, at most once a minute") {
    Stage stage;
    stage.run(1s);
    CHECK(stage.audit("key.handshake_refused").empty());
    for (int i = 0; i < 3; ++i) stage.allow_list().count_refused("notifier/people");
    stage.run(1s);
    stage.allow_list().count_refused("notifier/people");
    stage.run(30s);
    auto entries = stage.audit("key.handshake_refused");
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].subject == "notifier/people");
    CHECK(Json::parse(entries[0].detail) == Json{{"count", 3}});

    stage.run(31s);
    entries = stage.audit("key.handshake_refused");
    REQUIRE(entries.size() == 2);
    CHECK(Json::parse(entries[1].detail) == Json{{"count", 1}});
    CHECK(stage.metrics.text().find("vigie_handshakes_refused_total{door=\"notifier/people\"} 4") !=
          std::string::npos);
    CHECK(stage.log_text().find("handshake_refused") != std::string::npos);
    CHECK(stage.verify().first_bad == std::nullopt);
  }

  TEST_CASE("garbage disturbs nobody and is alarmed once, not once a frame") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    link::Line& lucie = stage.bare("lucie");
    const link::Parts garbage[] = {
        {""},
        {"\xff\xfe"},
        {"{}"},
        {"{\"v\":1,\"type\":\"ask\"}"},
        {link::write_wire(link::Hello{})},
        {link::write_wire(link::Tell{.number = 1, .what = "notice", .body = "{}"})},
        link::Parts(70, "x"),
    };
    for (const link::Parts& frames : garbage) lucie.send(frames);
    for (const char* body : {"", "[]", "{", "{\"position\":7}", "null"}) {
      lucie.send({link::write_wire(link::Ask{.number = 9, .what = "list", .body = body})});
    }
    lucie.send({link::write_wire(
        link::Ask{.number = 9, .what = "list", .body = std::string(200'000, '[')})});
    lucie.send({link::write_wire(link::Ask{.number = 10, .what = "dance", .body = "{}"})});
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(1s);
    CHECK(harry.notices.size() == 1);
    int refused_frames = 0;
    int refused_asks = 0;
    for (const link::Wire& wire : received(lucie)) {
      refused_frames += std::holds_alternative<link::Refused>(wire) ? 1 : 0;
      const auto* tell = std::get_if<link::Tell>(&wire);
      refused_asks += tell != nullptr && Json::parse(tell->body).contains("refused") ? 1 : 0;
    }
    CHECK(refused_frames == 7);
    CHECK(refused_asks == 7);
    CHECK(stage.audit("alarm.people.unreadable_frame").size() == 1);
    CHECK(stage.audit("person.refused").size() == 2);
  }

  TEST_CASE("malformed replies are refused with a reason and record nothing") {
    Stage stage;
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(1s);
    link::Line& harry = stage.bare("harry");
    const Json good{{"reply", to_string(stage.id())},
                    {"notice", to_string(notice)},
                    {"revision", 1},
                    {"kind", "acknowledge"}};
    struct Row {
      const char* code;
      std::function<void(Json&)> spoil;
    };
    const Row rows[] = {
        {"people.unreadable", [](Json& body) { body.erase("reply"); }},
        {"people.unreadable", [](Json& body) { body["revision"] = "1"; }},
        {"people.unreadable", [](Json& body) { body["text"] = 5; }},
        {"reply.kind", [](Json& body) { body["kind"] = "forward"; }},
        {"reply.text", [](Json& body) { body["kind"] = "comment"; }},
        {"reply.text", [](Json& body) { body["text"] = std::string(8001, 'x'); }},
        {"reply.revision", [](Json& body) { body["revision"] = 0; }},
        {"reply.revision", [](Json& body) { body["revision"] = 2; }},
        {"notice.unknown", [](Json& body) { body["notice"] = body["reply"]; }},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code);
      Json body = good;
      row.spoil(body);
      ask(harry, 1, "reply", body);
      stage.run(40ms);
      CHECK(told(harry, 1)["refused"]["code"] == row.code);
    }
    CHECK(stage.audit("reply.recorded").empty());
    stage.run(1s);
    CHECK(stage.router->replies.empty());
  }

  TEST_CASE("a position that nobody can be reached for is alarmed, never silent") {
    Stage stage({"nora"});
    stage.tell(stage.id(), 1, {{.notice = stage.id(), .position = "harbour_master"}});
    stage.tell(stage.id(), 1, {{.notice = stage.id(), .position = "mainland_police"}});
    stage.tell(stage.id(), 1, {{.notice = stage.id(), .position = "sector_chief_north"}});
    stage.run(1s);
    CHECK(stage.audit("alarm.notice.nobody").size() == 2);
    CHECK(stage.control({{"command", "state"}})["counts"]["nobody"] == 2);
    stage.run(6s);
    CHECK(stage.metrics.text().find("vigie_notices_nobody 2") != std::string::npos);
    stage.allow("harry");
    CHECK(stage.control({{"command", "state"}})["counts"]["nobody"] == 1);
    // The last one who can be reached goes: what waits for that position is alarmed then.
    stage.control({{"command", "keys.revoke"}, {"name", "nora"}, {"reason", "left"}});
    CHECK(stage.audit("alarm.notice.nobody").size() == 3);
    stage.restart();
    stage.run(1s);
    CHECK(stage.audit("alarm.notice.nobody").size() == 3);
  }

  TEST_CASE("what cannot be applied is held, and what comes behind passes") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid known = stage.id();
    stage.tell(report, 1, {{.notice = known}});
    stage.run(1s);
    const Time now = stage.clock.now();
    const auto send = [&](const std::string& body) { stage.router->send(body, now); };
    send("not json");
    // Another content under a known revision, and a known notice of another position.
    send(notices_body(report, 1, {{.notice = stage.id()}}, now,
                      [](Json& body) { body["content"]["category"] = "other"; }));
    send(notices_body(report, 2, {{.notice = known, .position = "lighthouse_keeper"}}, now));
    // One notice id twice, for two positions.
    const Uuid twice = stage.id();
    send(notices_body(stage.id(), 1,
                      {{.notice = twice}, {.notice = twice, .position = "lighthouse_keeper"}},
                      now));
    send(notices_body(stage.id(), 1, {{.notice = stage.id(), .position = "not_known_here"}}, now));
    stage.router->send("{}", now, link::Lane::ordinary, "notices", 2);
    stage.router->send("{}", now, link::Lane::ordinary, "rumours", 1);
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(2s);
    CHECK(harry.notices.size() == 2);
    CHECK(stage.router->owed() == 0);
    const Json state = stage.control({{"command", "state"}});
    CHECK(state["held"]["quarantine"] == 4);
    CHECK(state["held"]["not_yet"] == 3);
    const auto health = stage.notifier().health(stage.clock.now());
    CHECK_FALSE(health.ready);
    CHECK(health.reasons.size() == 1);
    std::vector<std::string> codes;
    const Json entries = stage.control({{"command", "quarantine.list"}})["entries"];
    for (const Json& entry : entries) codes.push_back(entry["code"]);
    CHECK(codes == std::vector<std::string>{"notices.unreadable", "notices.conflict",
                                            "notices.mismatch", "notices.mismatch",
                                            "version.position", "version.kind", "version.kind"});
    for (const Json& entry : entries) {
      if (entry["in"] != "quarantine") continue;
      CHECK(stage.control({{"command", "quarantine.discard"},
                           {"entry", entry["entry"]},
                           {"reason", "test"}})["ok"] == true);
    }
    CHECK(stage.notifier().health(stage.clock.now()).ready);
  }

  TEST_CASE("what waited for a position is applied when the mission knows it") {
    Stage stage;
    stage.tell(stage.id(), 1, {{.notice = stage.id(), .position = "pilot"}});
    stage.run(1s);
    CHECK(stage.control({{"command", "state"}})["held"]["not_yet"] == 1);
    stage.stop();
    config::Position pilot;
    pilot.id = "pilot";
    pilot.office = "pilot";
    pilot.title = {.en = "Pilot", .fr = "Pilote"};
    stage.mission.positions["pilot"] = pilot;
    stage.mission.roster["pilot"] = {.position = "pilot", .people = {"harry"}};
    stage.start();
    Client& harry = stage.client("harry");
    harry.open("pilot");
    stage.run(1s);
    CHECK(harry.notices.size() == 1);
    CHECK(stage.control({{"command", "state"}})["held"]["not_yet"] == 0);
  }

  TEST_CASE("the control socket shows an inbox, and says who looked") {
    Stage stage;
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(1s);
    const Json inbox = stage.control({{"command", "inbox"}, {"position", "harbour_master"}});
    CHECK(inbox["ok"] == true);
    CHECK(inbox["notices"].size() == 1);
    CHECK(inbox["people"] == Json::array({"harry"}));
    CHECK(inbox.dump().find("canary") == std::string::npos);
    REQUIRE(stage.audit("inbox.listed").size() == 1);
    CHECK(stage.audit("inbox.listed")[0].actor == "tester (uid 0)");
    CHECK(stage.control({{"command", "inbox"}, {"position", "nowhere"}})["ok"] == false);
    CHECK(stage.control({{"command", "make.coffee"}})["error"]["code"] == "control.unknown");
    CHECK(Json::parse(stage.notifier().control("][", "x", stage.clock.now()))["ok"] == false);
    const Json state = stage.control({{"command", "state"}});
    CHECK(state["version"] == stage.mission.version);
  }

  TEST_CASE("no word of a content or a comment is in the log, the metrics or the audit trail") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid notice = stage.id();
    stage.tell(stage.id(), 1, {{.notice = notice}});
    stage.run(1s);
    harry.show(notice);
    harry.inbox.reply(
        {.notice = notice, .revision = 1, .kind = "comment", .text = "canary_comment"},
        stage.clock.now(), [](const auto&) {});
    stage.run(1s);
    CHECK(stage.router->replies.size() == 1);
    CHECK(stage.log_text().find("reply_recorded") != std::string::npos);
    CHECK(stage.log_text().find("canary") == std::string::npos);
    CHECK(stage.metrics.text().find("canary") == std::string::npos);
    for (const char* act : {"notice.received", "notice.handed_over", "notice.delivered",
                            "notice.viewed", "reply.recorded"}) {
      CAPTURE(act);
      const auto entries = stage.audit(act);
      CHECK_FALSE(entries.empty());
      for (const auto& entry : entries) CHECK(entry.detail.find("canary") == std::string::npos);
    }
  }

  TEST_CASE("a silent client's session ends after 30 s, and nothing is pushed to it") {
    Stage stage;
    link::Line& silent = stage.bare("harry");
    ask(silent, 1, "open", {{"position", "harbour_master"}});
    stage.run(1s);
    CHECK(stage.control({{"command", "state"}})["counts"]["sessions"] == 1);
    stage.run(30s);
    CHECK(stage.control({{"command", "state"}})["counts"]["sessions"] == 0);
    received(silent);
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(6s);
    CHECK(received(silent).empty());
    ask(silent, 2, "alive", Json::object());
    stage.run(40ms);
    CHECK(told(silent, 2)["refused"]["code"] == "people.no_session");
  }

  TEST_CASE("over a bad network every notice is followed once and every answer recorded once") {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
      CAPTURE(seed);
      Stage stage;
      SeededRandom chance(seed);
      stage.network.faults() = {.drop_per_mille = 150,
                                .duplicate_per_mille = 150,
                                .delay_min = 0ms,
                                .delay_max = 300ms,
                                .reorder = true,
                                .queue_frames_max = 1000};
      Client& harry = stage.client("harry");
      harry.open("harbour_master");
      std::vector<Uuid> notices;
      for (int i = 0; i < 20; ++i) {
        notices.push_back(stage.id());
        stage.tell(stage.id(), 1, {{.notice = notices.back()}});
        stage.run(std::chrono::milliseconds(chance.below(400)));
        if (chance.below(5) == 0) stage.restart();
      }
      stage.run(90s);
      REQUIRE(harry.notices.size() == notices.size());
      for (const Uuid& notice : notices) {
        harry.acknowledge(notice, 1, stage.clock.now());
        stage.run(std::chrono::milliseconds(chance.below(200)));
        if (chance.below(5) == 0) stage.restart();
      }
      stage.run(120s);
      CHECK(harry.recorded.size() == notices.size());
      CHECK(stage.router->replies.size() == notices.size());
      CHECK(stage.audit("reply.recorded").size() == notices.size());
      CHECK(stage.control({{"command", "state"}})["counts"]["acknowledged"] == 20);
      CHECK_FALSE(stage.verify().first_bad);
    }
  }
}
