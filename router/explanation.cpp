#include "router/explanation.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "config/words.h"
#include "router/explained_rules.h"
#include "router/text_json.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

Json milliseconds(const std::optional<Time>& time) {
  return time ? Json(to_milliseconds(*time)) : Json();
}

/// Leaves out what says nothing.
void put(Json& object, const char* name, Json value) {
  const bool nothing = value.is_null() || (value.is_structured() && value.empty()) ||
                       (value.is_string() && value.get_ref<const std::string&>().empty());
  if (!nothing) object[name] = std::move(value);
}

bool forwards_at_deadline(config::AtDeadline at_deadline) {
  return at_deadline == config::AtDeadline::forward;
}

class Explanation {
 public:
  Explanation(const StoredRouting& stored, const std::vector<KeptHold>& holds,
              const std::optional<Reader>& reader)
      : record_(Json::parse(stored.record)),
        version_(Json::parse(stored.version_record)),
        newcomers_(stored.newcomers),
        rules_(record_, version_, stored.trace, reader),
        holds_(holds),
        reader_(reader) {}

  Json write() {
    Json explained = Json::object();
    if (!reader_) explained["urgency"] = record_.at("urgency");
    if (!reader_ || reader_->told) explained["at"] = record_.at("at");
    explained["outcomes"] = Json::array();
    for (const Json& outcome : record_.at("outcomes")) {
      Json written = write(outcome);
      if (!written.is_null()) explained["outcomes"].push_back(std::move(written));
    }
    return explained;
  }

 private:
  /// null: not for this reader.
  Json write(const Json& outcome) {
    if (!reader_) return whole(outcome);
    if (outcome.at("position") == reader_->position) {
      return reader_->told ? own(outcome) : own_without_reason(outcome);
    }
    return reader_->told ? asked(outcome) : Json();
  }

  Json titled(const Json& outcome) const {
    const std::string position = outcome.at("position");
    return {
        {"position", position}, {"title", title_of(position)}, {"outcome", outcome.at("outcome")}};
  }

  /// Versions before the rules of today kept a position's title alone.
  Json title_of(const std::string& position) const {
    const Json& positions = version_.at("positions");
    const auto found = positions.find(position);
    if (found == positions.end()) {
      const auto newcomer = newcomers_.find(position);
      return newcomer == newcomers_.end() ? Text{position, position} : newcomer->second;
    }
    return found->contains("title") ? found->at("title") : *found;
  }

  bool is_outside(const std::string& position) const {
    const Json& positions = version_.at("positions");
    const auto found = positions.find(position);
    return found != positions.end() && found->value("outside", false);
  }

  std::string office_of(const std::string& position) const {
    const Json& positions = version_.at("positions");
    const auto found = positions.find(position);
    return found == positions.end() ? position : found->value("office", position);
  }

  /// Rules that would tell that position's office, by id.
  Json naming(const std::string& position) const {
    const std::string office = office_of(position);
    Json ids = Json::array();
    for (const auto& [id, rule] : version_.at("rules").items()) {
      const bool tells = rule.value("effect", "tell") == "tell";
      if (tells && rule.value("office", rule.value("tell", "")) == office) ids.push_back(id);
    }
    return ids;
  }

  Json positions(const Json& list) const {
    Json titled = Json::array();
    for (const Json& position : list) {
      titled.push_back({{"position", position}, {"title", title_of(position)}});
    }
    return titled;
  }

  Json whole(const Json& outcome) {
    Json written = titled(outcome);
    const std::string reason = outcome.at("reason");
    written["outside"] = is_outside(outcome.at("position"));
    written["reason"] = reason;
    put_terms(written, outcome);
    put(written, "then", climbs(outcome));
    put(written, "stands_in_for", positions(outcome.value("stands_in_for", Json::array())));
    put(written, "rules", rules_.in_full(outcome.value("rules", Json::array())));
    put(written, "withheld_by", rules_.in_full(outcome.value("withheld_by", Json::array())));
    put(written, "holds", holds(outcome));
    if (reason == to_string(Reason::condition_false)) {
      put(written, "nearest", rules_.nearest(naming(outcome.at("position"))));
    }
    return written;
  }

