// The rules of one stored routing in full, with what their conditions came to and why, for
// everybody or for one reader (shapes: router/explanation.h).
//
// Errors: none for what the router stored.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/conditions/condition.h"
#include "router/explanation.h"
#include "router/rules/carrying_facts.h"
#include "router/rules/evaluate.h"

namespace vigie::router {

class ExplainedRules {
 public:
  /// All are borrowed but the trace. `record` and `version`: the records, parsed.
  ExplainedRules(const nlohmann::json& record, const nlohmann::json& version,
                 const std::vector<std::uint8_t>& packed, const std::optional<Reader>& reader);

  /// Of rule ids; what the reader may not see stands once.
  nlohmann::json in_full(const nlohmann::json& ids) const;
  /// The same with the changes that would make each true, the fewest first.
  nlohmann::json nearest(const nlohmann::json& ids) const;
  /// Of atoms by text: {"text","words"}, those the reader may not see as one.
  nlohmann::json facts_by_text(const nlohmann::json& texts) const;
  /// Whether none of these is hidden from the reader.
  static bool all_shown(const nlohmann::json& rules);
  /// "yes", "no", "unknown".
  std::string value_of(const std::string& id) const;

 private:
  nlohmann::json in_full(const std::string& id) const;
  bool shown(const std::vector<std::string>& reads) const;
  bool listed(const char* list, const std::string& id) const;
  const config::Atom* atom_of(const std::string& text) const;
  nlohmann::json words_of(const config::Atom& atom) const;
  nlohmann::json words_of(const CarryingFact& fact) const;
  void put_where(nlohmann::json& fact, const std::string& pointer) const;
  void put_facts(nlohmann::json& rule, config::NodeId condition) const;
  nlohmann::json changes(config::NodeId condition) const;
  std::optional<config::NodeId> condition_of(const std::string& id) const;

  const nlohmann::json& record_;
  const nlohmann::json& version_;
  const nlohmann::json& rules_;
  const std::optional<Reader>& reader_;
  std::optional<config::ConditionSet> conditions_;
  std::optional<Trace> trace_;
};

}  // namespace vigie::router
