#include "cli/explain_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/explain_words.h"
#include "cli/reported_facts.h"
#include "cli/rule_text.h"
#include "cli/words.h"
#include "cli/wrapped_text.h"
#include "report/joined.h"

namespace vigie::cli {
namespace {

constexpr std::int64_t minutes_per_hour = 60;
constexpr std::int64_t minutes_per_day = 24 * minutes_per_hour;

/// What the router keeps of a hold now; empty when it keeps none.
Json state_of(const Json& hold) { return hold.value("now", Json::object()); }

bool is_told(const Json& notice) {
  const std::string state = notice.value("state", "");
  return !notice.empty() && state != "corrected" && state != "withheld";
}

/// The outcome of the routing, and of a hold what became of it since.
std::string group_of(const Json& outcome) {
  const std::string what = outcome.at("outcome");
  if (what != "held" || !outcome.contains("holds")) return what;
  const Json notice = outcome.value("notice", Json::object());
  bool told = is_told(notice);
  bool pending = false;
  for (const Json& hold : outcome.at("holds")) {
    const Json now = state_of(hold);
    const std::string state = now.value("state", "");
    told = told || (notice.empty() && (state == "released" || state == "passed"));
    pending = pending || !now.contains("ended_at");
  }
  if (told) return "told_since";
  return pending ? "held" : "settled";
}

class ExplainText {
 public:
  ExplainText(const Json& answer, const config::Mission& mission, const std::string& language)
      : answer_(answer), mission_(mission), language_(language) {}

  std::string all() {
    write_head();
    for (const auto& [group, heading] : headings) write_group(group, heading);
    return lines_.text();
  }

  std::string one() {
    if (answer_.at("outcomes").empty()) lines_.line(0, say("nothing"));
    for (const Json& outcome : answer_.at("outcomes")) write_whole(outcome);
    return lines_.text();
  }

 private:
  static constexpr std::pair<const char*, const char*> headings[] = {
      {"told", "TOLD"},       {"told_since", "TOLD_SINCE"}, {"held", "HELD"},
      {"settled", "SETTLED"}, {"withheld", "WITHHELD"},     {"not_told", "NOT_TOLD"}};

  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return explain_words(key, language_, values);
  }

  std::string name(const Json& titled, const char* title, const char* position) const {
    return position_name(titled.value(title, Json()), text_of(titled, position), language_);
  }
  std::string name(const Json& outcome) const { return name(outcome, "title", "position"); }
  std::string decider(const Json& hold) const {
    return text_in(hold.value("decider_title", Json::object()), language_);
  }

  // --- everything --------------------------------------------------------------------------------

  void write_head() {
    std::vector<std::string> counts;
    for (const auto& [group, heading] : headings) {
      const std::size_t count = with(group).size();
      const std::string key = std::string("summary.") + group;
      if (count > 0) counts.push_back(say(key, {std::to_string(count)}));
    }
    lines_.line(
        0, say("summary", {text_of(answer_, "report"), std::to_string(answer_.value("revision", 0)),
                           counts.empty() ? say("nothing") : joined(counts, ", ")}));
    if (answer_.contains("urgency")) {
      lines_.line(0, say("routed",
                         {time_text(answer_, "at"), word(text_of(answer_, "urgency"), language_)}));
    }
    if (answer_.contains("as")) lines_.line(0, reader_text(answer_, mission_, language_));
  }

  std::vector<const Json*> with(const std::string& group) const {
    std::vector<const Json*> found;
    for (const Json& each : answer_.at("outcomes")) {
      if (group_of(each) == group) found.push_back(&each);
    }
    return found;
  }

  void write_group(const std::string& group, const char* heading) {
    const auto found = with(group);
    if (found.empty()) return;
    lines_.gap();
    lines_.line(0, say(heading));
    for (const Json* each : found) write_brief(*each);
  }

  void write_brief(const Json& outcome) {
    const std::string what = outcome.at("outcome");
    if (what == "held" && outcome.contains("holds")) return write_held(outcome, 2);
    lines_.line(2, say("line", {name(outcome), what == "told" ? told(outcome) : why(outcome)}));
    if (what != "told") return;
    write_standing_in(outcome, 4);
    for (const std::string& sentence : sentences(outcome)) lines_.item(4, sentence);
  }

  std::string told(const Json& outcome) const {
    const Json notice = outcome.value("notice", Json::object());
    if (notice.value("state", "") == "corrected") {
      return say("told.corrected", {std::to_string(notice.value("revision", 0))});
    }
    if (notice.contains("acknowledged_at")) {
      return say("told.acknowledged", {person_name(text_of(notice, "acknowledged_by"), mission_),
                                       time_text(notice, "acknowledged_at")});
    }
    const Json& timed = notice.contains("deadline") ? notice : outcome;
    if (!timed.contains("deadline")) return say("told.plain");
    return say("told.until", {time_text(timed, "deadline")});
  }

