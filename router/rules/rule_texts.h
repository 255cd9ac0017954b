// What the rules of any version of the mission said: a hold keeps the rules it was created under,
// whatever the mission's files say since.
//
// Source: the loaded mission for its own version, else the record kept when that version was first
//         used (router/rules/routing_record.h).
// Errors: StoreFailure.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/mission.h"
#include "router/router_store.h"

namespace vigie::router {

struct RuleText {
  Text title;
  Text because;
  std::string authority;
  std::vector<std::string> reads;  ///< Paths its condition reads.
};

class RuleTexts {
 public:
  RuleTexts(const config::Mission& mission, RouterStore& store)
      : mission_(mission), store_(store) {}

  /// nullptr when that version had no such rule.
  const RuleText* find(const std::string& version, const std::string& rule);
  /// Of this mission or of any version asked for before; the id itself when it is nowhere.
  Text title_of(const Code& position) const;

 private:
  using Texts = std::map<std::string, RuleText, std::less<>>;
  const Texts& texts_of(const std::string& version);

  const config::Mission& mission_;
  RouterStore& store_;
  std::map<std::string, Texts, std::less<>> versions_;
};

/// Paths that a condition reads, sorted.
std::vector<std::string> paths_read(const config::ConditionSet& conditions, config::NodeId root);

}  // namespace vigie::router
