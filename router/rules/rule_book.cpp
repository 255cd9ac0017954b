#include "router/rules/rule_book.h"

#include <algorithm>
#include <map>
#include <set>

#include "report/check.h"
#include "router/rules/facts.h"
#include "router/rules/nearest.h"

namespace vigie::router {
namespace {

using config::HoldTerms;
using config::IfUnknown;
using config::Mission;
using config::Position;
using config::Rule;
using Rules = std::vector<const Rule*>;
using Numbers = std::vector<std::size_t>;  ///< Of rules, by id.

/// A rule that holds a position, and whether only because something is unknown.
struct Holding {
  std::size_t rule = 0;
  bool unknown = false;
};

/// The rules behind one position while a report is routed.
struct Claim {
  Numbers telling;
  std::vector<Holding> holding;
  Numbers withholding;
  Numbers doubting;  ///< Would withhold, if what is unknown were so.
  std::vector<Code> stands_in_for;

  bool empty() const { return telling.empty() && holding.empty(); }
  void clear() { *this = {}; }
};

/// Values mostly come in their order.
template <typename Value>
void insert_sorted(std::vector<Value>& into, const Value& value) {
  if (into.empty() || into.back() < value) return into.push_back(value);
  const auto place = std::ranges::lower_bound(into, value);
  if (place == into.end() || *place != value) into.insert(place, value);
}

bool in_force(const Rule& rule, Time now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  return (!rule.valid_from || *rule.valid_from <= day) && (!rule.valid_to || day <= *rule.valid_to);
}

bool is_implicated(const Report& report, const Code& position) {
  const auto& implicated = report.concerns_un_personnel.implicated_positions;
  return std::ranges::find(implicated, position) != implicated.end();
}

bool may_be_told(const Position& position) { return position.addressee && !position.outside; }

/// Positions and rules of the mission by number, and whom each rule speaks of in each region.
class Chart {
 public:
  explicit Chart(const Mission& mission) : mission_(mission) {
    for (const auto& [id, position] : mission.positions) {
      numbers_.emplace(id, positions_.size());
      positions_.push_back(&position);
    }
    for (const Rule& rule : mission.rules) rules_.push_back(&rule);
    std::ranges::sort(rules_, {}, id_of);
    for (const auto& [id, region] : mission.regions) seats_.emplace(id, seats_in(id));
    named_.resize(positions_.size());
    for (const Rule* rule : rules_) {
      if (rule->effect == config::Effect::tell) mark_named(rule->office);
    }
  }

  const std::vector<const Position*>& positions() const { return positions_; }
  std::optional<std::size_t> number_of(const Code& position) const {
    const auto found = numbers_.find(position);
    return found == numbers_.end() ? std::nullopt : std::optional{found->second};
  }
  /// Whether some rule tells that position's office.
  bool is_named(std::size_t position) const { return named_[position]; }

  const Rules& rules() const { return rules_; }  ///< By id.
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

  /// Whom one rule speaks of in one region.
  struct Seats {
    std::size_t told = nobody;
    std::size_t decider = nobody;
    std::size_t escalates_to = nobody;
  };
  struct RegionSeats {
    std::vector<Seats> rules;  ///< As rules().
    std::size_t first_addressee = nobody;
    std::map<Code, std::size_t, std::less<>> offices;
  };
  const RegionSeats& in_region(const Code& region) const { return seats_.at(region); }

  /// The mission's own text of a rule's id.
  std::string_view rule_id(const std::string& id) const {
    const auto found = std::ranges::lower_bound(rules_, std::string_view{id}, {}, id_of);
    VIGIE_EXPECT(found != rules_.end());
    return (*found)->id;
  }

 private:
  static std::string_view id_of(const Rule* rule) { return rule->id; }

  RegionSeats seats_in(const Code& region) const {
    RegionSeats seats;
    for (const auto& [id, position] : mission_.positions) {
      if (position.region && *position.region != region) continue;
      seats.offices.emplace(position.office, numbers_.at(id));
    }
    const auto seat_of = [&](const Code& office) {
      const auto found = seats.offices.find(office);
      return found == seats.offices.end() ? nobody : found->second;
    };
    seats.first_addressee = seat_of(mission_.first_addressee);
    for (const Rule* rule : rules_) {
      Seats& of_rule = seats.rules.emplace_back();
      of_rule.told = seat_of(rule->office);
      if (!rule->hold) continue;
      of_rule.decider = seat_of(rule->hold->by);
      if (rule->hold->escalate_to) of_rule.escalates_to = seat_of(*rule->hold->escalate_to);
    }
    return seats;
  }

