// What a router makes ready of the loaded mission, once for each version: its rules, its grants and
// the views they give. Replaced as one when the mission changes.
#pragma once

#include "config/mission.h"
#include "router/rules/rule_book.h"
#include "router/views/grant.h"
#include "router/views/view.h"

namespace vigie::router {

struct Current {
  explicit Current(const config::Mission& mission)
      : rules(mission), grants(mission), views(mission) {}

  RuleBook rules;
  Grants grants;
  Views views;
};

}  // namespace vigie::router
