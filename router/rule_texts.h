// What the rules and the facts of any version of the mission say to people: a hold keeps the rules
// it was created under, whatever the mission's files say since.
//
// Source: the loaded mission for its own version, else the record kept when that version was first
//         used (router/rules/version_record.h), read once.
// Errors: StoreFailure.

#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "config/parts.h"
#include "router/router_store.h"

namespace vigie::router {

/// Borrows its texts from the mission or from the RuleTexts it is of.
struct RuleText {
  const Text& because;
  const std::string& authority;
  std::vector<config::Access> reads;  ///< Each that its condition needs.
};

/// Of an atomic condition.
struct FactText {
  Text words;
  std::vector<config::Access> reads;
};

class RuleTexts {
 public:
  /// Borrows both; of this mission as it is now.
  RuleTexts(const config::Mission& mission, RouterStore& store);
  RuleTexts(const RuleTexts&) = delete;
  RuleTexts& operator=(const RuleTexts&) = delete;

  /// nullptr when that version had no such rule.
  const RuleText* find(const std::string& version, std::string_view rule);
  /// Of an atom by its text; nullptr when that version had none, or kept none.
  const FactText* fact(const std::string& version, std::string_view atom);
  /// Of this mission; the id itself of a position that it does not have.
  Text title_of(const Code& position) const;

 private:
  struct Texts {
    std::map<std::string, RuleText, std::less<>> rules;
    std::map<std::string, FactText, std::less<>> facts;
  };
  struct Kept {
    Text because;
    std::string authority;
  };

  Texts& texts_of(const std::string& version);
  void read_mission(Texts& texts);
  void read_record(const std::string& record, Texts& texts);

  const config::Mission& mission_;
  RouterStore& store_;
  std::map<std::string, Texts, std::less<>> versions_;
  std::deque<Kept> kept_;  ///< Of other versions than the mission's.
};

}  // namespace vigie::router
