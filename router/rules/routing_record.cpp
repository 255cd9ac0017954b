#include "router/rules/routing_record.h"

#include "config/words.h"
#include "report/json_text.h"
#include "report/names.h"

namespace vigie::router {
namespace {

template <typename Texts>
void put_texts(JsonObject& object, const char* name, const Texts& list) {
  if (!list.empty()) object.put(name, Raw{json_texts(list)});
}

void put_list(JsonObject& object, const char* name, const std::vector<std::string>& list) {
  if (!list.empty()) object.put(name, Raw{json_list(list)});
}

std::string hold_record(const Hold& hold) {
  JsonObject record;
  record.put("decider", hold.decider)
      .put("release", to_string(hold.release))
      .put("unknown", hold.unknown);
  put_texts(record, "rules", hold.rules);
  put_texts(record, "doubting", hold.doubting);
  put_texts(record, "missing", hold.missing);
  record.put("within_min", hold.within.count()).put("at_deadline", to_string(hold.at_deadline));
  if (hold.escalate_to) record.put("escalate_to", *hold.escalate_to);
  put_texts(record, "show", hold.show);
  record.put("answer_within_min", hold.answer_within.count());
  return std::move(record).text();
}

std::string climb_record(const Climb& climb) {
  JsonObject record;
  record.put("position", climb.position).put("skipped", climb.skipped.has_value());
  if (climb.skipped) record.put("reason", to_string(*climb.skipped));
  put_texts(record, "show", climb.show);
  return std::move(record).text();
}

std::vector<std::string> climbs(const Outcome& outcome) {
  std::vector<std::string> list;
  for (const Climb& climb : outcome.then) list.push_back(climb_record(climb));
  return list;
}

std::string outcome_record(const Outcome& outcome) {
  JsonObject record;
  record.put("position", outcome.position)
      .put("outcome", to_string(outcome.told))
      .put("reason", to_string(outcome.reason));
  put_texts(record, "rules", outcome.rules);
  put_texts(record, "withheld_by", outcome.withheld_by);
  put_texts(record, "stands_in_for", outcome.stands_in_for);
  std::vector<std::string> holds;
  for (const Hold& hold : outcome.holds) holds.push_back(hold_record(hold));
  put_list(record, "holds", holds);
  if (outcome.told != Told::not_told) record.put("urgency", to_string(outcome.urgency));
  if (outcome.deadline) record.put("deadline", to_milliseconds(*outcome.deadline));
  put_texts(record, "show", outcome.show);
  put_list(record, "then", climbs(outcome));
  return std::move(record).text();
}

}  // namespace

std::string write_routing_record(const Routing& routing) {
  std::vector<std::string_view> yes;
  std::vector<std::string_view> unknown;
  std::vector<std::string_view> not_in_force;
  for (const RuleValue& value : routing.rules) {
    if (!value.in_force) not_in_force.push_back(value.rule);
    if (value.value == Truth::yes) yes.push_back(value.rule);
    if (value.value == Truth::unknown) unknown.push_back(value.rule);
  }
  std::vector<std::string> outcomes;
  for (const Outcome& outcome : routing.outcomes) outcomes.push_back(outcome_record(outcome));
  JsonObject record;
  record.put("at", to_milliseconds(routing.at)).put("urgency", to_string(routing.urgency));
  put_texts(record, "yes", yes);
  put_texts(record, "unknown", unknown);
  put_texts(record, "not_in_force", not_in_force);
  record.put("outcomes", Raw{json_list(outcomes)});
  return std::move(record).text();
}

}  // namespace vigie::router
