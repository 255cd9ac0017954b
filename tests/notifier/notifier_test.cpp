#include "notifier/notifier.h"
#include "notifier/notices_message.h"

#include <doctest/doctest.h>

#include <algorithm>

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

/// Ids of the deliveries that a bare line was pushed.
std::vector<std::string> deliveries_pushed(link::Line& line) {
  std::vector<std::string> ids;
  for (const link::Wire& wire : received(line)) {
    const auto* tell = std::get_if<link::Tell>(&wire);
    if (tell == nullptr || tell->what != "notice") continue;
    ids.push_back(Json::parse(tell->body).at("delivery"));
  }
  return ids;
}

std::string state_in(Client& client) {
  return client.listed && !client.listed->notices.empty() ? client.listed->notices[0].state : "";
}

const std::vector<std::pair<std::string, std::string>> seats{{"harry", "harbour_master"},
                                                             {"lucie", "lighthouse_keeper"},
                                                             {"nora", "sector_chief_north"},
                                                             {"sam", "sector_chief_south"}};

/// For each of two reports a notice to every seat, in which everything names its position; only the
/// two chiefs are shown the same view.
std::vector<std::vector<Telling>> tellings_of_two_reports(Stage& stage) {
  std::vector<std::vector<Telling>> reports(2);
  for (auto& tellings : reports) {
    for (const auto& [person, position] : seats) {
      const bool chief = position.starts_with("sector");
      const std::string view = chief ? "canary_of_chiefs" : "canary_of_" + position;
      Telling telling{.notice = stage.id(), .position = position};
      telling.content = {{"seen", view}, {"where", {{"region", view}}}};
      telling.asks = Json::array({ask_json("canary_asked_of_" + position)});
      tellings.push_back(telling);
    }
  }
  return reports;
}

/// Issues sent in any order, restarts, and people who ask for everything.
class Tangle {
 public:
  Tangle(Stage& stage, std::uint64_t seed, const std::vector<std::vector<Telling>>& tellings)
      : stage_(stage), chance_(seed), tellings_(tellings), reports_{stage.id(), stage.id()} {
    for (const auto& [person, position] : seats) lines_.push_back(&stage.bare(person));
  }

  void step() {
    const std::size_t report = chance_.below(2);
    std::vector<Telling> sent;
    for (Telling telling : tellings_[report]) {
      telling.issue = static_cast<std::int64_t>(1 + chance_.below(4));
      if (chance_.below(3) > 0) sent.push_back(telling);
    }
    stage_.tell(reports_[report], static_cast<std::int64_t>(1 + chance_.below(2)), sent);
    stage_.run(std::chrono::milliseconds(chance_.below(300)));
    if (chance_.below(10) == 0) stage_.restart();
    for (std::size_t seat = 0; seat < seats.size(); ++seat) ask_everything(seat);
  }

  void check_everything_seen() {
    for (std::size_t seat = 0; seat < seats.size(); ++seat) {
      notices_seen_ = 0;
      for (const link::Wire& wire : received(*lines_[seat])) {
        if (const auto* tell = std::get_if<link::Tell>(&wire)) check(seat, *tell);
      }
      CHECK(notices_seen_ > 20);
    }
  }

 private:
  void ask_everything(std::size_t seat) {
    for (const auto& [person, position] : seats) {
      ask(*lines_[seat], 1, "list", {{"position", position}});
    }
    ask(*lines_[seat], 2, "open", {{"position", seats[seat].second}});
    for (const Telling& telling : tellings_[chance_.below(2)]) {
      ask(*lines_[seat], 3, "show", {{"notice", to_string(telling.notice)}});
    }
  }

  void check(std::size_t seat, const link::Tell& tell) {
    const Json body = Json::parse(tell.body);
    if (body.contains("notice")) return check_notice(seat, body);
    for (const Json& notice : body.value("notices", Json::array())) {
      if (notice.is_object()) check_notice(seat, notice);
    }
  }

  /// Held by this person, and without a word of another position's.
  void check_notice(std::size_t seat, const Json& notice) {
    ++notices_seen_;
    const std::string position = notice["position"];
    const auto& holders = stage_.mission.roster.at(position).people;
    CHECK(std::ranges::find(holders, seats[seat].first) != holders.end());
    const std::string view =
        position.starts_with("sector") ? "canary_of_chiefs" : "canary_of_" + position;
    const std::string own[] = {view + '"', "canary_asked_of_" + position + '"'};
    const std::string text = notice.dump();
    for (std::size_t at = text.find("canary"); at != std::string::npos;
         at = text.find("canary", at + 1)) {
      CHECK((text.compare(at, own[0].size(), own[0]) == 0 ||
             text.compare(at, own[1].size(), own[1]) == 0));
    }
  }