  /// Why it was not told, or only for another's sake.
  std::string why(const Json& outcome) const {
    const std::string key = "reason." + text_of(outcome, "reason");
    if (knows_explain_words(key)) return say(key);
    return outcome.at("outcome") == "held" ? say("held.plain") : say("told.not");
  }

  void write_standing_in(const Json& outcome, std::size_t indent) {
    for (const Json& other : outcome.value("stands_in_for", Json::array())) {
      lines_.line(indent, say("reason.stands_in", {name(other)}));
    }
    const std::string reason = outcome.value("reason", "");
    if (reason == "asked" || reason == "hidden") lines_.line(indent, say("reason." + reason));
  }

  std::vector<std::string> sentences(const Json& rules_of) const {
    std::vector<std::string> all;
    for (const Json& rule : rules_of.value("rules", Json::array())) {
      all.push_back(rule_sentence(rule, language_));
    }
    return all;
  }

  // --- holds -------------------------------------------------------------------------------------

  void write_held(const Json& outcome, std::size_t indent) {
    std::string said;
    for (const Json& hold : outcome.at("holds")) {
      const std::string text = held(outcome, hold);
      if (said.empty()) {
        lines_.line(indent, say("line", {name(outcome), text}));
        write_acknowledged(outcome, indent + 2);
      } else if (text != said) {
        lines_.line(indent + 2, text);
      }
      said = text;
      write_reasons(hold, indent + 2);
    }
    if (outcome.value("outside", false)) lines_.line(indent + 2, say("reason.outside"));
  }

  /// Of a notice that was given in the end.
  void write_acknowledged(const Json& outcome, std::size_t indent) {
    const Json notice = outcome.value("notice", Json::object());
    if (!notice.empty() && told(outcome) != say("told.plain")) lines_.line(indent, told(outcome));
  }

  void write_reasons(const Json& hold, std::size_t indent) {
    for (const Json& rule : hold.value("rules", Json::array())) {
      const std::string sentence = rule_sentence(rule, language_);
      const bool unknown = rule.value("value", "") == "unknown";
      lines_.item(indent, unknown ? say("held.whether", {sentence}) : sentence);
    }
    for (const Json& rule : hold.value("doubting", Json::array())) {
      lines_.item(indent, say("held.doubted", {rule_sentence(rule, language_)}));
    }
    const std::string missing = missing_of(hold);
    if (!missing.empty()) lines_.item(indent, say("held.unknown", {missing}));
    const Json now = state_of(hold);
    if (now.contains("reason")) {
      lines_.item(indent, say("held.given_reason", {text_of(now, "reason")}));
    }
  }

  /// Each once.
  std::string missing_of(const Json& hold) const {
    std::vector<std::string> facts;
    for (const Json& fact : hold.value("missing", Json::array())) {
      std::string text = fact_text(fact, language_);
      if (std::ranges::find(facts, text) == facts.end()) facts.push_back(std::move(text));
    }
    return joined(facts, say("and"));
  }

  /// For whose decision, until when, what then; or how it ended.
  std::string held(const Json& outcome, const Json& hold) const {
    const Json now = state_of(hold);
    const std::string state = now.value("state", "");
    if (now.contains("ended_at")) return ended(hold, now, state);
    const Json notice = outcome.value("notice", Json::object());
    if (state.empty() && is_told(notice)) return say("held.told_before");
    if (text_of(hold, "decider").empty()) return say("held.nobody");
    std::string text = say("held." + hold.at("release").get<std::string>(), {decider(hold)});
    text += ", " + until(hold, now) + say("and") + then(hold);
    if (now.value("escalated", false)) text += say("and") + escalated(hold);
    return text;
  }

  std::string ended(const Json& hold, const Json& now, const std::string& state) const {
    const std::string at = time_text(now, "ended_at");
    if (state == "passed" || state == "closed") return say("held." + state, {at});
    const bool forwarded = state == "released" && hold.at("release") == "forward";
    const std::string key = "held." + (forwarded ? "forwarded" : state);
    if (now.contains("ended_by")) {
      return say(key, {person_name(text_of(now, "ended_by"), mission_), at});
    }
    return say(state == "declined" ? "held.declined_plain" : "held.released_plain", {at});
  }

  std::string until(const Json& hold, const Json& now) const {
    if (now.contains("due")) return say("held.by", {time_text(now, "due")});
    const std::string span = span_text(hold.value("within_min", std::int64_t{0}), language_);
    return say(now.value("state", "") == "waiting" ? "held.within_told" : "held.within", {span});
  }

  std::string then(const Json& hold) const {
    const std::string at_deadline = text_of(hold, "at_deadline");
    if (at_deadline != "escalate") return say("held.then." + at_deadline);
    if (!hold.contains("escalate_to_title")) return say("held.then.escalate_other");
    return say("held.then.escalate", {text_in(hold.at("escalate_to_title"), language_)});
  }