  void mark_named(const Code& office) {
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      if (positions_[i]->office == office) named_[i] = true;
    }
  }

  const Mission& mission_;
  std::vector<const Position*> positions_;
  std::map<Code, std::size_t, std::less<>> numbers_;
  Rules rules_;
  std::map<Code, RegionSeats, std::less<>> seats_;
  std::vector<bool> named_;
};

/// The values of rules from those of atoms. Rules share their parts (the compiler makes the same
/// expression the same node), so each part is evaluated once a report.
class RuleValues {
 public:
  RuleValues(const config::ConditionSet& conditions, const Trace& trace)
      : conditions_(conditions), trace_(trace), known_(conditions.nodes.size(), not_yet) {}

  Truth of(config::NodeId id) {
    if (known_[id] != not_yet) return static_cast<Truth>(known_[id]);
    const Truth value = work_out(id);
    known_[id] = static_cast<std::uint8_t>(value);
    return value;
  }

 private:
  using Op = config::Node::Op;
  static constexpr std::uint8_t not_yet = 0xff;

  Truth work_out(config::NodeId id) {
    const config::Node& node = conditions_.nodes[id];
    switch (node.op) {
      case Op::negate:
        return negated(of(node.first));
      case Op::both:
        return std::min(of(node.first), of(node.second));
      case Op::either:
        return std::max(of(node.first), of(node.second));
      case Op::no:
      case Op::yes:
      case Op::atom:
      case Op::exists:
      case Op::all:
        break;
    }
    return evaluate(conditions_, id, trace_);
  }

  const config::ConditionSet& conditions_;
  const Trace& trace_;
  std::vector<std::uint8_t> known_;
};

/// One report on its way through the rules.
class Passage {
 public:
  Passage(const Mission& mission, const Chart& chart, const Report& report, const Trace& trace,
          Time now)
      : mission_(mission),
        chart_(chart),
        report_(report),
        trace_(trace),
        values_(mission.conditions, trace),
        seats_(chart.in_region(report.where.region)),
        now_(now),
        claims_(chart.positions().size()) {}

  Routing route() {
    routing_.version = mission_.version;
    routing_.at = now_;
    routing_.urgency = urgency_of(report_);
    routing_.rules.reserve(chart_.rules().size());
    routing_.outcomes.reserve(claims_.size());
    for (std::size_t i = 0; i < chart_.rules().size(); ++i) apply(i);
    hand_to_stand_ins();
    hold_what_is_doubted();
    for (std::size_t i = 0; i < claims_.size(); ++i) add_outcome(i);
    for (std::size_t i = 0; i < claims_.size(); ++i) ask_deciders(i);
    routing_.trace = pack(trace_);
    return std::move(routing_);
  }

 private:
  void apply(std::size_t number) {
    const Rule& rule = *chart_.rules()[number];
    const Truth value = values_.of(rule.condition);
    const bool counts = in_force(rule, now_);
    routing_.rules.push_back({rule.id, value, counts});
    const std::size_t position = seats_.rules[number].told;
    if (!counts || value == Truth::no || position == Chart::nobody) return;
    if (!chart_.positions()[position]->addressee) return;
    if (value == Truth::unknown && rule.if_unknown == IfUnknown::ignore) return;
    Claim& claim = claims_[position];
    if (rule.effect == config::Effect::withhold) {
      (value == Truth::yes ? claim.withholding : claim.doubting).push_back(number);
      return;
    }
    const bool unknown = value == Truth::unknown && rule.if_unknown == IfUnknown::hold;
    // The loader refuses to tell an outside position at once; nothing else may come of it here.
    if (unknown || rule.hold || chart_.positions()[position]->outside) {
      claim.holding.push_back({number, unknown});
    } else {
      claim.telling.push_back(number);
    }
    routing_.urgency = std::max(routing_.urgency, urgency_of_rule(rule, unknown));
  }