  Stage& stage_;
  SeededRandom chance_;
  std::vector<std::vector<Telling>> tellings_;
  std::vector<Uuid> reports_;
  std::vector<link::Line*> lines_;
  int notices_seen_ = 0;
};

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

  TEST_CASE("that a client has a notice waits for a commit to ride in, and not for long") {
    Stage stage;
    link::Line& harry = stage.bare("harry");
    ask(harry, 1, "open", {{"position", "harbour_master"}});
    for (int i = 0; i < 2; ++i) stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(200ms);
    const auto pushes = deliveries_pushed(harry);
    REQUIRE(pushes.size() == 2);
    stage.run(1s);
    const auto undelivered = [&] {
      return stage.control({{"command", "state"}})["counts"]["undelivered"].get<int>();
    };
    REQUIRE(undelivered() == 2);

    ask(harry, 2, "delivered", {{"deliveries", Json::array({pushes[0]})}});
    stage.run(20ms);
    CHECK(undelivered() == 2);
    const Time wake = stage.notifier().turn(stage.clock.now());
    CHECK(wake <= stage.clock.now() + 50ms);
    stage.run(60ms);
    CHECK(undelivered() == 1);

    ask(harry, 3, "delivered", {{"deliveries", Json::array({pushes[1]})}});
    stage.run(20ms);
    CHECK(undelivered() == 1);
    ask(harry, 4, "list", {{"position", "harbour_master"}});
    stage.run(20ms);
    CHECK(undelivered() == 0);
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
    const std::string id = to_string(delivery_id(notice, "harry", "zeromq", 1, 1));
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

  // Each was pushed again every five seconds, in front of what had not been pushed once.
  TEST_CASE("over a slow link each notice is pushed once, and a lost one again") {
    Stage stage;
    constexpr int notices = 40;
    int pushes = 0;
    stage.network.on_message(
        [&](const link::Parts& frames) { return is_push(frames) && ++pushes == 7; });
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(1s);
    stage.network.faults().time_per_message = 700ms;
    for (int i = 0; i < notices; ++i) stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(40s);
    CHECK(harry.notices.size() > 30);
    CHECK(pushes <= notices);
    stage.run(35s);
    CHECK(harry.notices.size() == notices);
    CHECK(pushes == notices + 1);
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
    const std::string of_harry = to_string(delivery_id(notice, "harry", "zeromq", 1, 1));
    ask(nora, 6, "delivered", {{"deliveries", Json::array({of_harry})}});
    stage.run(100ms);  // Nobody waits for it, so it waits for a commit.
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
    stage.run(17s);
    CHECK(pushed == std::vector<std::int64_t>{1, 2, 2, 2});
  }

  TEST_CASE("a newer issue opens the notice again and is delivered again") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice}});
    stage.run(1s);
    harry.acknowledge(notice, 1, stage.clock.now());
    stage.run(1s);
    stage.tell(report, 1,
               {{.notice = notice,
                 .said = "changed",
                 .issue = 2,
                 .expect = "decide",
                 .asks = Json::array({ask_json("lighthouse_keeper")})}});
    stage.run(1s);
    REQUIRE(harry.notices.size() == 2);
    CHECK(harry.notices[1].revision == 1);
    CHECK(harry.notices[1].issue == 2);
    CHECK(harry.notices[1].expect == "decide");
    REQUIRE(harry.notices[1].asks.size() == 1);
    CHECK(harry.notices[1].asks[0].position == "lighthouse_keeper");
    CHECK(harry.notices[1].asks[0].because.at(0).fr == "Cela les concerne");
    harry.list("harbour_master");
    stage.run(1s);
    CHECK(state_in(harry) == "notified");
    CHECK(harry.listed->notices[0].asks.size() == 1);
    SUBCASE("an answer to the old issue is recorded and closes nothing") {
      harry.acknowledge(notice, 1, stage.clock.now(), 1);
      stage.run(1s);
      CHECK(harry.recorded.size() == 2);
      CHECK(stage.router->replies.back()["issue"] == 1);
      harry.list("harbour_master");
      stage.run(1s);
      CHECK(state_in(harry) == "notified");
    }
    SUBCASE("a decision goes to the router and acknowledges") {
      harry.decide({.notice = notice, .revision = 1, .issue = 2},
                   {{.position = "lighthouse_keeper", .release = false}}, "Not theirs",
                   stage.clock.now());
      stage.run(1s);
      CHECK(harry.refusals.empty());
      const Json& reply = stage.router->replies.back();
      CHECK(reply["kind"] == "decide");
      CHECK(reply["issue"] == 2);
      CHECK(reply["text"] == "Not theirs");
      CHECK(reply["decisions"] ==
            Json::array({{{"position", "lighthouse_keeper"}, {"release", false}}}));
      harry.list("harbour_master");
      stage.run(1s);
      CHECK(state_in(harry) == "acknowledged");
      const auto entries = stage.audit("reply.recorded");
      CHECK(Json::parse(entries.back().detail)["decisions"].size() == 1);
      CHECK(entries.back().detail.find("Not theirs") == std::string::npos);
    }
    SUBCASE("a decision on what is not asked is refused and leaves nothing") {
      harry.decide({.notice = notice, .revision = 1, .issue = 2},
                   {{.position = "mainland_police", .release = true}}, std::nullopt,
                   stage.clock.now());
      stage.run(1s);
      CHECK(harry.refusal() == "reply.not_asked");
      CHECK(stage.router->replies.size() == 1);
    }
    SUBCASE("a decision on an earlier issue is recorded for the router to judge") {
      harry.decide({.notice = notice, .revision = 1, .issue = 1},
                   {{.position = "mainland_police", .release = true}}, std::nullopt,
                   stage.clock.now());
      stage.run(1s);
      CHECK(harry.refusals.empty());
      CHECK(stage.router->replies.back()["issue"] == 1);
      harry.list("harbour_master");
      stage.run(1s);
      CHECK(state_in(harry) == "notified");
    }
    SUBCASE("all of it is there after a restart") {
      stage.restart();
      harry.show(notice);
      stage.run(5s);
      REQUIRE(harry.shown);
      CHECK(harry.shown->issue == 2);
      CHECK(harry.shown->asks.size() == 1);
      harry.decide({.notice = notice, .revision = 1, .issue = 2},
                   {{.position = "lighthouse_keeper", .release = true}}, std::nullopt,
                   stage.clock.now());
      stage.run(20ms);
      stage.restart();
      stage.run(10s);
      CHECK(harry.recorded.size() == 2);
      CHECK(stage.router->replies.back()["decisions"].size() == 1);
    }
  }

  TEST_CASE("forwarding goes to the router and acknowledges, when there is something to forward") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid notice = stage.id();
    const Uuid other = stage.id();
    stage.tell(stage.id(), 1,
               {{.notice = notice,
                 .expect = "forward",
                 .forwards = Json::array({forward_json("sector_chief_north")})}});
    stage.tell(stage.id(), 1, {{.notice = other}});
    stage.run(1s);
    REQUIRE(harry.notices.size() == 2);
    CHECK(harry.notices[0].forwards.at(0).title.en == "sector_chief_north");
    harry.forward({.notice = notice}, stage.clock.now());
    harry.forward({.notice = other}, stage.clock.now());
    stage.run(1s);
    CHECK(harry.recorded.size() == 1);
    CHECK(harry.refusal() == "reply.not_asked");
    REQUIRE(stage.router->replies.size() == 1);
    CHECK(stage.router->replies[0]["kind"] == "forward");
    CHECK(stage.router->replies[0]["notice"] == to_string(notice));
    CHECK_FALSE(stage.router->replies[0].contains("decisions"));
    CHECK(stage.control({{"command", "state"}})["counts"]["acknowledged"] == 1);
  }

  TEST_CASE("a repeated answer is confirmed even when the notice asks something else by now") {
    Stage stage;
    link::Line& harry = stage.bare("harry");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1,
               {{.notice = notice,
                 .expect = "decide",
                 .asks = Json::array({ask_json("lighthouse_keeper")})}});
    stage.run(1s);
    const Json decision{
        {"reply", to_string(stage.id())},
        {"notice", to_string(notice)},
        {"revision", 1},
        {"kind", "decide"},
        {"decisions", Json::array({{{"position", "lighthouse_keeper"}, {"release", true}}})}};
    ask(harry, 1, "reply", decision);
    stage.run(40ms);
    const Json first = told(harry, 1);
    REQUIRE(first["recorded"] == true);
    stage.tell(report, 1, {{.notice = notice, .said = "changed", .issue = 2}});
    stage.run(1s);
    ask(harry, 2, "reply", decision);
    stage.run(40ms);
    CHECK(told(harry, 2) == first);
    Json other = decision;
    other["decisions"][0]["release"] = false;
    other["text"] = "Not theirs";
    ask(harry, 3, "reply", other);
    stage.run(40ms);
    CHECK(told(harry, 3)["refused"]["code"] == "reply.conflict");
    stage.run(1s);
    REQUIRE(stage.router->replies.size() == 1);
    CHECK(stage.router->replies[0]["issue"] == 1);  // The stored one when it was first asked.
  }

  TEST_CASE("an issue replaced before it was confirmed is not pushed any more") {
    Stage stage;
    std::vector<std::int64_t> pushed;
    stage.network.on_message([&](const link::Parts& frames) {
      if (is_push(frames)) {
        const auto tell = std::get<link::Tell>(link::read_wire(frames));
        pushed.push_back(Json::parse(tell.body)["issue"]);
      }
      return false;
    });
    link::Line& silent = stage.bare("harry");
    ask(silent, 1, "open", {{"position", "harbour_master"}});
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice}});
    stage.run(1s);
    stage.tell(report, 1, {{.notice = notice, .said = "reminded", .issue = 2}});
    stage.run(17s);
    CHECK(pushed == std::vector<std::int64_t>{1, 2, 2, 2});
  }

  TEST_CASE("an earlier issue that arrives late is history, the same one a repeat") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice, .said = "changed", .issue = 3}});
    stage.run(1s);
    stage.tell(report, 1, {{.notice = notice, .issue = 2}});
    stage.router->send(
        first_version(notices_body(report, 1, {{.notice = notice}}, stage.clock.now())),
        stage.clock.now(), link::Lane::ordinary, "notices", 1);
    stage.tell(report, 1, {{.notice = notice, .said = "changed", .issue = 3}});
    stage.run(1s);
    CHECK(harry.notices.size() == 1);
    CHECK(harry.notices[0].issue == 3);
    CHECK(stage.audit("notice.late").size() == 2);
    CHECK(stage.audit("notice.repeated").size() == 1);
    CHECK(Json::parse(stage.audit("notice.repeated")[0].detail)["issue"] == 3);
    CHECK(stage.notifier().health(stage.clock.now()).ready);
  }

  TEST_CASE("a withheld notice is listed and shown no more, waits for nobody, and may come again") {
    Stage stage;
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    stage.tell(report, 1, {{.notice = notice}});
    stage.run(1s);
    stage.tell(report, 2, {{.notice = notice, .said = "withheld", .issue = 2}});
    stage.run(1s);
    link::Line& harry = stage.bare("harry");
    std::int64_t number = 0;
    const auto answer = [&](const char* what, const Json& body) {
      ask(harry, ++number, what, body);
      stage.run(40ms);
      return told(harry, number);
    };
    const Json position{{"position", "harbour_master"}};
    CHECK(answer("open", position)["notices"] == 0);
    CHECK(answer("list", position)["notices"].empty());
    CHECK(answer("show", {{"notice", to_string(notice)}})["refused"]["code"] == "notice.unknown");
    stage.tell(report, 3, {{.notice = notice, .said = "changed", .issue = 3}});
    stage.run(1s);
    CHECK(answer("list", position)["notices"].size() == 1);
  }

  TEST_CASE("a message of version 1 that waited at the router is told as the first issue") {
    Stage stage;
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    const Uuid report = stage.id();
    const Uuid notice = stage.id();
    const Time now = stage.clock.now();
    stage.router->send(first_version(notices_body(report, 1, {{.notice = notice}}, now)), now,
                       link::Lane::ordinary, "notices", 1);
    stage.run(1s);
    REQUIRE(harry.notices.size() == 1);
    CHECK(harry.notices[0].issue == 1);
    CHECK(harry.notices[0].region == "north_shore");
    CHECK(Json::parse(harry.notices[0].content)["category"] == "canary_category");
    stage.tell(report, 1, {{.notice = notice, .said = "changed", .issue = 2}});
    stage.run(1s);
    CHECK(harry.notices.size() == 2);
    CHECK(stage.notifier().health(stage.clock.now()).ready);
  }

  TEST_CASE("no position is ever shown what another is, whatever order everything comes in") {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
      CAPTURE(seed);
      Stage stage;
      const auto tellings = tellings_of_two_reports(stage);
      Tangle tangle(stage, seed, tellings);
      for (int step = 0; step < 40; ++step) tangle.step();
      stage.run(15s);
      CHECK(stage.control({{"command", "state"}})["held"]["quarantine"] == 0);
      tangle.check_everything_seen();
    }
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
        {"people.unreadable", [](Json& body) { body["issue"] = "1"; }},
        {"people.unreadable", [](Json& body) { body["decisions"] = 5; }},
        {"people.unreadable",
         [](Json& body) {
           body["decisions"] = Json::array({{{"position", "clerk"}}});
         }},
        {"reply.kind", [](Json& body) { body["kind"] = "release"; }},
        {"reply.not_asked", [](Json& body) { body["kind"] = "forward"; }},
        {"reply.decisions", [](Json& body) { body["kind"] = "decide"; }},
        {"reply.not_asked",
         [](Json& body) {
           body["kind"] = "decide";
           body["decisions"] =
               Json::array({{{"position", "lighthouse_keeper"}, {"release", true}}});
         }},
        {"reply.reason",
         [](Json& body) {
           body["kind"] = "decide";
           body["decisions"] =
               Json::array({{{"position", "lighthouse_keeper"}, {"release", false}}});
         }},
        {"reply.revision", [](Json& body) { body["issue"] = 2; }},
        {"reply.revision", [](Json& body) { body["issue"] = 0; }},
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
    // Another content under a known issue, and a known notice of another position.
    send(notices_body(report, 1, {{.notice = known}}, now,
                      [](Json& body) { body["contents"][0]["category"] = "other"; }));
    send(notices_body(report, 1, {{.notice = stage.id()}}, now,
                      [](Json& body) { body["kind"] = "flash"; }));
    send(notices_body(report, 2, {{.notice = known, .position = "lighthouse_keeper"}}, now));
    // One notice id twice, for two positions.
    const Uuid twice = stage.id();
    send(notices_body(stage.id(), 1,
                      {{.notice = twice}, {.notice = twice, .position = "lighthouse_keeper"}},
                      now));
    send(notices_body(stage.id(), 1, {{.notice = stage.id(), .position = "not_known_here"}}, now));
    stage.router->send("{}", now, link::Lane::ordinary, "notices", notices_version + 1);
    stage.router->send("{}", now, link::Lane::ordinary, "rumours", 1);
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    stage.run(2s);
    CHECK(harry.notices.size() == 2);
    CHECK(stage.router->owed() == 0);
    const Json state = stage.control({{"command", "state"}});
    CHECK(state["held"]["quarantine"] == 5);
    CHECK(state["held"]["not_yet"] == 3);
    const auto health = stage.notifier().health(stage.clock.now());
    CHECK_FALSE(health.ready);
    CHECK(health.reasons.size() == 1);
    std::vector<std::string> codes;
    const Json entries = stage.control({{"command", "quarantine.list"}})["entries"];
    for (const Json& entry : entries) codes.push_back(entry["code"]);
    CHECK(codes == std::vector<std::string>{"notices.unreadable", "notices.conflict",
                                            "notices.conflict", "notices.mismatch",
                                            "notices.mismatch", "version.position", "version.kind",
                                            "version.kind"});
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
    CHECK(stage.control({{"command", "make.coffee"}})["error"]["code"] ==
          "control.unknown_command");
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
    harry.inbox.reply({.read = {.notice = notice}, .kind = "comment", .text = "canary_comment"},
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

  TEST_CASE("a turn that took longer ends nobody's session who spoke meanwhile") {
    Stage stage;
    link::Line& harry = stage.bare("harry");
    ask(harry, 1, "open", {{"position", "harbour_master"}});
    stage.run(1s);
    ask(harry, 2, "alive", Json::object());
    stage.clock.advance(31s);
    stage.run(100ms);
    CHECK_FALSE(told(harry, 2).contains("refused"));
    CHECK(stage.control({{"command", "state"}})["counts"]["sessions"] == 1);
  }

  TEST_CASE("what the disk has changed takes no place from what stands behind it") {
    Stage stage;
    std::vector<Telling> tellings;
    for (int i = 0; i < 100; ++i) tellings.push_back({.notice = stage.id(), .urgency = "flash"});
    stage.tell(stage.id(), 1, tellings);
    stage.run(1s);
    stage.stop();
    store::Database(stage.folder / "notifier.db")
        .execute("UPDATE shown SET body = CAST('{}' AS BLOB)");
    stage.start();
    stage.tell(stage.id(), 1, {{.notice = stage.id()}});
    Client& harry = stage.client("harry");
    harry.open("harbour_master");
    stage.run(15s);
    CHECK(harry.notices.size() == 1);
    CHECK(stage.audit("alarm.notice.damaged").size() == 100);
  }

  TEST_CASE("over a bad network every notice is followed once and every answer recorded once") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
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
