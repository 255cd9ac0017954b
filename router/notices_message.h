// Writes the "notices" message, version 3 (which is sent packed: store/packed.h): what the router
// says on one or more notices of a report.
//
// Whatever a reader may not see reads "a fact you may not see", also in the reasons given. However
// many rules a mission has, a notice stays within what the notifier takes: of reasons and of
// missing facts the first that fit are written and the rest is counted, of decisions the newest;
// no position that waits for an answer is left out.
// Shapes and limits: docs/protocol.md. Errors: StoreFailure (texts of an earlier version of the
// rules).

#pragma once

#include <string>
#include <vector>

#include "report/json_text.h"
#include "router/chain/kept_hold.h"
#include "router/notices.h"
#include "router/rule_texts.h"
#include "router/shown_report.h"
#include "router/text_json.h"
#include "router/views/grant.h"

namespace vigie::router {

inline constexpr int notices_version = 3;

/// One notice to be sent: its view, and what in it differs from the view sent before.
struct Said {
  const Notice& notice;
  Grant grant;
  std::string view;
  std::vector<std::string> changes{};  ///< JSON pointers into the view.
  std::string earlier_version{};       ///< Of the rules that told it before; empty when none did.
};

class NoticesWriter {
 public:
  NoticesWriter(const config::Mission& mission, RuleTexts& texts)
      : mission_(mission), texts_(texts) {}

  std::string write(const ShownReport& shown, const std::vector<Said>& said,
                    const std::vector<KeptHold>& holds);

 private:
  std::string notice(const Said& said, std::size_t content, const std::vector<KeptHold>& holds);
  using Holds = std::vector<const KeptHold*>;
  struct Asked;

  static Asked asked_of(const Notice& notice, const std::vector<KeptHold>& holds);
  void put_questions(JsonObject& written, const Asked& asked, const Grant& grant,
                     std::size_t bytes_max);
  std::size_t bare_bytes(const Asked& asked, bool titled);
  JsonObject bare(const KeptHold& hold, bool titled);
  std::string ask(const KeptHold& hold, bool titled, const Grant& grant, std::size_t bytes_max);
  std::string decided(const Holds& settled, const Code& reader);
  std::string decided(const KeptHold& hold, const Code& reader);
  std::string rules(const Said& said);
  std::string no_longer(const Said& said);
  std::string rule(const std::string& id, const RuleText* text, const Grant& grant);
  std::vector<std::string> because(const KeptHold& hold, const Grant& grant);
  const Text& because(const KeptHold& hold, const std::string& rule, const Grant& grant);
  std::vector<std::string> missing(const KeptHold& hold, const Grant& grant);

  const config::Mission& mission_;
  RuleTexts& texts_;
};

}  // namespace vigie::router
