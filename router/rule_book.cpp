#include "router/rule_book.h"

#include <algorithm>
#include <map>
#include <set>

#include "report/check.h"
#include "router/facts.h"
#include "router/nearest.h"

namespace vigie::router {
namespace {

using config::HoldTerms;
using config::IfUnknown;
using config::Mission;
using config::Position;
using config::Rule;
using Rules = std::vector<const Rule*>;

/// A rule that holds a position, and whether only because something is unknown.
struct Holding {
  const Rule* rule = nullptr;
  bool unknown = false;
};

/// The rules behind one position while a report is routed.
struct Claim {
  Rules telling;
  std::vector<Holding> holding;
  Rules withholding;
  Rules doubting;  ///< Would withhold, if what is unknown were so.
  std::vector<Code> stands_in_for;

  bool empty() const { return telling.empty() && holding.empty(); }
  void clear() { *this = {}; }
};

std::vector<std::string> ids_of(const Rules& rules) {
  std::set<std::string> ids;
  for (const Rule* rule : rules) ids.insert(rule->id);
  return {ids.begin(), ids.end()};
}

template <typename Values>
void insert_sorted(std::vector<Values>& into, const Values& value) {
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

/// The terms under which an office is held: the rule's own, or the mission's default for what is
/// unknown — its first addressee decides, within the time an answer has.
HoldTerms terms_of(const Holding& holding, const Mission& mission) {
  const auto& own = holding.rule->hold;
  if (own && (!holding.unknown || own->release == HoldTerms::Release::decision)) return *own;
  return {.release = HoldTerms::Release::decision,
          .by = mission.first_addressee,
          .within = holding.rule->within,
          .at_deadline = config::AtDeadline::remind,
          .escalate_to = std::nullopt};
}

/// Positions of the mission by number, and which of them an office means in a region.
class Chart {
 public:
  explicit Chart(const Mission& mission) : mission_(mission) {
    for (const auto& [id, position] : mission.positions) {
      numbers_.emplace(id, positions_.size());
      positions_.push_back(&position);
    }
    for (const Rule& rule : mission.rules) rules_.push_back({&rule, nullptr});
    std::ranges::sort(rules_, {}, [](const Told& told) { return std::string_view{told.rule->id}; });
    for (Told& told : rules_) told.office = &office_named(told.rule->office);
  }

  /// By id.
  std::size_t rule_count() const { return rules_.size(); }
  const Rule& rule(std::size_t number) const { return *rules_[number].rule; }

  const std::vector<const Position*>& positions() const { return positions_; }
  std::optional<std::size_t> number_of(const Code& position) const {
    const auto found = numbers_.find(position);
    return found == numbers_.end() ? std::nullopt : std::optional{found->second};
  }

  /// Whom the n-th rule speaks of, for that region.
  std::optional<std::size_t> told_by(std::size_t rule, const Code& region) const {
    const auto& office = *rules_[rule].office;
    if (office.everywhere) return office.everywhere;
    const auto found = office.by_region.find(region);
    return found == office.by_region.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  struct Office {
    std::optional<std::size_t> everywhere;
    std::map<Code, std::size_t, std::less<>> by_region;
  };

  struct Told {
    const Rule* rule;
    const Office* office;
  };

  const Office& office_named(const Code& office) {
    const auto known = by_office_.find(office);
    if (known != by_office_.end()) return known->second;
    Office& noted = by_office_[office];
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      if (positions_[i]->office != office) continue;
      if (positions_[i]->region) {
        noted.by_region.emplace(*positions_[i]->region, i);
      } else if (!noted.everywhere) {
        noted.everywhere = i;
      }
    }
    return noted;
  }

  const Mission& mission_;
  std::vector<const Position*> positions_;
  std::map<Code, std::size_t, std::less<>> numbers_;
  std::map<Code, Office, std::less<>> by_office_;
  std::vector<Told> rules_;
};

/// One report on its way through the rules.
class Passage {
 public:
  Passage(const Mission& mission, const Chart& chart, const Report& report, const Trace& trace,
          Time now)
      : mission_(mission), chart_(chart), report_(report), trace_(trace), now_(now) {
    claims_.resize(chart.positions().size());
  }

  Routing route() {
    routing_.version = mission_.version;
    routing_.at = now_;
    routing_.urgency = urgency_of(report_);
    for (std::size_t i = 0; i < chart_.rule_count(); ++i) apply(i);
    hold_what_is_doubted();
    hand_to_stand_ins();
    for (std::size_t i = 0; i < claims_.size(); ++i) add_outcome(i);
    for (std::size_t i = 0; i < claims_.size(); ++i) ask_deciders(i);
    routing_.trace = pack(trace_);
    return std::move(routing_);
  }

 private:
  void apply(std::size_t number) {
    const Rule& rule = chart_.rule(number);
    const Truth value = evaluate(mission_.conditions, rule.condition, trace_);
    const bool counts = in_force(rule, now_);
    routing_.rules.push_back({rule.id, value, counts});
    const auto position = chart_.told_by(number, report_.where.region);
    if (!counts || value == Truth::no || !position) return;
    if (!chart_.positions()[*position]->addressee) return;
    if (value == Truth::unknown && rule.if_unknown == IfUnknown::ignore) return;
    Claim& claim = claims_[*position];
    if (rule.effect == config::Effect::withhold) {
      (value == Truth::yes ? claim.withholding : claim.doubting).push_back(&rule);
      return;
    }
    const bool unknown = value == Truth::unknown && rule.if_unknown == IfUnknown::hold;
    // The loader refuses to tell an outside position at once; nothing else may come of it here.
    if (unknown || rule.hold || chart_.positions()[*position]->outside) {
      claim.holding.push_back({&rule, unknown});
    } else {
      claim.telling.push_back(&rule);
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
      for (const Rule* rule : claim.telling) claim.holding.push_back({rule, true});
      claim.telling.clear();
    }
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
    outcome.urgency = urgency_of(report_);
    if (claim.empty()) return describe_not_told(outcome, position);
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

  static void raise_urgency(Outcome& outcome, const Claim& claim) {
    for (const Rule* rule : claim.telling) {
      outcome.urgency = std::max(outcome.urgency, urgency_of_rule(*rule, false));
    }
    for (const Holding& holding : claim.holding) {
      outcome.urgency = std::max(outcome.urgency, urgency_of_rule(*holding.rule, holding.unknown));
    }
  }

  void describe_not_told(Outcome& outcome, const Position& position) const {
    for (std::size_t i = 0; i < chart_.rule_count(); ++i) {
      const Rule& rule = chart_.rule(i);
      if (rule.office == position.office && rule.effect == config::Effect::tell) {
        outcome.nearest.push_back(rule.id);
      }
    }
    if (!position.addressee) {
      outcome.reason = Reason::no_addressee;
    } else if (position.region && *position.region != report_.where.region) {
      outcome.reason = Reason::other_region;
    } else {
      outcome.reason = outcome.nearest.empty() ? Reason::no_rule : Reason::condition_false;
    }
  }

  void describe_withheld(Outcome& outcome, const Claim& claim, const Position& position) const {
    Rules rules = claim.telling;
    for (const Holding& holding : claim.holding) rules.push_back(holding.rule);
    outcome.told = Told::withheld;
    outcome.reason =
        is_implicated(report_, position.id) ? Reason::implicated : Reason::withheld_by_rule;
    outcome.rules = ids_of(rules);
    outcome.withheld_by = ids_of(claim.withholding);
  }

  void describe_told(Outcome& outcome, const Claim& claim, const Position& position) const {
    const bool own = std::ranges::any_of(
        claim.telling, [&](const Rule* rule) { return rule->office == position.office; });
    outcome.told = Told::told;
    outcome.reason = own ? Reason::matched : Reason::stands_in;
    outcome.rules = ids_of(claim.telling);
    for (const Rule* rule : claim.telling) {
      const Time deadline = now_ + rule->within;
      outcome.deadline = std::min(outcome.deadline.value_or(deadline), deadline);
      for (const Code& profile : rule->show) insert_sorted(outcome.show, profile);
      for (const Code& office : rule->then) add_climb(outcome, office);
    }
  }

  /// Whoever hears nothing of this report is not climbed to either.
  void add_climb(Outcome& outcome, const Code& office) const {
    Climb climb{.position = office, .skipped = false};
    if (office != "deputy") {
      const Position* position = mission_.position_for(office, report_.where.region);
      if (position == nullptr) return;
      climb.position = position->id;
      climb.skipped = hears_nothing(*chart_.number_of(position->id));
    }
    if (std::ranges::find(outcome.then, climb) == outcome.then.end()) {
      outcome.then.push_back(std::move(climb));
    }
  }

  void describe_held(Outcome& outcome, const Claim& claim, const Position& position) const {
    outcome.told = Told::held;
    outcome.reason = Reason::waits;
    for (const Holding& holding : claim.holding) add_hold(outcome, holding, claim, position);
    std::ranges::sort(outcome.holds, {}, [](const Hold& hold) {
      return std::pair{std::string_view{hold.decider}, hold.release};
    });
  }

  /// The position of that office in this report's region that may act, or its stand-in.
  Code acting(const Code& office, const Position& waiting) const {
    const Position* position = mission_.position_for(office, report_.where.region);
    if (position == nullptr) return {};
    const auto number = chart_.number_of(position->id);
    if (position->id != waiting.id && !hears_nothing(*number)) return position->id;
    const auto stand_in = stand_in_for(*number, waiting.id);
    return stand_in ? chart_.positions()[*stand_in]->id : Code{};
  }

  void add_hold(Outcome& outcome, const Holding& holding, const Claim& claim,
                const Position& position) const {
    const HoldTerms terms = terms_of(holding, mission_);
    const Code decider = acting(terms.by, position);
    const auto same = std::ranges::find_if(outcome.holds, [&](const Hold& hold) {
      return hold.decider == decider && hold.release == terms.release;
    });
    Hold& hold = same != outcome.holds.end() ? *same : outcome.holds.emplace_back();
    const bool first = hold.rules.empty();
    hold.decider = decider;
    hold.release = terms.release;
    hold.unknown = holding.unknown && (first || hold.unknown);
    hold.within = first ? terms.within : std::min(hold.within, terms.within);
    hold.answer_within =
        first ? holding.rule->within : std::min(hold.answer_within, holding.rule->within);
    if (first || terms.at_deadline > hold.at_deadline) hold.at_deadline = terms.at_deadline;
    if (position.outside && hold.at_deadline == config::AtDeadline::forward) {
      hold.at_deadline = config::AtDeadline::remind;
    }
    if (terms.escalate_to) hold.escalate_to = acting(*terms.escalate_to, position);
    insert_sorted(hold.rules, holding.rule->id);
    for (const Code& profile : holding.rule->show) insert_sorted(hold.show, profile);
    if (holding.unknown) name_missing(hold, *holding.rule);
    for (const Rule* doubt : claim.doubting) name_missing(hold, *doubt);
  }

  void name_missing(Hold& hold, const Rule& rule) const {
    for (const config::AtomId atom : unknown_because(mission_.conditions, rule.condition, trace_)) {
      insert_sorted(hold.missing, mission_.conditions.atoms[atom].text);
    }
  }

  /// A decider who would not be told anything is told for the question's sake; the question of an
  /// urgent matter is as urgent as the matter.
  void ask_deciders(std::size_t number) {
    const Outcome held = routing_.outcomes[number];
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
      for (const std::string& rule : hold.rules) insert_sorted(outcome.rules, rule);
    }
  }

  static void ask(Outcome& outcome) {
    outcome.told = Told::told;
    outcome.reason = Reason::asked;
    outcome.nearest.clear();
  }

  const Mission& mission_;
  const Chart& chart_;
  const Report& report_;
  const Trace& trace_;
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
