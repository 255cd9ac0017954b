// The control-socket commands every program understands alike: quarantine, and keys.
//
// A request is {"command": "quarantine.list", …}; an answer {"ok":true, …} or
// {"ok":false,"error":{"code","text"}}. Everything that changes something is audited under the name
// of the caller, in the transaction the program opened around control(). Errors: an unknown command
// is nullopt: the program's own commands come next.

#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "link/allow_list.h"
#include "link/held_messages.h"
#include "link/key_registry.h"
#include "store/audit.h"

namespace vigie::service {

using Json = nlohmann::json;

Json control_error(std::string_view code, std::string_view text);

/// One control request as the handlers see it.
struct ControlRequest {
  std::string command;
  const Json& body;
  std::string_view caller;
  Time now;
};

/// Reads a request line; an error answer when it is not a JSON object with a command.
std::optional<Json> parse_control(std::string_view line);

class QuarantineCommands {
 public:
  using Retry = std::function<bool(std::int64_t entry, const std::string& by, Time)>;

  QuarantineCommands(link::HeldMessages& held, store::AuditTrail& audit, Retry retry);
  std::optional<Json> handle(const ControlRequest& request);

 private:
  Json list() const;
  Json show(std::int64_t entry) const;
  Json retry(std::int64_t entry, const ControlRequest& request);
  Json discard(std::int64_t entry, const ControlRequest& request);

  link::HeldMessages& held_;
  store::AuditTrail& audit_;
  Retry retry_;
};

class KeyCommands {
 public:
  /// Keeps `domain` of the allow-list equal to the registry: at construction, and on every change.
  KeyCommands(link::KeyRegistry& registry, link::AllowList& allow_list, std::string domain,
              link::KeyKind kind, store::AuditTrail& audit);
  std::optional<Json> handle(const ControlRequest& request);

 private:
  Json allow(const ControlRequest& request);
  Json revoke(const ControlRequest& request);
  Json list() const;

  link::KeyRegistry& registry_;
  link::AllowList& allow_list_;
  std::string domain_;
  link::KeyKind kind_;
  store::AuditTrail& audit_;
};

}  // namespace vigie::service
