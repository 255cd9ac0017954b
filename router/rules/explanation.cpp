#include "router/rules/explanation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "router/rules/explained_rules.h"

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

class Explanation {
 public:
  Explanation(const StoredRouting& stored, const std::vector<KeptHold>& holds,
              const std::optional<Reader>& reader)
      : record_(Json::parse(stored.record)),
        version_(Json::parse(stored.version_record)),
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
    if (found == positions.end()) return {{"en", position}, {"fr", position}};
    return found->contains("title") ? found->at("title") : *found;
  }

  bool is_outside(const std::string& position) const {
    const Json& positions = version_.at("positions");
    const auto found = positions.find(position);
    return found != positions.end() && found->value("outside", false);
  }

  /// Rules that would tell that position's office, by id.
  Json naming(const std::string& position) const {
    const Json& positions = version_.at("positions");
    const auto found = positions.find(position);
    const std::string office =
        found == positions.end() ? position : found->value("office", position);
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
      const KeptHold* kept = find_kept(outcome.at("position"), hold);
      if (!reader_ || own || asks_reader(hold, kept)) list.push_back(write_hold(hold, kept));
    }
    return list;
  }

  bool asks_reader(const Json& hold, const KeptHold* kept) const {
    return hold.at("decider") == reader_->position ||
           (kept != nullptr && kept->asks(reader_->position));
  }

  /// When its decider was declined, whoever declined that one decides.
  const KeptHold* find_kept(const std::string& position, const Json& hold) const {
    const KeptHold* found = nullptr;
    for (const KeptHold& kept : holds_) {
      const bool same = kept.position == position &&
                        to_string(kept.terms.release) == hold.at("release").get<std::string>();
      if (same && (found == nullptr || kept.terms.decider == hold.at("decider"))) found = &kept;
    }
    return found;
  }

  Json write_hold(const Json& hold, const KeptHold* kept) {
    const std::string decider = hold.at("decider");
    Json written{{"decider", decider},
                 {"release", hold.at("release")},
                 {"unknown", hold.at("unknown")},
                 {"within_min", hold.at("within_min")},
                 {"at_deadline", hold.at("at_deadline")}};
    if (!decider.empty()) written["decider_title"] = title_of(decider);
    const Json rules = rules_.in_full(hold.value("rules", Json::array()));
    put(written, "rules", rules);
    put(written, "missing", rules_.facts_by_text(hold.value("missing", Json::array())));
    if (!reader_) put_private(written, hold);
    if (!reader_ || rules_.all_shown(rules)) put(written, "show", hold.value("show", Json()));
    if (kept != nullptr) written["now"] = state_of(*kept);
    return written;
  }

  void put_private(Json& written, const Json& hold) const {
    put(written, "answer_within_min", hold.value("answer_within_min", Json()));
    if (!hold.contains("escalate_to")) return;
    written["escalate_to"] = hold.at("escalate_to");
    written["escalate_to_title"] = title_of(hold.at("escalate_to"));
  }

  Json state_of(const KeptHold& kept) const {
    Json state{{"state", to_string(kept.state)}};
    put(state, "told_decider_at", milliseconds(kept.told_decider_at));
    put(state, "due", milliseconds(kept.due));
    put(state, "ended_at", milliseconds(kept.ended_at));
    if (reader_ && !kept.asks(reader_->position)) return state;
    if (kept.escalated) state["escalated"] = true;
    put(state, "ended_by", kept.ended_by);
    put(state, "ended_position", kept.ended_position);
    put(state, "reason", kept.reason ? Json(*kept.reason) : Json());
    return state;
  }

  Json record_;
  Json version_;
  ExplainedRules rules_;
  const std::vector<KeptHold>& holds_;
  const std::optional<Reader>& reader_;
};

}  // namespace

nlohmann::json explain_routing(const StoredRouting& stored, const std::vector<KeptHold>& holds,
                               const std::optional<Reader>& reader) {
  return Explanation(stored, holds, reader).write();
}

}  // namespace vigie::router
