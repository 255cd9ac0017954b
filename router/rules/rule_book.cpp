#include "router/rules/rule_book.h"

#include <algorithm>
#include <iterator>

#include "router/rules/facts.h"
#include "router/rules/nearest.h"
#include "router/rules/rule_chart.h"
#include "router/views/grant.h"

namespace vigie::router {
namespace {

using config::AtDeadline;
using config::IfUnknown;
using config::Mission;
using Release = config::HoldTerms::Release;
using Number = RuleChart::Number;
using Numbers = RuleChart::Numbers;
constexpr Number nobody = RuleChart::nobody;

/// A rule that holds a position, and whether only because its own condition is unknown.
struct Holding {
  Number rule = 0;
  bool unknown = false;
};

/// Whose act a position waits for, and how long.
struct Terms {
  Number decider = nobody;
  Release release = Release::decision;
  bool unknown = false;  ///< Every rule behind it is.
  std::chrono::minutes within{0};
  std::chrono::minutes answer_within{0};
  AtDeadline at_deadline = AtDeadline::remind;
  Number escalates_to = nobody;
};

/// One wait, merged over the rules that hold the position for it.
struct Wait {
  Terms terms;
  Numbers rules;
  Numbers unknown_rules;  ///< Those that hold only because something is unknown.
  NumberSet show;
};

void merge(Terms& terms, const Terms& more) {
  terms.unknown = terms.unknown && more.unknown;
  terms.within = std::min(terms.within, more.within);
  terms.answer_within = std::min(terms.answer_within, more.answer_within);
  terms.at_deadline = std::max(terms.at_deadline, more.at_deadline);
  if (terms.escalates_to == nobody) terms.escalates_to = more.escalates_to;
}

/// The rules behind one position while a report is routed.
struct Claim {
  explicit Claim(std::size_t profiles) : show(profiles) {}

  Numbers telling;
  std::vector<Holding> holding;
  Numbers withholding;
  Numbers doubting;  ///< Would withhold, if what is unknown were so.
  Numbers stands_in_for;
  Numbers asking;  ///< Rules of the holds it must decide, when it is told for these only.
  NumberSet show;
  bool implicated = false;

  bool empty() const { return telling.empty() && holding.empty(); }
  bool hears_nothing() const { return implicated || !withholding.empty(); }
  void clear() {
    for (Numbers* numbers : {&telling, &withholding, &doubting, &stands_in_for, &asking}) {
      numbers->clear();
    }
    holding.clear();
    show.clear();
    implicated = false;
  }
};

std::vector<std::string_view> atom_texts(const config::ConditionSet& set) {
  std::vector<std::string_view> texts;
  for (const config::Atom& atom : set.atoms) texts.emplace_back(atom.text);
  return texts;
}

std::vector<config::NodeId> conditions_of(const RuleChart& chart) {
  std::vector<config::NodeId> conditions;
  for (const RuleChart::Terms& rule : chart.rules()) conditions.push_back(rule.condition);
  return conditions;
}

std::vector<std::string_view> named(const NumberSet& numbers,
                                    const std::vector<std::string_view>& names) {
  std::vector<std::string_view> list;
  list.reserve(numbers.size());
  numbers.for_each([&](std::size_t number) { list.push_back(names[number]); });
  return list;
}

std::vector<std::vector<bool>> clearances(const Mission& mission, const RuleChart& chart) {
  const Grants grants(mission);
  std::vector<std::vector<bool>> cleared;
  for (const RuleChart::Seat& seat : chart.positions()) {
    std::vector<bool>& of_seat = cleared.emplace_back();
    const Code office = office_of(mission, Code(seat.id));
    for (const std::string_view profile : chart.profiles()) {
      const std::vector<Code> only{Code(profile)};
      of_seat.push_back(!grants.of(only, office).profiles.empty());
    }
  }
  return cleared;
}

void keep_earliest(std::optional<Time>& deadline, Time other) {
  deadline = std::min(deadline.value_or(other), other);
}

}  // namespace

/// Reports on their way through the rules, one after another. What one needed the next uses again.
struct RuleBook::Parts {
 public:
  explicit Parts(const Mission& mission)
      : mission_(mission),
        chart_(mission),
        facts_(mission.conditions),
        values_(mission.conditions, conditions_of(chart_)),
        unknowns_(mission.conditions, values_),
        atoms_(atom_texts(mission.conditions)),
        cleared_(clearances(mission, chart_)),
        claims_(chart_.positions().size(), Claim(chart_.profiles().size())) {}

