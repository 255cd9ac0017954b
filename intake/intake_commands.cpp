#include "intake/intake_commands.h"

#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "report/json_members.h"
#include "service/program_state.h"

namespace vigie::intake {
namespace {

using service::control_error;
using service::ControlRequest;
using service::Json;

std::string new_token(Random& random) {
  std::array<std::byte, 32> bytes{};
  random.fill(bytes);
  return to_hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace

std::optional<Json> IntakeCommands::handle(const ControlRequest& request) {
  if (request.command == "keys.allow") return refuse_reserved_name(request);
  if (request.command == "keys.token") return token(request);
  if (request.command == "status") return status(request);
  if (request.command == "state") return state();
  return std::nullopt;
}

std::optional<Json> IntakeCommands::refuse_reserved_name(const ControlRequest& request) {
  const auto key = request.body.find("key");
  if (key == request.body.end() || !key->is_object()) return std::nullopt;
  if (text_member(*key, "name").value_or("") != wiring_.mission.settings.router.name)
    return std::nullopt;
  return control_error("keys.reserved", "that is the name of the router; give the device another");
}

Json IntakeCommands::token(const ControlRequest& request) {
  const std::string device = text_member(request.body, "device").value_or("");
  const auto known = wiring_.registry.find(device);
  if (!known || known->revoked_at) {
    return control_error("keys.none", "no allowed device has that name; see vigie keys list");
  }
  const std::string token = new_token(wiring_.random);
  wiring_.store.keep_token(sha256(token), device, request.now);
  wiring_.audit.append(request.now, request.caller, "key.token", device);
  return {{"ok", true}, {"token", token}};
}

Json IntakeCommands::status(const ControlRequest& request) {
  const auto report = uuid_member(request.body, "report");
  const auto document = report ? wiring_.desk.document(*report) : std::nullopt;
  if (!document) return control_error("status.unknown", "this intake has no report of that id");
  return {{"ok", true}, {"status", Json::parse(*document)}};
}

Json IntakeCommands::state() {
  const IntakeCounts counts = wiring_.store.counts();
  return service::state_answer({.program = "intake",
                                .name = wiring_.intake,
                                .version = wiring_.mission.version,
                                .outbox = wiring_.outbox,
                                .peers = {wiring_.mission.settings.router.name},
                                .held = wiring_.held},
                               {{"reports", counts.reports},
                                {"conflicts", counts.conflicts},
                                {"attachments_missing", counts.attachments_missing}});
}

}  // namespace vigie::intake
