// A case while one event is followed through it: a routing, an act, a deadline or a mission. What
// every kind of event may do to notices and holds, and what follows from it for the others.
//
// Each notice has one new issue for the whole event, however much it says. Call settle() last:
// only then do the clocks run that this event starts.
//
// Units: Time, UTC milliseconds. Errors: none. Source: router/chain/chain.h.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/clock.h"
#include "report/report.h"
#include "router/chain/chain.h"
#include "router/chain/kept_hold.h"
#include "router/chain/texts.h"
#include "router/notices.h"
#include "router/rules/routing.h"

namespace vigie::router {

/// Why a position is told now: by whose rules, showing what, how urgent, until when to answer.
struct Telling {
  std::vector<std::string> rules;
  std::vector<Code> show;
  Urgency urgency = Urgency::routine;
  Time deadline{};
};

class FollowedCase {
 public:
  /// `in` is borrowed; `version`: of the mission whose rules tell now.
  FollowedCase(Case& in, std::string version, Time now)
      : case_(in), version_(std::move(version)), now_(now) {}

  Case& in() { return case_; }
  Time now() const { return now_; }

  Notice* find_notice(std::string_view position);
  bool is_told(std::string_view position);
  /// By that routing, or before and not corrected by it.
  bool stays_told(const Outcome& outcome);

  /// A new issue of its notice, once for each event. Who is told reads a newer revision only once
  /// it is told that one.
  void touch(Notice& notice, NoticeState state);
  /// The same, of the newest revision.
  void show_newest(Notice& notice);
  /// Who is told, unless this event has said something to it already.
  void touch_told(const Code& position, NoticeState state);

  void tell(std::string_view position, const Telling& telling);
  void tell_as(const Outcome& outcome);

  /// Told what this hold shows, beside what was released to it before. Others that would show
  /// nothing more need no answer.
  void release(const KeptHold& hold);
  /// Who else was asked reads that it is settled.
  void end(KeptHold& hold, HoldState state, const std::string& by, const Code& position,
           const std::optional<std::string>& reason);

  /// Starts the clock of every hold whose decider has been told by now. Whoever is asked is told as
  /// urgently as its questions are.
  void settle();

 private:
  void touch(Notice& notice, NoticeState state, bool newest);
  Notice& notice_of(std::string_view position);
  Texts fallen(const Notice& notice, const Texts& before) const;
  bool waits_for(const Code& position, const std::string& rule) const;
  void add_what_stands(Telling& telling, const KeptHold& hold);
  void start(KeptHold& hold, Notice& decider);

  Case& case_;
  std::string version_;
  Time now_;
  std::map<Code, std::int64_t> issues_{};  ///< Of the notices it has touched, before that.
};

}  // namespace vigie::router