  Routing route(const Report& report, const Assessment& assessment, Time now) {
    const Facts& facts = facts_.read(report, assessment, now);
    evaluate_atoms(mission_.conditions, {mission_.calendars, mission_.areas}, facts, trace_);
    values_.read(trace_);
    unknowns_.read(trace_);
    begin(report, now);
    for (Number i = 0; i < chart_.rules().size(); ++i) apply(i);
    hand_to_stand_ins(report);
    hold_what_is_doubted();
    for (Number i = 0; i < claims_.size(); ++i) add_outcome(i);
    for (Number i = 0; i < claims_.size(); ++i) ask_deciders(i);
    for (Number i = 0; i < claims_.size(); ++i) describe_asked(i);
    routing_.trace = pack(trace_);
    return std::move(routing_);
  }

 private:
  using Seat = RuleChart::Seat;

  void begin(const Report& report, Time now) {
    now_ = now;
    today_ = std::chrono::floor<std::chrono::days>(now);
    urgency_ = urgency_of(report);
    region_ = &chart_.in_region(report.where.region);
    for (Claim& claim : claims_) claim.clear();
    for (const Code& position : report.concerns_un_personnel.implicated_positions) {
      const Number number = chart_.number_of(position);
      if (number != nobody) claims_[number].implicated = true;
    }
    waits_used_ = 0;
    waits_of_.clear();
    routing_ = {};
    routing_.version = mission_.version;
    routing_.at = now;
    routing_.urgency = urgency_;
    routing_.rules.reserve(chart_.rules().size());
    routing_.outcomes.reserve(claims_.size());
  }

  const Seat& seat(Number position) const { return chart_.positions()[position]; }
  const RuleChart::Terms& rule(Number number) const { return chart_.rules()[number]; }

  void apply(Number number) {
    const RuleChart::Terms& of_rule = rule(number);
    const Truth value = values_.of(of_rule.condition);
    const bool counts = of_rule.from <= today_ && today_ <= of_rule.to;
    routing_.rules.push_back({of_rule.id, value, counts});
    const Number position = region_->rules[number].told;
    if (!counts || value == Truth::no || position == nobody) return;
    if (value == Truth::unknown && of_rule.if_unknown == IfUnknown::ignore) return;
    Claim& claim = claims_[position];
    if (of_rule.effect == config::Effect::withhold) {
      (value == Truth::yes ? claim.withholding : claim.doubting).push_back(number);
      return;
    }
    const bool unknown = value == Truth::unknown && of_rule.if_unknown == IfUnknown::hold;
    // The loader refuses to tell an outside position at once; nothing else may come of it here.
    if (unknown || of_rule.hold != nullptr || seat(position).outside) {
      claim.holding.push_back({number, unknown});
    } else {
      claim.telling.push_back(number);
    }
    routing_.urgency = std::max(routing_.urgency, urgency_of_rule(of_rule, unknown));
  }

  /// What is not known raises no alarm; its question still has the report's own urgency.
  static Urgency urgency_of_rule(const RuleChart::Terms& rule, bool unknown) {
    return unknown ? Urgency::routine : rule.urgency;
  }

  /// Never withheld silently: whoever is to be told waits for a person instead, as urgently.
  void hold_what_is_doubted() {
    for (Claim& claim : claims_) {
      if (claim.doubting.empty()) continue;
      for (const Number number : claim.telling) claim.holding.push_back({number, false});
      claim.telling.clear();
    }
  }

  /// Rules come by id, unless a stand-in has taken over another's, or a decider is asked for many.
  std::vector<std::string_view> ids_of(Numbers& rules) const {
    if (!std::ranges::is_sorted(rules, std::ranges::less_equal{})) {
      std::ranges::sort(rules);
      rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
    }
    std::vector<std::string_view> ids;
    ids.reserve(rules.size());
    for (const Number number : rules) ids.push_back(rule(number).id);
    return ids;
  }

  bool may_act(Number position, Number waiting) const {
    return position != waiting && seat(position).may_be_told && !claims_[position].hears_nothing();
  }

  /// Follows the stand-ins to the first that may act; nobody when there is none.
  Number stand_in_for(Number position, Number waiting) const {
    Number candidate = seat(position).stand_in;
    // Stand-ins may form a circle: no chain is longer than there are positions.
    for (std::size_t step = 0; step < claims_.size() && candidate != nobody; ++step) {
      if (may_act(candidate, waiting)) return candidate;
      candidate = seat(candidate).stand_in;
    }
    return nobody;
  }

