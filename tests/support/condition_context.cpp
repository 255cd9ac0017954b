#include "tests/support/condition_context.h"

#include <algorithm>
#include <cmath>

#include "config/conditions/condition_schema.h"
#include "report/clock.h"
#include "report/names.h"
#include "tests/support/encode.h"

namespace vigie::support {
namespace {

using nlohmann::json;

struct Step {
  std::string name;
  bool is_list = false;
};
using Steps = std::vector<Step>;

/// "report.who[].sex" is report, who (a list), sex.
Steps steps_of(std::string_view path) {
  Steps steps;
  while (!path.empty()) {
    const auto end = std::min(path.find('.'), path.size());
    std::string name(path.substr(0, end));
    const bool is_list = name.ends_with("[]");
    if (is_list) name.resize(name.size() - 2);
    steps.push_back({name, is_list});
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return steps;
}

json place_of(const json& reported) {
  const auto units = [&](const char* name) {
    return std::llround(reported.at(name).get<double>() * 1e7);
  };
  return {{"place", {{"longitude", units("longitude")}, {"latitude", units("latitude")}}}};
}

json value_of(const json& reported, config::FieldKind kind) {
  if (kind == config::FieldKind::place) return place_of(reported);
  if (kind != config::FieldKind::instant) return reported;
  return {{"instant", to_milliseconds(parse_time(reported.get<std::string>())->utc)}};
}

/// Copies one field or list out of the full form, with the objects it stands in.
class Taking {
 public:
  explicit Taking(config::FieldKind kind) : kind_(kind) {}

  void take(const json& from, json& to, std::span<const Step> steps) const {
    const Step& step = steps.front();
    const auto found = from.find(step.name);
    if (step.is_list) {
      if (found != from.end()) take_list(*found, to[step.name], steps.subspan(1));
    } else if (steps.size() == 1) {
      if (found != from.end() && *found != "unknown") to[step.name] = value_of(*found, kind_);
    } else {
      json& object = to[step.name];
      if (object.is_null()) object = json::object();
      take(found == from.end() ? json::object() : *found, object, steps.subspan(1));
    }
  }

 private:
  void take_list(const json& from, json& to, std::span<const Step> steps) const {
    if (to.is_null()) to = json::array();
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (to.size() <= i) to.push_back(from[i].is_object() ? json::object() : from[i]);
      if (!steps.empty()) take(from[i], to[i], steps);
    }
  }

  config::FieldKind kind_;
};

json full_form(const Report& report) {
  json form = json::parse(encode_report(report));
  form["exercise"] = report.exercise;
  form["where"]["place_withheld"] = report.where.place_withheld;
  for (std::size_t i = 0; report.who && i < report.who->size(); ++i) {
    form["who"][i]["may_be_under_18"] = to_string(may_be_under_18((*report.who)[i]));
  }
  return form;
}

/// The strongest word wins; "not enough reported" is stronger than "not indicated".
void raise(json& form, const char* name, std::string_view result) {
  static const std::vector<std::string> words{"not_indicated", "unknown", "possible", "indicated"};
  const auto rank = [](const std::string& word) { return std::ranges::find(words, word); };
  const std::string word = result == "not_enough_reported" ? "unknown" : std::string(result);
  if (!form.contains(name) || rank(form[name].get<std::string>()) < rank(word)) form[name] = word;
}

json full_form(const router::Assessment& assessment) {
  json form = json::object();
  for (const auto& frame : assessment.frames) {
    raise(form, "trafficking", to_string(frame.trafficking));
    raise(form, "smuggling", to_string(frame.smuggling));
    if (frame.exploitation_of_begging) {
      raise(form, "exploitation_of_begging", to_string(*frame.exploitation_of_begging));
    }
  }
  for (const auto& flag : router::flag_names()) {
    form[std::string(flag.name)] = to_string(assessment.flags.*flag.value);
  }
  form["anyone_under_18"] = to_string(assessment.flags.anyone_under_18);
  return form;
}

void collect(const json& from, std::span<const Step> steps, std::vector<json>& to) {
  const auto found = from.find(steps.front().name);
  const json here = found == from.end() ? json() : *found;
  if (steps.size() == 1) return to.push_back(here);
  if (!steps.front().is_list) return collect(here, steps.subspan(1), to);
  for (const json& element : here) collect(element, steps.subspan(1), to);
}

}  // namespace

json condition_context(const Report& report, const router::Assessment& assessment) {
  const json full{{"report", full_form(report)}, {"assessment", full_form(assessment)}};
  json context = json::object();
  for (const auto& list : config::condition_lists().subspan(1)) {
    Taking(config::FieldKind::word).take(full, context, steps_of(list.path));
  }
  for (const auto& field : config::condition_fields()) {
    if (field.path.ends_with("[]")) continue;  // A list of words, taken as one.
    Taking(field.kind).take(full, context, steps_of(field.path));
  }
  return context;
}

std::vector<json> values_at(const json& context, std::string_view path) {
  std::vector<json> values;
  collect(context, steps_of(path), values);
  return values;
}

}  // namespace vigie::support
