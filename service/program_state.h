// What every program says of itself in the same words: its answer to the command `state`, and
// whether its quarantine lets it be ready.
//
// Shapes: {"ok":true,"program","name","version","counts":{…},"owed":{peer:count},
//         "held":{"quarantine","not_yet"}}. What is counted is the program's own matter.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "link/held_messages.h"
#include "link/outbox.h"
#include "service/control_commands.h"
#include "service/program.h"

namespace vigie::service {

/// Who answers, and what it owes and holds; borrowed for the answer.
struct ProgramState {
  std::string_view program;  ///< "router".
  std::string_view name;     ///< The one its settings give it.
  std::string_view version;  ///< Of the mission.
  link::Outbox& outbox;
  std::vector<std::string> peers;  ///< As the outbox names them.
  link::HeldMessages& held;
};

Json state_answer(const ProgramState& state, const Json& counts);

/// Not ready while a person must decide about a message.
Health quarantine_health(link::HeldMessages& held);

}  // namespace vigie::service