  /// That position, or the first of its stand-ins that may act; nobody when there is none.
  Number acting(Number position, Number waiting) const {
    if (position == nobody || may_act(position, waiting)) return position;
    return stand_in_for(position, waiting);
  }

  /// Who decides about `waiting`: as acting(), but nobody who hears of it only once that one has.
  Number deciding(Number position, Number waiting) const {
    Number decider = acting(position, waiting);
    if (decider == position) return decider;
    for (std::size_t step = 0; step < claims_.size() && decider != nobody; ++step) {
      std::vector<bool> seen(claims_.size());
      if (!hears_after(decider, waiting, seen)) return decider;
      decider = stand_in_for(decider, waiting);
    }
    return nobody;
  }

  /// Whether every act that one waits for is that of `first`, or of who hears after it in turn.
  bool hears_after(Number position, Number first, std::vector<bool>& seen) const {
    const Claim& claim = claims_[position];
    if (!claim.telling.empty() || claim.holding.empty()) return false;
    if (seen[position]) return true;
    seen[position] = true;
    return std::ranges::all_of(claim.holding, [&](const Holding& holding) {
      const Number asked = asked_by(holding);
      return asked == first ||
             (asked != nobody && may_act(asked, position) && hears_after(asked, first, seen));
    });
  }

  /// Whom the rule names, or the mission's default for what is unknown: its first addressee.
  Number asked_by(const Holding& holding) const {
    return has_own_terms(holding) ? region_->rules[holding.rule].decider : region_->first_addressee;
  }

  bool has_own_terms(const Holding& holding) const {
    const config::HoldTerms* own = rule(holding.rule).hold;
    return own != nullptr && (!holding.unknown || own->release == Release::decision);
  }

  void hand_to_stand_ins(const Report& report) {
    if (report.concerns_un_personnel.implicated_positions.empty()) return;
    const std::vector<Claim> before = claims_;
    for (Number i = 0; i < before.size(); ++i) {
      if (!before[i].implicated || before[i].empty() || seat(i).outside) continue;
      const Number stand_in = stand_in_for(i, i);
      if (stand_in == nobody) continue;
      Claim& taken = claims_[stand_in];
      std::ranges::copy(before[i].telling, std::back_inserter(taken.telling));
      std::ranges::copy(before[i].holding, std::back_inserter(taken.holding));
      taken.stands_in_for.push_back(i);
    }
  }

  void add_outcome(Number number) {
    Claim& claim = claims_[number];
    Outcome& outcome = routing_.outcomes.emplace_back();
    outcome.position = seat(number).id;
    outcome.outside = seat(number).outside;
    outcome.urgency = urgency_;
    outcome.hears_nothing = claim.hears_nothing();
    const std::size_t first_wait = waits_used_;
    if (claim.empty()) {
      outcome.reason = region_->untold[number];
    } else {
      describe_claimed(outcome, claim, number);
    }
    waits_of_.push_back({first_wait, waits_used_});
  }

  void describe_claimed(Outcome& outcome, Claim& claim, Number number) {
    for (const Number other : claim.stands_in_for) {
      outcome.stands_in_for.push_back(seat(other).id);
    }
    raise_urgency(outcome, claim);
    if (claim.hears_nothing()) {
      describe_withheld(outcome, claim);
    } else if (!claim.telling.empty()) {
      describe_told(outcome, claim, number);
    } else {
      describe_held(outcome, claim, number);
    }
  }

  void raise_urgency(Outcome& outcome, const Claim& claim) const {
    for (const Number number : claim.telling) {
      outcome.urgency = std::max(outcome.urgency, urgency_of_rule(rule(number), false));
    }
    for (const auto& [number, unknown] : claim.holding) {
      outcome.urgency = std::max(outcome.urgency, urgency_of_rule(rule(number), unknown));
    }
  }

  void describe_withheld(Outcome& outcome, Claim& claim) const {
    Numbers rules = claim.telling;
    for (const Holding& holding : claim.holding) rules.push_back(holding.rule);
    outcome.told = Told::withheld;
    outcome.reason = claim.implicated ? Reason::implicated : Reason::withheld_by_rule;
    outcome.rules = ids_of(rules);
    outcome.withheld_by = ids_of(claim.withholding);
  }

