#include "router/notice_content.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/names.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

/// Writes the named fields of one report; holds it to number its groups.
class Content {
 public:
  explicit Content(const Report& report) : report_(report) {}

  Json whole() const {
    Json content{{"when", when()}, {"where", where()}};
    content["concerns_un_personnel"] = {
        {"answer", to_string(report_.concerns_un_personnel.concerned ? Answer::yes : Answer::no)}};
    if (report_.what.category) content["what"] = {{"category", *report_.what.category}};
    if (report_.who) content["who"] = who();
    put_facts(content, "why", "purposes", report_.why.purposes);
    put_facts(content, "how", "acts", report_.how.acts);
    put_facts(content, "how", "means", report_.how.means);
    put_crossings(content);
    if (report_.indicators) content["indicators"] = indicators();
    if (report_.needs) content["needs"] = needs();
    put_protection(content);
    return content;
  }

 private:
  Json when() const {
    Json when{{"filed_at", to_milliseconds(report_.when.filed_at.utc)}};
    if (const auto& from = report_.when.observed_from) {
      when["observed_from"] = to_milliseconds(from->utc);
    }
    if (const auto& to = report_.when.observed_to) when["observed_to"] = to_milliseconds(to->utc);
    return when;
  }

  Json where() const {
    Json where{{"region", report_.where.region}};
    if (report_.where.place_type) where["place_type"] = *report_.where.place_type;
    return where;
  }

  static Json bounds(const std::optional<std::int64_t>& min,
                     const std::optional<std::int64_t>& max) {
    Json bounds = Json::object();
    if (min) bounds["min"] = *min;
    if (max) bounds["max"] = *max;
    return bounds;
  }

  static Json age(const Age& age) {
    Json shown = bounds(age.min, age.max);
    shown["basis"] = to_string(age.basis);
    return shown;
  }

  Json group(const Group& group) const {
    Json shown{{"group", number_of(group.name)},
               {"role", to_string(group.role)},
               {"may_be_under_18", to_string(may_be_under_18(group))}};
    if (group.count) shown["count"] = bounds(group.count->min, group.count->max);
    if (group.age) shown["age"] = age(*group.age);
    if (group.sex) shown["sex"] = to_string(*group.sex);
    if (group.nationalities) shown["nationalities"] = *group.nationalities;
    return shown;
  }

  Json who() const {
    Json groups = Json::array();
    for (const Group& each : *report_.who) groups.push_back(group(each));
    return groups;
  }

  /// 0: not a group of this report; the decoder lets no such reference through.
  std::int64_t number_of(const Code& name) const {
    if (!report_.who) return 0;
    const auto found = std::ranges::find(*report_.who, name, &Group::name);
    return found == report_.who->end() ? 0 : found - report_.who->begin() + 1;
  }

  void put_numbers(Json& shown, const char* member,
                   const std::optional<std::vector<Code>>& names) const {
    if (!names) return;
    Json numbers = Json::array();
    for (const Code& name : *names) numbers.push_back(number_of(name));
    shown[member] = std::move(numbers);
  }

  void put_facts(Json& content, const char* part, const char* member,
                 const std::optional<std::vector<Fact>>& facts) const {
    if (!facts) return;
    Json list = Json::array();
    for (const Fact& fact : *facts) {
      Json shown{{"code", fact.code}, {"basis", to_string(fact.basis)}};
      put_numbers(shown, "groups", fact.groups);
      put_numbers(shown, "by", fact.by);
      list.push_back(std::move(shown));
    }
    content[part][member] = std::move(list);
  }

  void put_crossings(Json& content) const {
    if (!report_.how.journey || !report_.how.journey->crossings) return;
    Json list = Json::array();
    for (const Crossing& crossing : *report_.how.journey->crossings) {
      list.push_back(
          {{"from", crossing.from}, {"to", crossing.to}, {"stage", to_string(crossing.stage)}});
    }
    content["how"]["journey"]["crossings"] = std::move(list);
  }

  Json indicators() const {
    Json list = Json::array();
    for (const Indicator& indicator : *report_.indicators) {
      Json shown{{"code", indicator.code}};
      put_numbers(shown, "groups", indicator.groups);
      list.push_back(std::move(shown));
    }
    return list;
  }

  Json needs() const {
    Json list = Json::array();
    for (const Need& need : *report_.needs) {
      Json shown{{"kind", need.kind}, {"urgency", to_string(need.urgency)}};
      if (need.count) shown["count"] = *need.count;
      if (need.group) shown["group"] = number_of(*need.group);
      list.push_back(std::move(shown));
    }
    return list;
  }

  void put_protection(Json& content) const {
    if (report_.danger) {
      content["danger"] = {
          {"life_at_risk_now", to_string(report_.danger->life_at_risk_now)},
          {"armed_actors_present", to_string(report_.danger->armed_actors_present)}};
    }
    if (report_.protection) {
      content["protection"] = {
          {"possible_sexual_violence", to_string(report_.protection->possible_sexual_violence)}};
    }
  }

  const Report& report_;
};

}  // namespace

nlohmann::json notice_content(const Report& report) { return Content(report).whole(); }

}  // namespace vigie::router