  /// What is not known raises no alarm; its question still has the report's own urgency.
  static Urgency urgency_of_rule(const Rule& rule, bool unknown) {
    return unknown ? Urgency::routine : rule.urgency.value_or(Urgency::routine);
  }

  /// Never withheld silently: whoever is to be told waits for a person instead.
  void hold_what_is_doubted() {
    for (Claim& claim : claims_) {
      if (claim.doubting.empty()) continue;
      for (const std::size_t rule : claim.telling) claim.holding.push_back({rule, true});
      claim.telling.clear();
    }
  }

  const Rule& rule(std::size_t number) const { return *chart_.rules()[number]; }

  /// Rules come by id, unless a stand-in has taken over another's.
  std::vector<std::string_view> ids_of(Numbers rules) const {
    if (!std::ranges::is_sorted(rules, std::ranges::less_equal{})) {
      std::ranges::sort(rules);
      rules.erase(std::ranges::unique(rules).begin(), rules.end());
    }
    std::vector<std::string_view> ids;
    ids.reserve(rules.size());
    for (const std::size_t number : rules) ids.emplace_back(rule(number).id);
    return ids;
  }

  bool hears_nothing(std::size_t position) const {
    return is_implicated(report_, chart_.positions()[position]->id) ||
           !claims_[position].withholding.empty();
  }

  /// Follows the stand-ins to the first that may act; nullopt when there is none.
  std::optional<std::size_t> stand_in_for(std::size_t position, const Code& not_this) const {
    const Position* candidate = chart_.positions()[position];
    // Stand-ins may form a circle: no chain is longer than there are positions.
    for (std::size_t step = 0; step < chart_.positions().size(); ++step) {
      if (!candidate->stand_in) return std::nullopt;
      const auto next = chart_.number_of(*candidate->stand_in);
      if (!next) return std::nullopt;
      candidate = chart_.positions()[*next];
      if (may_be_told(*candidate) && candidate->id != not_this && !hears_nothing(*next)) {
        return next;
      }
    }
    return std::nullopt;
  }

  void hand_to_stand_ins() {
    if (report_.concerns_un_personnel.implicated_positions.empty()) return;
    const std::vector<Claim> before = claims_;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const Position& position = *chart_.positions()[i];
      if (before[i].empty() || position.outside || !is_implicated(report_, position.id)) continue;
      const auto stand_in = stand_in_for(i, position.id);
      if (!stand_in) continue;
      Claim& taken = claims_[*stand_in];
      std::ranges::copy(before[i].telling, std::back_inserter(taken.telling));
      std::ranges::copy(before[i].holding, std::back_inserter(taken.holding));
      insert_sorted(taken.stands_in_for, position.id);
    }
  }

  void add_outcome(std::size_t number) {
    const Position& position = *chart_.positions()[number];
    const Claim& claim = claims_[number];
    Outcome& outcome = routing_.outcomes.emplace_back();
    outcome.position = position.id;
    outcome.outside = position.outside;
    outcome.urgency = urgency_of(report_);
    if (claim.empty()) return describe_not_told(outcome, number);
    outcome.stands_in_for = claim.stands_in_for;
    raise_urgency(outcome, claim);
    if (hears_nothing(number)) {
      describe_withheld(outcome, claim, position);
    } else if (!claim.telling.empty()) {
      describe_told(outcome, claim, position);
    } else {
      describe_held(outcome, claim, position);
    }
  }

  void raise_urgency(Outcome& outcome, const Claim& claim) const {
    for (const std::size_t number : claim.telling) {
      outcome.urgency = std::max(outcome.urgency, urgency_of_rule(rule(number), false));
    }
    for (const auto& [number, unknown] : claim.holding) {
      outcome.urgency = std::max(outcome.urgency, urgency_of_rule(rule(number), unknown));
    }
  }

  void describe_not_told(Outcome& outcome, std::size_t number) const {
    const Position& position = *chart_.positions()[number];
    if (!position.addressee) {
      outcome.reason = Reason::no_addressee;
    } else if (position.region && *position.region != report_.where.region) {
      outcome.reason = Reason::other_region;
    } else {
      outcome.reason = chart_.is_named(number) ? Reason::condition_false : Reason::no_rule;
    }
  }