  static void put_terms(Json& written, const Json& outcome) {
    for (const char* name : {"urgency", "deadline", "show"}) {
      put(written, name, outcome.value(name, Json()));
    }
  }

  Json climbs(const Json& outcome) const {
    Json list = outcome.value("then", Json::array());
    for (Json& climb : list) {
      if (climb.at("position") != "deputy") climb["title"] = title_of(climb.at("position"));
    }
    return list;
  }

  Json own(const Json& outcome) {
    Json written = titled(outcome);
    const bool for_another = outcome.at("reason") == to_string(Reason::stands_in);
    written["outside"] = is_outside(outcome.at("position"));
    written["reason"] = for_another ? Json("hidden") : outcome.at("reason");
    put_terms(written, outcome);
    put(written, "rules", rules_.in_full(outcome.value("rules", Json::array())));
    put(written, "holds", holds(outcome));
    return written;
  }

  Json own_without_reason(const Json& outcome) const {
    Json written = titled(outcome);
    if (outcome.at("outcome") == to_string(Told::withheld)) {
      written["outcome"] = to_string(Told::not_told);
    }
    return written;
  }

  /// Another's outcome, as far as this reader is asked about it.
  Json asked(const Json& outcome) {
    Json list = holds(outcome);
    if (list.empty()) return {};
    Json written = titled(outcome);
    written["outside"] = is_outside(outcome.at("position"));
    written["holds"] = std::move(list);
    return written;
  }

  Json holds(const Json& outcome) {
    const bool own = reader_ && outcome.at("position") == reader_->position;
    Json list = Json::array();
    for (const Json& hold : outcome.value("holds", Json::array())) {
      const KeptHold* kept = find_kept(outcome, hold);
      if (!reader_ || own || asks_reader(hold, kept)) {
        list.push_back(write_hold(outcome, hold, kept));
      }
    }
    return list;
  }

  bool asks_reader(const Json& hold, const KeptHold* kept) const {
    if (kept != nullptr) return kept->asks(reader_->position);
    return hold.at("decider") == reader_->position;
  }

  /// The same act, and the same at the deadline: nearest to it, and of several the newest. When its
  /// decider was declined or is gone, somebody else decides.
  const KeptHold* find_kept(const Json& outcome, const Json& hold) const {
    const KeptHold* found = nullptr;
    for (const KeptHold& kept : holds_) {
      if (kept.position != outcome.at("position") || !is_same_act(kept, hold)) continue;
      if (found == nullptr || rank(kept, outcome, hold) > rank(*found, outcome, hold)) {
        found = &kept;
      }
    }
    return found;
  }

  static bool is_same_act(const KeptHold& kept, const Json& hold) {
    const auto at_deadline =
        config::parse_name<config::AtDeadline>(hold.at("at_deadline").get<std::string>());
    return to_string(kept.terms.release) == hold.at("release").get<std::string>() && at_deadline &&
           forwards_at_deadline(kept.terms.at_deadline) == forwards_at_deadline(*at_deadline);
  }

  /// Another hold of the outcome has a better claim to one that its own decider decides.
  static std::tuple<bool, bool, bool, std::int64_t> rank(const KeptHold& kept, const Json& outcome,
                                                         const Json& hold) {
    const bool exact = kept.terms.decider == hold.at("decider");
    const bool of_another = std::ranges::any_of(outcome.at("holds"), [&](const Json& other) {
      return is_same_act(kept, other) && kept.terms.decider == other.at("decider");
    });
    return {exact, !of_another, kept.terms.rules == hold.value("rules", std::vector<std::string>{}),
            kept.revision};
  }

  Json write_hold(const Json& outcome, const Json& hold, const KeptHold* kept) {
    Json written{{"release", hold.at("release")},
                 {"unknown", hold.at("unknown")},
                 {"within_min", hold.at("within_min")},
                 {"at_deadline", hold.at("at_deadline")}};
    put_decider(written, decider_of(outcome, hold, kept));
    const Json rules = rules_.in_full(hold.value("rules", Json::array()));
    put(written, "rules", rules);
    put(written, "doubting", rules_.in_full(hold.value("doubting", Json::array())));
    put(written, "missing", rules_.facts_by_text(hold.value("missing", Json::array())));
    if (!reader_) put_private(written, hold, kept);
    if (!reader_ || rules_.all_shown(rules)) put(written, "show", hold.value("show", Json()));
    if (kept != nullptr) written["now"] = state_of(*kept);
    return written;
  }

