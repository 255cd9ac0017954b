#include "router/chain/chain.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "config/words.h"
#include "tests/router/missions.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

using config::AtDeadline;
using Release = config::HoldTerms::Release;

/// Outcomes and holds are views: of literals, or of these.
std::string_view rule_of(std::string_view position) {
  static std::set<std::string> rules;
  return *rules.insert("rule." + std::string(position)).first;
}

Outcome told(std::string_view position) {
  Outcome outcome;
  outcome.position = position;
  outcome.told = Told::told;
  outcome.reason = Reason::matched;
  outcome.rules = {rule_of(position)};
  outcome.show = {"core"};
  outcome.deadline = noon + 30min;
  return outcome;
}

Outcome not_told(std::string_view position, Told how = Told::not_told) {
  Outcome outcome;
  outcome.position = position;
  outcome.told = how;
  return outcome;
}

Hold waits(std::string_view decider, Release release, AtDeadline at_deadline = AtDeadline::remind) {
  Hold hold;
  hold.decider = decider;
  hold.release = release;
  hold.rules = {"rule.hold"};
  hold.within = 2h;
  hold.at_deadline = at_deadline;
  if (at_deadline == AtDeadline::escalate) hold.escalate_to = "chief";
  hold.show = {"protection"};
  hold.answer_within = 1h;
  return hold;
}

Outcome held(std::string_view position, std::vector<Hold> holds) {
  Outcome outcome;
  outcome.position = position;
  outcome.told = Told::held;
  outcome.reason = Reason::waits;
  outcome.holds = std::move(holds);
  return outcome;
}

Routing routing(std::vector<Outcome> outcomes, Time at = noon) {
  Routing routing;
  routing.version = "v1";
  routing.at = at;
  routing.outcomes = std::move(outcomes);
  std::ranges::sort(routing.outcomes, {}, &Outcome::position);
  return routing;
}

Case routed(const Routing& first) {
  Case in;
  in.report = tiny_report().id;
  follow_routing(in, first, 1);
  return in;
}

/// The whole chain: the commander forwards to the unit, which decides about gender.
Case chain_of_three() {
  return routed(routing({told("commander"), held("unit", {waits("commander", Release::forward)}),
                         held("gender", {waits("unit", Release::decision)})}));
}

const Notice* notice_of(const Case& in, const Code& position) {
  const auto found = std::ranges::find(in.notices, position, &Notice::position);
  return found == in.notices.end() ? nullptr : &*found;
}

const KeptHold& hold_of(const Case& in, const Code& position) {
  return *std::ranges::find(in.holds, position, &KeptHold::position);
}

Followed act(Case& in, const Code& position, ReplyKind kind, std::vector<Decision> decisions = {},
             Time now = noon + 1h) {
  in.touched.clear();
  return follow_act(in, {position, "nora", kind, std::move(decisions), "seen", in.revision}, "v1",
                    now);
}

/// The commander is its first addressee.
config::Mission mission_of(const std::set<Code>& positions) {
  config::Mission mission;
  mission.first_addressee = "commander";
  for (const Code& id : positions) {
    config::Position& position = mission.positions[id];
    position.id = id;
    position.office = id;
  }
  return mission;
}

using Positions = std::set<Code>;
using Codes = std::vector<Code>;

}  // namespace