  void describe_withheld(Outcome& outcome, const Claim& claim, const Position& position) const {
    Numbers rules = claim.telling;
    for (const Holding& holding : claim.holding) rules.push_back(holding.rule);
    outcome.told = Told::withheld;
    outcome.reason =
        is_implicated(report_, position.id) ? Reason::implicated : Reason::withheld_by_rule;
    outcome.rules = ids_of(rules);
    outcome.withheld_by = ids_of(claim.withholding);
  }

  void describe_told(Outcome& outcome, const Claim& claim, const Position& position) const {
    const bool own = std::ranges::any_of(
        claim.telling, [&](std::size_t number) { return rule(number).office == position.office; });
    outcome.told = Told::told;
    outcome.reason = own ? Reason::matched : Reason::stands_in;
    outcome.rules = ids_of(claim.telling);
    for (const std::size_t number : claim.telling) {
      const Rule& telling = rule(number);
      const Time deadline = now_ + telling.within;
      outcome.deadline = std::min(outcome.deadline.value_or(deadline), deadline);
      for (const Code& profile : telling.show) insert_sorted(outcome.show, profile);
      for (const Code& office : telling.then) add_climb(outcome, office);
    }
  }

  /// Whoever hears nothing of this report is not climbed to either.
  void add_climb(Outcome& outcome, const Code& office) const {
    Climb climb{.position = office, .skipped = false};
    if (office != "deputy") {
      const auto seat = seats_.offices.find(office);
      if (seat == seats_.offices.end()) return;
      climb.position = chart_.positions()[seat->second]->id;
      climb.skipped = hears_nothing(seat->second);
    }
    if (std::ranges::find(outcome.then, climb) == outcome.then.end()) {
      outcome.then.push_back(std::move(climb));
    }
  }

  void describe_held(Outcome& outcome, const Claim& claim, const Position& position) const {
    outcome.told = Told::held;
    outcome.reason = Reason::waits;
    for (const Holding& holding : claim.holding) add_hold(outcome, holding, position);
    for (Hold& hold : outcome.holds) name_missing(hold, claim);
    std::ranges::sort(outcome.holds, {}, [](const Hold& hold) {
      return std::pair{std::string_view{hold.decider}, hold.release};
    });
  }

  /// That position, or the first of its stand-ins that may act; empty when there is none.
  Code acting(std::size_t seat, const Position& waiting) const {
    if (seat == Chart::nobody) return {};
    const Position& position = *chart_.positions()[seat];
    if (may_be_told(position) && position.id != waiting.id && !hears_nothing(seat)) {
      return position.id;
    }
    const auto stand_in = stand_in_for(seat, waiting.id);
    return stand_in ? chart_.positions()[*stand_in]->id : Code{};
  }

  void add_hold(Outcome& outcome, const Holding& holding, const Position& position) const {
    const Rule& held_by = rule(holding.rule);
    const Hold terms = terms_of(holding, position);
    const auto same = std::ranges::find_if(
        outcome.holds, [&](const Hold& hold) { return is_same_wait(hold, terms); });
    Hold& hold = same != outcome.holds.end() ? *same : outcome.holds.emplace_back(terms);
    merge(hold, terms);
    insert_sorted(hold.rules, held_by.id);
    for (const Code& profile : held_by.show) insert_sorted(hold.show, profile);
  }

  /// The rule's own terms, or the mission's default for what is unknown: its first addressee
  /// decides, within the time an answer has. Nothing passes to who is outside by a deadline.
  Hold terms_of(const Holding& holding, const Position& position) const {
    const Rule& held_by = rule(holding.rule);
    const auto& own = held_by.hold;
    Hold hold;
    hold.unknown = holding.unknown;
    hold.answer_within = held_by.within;
    if (!own || (holding.unknown && own->release != HoldTerms::Release::decision)) {
      hold.decider = acting(seats_.first_addressee, position);
      hold.within = held_by.within;
      return hold;
    }
    const Chart::Seats& seats = seats_.rules[holding.rule];
    hold.decider = acting(seats.decider, position);
    // A forward passes a report on within the mission; who is outside needs a decision.
    hold.release = position.outside ? HoldTerms::Release::decision : own->release;
    hold.within = own->within;
    hold.at_deadline = own->at_deadline;
    if (position.outside && hold.at_deadline == config::AtDeadline::forward) {
      hold.at_deadline = config::AtDeadline::remind;
    }
    hold.escalate_to = climbs_to(seats.escalates_to, hold.decider, position);
    return hold;
  }