  void describe_told(Outcome& outcome, Claim& claim, Number position) {
    const bool own = std::ranges::any_of(
        claim.telling, [&](Number number) { return rule(number).office == seat(position).office; });
    outcome.told = Told::told;
    outcome.reason = own ? Reason::matched : Reason::stands_in;
    climbed_.clear();
    for (const Number number : claim.telling) {
      keep_earliest(outcome.deadline, now_ + rule(number).within);
      claim.show.add(rule(number).show);
      for (const Number next : region_->rules[number].then) add_climb(outcome, next);
    }
    outcome.rules = ids_of(claim.telling);
    outcome.show = named(claim.show, chart_.profiles());
    for (std::size_t i = 0; i < climbed_.size(); ++i)
      show_climb(outcome.then[i], climbed_[i], claim);
  }

  /// Whoever hears nothing of this report is not climbed to either.
  void add_climb(Outcome& outcome, Number next) {
    if (std::ranges::find(climbed_, next) != climbed_.end()) return;
    climbed_.push_back(next);
    Climb& climb = outcome.then.emplace_back();
    climb.position = next == RuleChart::deputy ? "deputy" : seat(next).id;
    if (next == RuleChart::deputy || !claims_[next].hears_nothing()) return;
    climb.skipped = claims_[next].implicated ? Reason::implicated : Reason::withheld_by_rule;
  }

  /// Under its own clearance; who is skipped, nothing.
  void show_climb(Climb& climb, Number next, const Claim& told) const {
    if (next == RuleChart::deputy || climb.skipped) return;
    told.show.for_each([&](std::size_t profile) {
      if (cleared_[next][profile]) climb.show.push_back(chart_.profiles()[profile]);
    });
  }

  void describe_held(Outcome& outcome, Claim& claim, Number position) {
    outcome.told = Told::held;
    outcome.reason = Reason::waits;
    const auto first = static_cast<std::ptrdiff_t>(waits_used_);
    for (const Holding& holding : claim.holding) {
      add_wait(static_cast<std::size_t>(first), holding, position);
    }
    const auto last = waits_.begin() + static_cast<std::ptrdiff_t>(waits_used_);
    // Nobody is before everybody: one more than the last number is the first.
    std::ranges::sort(waits_.begin() + first, last, {}, [](const Wait& wait) {
      return std::pair{wait.terms.decider + 1U, wait.terms.release};
    });
    outcome.holds.reserve(static_cast<std::size_t>(last - waits_.begin() - first));
    for (auto wait = waits_.begin() + first; wait != last; ++wait) {
      outcome.holds.push_back(hold_of(*wait, claim));
    }
  }

  void add_wait(std::size_t first, const Holding& holding, Number position) {
    const Terms terms = terms_of(holding, position);
    std::size_t at = first;
    while (at < waits_used_ && !is_same_wait(waits_[at].terms, terms)) ++at;
    if (at == waits_used_) begin_wait(terms);
    Wait& wait = waits_[at];
    merge(wait.terms, terms);
    wait.rules.push_back(holding.rule);
    if (holding.unknown) wait.unknown_rules.push_back(holding.rule);
    wait.show.add(rule(holding.rule).show);
  }

  void begin_wait(const Terms& terms) {
    if (waits_used_ == waits_.size()) {
      waits_.push_back({.terms = {},
                        .rules = {},
                        .unknown_rules = {},
                        .show = NumberSet(chart_.profiles().size())});
    }
    Wait& wait = waits_[waits_used_++];
    wait.terms = terms;
    wait.rules.clear();
    wait.unknown_rules.clear();
    wait.show.clear();
  }

  /// The rule's own terms, or the mission's default for what is unknown: its first addressee
  /// decides, within the time an answer has. A forward, or a deadline that forwards, passes a
  /// report on within the mission, where nothing is in doubt: else it needs a decision.
  Terms terms_of(const Holding& holding, Number position) const {
    const RuleChart::Terms& held_by = rule(holding.rule);
    const config::HoldTerms* own = held_by.hold;
    Terms terms{
        .unknown = holding.unknown, .within = held_by.within, .answer_within = held_by.within};
    terms.decider = deciding(asked_by(holding), position);
    if (!has_own_terms(holding)) return terms;
    const RuleChart::Named& seats = region_->rules[holding.rule];
    const bool must_decide = seat(position).outside || !claims_[position].doubting.empty();
    terms.release = must_decide ? Release::decision : own->release;
    terms.within = own->within;
    const bool would_pass = must_decide && own->at_deadline == AtDeadline::forward;
    terms.at_deadline = would_pass ? AtDeadline::remind : own->at_deadline;
    terms.escalates_to = climbs_to(seats.escalates_to, terms.decider, position);
    return terms;
  }