  void put_decider(Json& written, const std::optional<std::string>& decider) const {
    written["decider"] = decider.value_or(hidden_id);
    if (!decider) {
      written["decider_title"] = another_position();
    } else if (!decider->empty()) {
      written["decider_title"] = title_of(*decider);
    }
  }

  /// As it is now. Who acts in place of an implicated position says who is implicated: a reader who
  /// may not know reads whom the rules name; nullopt: that there is somebody.
  std::optional<std::string> decider_of(const Json& outcome, const Json& hold,
                                        const KeptHold* kept) const {
    const std::string routed = hold.at("decider");
    const std::string now = kept == nullptr ? routed : kept->terms.decider;
    const bool open =
        !reader_ || now == reader_->position || sees_who_is_implicated(reader_->grant);
    if (open) return now;
    if (now != routed) return std::nullopt;
    const auto named = named_decider(hold);
    return named == outcome.at("position").get<std::string>() ? std::nullopt : named;
  }

  std::optional<std::string> named_decider(const Json& hold) const {
    const Json rules = hold.value("rules", Json::array());
    if (rules.empty()) return std::nullopt;
    const auto rule = version_.at("rules").find(rules.front().get<std::string>());
    if (rule == version_.at("rules").end()) return std::nullopt;
    return position_of(deciding_office(rule.key(), *rule));
  }

  /// As RuleBook has it: without terms of its own, or unsure of a forward, the first addressee.
  std::string deciding_office(const std::string& id, const Json& rule) const {
    const Json how = rule.value("how", Json());
    const bool unsure = rules_.value_of(id) == "unknown" && rule.value("if_unknown", "") == "hold";
    if (how.is_object() && (!unsure || how.at("release") == "decision")) return how.at("by");
    return version_.value("first_addressee", "");
  }

  /// Of that office, in the report's region.
  std::optional<std::string> position_of(const std::string& office) const {
    for (const Json& outcome : record_.at("outcomes")) {
      const std::string position = outcome.at("position");
      const bool elsewhere = outcome.at("reason") == to_string(Reason::other_region);
      if (!elsewhere && office_of(position) == office) return position;
    }
    return std::nullopt;
  }

  void put_private(Json& written, const Json& hold, const KeptHold* kept) const {
    put(written, "answer_within_min", hold.value("answer_within_min", Json()));
    const std::string routed = hold.value("escalate_to", "");
    const std::string now = kept == nullptr ? routed : kept->terms.escalate_to.value_or("");
    if (now.empty()) return;
    written["escalate_to"] = now;
    written["escalate_to_title"] = title_of(now);
  }

  Json state_of(const KeptHold& kept) const {
    Json state{{"state", to_string(kept.state)}};
    put(state, "told_decider_at", milliseconds(kept.told_decider_at));
    put(state, "due", milliseconds(kept.due));
    put(state, "ended_at", milliseconds(kept.ended_at));
    if (reader_ && !kept.asks(reader_->position)) return state;
    if (kept.escalated) state["escalated"] = true;
    put(state, "ended_by", kept.ended_by);
    const bool by_reader = !reader_ || kept.ended_position == reader_->position;
    if (by_reader || sees_who_is_implicated(reader_->grant)) {
      put(state, "ended_position", kept.ended_position);
    }
    put(state, "reason", kept.reason ? Json(*kept.reason) : Json());
    return state;
  }

  Json record_;
  Json version_;
  const std::map<Code, Text>& newcomers_;
  ExplainedRules rules_;
  const std::vector<KeptHold>& holds_;
  const std::optional<Reader>& reader_;
};

}  // namespace

Text another_position() { return {"another position", "une autre fonction"}; }

nlohmann::json explain_routing(const StoredRouting& stored, const std::vector<KeptHold>& holds,
                               const std::optional<Reader>& reader) {
  return Explanation(stored, holds, reader).write();
}

}  // namespace vigie::router