TEST_SUITE("router/chain") {
  TEST_CASE("a first routing tells whom it names and starts the clocks of those who decide") {
    const Case in = chain_of_three();
    CHECK(in.touched == Positions{"commander"});
    const Notice* commander = notice_of(in, "commander");
    REQUIRE(commander != nullptr);
    CHECK(commander->state == NoticeState::told);
    CHECK(commander->issue == 1);
    CHECK(hold_of(in, "unit").state == HoldState::open);
    CHECK(hold_of(in, "unit").due == noon + 2h);
    CHECK(hold_of(in, "gender").state == HoldState::waiting);
    CHECK_FALSE(hold_of(in, "gender").due.has_value());
    CHECK(notice_of(in, "unit") == nullptr);
  }

  TEST_CASE("the chain runs across replies: forwarded, asked, decided, told") {
    Case in = chain_of_three();
    CHECK(act(in, "commander", ReplyKind::forward).released == Codes{"unit"});
    CHECK(in.touched == Positions{"unit"});
    CHECK(notice_of(in, "unit")->show == Codes{"protection"});
    CHECK(notice_of(in, "unit")->deadline == noon + 2h);
    CHECK(hold_of(in, "gender").state == HoldState::open);
    CHECK(hold_of(in, "gender").due == noon + 3h);
    CHECK(act(in, "unit", ReplyKind::decide, {{"gender", true}}).released == Codes{"gender"});
    CHECK(in.touched == Positions{"gender"});
    CHECK(hold_of(in, "gender").state == HoldState::released);
    CHECK(hold_of(in, "gender").ended_by == "nora");
    CHECK(hold_of(in, "gender").ended_position == "unit");
  }

  TEST_CASE("only the position that is asked can release; forwarding decides nothing") {
    Case in = chain_of_three();
    CHECK(act(in, "unit", ReplyKind::forward).released.empty());
    CHECK(act(in, "commander", ReplyKind::decide, {{"gender", true}}).superseded ==
          Codes{"gender"});
    CHECK(hold_of(in, "gender").state == HoldState::waiting);
    CHECK(act(in, "commander", ReplyKind::comment).released.empty());
    CHECK(hold_of(in, "unit").state == HoldState::open);
  }

  TEST_CASE("the first committed decision stands; a later one goes back to its author") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    act(in, "unit", ReplyKind::decide, {{"gender", false}});
    CHECK(hold_of(in, "gender").state == HoldState::declined);
    CHECK(notice_of(in, "gender") == nullptr);
    const Followed late = act(in, "unit", ReplyKind::decide, {{"gender", true}}, noon + 2h);
    CHECK(late.superseded == Codes{"gender"});
    CHECK(late.released.empty());
    CHECK(in.touched == Positions{"unit"});
    CHECK(notice_of(in, "unit")->issue > 1);
    CHECK(hold_of(in, "gender").state == HoldState::declined);
    CHECK(hold_of(in, "gender").ended_at == noon + 1h);
  }

  TEST_CASE("a position released through one hold needs the others no more") {
    Case in = routed(routing({told("commander"), told("unit"),
                              held("gender", {waits("commander", Release::forward),
                                              waits("unit", Release::decision)})}));
    act(in, "commander", ReplyKind::forward);
    CHECK(std::ranges::count(in.holds, HoldState::released, &KeptHold::state) == 1);
    CHECK(std::ranges::count(in.holds, HoldState::closed, &KeptHold::state) == 1);
  }

  TEST_CASE("declining through one decider leaves the question of another open") {
    Case in = routed(routing({told("commander"), told("unit"),
                              held("gender", {waits("commander", Release::decision),
                                              waits("unit", Release::decision)})}));
    act(in, "commander", ReplyKind::decide, {{"gender", false}});
    CHECK(act(in, "unit", ReplyKind::decide, {{"gender", true}}).released == Codes{"gender"});
  }

  TEST_CASE("an act on both questions about one position names it once") {
    const Outcome gender = held("gender", {waits("unit", Release::decision, AtDeadline::remind),
                                           waits("unit", Release::decision, AtDeadline::forward)});
    Case declined = routed(routing({told("unit"), gender}));
    REQUIRE(declined.holds.size() == 2);
    CHECK(act(declined, "unit", ReplyKind::decide, {{"gender", false}}).declined ==
          Codes{"gender"});
    Outcome police = gender;
    police.position = "police";
    police.outside = true;
    Case late = routed(routing({told("unit"), police}));
    late.revision = 2;
    CHECK(follow_act(late, {"unit", "nora", ReplyKind::decide, {{"police", true}}, "seen", 1}, "v1",
                     noon + 1h)
              .superseded == Codes{"police"});
    CHECK(act(late, "nobody", ReplyKind::decide, {{"police", true}, {"police", true}}).superseded ==
          Codes{"police"});
  }

  TEST_CASE("whoever declines a decider decides what it would have decided") {
    Case in =
        routed(routing({told("commander"), held("unit", {waits("commander", Release::decision)}),
                        held("gender", {waits("unit", Release::decision)})}));
    act(in, "commander", ReplyKind::decide, {{"unit", false}});
    CHECK(hold_of(in, "gender").terms.decider == "commander");
    CHECK(hold_of(in, "gender").state == HoldState::open);
    CHECK(in.touched == Positions{"commander"});
  }

  TEST_CASE("at its deadline a hold does what its rule says") {
    struct Row {
      AtDeadline at_deadline;
      HoldState state;
      Positions touched;
    };
    const std::vector<Row> rows{
        {AtDeadline::remind, HoldState::open, {"unit"}},
        {AtDeadline::escalate, HoldState::open, {"chief", "unit"}},
        {AtDeadline::forward, HoldState::passed, {"gender", "unit"}},
    };
    for (const Row& row : rows) {
      CAPTURE(to_string(row.at_deadline));
      Case in = routed(routing(
          {told("unit"), held("gender", {waits("unit", Release::decision, row.at_deadline)})}));
      in.touched.clear();
      follow_deadlines(in, "v1", noon + 2h - 1ms);
      CHECK(in.touched.empty());
      follow_deadlines(in, "v1", noon + 2h);
      CHECK(in.touched == row.touched);
      CHECK(hold_of(in, "gender").state == row.state);
    }
  }

  TEST_CASE("reminders repeat, and an escalated question may be answered by either") {
    Case in = routed(routing(
        {told("unit"), held("gender", {waits("unit", Release::decision, AtDeadline::escalate)})}));
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 2h);
    CHECK(notice_of(in, "unit")->state == NoticeState::reminded);
    CHECK(notice_of(in, "chief")->state == NoticeState::told);
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 4h);
    CHECK(in.touched == Positions{"chief", "unit"});
    CHECK(notice_of(in, "chief")->state == NoticeState::reminded);
    CHECK(act(in, "chief", ReplyKind::decide, {{"gender", true}}).released == Codes{"gender"});
  }

  TEST_CASE(
      "a number of an issue that a router forgot is not given again; a first one is the same") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    const Case restored = in;
    CHECK(notice_of(in, "unit")->issue == 1);
    for (const Time now : {noon + 2h, noon + 4h, noon + 4h, noon + 3h}) {
      const std::int64_t before = notice_of(in, "unit")->issue;
      in.touched.clear();
      for (KeptHold& hold : in.holds) hold.due = now;
      follow_deadlines(in, "v1", now);
      CHECK(notice_of(in, "unit")->issue == std::max(before + 1, to_milliseconds(now)));
    }
    Case again = restored;
    again.touched.clear();
    follow_deadlines(again, "v1", noon + 5h);
    CHECK(notice_of(again, "unit")->issue > notice_of(in, "unit")->issue);
    // A revision outdoes what was said of the one before, and comes again as it was.
    const Routing second = routing({told("unit"), told("gender")}, noon + 6h);
    for (const std::int64_t turns : {1, 2}) {
      Case amended = restored;
      amended.touched.clear();
      follow_routing(amended, second, 2);
      CAPTURE(turns);
      CHECK(notice_of(amended, "unit")->issue == 2);
      CHECK(notice_of(amended, "gender")->issue == 1);
    }
  }

  TEST_CASE("after the clock was set back no question is silent longer than its reminders are") {
    const Hold hold = waits("unit", Release::decision);
    Case in = routed(routing({told("unit"), held("gender", {hold})}));
    CHECK_FALSE(pull_in_deadlines(in, noon));
    CHECK_FALSE(pull_in_deadlines(in, noon + 1h));
    const Time leap = noon + std::chrono::days{365};
    follow_deadlines(in, "v1", leap);
    CHECK(hold_of(in, "gender").due == leap + 24h);
    CHECK_FALSE(pull_in_deadlines(in, leap + 1min));
    Case others = in;
    CHECK(pull_in_deadlines(in, noon + 1min));
    CHECK(hold_of(in, "gender").due == noon + 1min + 2h);
    CHECK_FALSE(pull_in_deadlines(in, noon + 2min));
    // Asked three days ago it is reminded daily, as if the clock had never leapt.
    CHECK(pull_in_deadlines(others, noon + 72h));
    CHECK(hold_of(others, "gender").due == noon + 96h);
    // What fell due meanwhile pulls in whatever else the report holds.
    Case two = routed(routing({told("unit"), held("gender", {hold}), held("desk", {hold})}));
    two.holds[0].due = leap;
    two.holds[0].told_decider_at = leap - 2h;
    follow_deadlines(two, "v1", noon + 2h);
    CHECK(two.holds[0].due == noon + 4h);
    CHECK(two.holds[0].told_decider_at == noon + 2h);
  }

  TEST_CASE("what a position is owed after a revision follows from what it was told before") {
    using S = NoticeState;
    struct Row {
      Told now;
      std::optional<S> before;
      std::optional<S> after;
      bool touched;
    };
    const std::vector<Row> rows{
        {Told::told, std::nullopt, S::told, true},
        {Told::told, S::told, S::changed, true},
        {Told::told, S::corrected, S::changed, true},
        {Told::told, S::withheld, S::changed, true},
        {Told::not_told, std::nullopt, std::nullopt, false},
        {Told::not_told, S::told, S::corrected, true},
        {Told::not_told, S::reminded, S::corrected, true},
        {Told::not_told, S::corrected, S::corrected, false},
        {Told::not_told, S::withheld, S::corrected, true},
        {Told::withheld, S::told, S::withheld, true},
        {Told::withheld, S::corrected, S::corrected, false},
        {Told::withheld, S::withheld, S::withheld, false},
        {Told::held, S::told, S::changed, true},
        {Told::held, S::corrected, S::corrected, false},
    };
    for (const Row& row : rows) {
      CAPTURE(to_string(row.now));
      Case in;
      in.report = tiny_report().id;
      if (row.before) {
        Notice notice;
        notice.position = "desk";
        notice.state = *row.before;
        notice.acknowledged = Acknowledged{"nora", noon};
        in.notices.push_back(notice);
      }
      Outcome outcome = row.now == Told::told ? told("desk") : not_told("desk", row.now);
      if (row.now == Told::held) outcome.holds = {waits("nobody", Release::decision)};
      follow_routing(in, routing({outcome}), 2);
      CHECK(in.touched.contains("desk") == row.touched);
      const Notice* notice = notice_of(in, "desk");
      REQUIRE((notice != nullptr) == row.after.has_value());
      if (notice == nullptr) continue;
      CHECK(notice->state == *row.after);
      if (!row.touched) continue;
      CHECK(notice->revision == 2);
      CHECK_FALSE(notice->acknowledged.has_value());
    }
  }

  TEST_CASE("who may hear nothing is withheld from, also where no rule would tell it") {
    Outcome implicated = not_told("desk");
    implicated.hears_nothing = true;
    Case in = routed(routing({told("desk")}));
    in.touched.clear();
    follow_routing(in, routing({implicated}, noon + 1h), 2);
    CHECK(notice_of(in, "desk")->state == NoticeState::withheld);
    CHECK(in.touched == Positions{"desk"});
    in.touched.clear();
    follow_routing(in, routing({implicated}, noon + 2h), 3);
    CHECK(notice_of(in, "desk")->state == NoticeState::withheld);
    CHECK(in.touched.empty());
    Case untold = routed(routing({implicated}));
    CHECK(untold.notices.empty());
  }

  TEST_CASE(
      "a revision that answers a question closes it, and keeps the clock of those it leaves") {
    Case in = routed(routing({told("unit"), held("child", {waits("unit", Release::decision)}),
                              held("gender", {waits("unit", Release::decision)})}));
    in.touched.clear();
    follow_routing(
        in,
        routing({told("unit"), told("child"), held("gender", {waits("unit", Release::decision)})},
                noon + 1h),
        2);
    CHECK(hold_of(in, "child").state == HoldState::closed);
    CHECK(hold_of(in, "child").ended_by == "revision");
    CHECK(hold_of(in, "gender").state == HoldState::open);
    CHECK(hold_of(in, "gender").due == noon + 2h);
    CHECK(in.touched == Positions{"child", "unit"});
  }

  TEST_CASE("a declined hold is asked again only when another rule holds") {
    const auto again = [](std::vector<std::string_view> rules) {
      Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
      act(in, "unit", ReplyKind::decide, {{"gender", false}});
      Hold hold = waits("unit", Release::decision);
      hold.rules = std::move(rules);
      follow_routing(in, routing({told("unit"), held("gender", {hold})}, noon + 1h), 2);
      return hold_of(in, "gender").state;
    };
    CHECK(again({"rule.hold"}) == HoldState::declined);
    CHECK(again({"rule.hold", "rule.other"}) == HoldState::open);
  }

  TEST_CASE("who was told by a decision stays told when a revision would only hold it") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    act(in, "unit", ReplyKind::decide, {{"gender", true}});
    in.touched.clear();
    follow_routing(
        in, routing({told("unit"), held("gender", {waits("unit", Release::decision)})}, noon + 1h),
        2);
    CHECK(notice_of(in, "gender")->state == NoticeState::changed);
    CHECK(hold_of(in, "gender").state == HoldState::released);
  }

  TEST_CASE("a revision under which nothing holds a position corrects who was told by a decision") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    act(in, "unit", ReplyKind::decide, {{"gender", true}});
    follow_routing(in, routing({told("unit"), not_told("gender")}, noon + 1h), 2);
    CHECK(notice_of(in, "gender")->state == NoticeState::corrected);
  }

  TEST_CASE("a revision renews what a question is about, and its clock only becomes shorter") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    Hold hold = waits("unit", Release::decision);
    hold.rules = {"rule.other"};
    hold.within = 30min;
    Outcome urgent = held("gender", {hold});
    urgent.urgency = Urgency::flash;
    follow_routing(in, routing({told("unit"), urgent}, noon + 1h), 2);
    CHECK(hold_of(in, "gender").terms.rules == Codes{"rule.other"});
    CHECK(hold_of(in, "gender").due == noon + 90min);
    CHECK(hold_of(in, "gender").urgency == Urgency::flash);
  }

  TEST_CASE("who may hear no more is neither asked nor obeyed") {
    Case in = routed(routing(
        {told("unit"), held("gender", {waits("unit", Release::decision, AtDeadline::escalate)})}));
    in.touched.clear();
    Hold hold = waits("unit", Release::decision, AtDeadline::escalate);
    hold.escalate_to = "deputy_chief";  // The chief is implicated by now.
    follow_routing(in, routing({told("unit"), held("gender", {hold})}, noon + 1h), 2);
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 2h);
    CHECK(notice_of(in, "chief") == nullptr);
    CHECK(notice_of(in, "deputy_chief") != nullptr);
    for (Notice& notice : in.notices) {
      if (notice.position == "unit") notice.state = NoticeState::withheld;
    }
    CHECK(act(in, "unit", ReplyKind::decide, {{"gender", true}}).superseded == Codes{"gender"});
    CHECK(hold_of(in, "gender").state == HoldState::open);
  }

  TEST_CASE("whom a question had climbed to is asked again once it may hear of it again") {
    const Outcome gender = held("gender", {waits("unit", Release::decision, AtDeadline::escalate)});
    Case in = routed(routing({told("unit"), gender}));
    follow_deadlines(in, "v1", noon + 2h);
    REQUIRE(notice_of(in, "chief")->is_told());
    const auto revise = [&](Told chief, std::int64_t revision) {
      in.touched.clear();
      const Time at = noon + 2h + revision * 1min;
      follow_routing(in, routing({told("unit"), not_told("chief", chief), gender}, at), revision);
      return at;
    };
    revise(Told::withheld, 2);
    CHECK(notice_of(in, "chief")->state == NoticeState::withheld);
    CHECK(notice_of(in, "chief")->rules.empty());
    const Time at = revise(Told::not_told, 3);
    const Notice& chief = *notice_of(in, "chief");
    CHECK(chief.state == NoticeState::changed);
    CHECK(in.touched.contains("chief"));
    CHECK(chief.rules == Codes{"rule.hold"});
    CHECK(chief.show == Codes{"protection"});
    CHECK(chief.revision == 3);
    CHECK(chief.deadline == hold_of(in, "gender").due);
    CHECK(hold_of(in, "gender").climbed ==
          std::vector<Climbed>{{"chief", noon + 2h}, {"chief", at}});
    CHECK(act(in, "chief", ReplyKind::decide, {{"gender", true}}, at + 1h).released ==
          Codes{"gender"});
  }

  TEST_CASE("when a question can no longer climb to whom it had, the next is asked at once") {
    Case in = routed(routing(
        {told("unit"), held("gender", {waits("unit", Release::decision, AtDeadline::escalate)})}));
    for (const auto hours : {2h, 4h, 8h, 16h, 32h}) follow_deadlines(in, "v1", noon + hours);
    REQUIRE(hold_of(in, "gender").due == noon + 56h);
    Hold hold = waits("unit", Release::decision, AtDeadline::escalate);
    hold.within = 12h;
    hold.escalate_to = "deputy_chief";
    Outcome chief = not_told("chief");
    chief.hears_nothing = true;
    follow_routing(in, routing({told("unit"), chief, held("gender", {hold})}, noon + 33h), 2);
    CHECK(notice_of(in, "deputy_chief") == nullptr);
    CHECK(hold_of(in, "gender").due == noon + 33h);
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 33h);
    REQUIRE(notice_of(in, "deputy_chief") != nullptr);
    CHECK(notice_of(in, "deputy_chief")->is_told());
    CHECK_FALSE(in.touched.contains("chief"));
    // Back to the first, which may hear of it again.
    hold.escalate_to = "chief";
    follow_routing(
        in, routing({told("unit"), not_told("chief"), held("gender", {hold})}, noon + 34h), 3);
    follow_deadlines(in, "v1", noon + 34h);
    CHECK(notice_of(in, "chief")->is_told());
    CHECK(act(in, "chief", ReplyKind::decide, {{"gender", true}}, noon + 35h).released ==
          Codes{"gender"});
  }

  TEST_CASE("a revision leaves apart two questions that have come to the same decider") {
    const auto hold_by = [](std::string_view decider, std::string_view rule,
                            std::string_view shown) {
      Hold hold = waits(decider, Release::decision);
      hold.rules = {rule};
      hold.show = {shown};
      return hold;
    };
    const Outcome adviser = held("adviser", {waits("commander", Release::decision)});
    const Outcome gender = held("gender", {hold_by("adviser", "rule.adviser", "needs"),
                                           hold_by("commander", "rule.commander", "protection")});
    const auto again = [&](Time at) { return routing({told("commander"), adviser, gender}, at); };
    Case in = routed(again(noon));
    act(in, "commander", ReplyKind::decide, {{"adviser", false}});
    const auto asked = [](const Case& of) {
      std::vector<KeptHold> holds;
      std::ranges::copy_if(of.holds, std::back_inserter(holds), [](const KeptHold& hold) {
        return hold.position == "gender" && hold.is_pending();
      });
      return holds;
    };
    for (const std::int64_t revision : {2, 3}) {
      follow_routing(in, again(noon + revision * 1h), revision);
      const auto holds = asked(in);
      REQUIRE(holds.size() == 2);
      CHECK(holds[0].terms.decider == "commander");
      CHECK(holds[0].terms.rules == Codes{"rule.adviser"});
      CHECK(holds[0].terms.show == Codes{"needs"});
      CHECK(holds[1].terms.decider == "commander");
      CHECK(holds[1].terms.rules == Codes{"rule.commander"});
      CHECK(holds[1].terms.show == Codes{"protection"});
    }
    act(in, "commander", ReplyKind::decide, {{"gender", true}}, noon + 4h);
    CHECK(notice_of(in, "gender")->show == Codes{"needs", "protection"});
    follow_routing(in, again(noon + 5h), 4);
    CHECK(asked(in).empty());
    CHECK(notice_of(in, "gender")->rules == Codes{"rule.adviser", "rule.commander"});
  }

  TEST_CASE("who was withheld from and is asked nothing is corrected as before") {
    Case in = routed(routing({told("unit"), told("chief")}));
    follow_routing(in, routing({told("unit"), not_told("chief", Told::withheld)}, noon + 1h), 2);
    follow_routing(in, routing({told("unit"), not_told("chief")}, noon + 2h), 3);
    CHECK(notice_of(in, "chief")->state == NoticeState::corrected);
  }

  TEST_CASE("what was declined while unknown is asked again once it is known, or more urgent") {
    const auto again = [](bool known_now, Urgency urgency) {
      Hold hold = waits("unit", Release::decision);
      hold.unknown = true;
      Case in = routed(routing({told("unit"), held("gender", {hold})}));
      act(in, "unit", ReplyKind::decide, {{"gender", false}});
      hold.unknown = !known_now;
      Outcome outcome = held("gender", {hold});
      outcome.urgency = urgency;
      follow_routing(in, routing({told("unit"), outcome}, noon + 2h), 2);
      return hold_of(in, "gender").state;
    };
    CHECK(again(false, Urgency::routine) == HoldState::declined);
    CHECK(again(true, Urgency::routine) == HoldState::open);
    CHECK(again(false, Urgency::flash) == HoldState::open);
  }

  TEST_CASE("a doubt that is new to who was told is asked, though a release would show no more") {
    Hold hold = waits("commander", Release::decision);
    hold.rules = {"rule.gender"};
    hold.show = {"core"};
    const auto doubted = [&](std::vector<std::string_view> doubting, Time at) {
      hold.doubting = std::move(doubting);
      return routing({told("commander"), held("gender", {hold})}, at);
    };
    Case in = routed(routing({told("commander"), told("gender")}));
    follow_routing(in, doubted({"rule.withholds"}, noon + 1h), 2);
    CHECK(notice_of(in, "gender")->revision == 1);
    REQUIRE(in.holds.size() == 1);
    CHECK(hold_of(in, "gender").state == HoldState::open);
    Case released = in;
    act(released, "commander", ReplyKind::decide, {{"gender", true}}, noon + 2h);
    CHECK(notice_of(released, "gender")->revision == 2);
    follow_routing(released, doubted({"rule.withholds"}, noon + 3h), 3);
    CHECK(hold_of(released, "gender").state == HoldState::released);
    CHECK(notice_of(released, "gender")->revision == 3);
    follow_routing(released, doubted({"rule.other", "rule.withholds"}, noon + 4h), 4);
    CHECK(hold_of(released, "gender").state == HoldState::open);
    CHECK(notice_of(released, "gender")->revision == 3);
    Case declined = in;
    act(declined, "commander", ReplyKind::decide, {{"gender", false}}, noon + 2h);
    follow_routing(declined, doubted({"rule.withholds"}, noon + 3h), 3);
    CHECK(hold_of(declined, "gender").state == HoldState::declined);
    CHECK(notice_of(declined, "gender")->revision == 1);
    follow_routing(declined, doubted({"rule.other", "rule.withholds"}, noon + 4h), 4);
    CHECK(hold_of(declined, "gender").state == HoldState::open);
    CHECK(notice_of(declined, "gender")->revision == 1);
    follow_routing(declined, doubted({}, noon + 5h), 5);
    CHECK(hold_of(declined, "gender").state == HoldState::closed);
    CHECK(notice_of(declined, "gender")->revision == 5);
  }

  TEST_CASE("each revision needs a decision of its own before it goes outside") {
    Outcome police = held("police", {waits("commander", Release::decision)});
    police.outside = true;
    Case in = routed(routing({told("commander"), police}));
    act(in, "commander", ReplyKind::decide, {{"police", true}});
    CHECK(notice_of(in, "police")->revision == 1);
    follow_routing(in, routing({told("commander"), police}, noon + 2h), 2);
    CHECK(notice_of(in, "police")->revision == 1);
    CHECK(hold_of(in, "police").state == HoldState::open);
    in.touched.clear();
    const Act stale{"commander", "nora", ReplyKind::decide, {{"police", true}}, "seen", 1};
    CHECK(follow_act(in, stale, "v1", noon + 3h).superseded == Codes{"police"});
    in.touched.clear();
    const Act fresh{"commander", "nora", ReplyKind::decide, {{"police", true}}, "seen", 2};
    CHECK(follow_act(in, fresh, "v1", noon + 3h).released == Codes{"police"});
    CHECK(notice_of(in, "police")->revision == 2);
  }

  TEST_CASE("no forward and no deadline tells who is outside, whatever is stored") {
    Outcome police = held("police", {waits("commander", Release::forward, AtDeadline::forward)});
    police.outside = true;
    Case in = routed(routing({told("commander"), police}));
    CHECK(act(in, "commander", ReplyKind::forward).released.empty());
    in.touched.clear();
    CHECK(follow_deadlines(in, "v1", noon + 2h).empty());
    CHECK(notice_of(in, "police") == nullptr);
  }

  TEST_CASE("after an amendment too, whoever declined a decider decides in its place") {
    const auto outcomes = [](Time at) {
      return routing({told("commander"), held("unit", {waits("commander", Release::decision)}),
                      held("gender", {waits("unit", Release::decision)})},
                     at);
    };
    Case in = routed(outcomes(noon));
    act(in, "commander", ReplyKind::decide, {{"unit", false}});
    follow_routing(in, outcomes(noon + 2h), 2);
    const auto pending = std::ranges::find_if(in.holds, [](const KeptHold& hold) {
      return hold.position == "gender" && hold.is_pending();
    });
    REQUIRE(pending != in.holds.end());
    CHECK(pending->terms.decider == "commander");
    CHECK(pending->state == HoldState::open);
  }

  TEST_CASE("an urgent matter makes its question urgent, not the forwarding of the report") {
    Outcome services = held("services", {waits("commander", Release::decision)});
    services.urgency = Urgency::flash;
    CHECK(notice_of(routed(routing({told("commander"), services})), "commander")->urgency ==
          Urgency::flash);
    services.holds = {waits("commander", Release::forward)};
    CHECK(notice_of(routed(routing({told("commander"), services})), "commander")->urgency ==
          Urgency::routine);
  }

  TEST_CASE("notice ids differ by report and position and are the same every time") {
    const Uuid one = tiny_report().id;
    Uuid other = one;
    other.bytes[15] ^= 1U;
    CHECK(notice_id(one, "desk") == notice_id(one, "desk"));
    CHECK(notice_id(one, "desk") != notice_id(other, "desk"));
    CHECK(notice_id(one, "desk") != notice_id(one, "desks"));
    CHECK(notice_id(one, "desk").version() == 8);
    CHECK(parse_uuid(to_string(notice_id(one, "desk"))) == notice_id(one, "desk"));
  }

  TEST_CASE("a position that stays told is told which of its reasons fell away, once") {
    const auto outcome = [](std::vector<std::string_view> rules) {
      Outcome desk = told("desk");
      desk.rules = std::move(rules);
      return desk;
    };
    Case in = routed(routing({outcome({"rule.a", "rule.b", "rule.c"})}));
    CHECK(notice_of(in, "desk")->no_longer.empty());
    in.touched.clear();
    follow_routing(in, routing({outcome({"rule.b", "rule.d"})}, noon + 1h), 2);
    CHECK(notice_of(in, "desk")->state == NoticeState::changed);
    CHECK(notice_of(in, "desk")->no_longer == Codes{"rule.a", "rule.c"});
    CHECK(notice_of(in, "desk")->rules == Codes{"rule.b", "rule.d"});
    in.touched.clear();
    follow_routing(in, routing({outcome({"rule.b", "rule.d"})}, noon + 2h), 3);
    CHECK(notice_of(in, "desk")->issue == 3);
    CHECK(notice_of(in, "desk")->no_longer.empty());
    in.touched.clear();
    follow_routing(in, routing({not_told("desk")}, noon + 3h), 4);
    CHECK(notice_of(in, "desk")->state == NoticeState::corrected);
    CHECK(notice_of(in, "desk")->no_longer.empty());
    in.touched.clear();
    follow_routing(in, routing({outcome({"rule.d"})}, noon + 4h), 5);
    CHECK(notice_of(in, "desk")->no_longer.empty());
  }

  TEST_CASE("an issue that says something else no longer says what fell away") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    in.touched.clear();
    Outcome unit = told("unit");
    unit.rules = {"rule.other"};
    const Routing second =
        routing({unit, held("gender", {waits("unit", Release::decision)})}, noon + 1h);
    follow_routing(in, second, 2);
    CHECK(notice_of(in, "unit")->no_longer == Codes{"rule.unit"});
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 3h);
    CHECK(notice_of(in, "unit")->state == NoticeState::reminded);
    CHECK(notice_of(in, "unit")->no_longer.empty());
  }

  TEST_CASE("told by a rule or by a decision, a position reads for what it stays told") {
    Hold hold = waits("unit", Release::decision);
    hold.rules = {"rule.a", "rule.b"};
    Case in = routed(routing({told("unit"), held("gender", {hold})}));
    act(in, "unit", ReplyKind::decide, {{"gender", true}});
    in.touched.clear();
    hold.rules = {"rule.b"};
    follow_routing(in, routing({told("unit"), held("gender", {hold})}, noon + 2h), 2);
    CHECK(notice_of(in, "gender")->rules == Codes{"rule.b"});
    CHECK(notice_of(in, "gender")->no_longer == Codes{"rule.a"});
    // Told at once before; now a rule would only hold it.
    Case other = routed(routing({told("unit"), told("gender")}));
    other.touched.clear();
    follow_routing(other, routing({told("unit"), held("gender", {hold})}, noon + 2h), 2);
    CHECK(notice_of(other, "gender")->no_longer == Codes{"rule.gender"});
    CHECK(notice_of(other, "gender")->show == Codes{"core"});
    CHECK(hold_of(other, "gender").state == HoldState::open);
  }

  TEST_CASE("who is asked when nobody answered reads the rules of the question it is asked") {
    const Hold hold = waits("unit", Release::decision, AtDeadline::escalate);
    Case in = routed(routing({told("chief"), told("unit"), held("gender", {hold})}));
    follow_deadlines(in, "v1", noon + 2h);
    in.touched.clear();
    follow_routing(
        in, routing({not_told("chief"), told("unit"), held("gender", {hold})}, noon + 3h), 2);
    CHECK(notice_of(in, "chief")->state == NoticeState::changed);
    CHECK(notice_of(in, "chief")->rules == Codes{"rule.hold"});
    CHECK(notice_of(in, "chief")->no_longer == Codes{"rule.chief"});
    CHECK(notice_of(in, "chief")->show == Codes{"protection"});
  }

  TEST_CASE("a release shows what its own hold shows, and another decider's adds to it") {
    Hold first = waits("commander", Release::decision);
    Hold second = waits("unit", Release::decision);
    second.rules = {"rule.other"};
    second.show = {"needs", "protection"};
    second.answer_within = 30min;
    const auto told_of_two = [&] {
      return routed(routing({told("commander"), told("unit"), held("gender", {first, second})}));
    };
    Case in = told_of_two();
    act(in, "commander", ReplyKind::decide, {{"gender", true}});
    CHECK(notice_of(in, "gender")->show == Codes{"protection"});
    CHECK(notice_of(in, "gender")->rules == Codes{"rule.hold"});
    CHECK(in.holds.at(1).state == HoldState::open);
    // A revision changes nothing about that.
    in.touched.clear();
    follow_routing(
        in,
        routing({told("commander"), told("unit"), held("gender", {first, second})}, noon + 70min),
        2);
    CHECK(in.holds.at(1).state == HoldState::open);
    CHECK(in.holds.at(1).due == noon + 2h);
    CHECK(notice_of(in, "gender")->rules == Codes{"rule.hold"});
    CHECK(notice_of(in, "gender")->no_longer.empty());
    CHECK(act(in, "unit", ReplyKind::decide, {{"gender", true}}, noon + 80min).released ==
          Codes{"gender"});
    const Notice& gender = *notice_of(in, "gender");
    CHECK(gender.state == NoticeState::changed);
    CHECK(gender.issue > 2);
    CHECK(gender.show == Codes{"needs", "protection"});
    CHECK(gender.rules == Codes{"rule.hold", "rule.other"});
    CHECK(gender.no_longer.empty());
    CHECK(gender.deadline == noon + 110min);
    // The other way round the second release has shown all there is.
    Case reversed = told_of_two();
    act(reversed, "unit", ReplyKind::decide, {{"gender", true}});
    CHECK(reversed.holds.at(0).state == HoldState::closed);
    CHECK(reversed.holds.at(0).ended_by == "another");
  }

  TEST_CASE("what was answered in time is answered: only an open deadline binds the next release") {
    const auto deadline_of_second = [](bool acknowledged) {
      Hold second = waits("unit", Release::decision);
      second.show = {"needs"};
      Case in = routed(routing({told("commander"), told("unit"),
                                held("gender", {waits("commander", Release::decision), second})}));
      act(in, "commander", ReplyKind::decide, {{"gender", true}});
      for (Notice& notice : in.notices) {
        if (acknowledged) notice.acknowledged = Acknowledged{"nora", noon + 61min};
      }
      act(in, "unit", ReplyKind::decide, {{"gender", true}}, noon + 90min);
      return notice_of(in, "gender")->deadline;
    };
    CHECK(deadline_of_second(false) == noon + 2h);
    CHECK(deadline_of_second(true) == noon + 150min);
  }

  TEST_CASE("outside, what one released of an earlier revision is not shown of the next") {
    Hold second = waits("unit", Release::decision);
    second.rules = {"rule.other"};
    second.show = {"needs"};
    Outcome police = held("police", {waits("commander", Release::decision), second});
    police.outside = true;
    const auto again = [&](Time at) {
      return routing({told("commander"), told("unit"), police}, at);
    };
    Case in = routed(again(noon));
    act(in, "commander", ReplyKind::decide, {{"police", true}});
    act(in, "unit", ReplyKind::decide, {{"police", true}});
    CHECK(notice_of(in, "police")->show == Codes{"needs", "protection"});
    follow_routing(in, again(noon + 2h), 2);
    act(in, "commander", ReplyKind::decide, {{"police", true}}, noon + 3h);
    CHECK(notice_of(in, "police")->revision == 2);
    CHECK(notice_of(in, "police")->show == Codes{"protection"});
    CHECK(notice_of(in, "police")->no_longer.empty());
    act(in, "unit", ReplyKind::decide, {{"police", true}}, noon + 4h);
    CHECK(notice_of(in, "police")->show == Codes{"needs", "protection"});
  }

  TEST_CASE("an open urgent question keeps its decider's notice urgent through a revision") {
    Outcome services = held("services", {waits("commander", Release::decision)});
    services.urgency = Urgency::flash;
    Case in = routed(routing({told("commander"), services}));
    in.touched.clear();
    follow_routing(in, routing({told("commander"), services}, noon + 1h), 2);
    CHECK(notice_of(in, "commander")->urgency == Urgency::flash);
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 2h);
    CHECK(notice_of(in, "commander")->state == NoticeState::reminded);
    CHECK(notice_of(in, "commander")->urgency == Urgency::flash);
  }

  TEST_CASE("the reminder of a routine question is routine") {
    Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision)})}));
    in.touched.clear();
    follow_deadlines(in, "v1", noon + 2h);
    CHECK(notice_of(in, "unit")->state == NoticeState::reminded);
    CHECK(notice_of(in, "unit")->urgency == Urgency::routine);
  }

  TEST_CASE("a question whose decider the mission no longer has is put to somebody else") {
    const config::Mission mission = mission_of({"commander", "deputy", "unit", "gender", "chief"});
    const Hold old = waits("old_unit", Release::decision);
    const Case asked =
        routed(routing({told("commander"), told("old_unit"), held("gender", {old})}));
    struct Row {
      const char* what;
      Routing today;
      Code to;
    };
    Outcome stands_in = told("deputy");
    stands_in.stands_in_for = {"commander"};
    const Outcome by_unit = held("gender", {waits("unit", Release::decision)});
    const Outcome by_nobody = held("gender", {waits("", Release::decision)});
    const std::vector<Row> rows{
        {"whom the rules would ask today",
         routing({told("commander"), told("unit"), by_unit}, noon + 1h), "unit"},
        {"but not before that one has been told", routing({told("commander"), by_unit}, noon + 1h),
         "commander"},
        {"else the first addressee", routing({told("commander"), by_nobody}, noon + 1h),
         "commander"},
        {"else who stands in for it",
         routing({not_told("commander", Told::withheld), stands_in, by_nobody}, noon + 1h),
         "deputy"},
        {"nobody is left", routing({not_told("commander", Told::withheld)}, noon + 1h), ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Case in = asked;
      in.touched.clear();
      REQUIRE(asks_nobody(in, mission));
      const auto handed = follow_mission(in, mission, row.today);
      CHECK(handed == std::vector<HandedOver>{{"gender", "old_unit", row.to}});
      CHECK(hold_of(in, "gender").terms.decider == row.to);
      CHECK(in.touched == (row.to.empty() ? Positions{} : Positions{row.to}));
      CHECK(hold_of(in, "gender").state == (row.to.empty() ? HoldState::waiting : HoldState::open));
      if (!row.to.empty()) {
        CHECK(hold_of(in, "gender").due == noon + 3h);
        CHECK(act(in, row.to, ReplyKind::decide, {{"gender", true}}).released == Codes{"gender"});
      }
      in.touched.clear();
      CHECK(follow_mission(in, mission, row.today).empty());
      CHECK(in.touched.empty());
    }
  }

  TEST_CASE("a question put to somebody else is put anew to whom it had climbed to as well") {
    const config::Mission mission = mission_of({"commander", "unit", "gender", "chief"});
    Case in = routed(
        routing({told("commander"), told("old_unit"),
                 held("gender", {waits("old_unit", Release::decision, AtDeadline::escalate)})}));
    follow_deadlines(in, "v1", noon + 2h);
    in.touched.clear();
    follow_mission(in, mission, routing({told("commander")}, noon + 3h));
    CHECK(hold_of(in, "gender").climbed == std::vector<Climbed>{{"chief", noon + 3h}});
    CHECK(hold_of(in, "gender").before.front().climbed ==
          std::vector<Climbed>{{"chief", noon + 2h}});
    CHECK(in.touched == Positions{"chief", "commander"});
    CHECK(act(in, "chief", ReplyKind::decide, {{"gender", true}}, noon + 4h).released ==
          Codes{"gender"});
  }

  TEST_CASE("a question put to somebody else climbs anew to whom it told no more") {
    const config::Mission mission = mission_of({"commander", "unit", "gender", "chief"});
    const Outcome gender =
        held("gender", {waits("old_unit", Release::decision, AtDeadline::escalate)});
    Case in = routed(routing({told("commander"), told("old_unit"), gender}));
    follow_deadlines(in, "v1", noon + 2h);
    const auto revise = [&](Told chief, Code decider, Time at) {
      Outcome waiting = gender;
      waiting.holds.front().decider = decider;
      follow_routing(
          in, routing({not_told("chief", chief), told("commander"), told(decider), waiting}, at),
          in.revision + 1);
    };
    revise(Told::withheld, "old_unit", noon + 3h);
    REQUIRE_FALSE(notice_of(in, "chief")->is_told());
    follow_mission(in, mission, routing({told("commander")}, noon + 4h));
    CHECK(hold_of(in, "gender").climbed.empty());
    follow_deadlines(in, "v1", noon + 6h);
    CHECK_FALSE(notice_of(in, "chief")->is_told());
    revise(Told::not_told, hold_of(in, "gender").terms.decider, noon + 7h);
    CHECK_FALSE(notice_of(in, "chief")->is_told());
    follow_deadlines(in, "v1", noon + 8h);
    CHECK(hold_of(in, "gender").climbed == std::vector<Climbed>{{"chief", noon + 8h}});
    CHECK(notice_of(in, "chief")->is_told());
  }

  TEST_CASE("who was asked as nobody answered decides once the mission has lost the decider") {
    struct Row {
      const char* what;
      Told chief;
      Code to;
    };
    const std::vector<Row> rows{{"told by no rule", Told::not_told, "chief"},
                                {"withheld from by today's rules", Told::withheld, ""}};
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Case in = routed(routing({told("unit"), held("gender", {waits("unit", Release::decision,
                                                                    AtDeadline::escalate)})}));
      follow_deadlines(in, "v1", noon + 2h);
      REQUIRE(notice_of(in, "chief")->is_told());
      in.touched.clear();
      const auto mission = mission_of({"chief", "gender"});
      const Routing today = routing({not_told("chief", row.chief)}, noon + 3h);
      const auto handed = follow_mission(in, mission, today);
      CHECK(handed == std::vector<HandedOver>{{"gender", "unit", row.to}});
      CHECK(hold_of(in, "gender").terms.decider == row.to);
      if (row.to.empty()) continue;
      CHECK(hold_of(in, "gender").due == noon + 5h);
      CHECK(act(in, "chief", ReplyKind::decide, {{"gender", true}}, noon + 4h).released ==
            Codes{"gender"});
    }
  }

  TEST_CASE("whom a new mission puts outside decides nothing for it any more") {
    config::Mission mission = mission_of({"commander", "old_unit", "gender"});
    Case in = routed(routing({told("commander"), told("old_unit"),
                              held("gender", {waits("old_unit", Release::decision)})}));
    in.touched.clear();
    CHECK_FALSE(asks_nobody(in, mission));
    mission.positions.at("old_unit").outside = true;
    REQUIRE(asks_nobody(in, mission));
    const auto handed = follow_mission(in, mission, routing({told("commander")}, noon + 1h));
    CHECK(handed == std::vector<HandedOver>{{"gender", "old_unit", "commander"}});
    CHECK(hold_of(in, "gender").terms.decider == "commander");
    CHECK(in.touched == Positions{"commander"});
  }

  TEST_CASE("a question climbs to somebody else when the mission has lost whom it climbs to") {
    const config::Mission mission = mission_of({"commander", "unit", "gender"});
    Case in = routed(routing(
        {told("unit"), held("gender", {waits("unit", Release::decision, AtDeadline::escalate)})}));
    in.touched.clear();
    REQUIRE(asks_nobody(in, mission));
    const Routing today = routing({told("commander"), told("unit")}, noon + 1h);
    CHECK(follow_mission(in, mission, today).empty());
    CHECK(hold_of(in, "gender").terms.escalate_to == "commander");
    CHECK(hold_of(in, "gender").due == noon + 2h);
    CHECK_FALSE(asks_nobody(in, mission));
    follow_deadlines(in, "v1", noon + 2h);
    CHECK(in.touched == Positions{"commander", "unit"});
  }

  TEST_CASE("whoever declined a decider decides for it only while that one hears nothing") {
    const Outcome adviser =
        held("adviser", {waits("commander", Release::decision, AtDeadline::escalate)});
    const Outcome team = held("team", {waits("adviser", Release::forward)});
    struct Row {
      const char* what;
      Code declines;
      Routing next;
      Code decider;
    };
    const std::vector<Row> rows{
        {"told, though whoever declined it is not any more", "commander",
         routing({not_told("commander"), told("other_commander"), told("adviser"), team}),
         "adviser"},
        {"told at once by now", "commander", routing({told("commander"), told("adviser"), team}),
         "adviser"},
        {"still declined", "commander", routing({told("commander"), adviser, team}), "commander"},
        {"declined by who was asked when nobody answered, and is told no more", "chief",
         routing({told("commander"), not_told("chief"), adviser, team}), "commander"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Case in = routed(routing({told("commander"), adviser, team}));
      follow_deadlines(in, "v1", noon + 2h);
      act(in, row.declines, ReplyKind::decide, {{"adviser", false}}, noon + 3h);
      Routing next = row.next;
      next.at = noon + 4h;
      follow_routing(in, next, 2);
      const auto waiting = std::ranges::find_if(in.holds, [](const KeptHold& hold) {
        return hold.position == "team" && hold.is_pending();
      });
      REQUIRE(waiting != in.holds.end());
      CHECK(waiting->terms.decider == row.decider);
      CHECK(waiting->state == HoldState::open);
      CHECK(act(in, row.decider, ReplyKind::forward, {}, noon + 5h).released == Codes{"team"});
    }
  }

  TEST_CASE("whoever declined a decider and is outside by now decides nothing for it") {
    const Outcome adviser = held("adviser", {waits("commander", Release::decision)});
    const Outcome team = held("team", {waits("adviser", Release::forward)});
    Outcome commander = held("commander", {waits("chief", Release::decision)});
    commander.outside = true;
    Case in = routed(routing({told("commander"), told("chief"), adviser, team}));
    act(in, "commander", ReplyKind::decide, {{"adviser", false}});
    const Outcome asked_anew = held("adviser", {waits("chief", Release::decision)});
    follow_routing(in, routing({commander, told("chief"), asked_anew, team}, noon + 2h), 2);
    for (const KeptHold& hold : in.holds) {
      if (hold.position == "team" && hold.is_pending()) CHECK(hold.terms.decider == "adviser");
    }
  }

  TEST_CASE("who is outside stays at the revision it was released, whatever it answers") {
    Outcome police = held("police", {waits("commander", Release::decision)});
    police.outside = true;
    for (const ReplyKind kind : {ReplyKind::forward, ReplyKind::decide}) {
      CAPTURE(to_string(kind));
      Case in = routed(routing({told("commander"), police}));
      act(in, "commander", ReplyKind::decide, {{"police", true}});
      follow_routing(in, routing({told("commander"), police}, noon + 2h), 2);
      const std::vector<Decision> decisions = kind == ReplyKind::decide
                                                  ? std::vector<Decision>{{"police", true}}
                                                  : std::vector<Decision>{};
      CHECK(act(in, "police", kind, decisions, noon + 3h).superseded == Codes{"police"});
      CHECK(in.touched == Positions{"police"});
      CHECK(notice_of(in, "police")->state == NoticeState::changed);
      CHECK(notice_of(in, "police")->revision == 1);
      CHECK(hold_of(in, "police").state == HoldState::open);
      follow_routing(in, routing({told("commander"), not_told("police")}, noon + 4h), 3);
      CHECK(notice_of(in, "police")->state == NoticeState::corrected);
      CHECK(notice_of(in, "police")->revision == 3);
    }
  }

  TEST_CASE("what waited for a forward is decided once the mission has it outside") {
    config::Mission mission = mission_of({"commander", "police"});
    for (const AtDeadline at_deadline : {AtDeadline::remind, AtDeadline::forward}) {
      CAPTURE(to_string(at_deadline));
      Case in =
          routed(routing({told("commander"),
                          held("police", {waits("commander", Release::forward, at_deadline)})}));
      mission.positions.at("police").outside = false;
      CHECK_FALSE(forwards_outside(in, mission));
      mission.positions.at("police").outside = true;
      REQUIRE(forwards_outside(in, mission));
      in.touched.clear();
      CHECK(follow_mission(in, mission, routing({told("commander")}, noon + 1h)).empty());
      CHECK_FALSE(forwards_outside(in, mission));
      CHECK(in.touched == Positions{"commander"});
      CHECK(hold_of(in, "police").outside);
      CHECK(hold_of(in, "police").terms.release == Release::decision);
      CHECK(hold_of(in, "police").terms.at_deadline == AtDeadline::remind);
      CHECK(hold_of(in, "police").due == noon + 2h);
      CHECK(act(in, "commander", ReplyKind::forward).released.empty());
      in.touched.clear();
      CHECK(follow_deadlines(in, "v1", noon + 2h).empty());
      CHECK(act(in, "commander", ReplyKind::decide, {{"police", true}}, noon + 3h).released ==
            Codes{"police"});
    }
  }

  TEST_CASE("a mission that has every decider leaves all as it is") {
    const Case in = chain_of_three();
    CHECK_FALSE(asks_nobody(in, mission_of({"commander", "unit", "gender"})));
    CHECK(asks_nobody(in, mission_of({"commander", "gender"})));
  }
}
