#include "report/report.h"

namespace vigie {

MayBeUnder18 may_be_under_18(const Group& group) {
  constexpr std::int64_t of_age = 18;
  if (!group.age || (!group.age->min && !group.age->max)) return MayBeUnder18::unknown;
  if (group.age->min.value_or(0) >= of_age) return MayBeUnder18::no;
  if (group.age->max && *group.age->max < of_age) return MayBeUnder18::yes;
  return MayBeUnder18::possible;
}

Urgency urgency_of(const Report& report) {
  const bool life_at_risk = report.danger && report.danger->life_at_risk_now == Answer::yes;
  return life_at_risk || report.kind == Kind::flash ? Urgency::flash : Urgency::routine;
}

}  // namespace vigie