  std::string escalated(const Json& hold) const {
    if (!hold.contains("escalate_to_title")) return say("held.then.escalate_other");
    return say("held.escalated", {text_in(hold.at("escalate_to_title"), language_)});
  }

  // --- one position ------------------------------------------------------------------------------

  void write_whole(const Json& outcome) {
    const std::string what = outcome.at("outcome");
    if (what == "held" && outcome.contains("holds")) {
      write_held(outcome, 0);
    } else {
      lines_.line(0, say("line", {name(outcome), what == "told" ? told(outcome) : why(outcome)}));
    }
    write_standing_in(outcome, 2);
    write_terms(outcome);
    if (what == "withheld") lines_.line(2, say("withheld.would"));
    write_rules(outcome, "rules");
    if (outcome.contains("withheld_by")) lines_.line(2, say("withheld.by"));
    write_rules(outcome, "withheld_by");
    for (const Json& hold : outcome.value("holds", Json::array())) {
      write_rules(hold, "rules");
      write_rules(hold, "doubting");
    }
    write_rules(outcome, "nearest");
  }

  std::string profiles_of(const Json& shown) const {
    std::vector<std::string> profiles;
    for (const Json& profile : shown.value("show", Json::array())) {
      profiles.push_back(profile_name(profile.get<std::string>(), mission_, language_));
    }
    return joined(profiles, ", ");
  }

  std::string skipped(const std::string& next, const Json& climb) const {
    const std::string text = say("then.skipped", {next});
    if (!climb.contains("reason")) return text;
    return say("position", {text, say("reason." + text_of(climb, "reason"))});
  }

  void write_terms(const Json& outcome) {
    const std::string shown_to_it = profiles_of(outcome);
    if (!shown_to_it.empty()) lines_.line(2, say("show", {shown_to_it}));
    std::vector<std::string> climbs;
    for (const Json& climb : outcome.value("then", Json::array())) {
      std::string next = climb.contains("title") ? name(climb) : say("then.deputy");
      if (climb.value("skipped", false)) next = skipped(next, climb);
      const std::string shown = profiles_of(climb);
      if (!shown.empty()) next = say("position", {next, shown});
      climbs.push_back(std::move(next));
    }
    if (!climbs.empty()) lines_.line(2, say("then", {joined(climbs, ", ")}));
  }

  void write_rules(const Json& of, const char* list) {
    for (const Json& rule : of.value(list, Json::array())) {
      lines_.gap();
      add_rule(lines_, rule, 2, language_);
    }
  }

  const Json& answer_;
  const config::Mission& mission_;
  const std::string& language_;
  WrappedText lines_;
};

}  // namespace

std::string explain_text(const Json& answer, const config::Mission& mission,
                         const std::string& language) {
  return ExplainText(answer, mission, language).all();
}

std::string position_text(const Json& answer, const config::Mission& mission,
                          const std::string& language) {
  return ExplainText(answer, mission, language).one();
}

std::string span_text(std::int64_t minutes, const std::string& language) {
  if (minutes > 0 && minutes % minutes_per_day == 0) {
    return explain_words("days", language, {std::to_string(minutes / minutes_per_day)});
  }
  if (minutes > 0 && minutes % minutes_per_hour == 0) {
    return explain_words("hours", language, {std::to_string(minutes / minutes_per_hour)});
  }
  return explain_words("minutes", language, {std::to_string(minutes)});
}

std::string position_name(const Json& title, const std::string& position,
                          const std::string& language) {
  const std::string text = text_in(title, language);
  if (text.empty() || text == position) return position;
  return explain_words("position", language, {text, position});
}

std::string person_name(const std::string& person, const config::Mission& mission) {
  const auto found = mission.people.find(person);
  return found == mission.people.end() ? person : found->second.name;
}

std::string profile_name(const std::string& profile, const config::Mission& mission,
                         const std::string& language) {
  const auto found = mission.profiles.find(profile);
  return found == mission.profiles.end() ? one_line(profile) : found->second.title.in(language);
}

std::string reader_text(const Json& answer, const config::Mission& mission,
                        const std::string& language) {
  const std::string position = text_of(answer, "as");
  const auto found = mission.positions.find(position);
  const bool known = found != mission.positions.end();
  return explain_words("reader", language, {known ? found->second.title.in(language) : position});
}

std::string text_of(const Json& json, const char* name) {
  return one_line(json.value(name, std::string{}));
}

std::string time_text(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return "";
  if (found->is_string()) return one_line(found->get<std::string>());
  return to_string(from_milliseconds(found->get<std::int64_t>()));
}

std::string text_in(const Json& text, const std::string& language) {
  return text.is_object() ? one_line(text.value(language, std::string{})) : "";
}

}  // namespace vigie::cli
