// The requests of the control socket: how every program carries one out and answers it, and the
// commands they understand alike: quarantine, and keys.
//
// Shapes: a request is {"command": "quarantine.list", …}; an answer {"ok":true, …} or
//         {"ok":false,"error":{"code","text"}}; both one line.
// Everything that changes something is audited under the name of the caller, in the transaction
// that answer_control() opens. A handler gives nullopt for a command of somebody else.
// Errors: answers with ok false; control.unreadable, control.unknown_command and control.failed are
//         every program's. A StoreFailure passes out: the program stops.

#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "link/allow_list.h"
#include "link/held_messages.h"
#include "link/key_registry.h"
#include "service/logging.h"
#include "store/audit.h"
#include "store/database.h"

namespace vigie::service {

using Json = nlohmann::json;

Json control_error(std::string_view code, std::string_view text);

/// The answer as it is sent. Bytes that are not UTF-8 become U+FFFD: what was done is told as done.
std::string control_line(const Json& answer);

/// One control request as the handlers see it.
struct ControlRequest {
  std::string command;
  const Json& body;
  std::string_view caller;
  Time now;
};

/// Reads a request line; nullopt when it is not a JSON object with a command.
std::optional<Json> parse_control(std::string_view line);

using ControlHandler = std::function<std::optional<Json>(const ControlRequest&)>;

/// Carries out one request in a transaction of its own. What throws changes nothing and is logged
/// (control_request_failed) without its text, which may quote the request.
std::string answer_control(store::Database& database, Log& log, std::string_view request,
                           std::string_view caller, Time now, const ControlHandler& handler);

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
  /// Keeps `door` of the allow-list equal to the registry: at construction, and on every change.
  KeyCommands(link::KeyRegistry& registry, link::AllowList& allow_list, std::string door,
              link::KeyKind kind, store::AuditTrail& audit);
  std::optional<Json> handle(const ControlRequest& request);

 private:
  Json allow(const ControlRequest& request);
  Json revoke(const ControlRequest& request);
  Json list() const;

  link::KeyRegistry& registry_;
  link::AllowList& allow_list_;
  std::string door_;
  link::KeyKind kind_;
  store::AuditTrail& audit_;
};

}  // namespace vigie::service
