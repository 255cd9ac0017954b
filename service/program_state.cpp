#include "service/program_state.h"

#include <nlohmann/json.hpp>

namespace vigie::service {

Json state_answer(const ProgramState& state, const Json& counts) {
  Json owed = Json::object();
  for (const std::string& peer : state.peers) owed[peer] = state.outbox.owed(peer);
  return {{"ok", true},
          {"program", state.program},
          {"name", state.name},
          {"version", state.version},
          {"counts", counts},
          {"owed", owed},
          {"held",
           {{"quarantine", state.held.count_open(link::HeldIn::quarantine)},
            {"not_yet", state.held.count_open(link::HeldIn::not_yet)}}}};
}

Health quarantine_health(link::HeldMessages& held) {
  const std::int64_t open = held.count_open(link::HeldIn::quarantine);
  if (open == 0) return {};
  return {.ready = false,
          .reasons = {"open quarantine entries: " + std::to_string(open) +
                      "; see vigie quarantine list"}};
}

}  // namespace vigie::service
