#include "tests/support/encode.h"

#include <nlohmann/json.hpp>

#include "report/names.h"

namespace vigie {

// Not in an unnamed namespace: the templates find each form() by its argument, which is of vigie.
using Json = nlohmann::ordered_json;

static Json form(const std::string& text) { return text; }
static Json form(std::int64_t number) { return number; }
static Json form(const OffsetTime& time) { return to_string(time); }
static Json form(const Uuid& id) { return to_string(id); }
template <ReportEnum Enum>
static Json form(Enum value) {
  return to_string(value);
}

template <typename Value>
static Json form(const std::vector<Value>& list);

template <typename Value>
static void put(Json& json, const char* name, const std::optional<Value>& value) {
  if (value) json[name] = form(*value);
}

/// Parts that are always there in the struct, and in JSON only when they say something.
static void put_part(Json& json, const char* name, Json part) {
  if (!part.empty()) json[name] = std::move(part);
}

static Json form(const Range& range) {
  Json json = Json::object();
  put(json, "min", range.min);
  put(json, "max", range.max);
  return json;
}

static Json form(const Age& age) {
  Json json = Json::object();
  put(json, "min", age.min);
  put(json, "max", age.max);
  json["basis"] = form(age.basis);
  return json;
}

static Json form(const Document& document) {
  return {{"kind", document.kind}, {"state", to_string(document.state)}};
}

static Json form(const Statement& statement) {
  Json json = Json::object();
  put(json, "consents", statement.consents);
  put(json, "denies_being_victim", statement.denies_being_victim);
  return json;
}

static Json form(const Group& group) {
  Json json;
  json["name"] = group.name;
  json["role"] = form(group.role);
  put(json, "count", group.count);
  put(json, "age", group.age);
  put(json, "sex", group.sex);
  put(json, "nationalities", group.nationalities);
  put(json, "languages", group.languages);
  put(json, "documents", group.documents);
  put(json, "conditions", group.conditions);
  put(json, "statement", group.statement);
  put(json, "description", group.description);
  return json;
}

static Json form(const What& what) {
  Json json = Json::object();
  put(json, "category", what.category);
  put(json, "label", what.label);
  put(json, "summary", what.summary);
  put(json, "narrative", what.narrative);
  return json;
}

static Json form(const When& when) {
  Json json = Json::object();
  put(json, "observed_from", when.observed_from);
  put(json, "observed_to", when.observed_to);
  put(json, "recurring", when.recurring);
  json["filed_at"] = form(when.filed_at);
  return json;
}

static Json form(const Position& position) {
  Json json;
  json["latitude"] = position.latitude;
  json["longitude"] = position.longitude;
  put(json, "accuracy_m", position.accuracy_m);
  return json;
}

static Json form(const Where& where) {
  Json json;
  json["region"] = where.region;
  put(json, "cercle", where.cercle);
  put(json, "locality", where.locality);
  put(json, "place_type", where.place_type);
  put(json, "position", where.position);
  if (where.place_withheld) json["place_withheld"] = true;
  return json;
}

static Json form(const Fact& fact) {
  Json json;
  json["code"] = fact.code;
  json["basis"] = form(fact.basis);
  put(json, "groups", fact.groups);
  put(json, "by", fact.by);
  return json;
}

static Json form(const Vehicle& vehicle) {
  Json json;
  json["kind"] = vehicle.kind;
  put(json, "count", vehicle.count);
  put(json, "description", vehicle.description);
  return json;
}

static Json form(const ArmedActor& actor) {
  Json json;
  json["kind"] = actor.kind;
  json["basis"] = form(actor.basis);
  put(json, "description", actor.description);
  return json;
}

static Json form(const Benefit& benefit) {
  Json json;
  json["stage"] = form(benefit.stage);
  put(json, "by", benefit.by);
  put(json, "to", benefit.to);
  put(json, "amount", benefit.amount);
  put(json, "currency", benefit.currency);
  put(json, "basis", benefit.basis);
  return json;
}

static Json form(const CrossingDocuments& documents) {
  Json json;
  json["groups"] = form(documents.groups);
  json["documents"] = form(documents.documents);
  put(json, "visa", documents.visa);
  return json;
}

static Json form(const Crossing& crossing) {
  Json json;
  json["from"] = crossing.from;
  json["to"] = crossing.to;
  json["stage"] = form(crossing.stage);
  json["basis"] = form(crossing.basis);
  put(json, "groups", crossing.groups);
  put(json, "transport", crossing.transport);
  put(json, "control", crossing.control);
  put(json, "documents", crossing.documents);
  put(json, "benefits", crossing.benefits);
  put(json, "mistreatment", crossing.mistreatment);
  return json;
}

static Json form(const Journey& journey) {
  Json json = Json::object();
  put(json, "route", journey.route);
  put(json, "crossings", journey.crossings);
  return json;
}

static Json form(const How& how) {
  Json json = Json::object();
  put(json, "acts", how.acts);
  put(json, "means", how.means);
  put(json, "vehicles", how.vehicles);
  put(json, "armed_actors", how.armed_actors);
  put(json, "journey", how.journey);
  return json;
}

static Json form(const Why& why) {
  Json json = Json::object();
  put(json, "purposes", why.purposes);
  return json;
}

static Json form(const Indicator& indicator) {
  Json json;
  json["code"] = indicator.code;
  put(json, "groups", indicator.groups);
  return json;
}

static Json form(const Need& need) {
  Json json;
  json["kind"] = need.kind;
  json["urgency"] = form(need.urgency);
  put(json, "count", need.count);
  put(json, "group", need.group);
  return json;
}

static Json form(const Danger& danger) {
  return {{"life_at_risk_now", to_string(danger.life_at_risk_now)},
          {"armed_actors_present", to_string(danger.armed_actors_present)}};
}

static Json form(const Protection& protection) {
  return {{"risk_on_return", to_string(protection.risk_on_return)},
          {"possible_sexual_violence", to_string(protection.possible_sexual_violence)}};
}

static Json form(const ConcernsUnPersonnel& concerns) {
  Json json;
  json["answer"] = concerns.concerned ? "yes" : "no";
  if (!concerns.implicated_positions.empty()) {
    json["implicated_positions"] = form(concerns.implicated_positions);
  }
  return json;
}

static Json form(const ActionTaken& action) {
  Json json;
  json["kind"] = action.kind;
  put(json, "description", action.description);
  return json;
}

static Json form(const Attachment& attachment) {
  Json json;
  json["digest"] = to_string(attachment.digest);
  json["bytes"] = attachment.bytes;
  put(json, "kind", attachment.kind);
  put(json, "description", attachment.description);
  return json;
}

static Json form(const Patrol& patrol) {
  Json json;
  json["unit"] = patrol.unit;
  put(json, "team_site", patrol.team_site);
  json["device"] = patrol.device;
  put(json, "on_behalf_of", patrol.on_behalf_of);
  return json;
}

template <typename Value>
static Json form(const std::vector<Value>& list) {
  Json json = Json::array();
  for (const Value& value : list) json.push_back(form(value));
  return json;
}

static void put_heading(Json& json, const Report& report) {
  json["schema"] = report.schema;
  json["catalogue"] = report.catalogue;
  json["id"] = to_string(report.id);
  json["revision"] = report.revision;
  json["kind"] = form(report.kind);
  put(json, "about", report.about);
  if (report.exercise) json["exercise"] = true;
  json["language"] = report.language;
  json["patrol"] = form(report.patrol);
}

static void put_six_questions(Json& json, const Report& report) {
  put(json, "who", report.who);
  put_part(json, "what", form(report.what));
  json["when"] = form(report.when);
  json["where"] = form(report.where);
  put_part(json, "why", form(report.why));
  put_part(json, "how", form(report.how));
}

std::string encode_report(const Report& report) {
  Json json;
  put_heading(json, report);
  put_six_questions(json, report);
  put(json, "indicators", report.indicators);
  put(json, "needs", report.needs);
  put(json, "danger", report.danger);
  put(json, "protection", report.protection);
  json["concerns_un_personnel"] = form(report.concerns_un_personnel);
  put(json, "actions_taken", report.actions_taken);
  put(json, "evidence", report.evidence);
  put(json, "identity", report.identity);
  return json.dump();
}

}  // namespace vigie
