// Writes the "notices" message, version 2: what the router says on one or more notices of a report.
//
// Whatever a reader may not see reads "a fact you may not see", also in the reasons given.
// Shapes: docs/protocol.md. Errors: StoreFailure (texts of an earlier version of the rules).

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/chain.h"
#include "router/current.h"
#include "router/rules/rule_texts.h"

namespace vigie::router {

/// A revision of a report with all that views of it are built from; borrowed.
struct ShownReport {
  const Report& report;
  std::string_view bytes;       ///< As the patrol signed them.
  std::string_view assessment;  ///< Of router/assess/assessment_json.h; "{}" where there is none.
  Time routed_at{};
  std::string_view version;  ///< Of the mission that routed it.
  Urgency urgency = Urgency::routine;
};

/// One notice to be sent: its view, and what in it differs from the view sent before.
struct Said {
  const Notice& notice;
  Grant grant;
  std::string view;
  std::vector<std::string> changes;  ///< JSON pointers into the view.
};

class NoticesWriter {
 public:
  NoticesWriter(const config::Mission& mission, RuleTexts& texts)
      : mission_(mission), texts_(texts) {}

  std::string write(const ShownReport& shown, const std::vector<Said>& said,
                    const std::vector<KeptHold>& holds);

 private:
  std::string notice(const Said& said, std::size_t content, const std::vector<KeptHold>& holds);
  std::string ask(const KeptHold& hold, const Grant& grant);
  std::string decided(const KeptHold& hold, const Code& reader);
  std::string rules(const Said& said);
  std::string because(const KeptHold& hold, const Grant& grant);
  std::string missing(const KeptHold& hold, const Grant& grant);

  const config::Mission& mission_;
  RuleTexts& texts_;
};

/// The two words of JSON members for people.
std::string both_texts(const Text& text);
/// What stands for whatever a reader may not see.
const Text& hidden_fact();

}  // namespace vigie::router
