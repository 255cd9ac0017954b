// What a router makes ready of the loaded mission, once for each version: its rules and their
// texts, its grants and the views they give. Replaced as one when the mission changes.

#pragma once

#include "config/mission.h"
#include "router/rule_texts.h"
#include "router/rules/rule_book.h"
#include "router/views/grant.h"
#include "router/views/view.h"

namespace vigie::router {

struct Current {
  Current(const config::Mission& mission, RouterStore& store)
      : rules(mission), texts(mission, store), grants(mission), views(mission) {}

  RuleBook rules;
  RuleTexts texts;
  Grants grants;
  Views views;
};

}  // namespace vigie::router