  /// Who decides already is not asked a second time: its stand-in is.
  std::optional<Code> climbs_to(std::size_t seat, const Code& decider,
                                const Position& waiting) const {
    Code climbs = acting(seat, waiting);
    if (climbs == decider && !climbs.empty()) {
      const auto stand_in = stand_in_for(*chart_.number_of(decider), waiting.id);
      climbs = stand_in ? chart_.positions()[*stand_in]->id : Code{};
    }
    return climbs.empty() || climbs == decider ? std::nullopt : std::optional{std::move(climbs)};
  }

  static void merge(Hold& hold, const Hold& more) {
    hold.unknown = hold.unknown && more.unknown;
    hold.within = std::min(hold.within, more.within);
    hold.answer_within = std::min(hold.answer_within, more.answer_within);
    hold.at_deadline = std::max(hold.at_deadline, more.at_deadline);
    if (!hold.escalate_to) hold.escalate_to = more.escalate_to;
  }

  /// What is unknown and matters to the rules behind a hold, and to those that would withhold.
  /// Atoms are in the order of their texts.
  void name_missing(Hold& hold, const Claim& claim) const {
    std::vector<config::NodeId> conditions;
    for (const auto& [number, unknown] : claim.holding) {
      const bool behind = std::ranges::binary_search(hold.rules, rule(number).id);
      if (unknown && behind) conditions.push_back(rule(number).condition);
    }
    for (const std::size_t number : claim.doubting) conditions.push_back(rule(number).condition);
    for (const config::AtomId atom : unknown_because(mission_.conditions, conditions, trace_)) {
      hold.missing.push_back(mission_.conditions.atoms[atom].text);
    }
  }

  /// A decider who would not be told anything is told for the question's sake; the question of an
  /// urgent matter is as urgent as the matter.
  void ask_deciders(std::size_t number) {
    const Outcome& held = routing_.outcomes[number];
    if (held.told != Told::held) return;
    for (const Hold& hold : held.holds) {
      const auto decider = chart_.number_of(hold.decider);
      if (!decider) continue;
      Outcome& outcome = routing_.outcomes[*decider];
      if (hold.release == HoldTerms::Release::decision) {
        outcome.urgency = std::max(outcome.urgency, held.urgency);
      }
      if (outcome.told == Told::not_told) ask(outcome);
      if (outcome.reason != Reason::asked) continue;
      const Time deadline = now_ + hold.within;
      outcome.deadline = std::min(outcome.deadline.value_or(deadline), deadline);
      for (const Code& profile : hold.show) insert_sorted(outcome.show, profile);
      for (const std::string& rule : hold.rules) {
        insert_sorted(outcome.rules, chart_.rule_id(rule));
      }
    }
  }

  static void ask(Outcome& outcome) {
    outcome.told = Told::told;
    outcome.reason = Reason::asked;
  }

  const Mission& mission_;
  const Chart& chart_;
  const Report& report_;
  const Trace& trace_;
  RuleValues values_;
  const Chart::RegionSeats& seats_;
  Time now_;
  std::vector<Claim> claims_;
  Routing routing_;
};

}  // namespace

struct RuleBook::Parts {
  explicit Parts(const Mission& given) : mission(given), chart(given), facts(given.conditions) {}

  const Mission& mission;
  Chart chart;
  FactReader facts;
  Trace trace;
};

RuleBook::RuleBook(const Mission& mission) : parts_(std::make_unique<Parts>(mission)) {}
RuleBook::~RuleBook() = default;

Routing RuleBook::route(const Report& report, const Assessment& assessment, Time now) {
  Parts& parts = *parts_;
  const Facts& facts = parts.facts.read(report, assessment, now);
  parts.trace = evaluate_atoms(parts.mission.conditions, parts.mission.calendars, facts);
  return Passage(parts.mission, parts.chart, report, parts.trace, now).route();
}

}  // namespace vigie::router