  /// Who decides already is not asked a second time: its stand-in is.
  Number climbs_to(Number position, Number decider, Number waiting) const {
    Number climbs = acting(position, waiting);
    if (climbs == decider && climbs != nobody) climbs = stand_in_for(decider, waiting);
    return climbs == decider ? nobody : climbs;
  }

  Hold hold_of(Wait& wait, Claim& claim) {
    const Terms& terms = wait.terms;
    Hold hold{.decider = id_of(terms.decider),
              .release = terms.release,
              .unknown = terms.unknown,
              .rules = ids_of(wait.rules),
              .doubting = ids_of(claim.doubting),
              .missing = missing(wait, claim),
              .within = terms.within,
              .at_deadline = terms.at_deadline,
              .escalate_to = {},
              .show = named(wait.show, chart_.profiles()),
              .answer_within = terms.answer_within};
    if (terms.escalates_to != nobody) hold.escalate_to = seat(terms.escalates_to).id;
    return hold;
  }

  std::string_view id_of(Number position) const {
    return position == nobody ? std::string_view{} : seat(position).id;
  }

  /// What is unknown and matters to the rules behind a hold, and to those that would withhold.
  /// Atoms are in the order of their texts.
  std::vector<std::string_view> missing(const Wait& wait, const Claim& claim) {
    if (wait.unknown_rules.empty() && claim.doubting.empty()) return {};
    unknowns_.clear();
    for (const Number number : wait.unknown_rules) unknowns_.add(rule(number).condition);
    for (const Number number : claim.doubting) unknowns_.add(rule(number).condition);
    return named(unknowns_.atoms(), atoms_);
  }

  /// A decider who would not be told anything is told for the question's sake; the question of an
  /// urgent matter is as urgent as the matter.
  void ask_deciders(Number number) {
    const Outcome& held = routing_.outcomes[number];
    for (std::size_t i = waits_of_[number].first; i < waits_of_[number].second; ++i) {
      const Wait& wait = waits_[i];
      if (wait.terms.decider != nobody) ask(wait, held.urgency);
    }
  }

  void ask(const Wait& wait, Urgency urgency) {
    Outcome& outcome = routing_.outcomes[wait.terms.decider];
    if (wait.terms.release == Release::decision) {
      outcome.urgency = std::max(outcome.urgency, urgency);
    }
    if (outcome.told == Told::not_told) {
      outcome.told = Told::told;
      outcome.reason = Reason::asked;
    }
    if (outcome.reason != Reason::asked) return;
    keep_earliest(outcome.deadline, now_ + wait.terms.within);
    Claim& claim = claims_[wait.terms.decider];
    claim.show.add(wait.show);
    std::ranges::copy(wait.rules, std::back_inserter(claim.asking));
  }

  void describe_asked(Number number) {
    Outcome& outcome = routing_.outcomes[number];
    if (outcome.reason != Reason::asked) return;
    outcome.rules = ids_of(claims_[number].asking);
    outcome.show = named(claims_[number].show, chart_.profiles());
  }

  const Mission& mission_;
  RuleChart chart_;
  FactReader facts_;
  ConditionValues values_;
  UnknownAtoms unknowns_;
  std::vector<std::string_view> atoms_;     ///< Their texts, by AtomId.
  std::vector<std::vector<bool>> cleared_;  ///< By position and profile: is anything shown of it.
  std::vector<Claim> claims_;               ///< By position.
  Trace trace_;
  Time now_{};
  std::chrono::sys_days today_{};
  Urgency urgency_ = Urgency::routine;  ///< The report's own.
  const RuleChart::Region* region_ = nullptr;
  std::vector<Wait> waits_;  ///< The first `waits_used_`, position after position.
  std::size_t waits_used_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> waits_of_;  ///< By position: range of waits_.
  Numbers climbed_;
  Routing routing_;
};

RuleBook::RuleBook(const Mission& mission) : parts_(std::make_unique<Parts>(mission)) {}
RuleBook::~RuleBook() = default;

Routing RuleBook::route(const Report& report, const Assessment& assessment, Time now) {
  return parts_->route(report, assessment, now);
}

}  // namespace vigie::router
