#include "service/control_commands.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "report/json_members.h"
#include "store/failure.h"

namespace vigie::service {
namespace {

constexpr int listed_max = 1000;

std::string text_of(const Json& body, const char* name) {
  return text_member(body, name).value_or("");
}

std::int64_t entry_of(const Json& body) { return integer_member(body, "entry").value_or(0); }

std::string_view state_word(link::HeldState state) {
  switch (state) {
    case link::HeldState::open:
      return "open";
    case link::HeldState::applied:
      return "applied";
    case link::HeldState::discarded:
      return "discarded";
  }
  return "open";
}

Json summary_of(const link::HeldMessage& held) {
  Json sizes = Json::array();
  for (const std::string& part : held.message.parts) sizes.push_back(part.size());
  return {{"entry", held.entry},
          {"in", held.in == link::HeldIn::quarantine ? "quarantine" : "not_yet"},
          {"state", state_word(held.state)},
          {"code", held.code},
          {"sender", held.message.sender},
          {"message", vigie::to_string(held.message.id)},
          {"kind", held.message.kind},
          {"kind_version", held.message.kind_version},
          {"part_bytes", sizes},
          {"at", vigie::to_string(held.at)}};
}

Json no_such_entry() {
  return control_error("quarantine.no_such_entry",
                       "no open entry has that number; see vigie quarantine list");
}

Json known_key(const link::KnownKey& known) {
  Json key{{"name", known.key.name},
           {"kind", link::to_string(known.key.kind)},
           {"unit", known.key.unit},
           {"allowed_at", vigie::to_string(known.allowed_at)}};
  key["revoked_at"] = known.revoked_at ? Json(vigie::to_string(*known.revoked_at)) : Json(nullptr);
  return key;
}

/// The public key in a request; nullopt when it is not a whole one.
std::optional<link::PublicKey> key_from(const Json& body) {
  const auto found = body.find("key");
  if (found == body.end() || !found->is_object()) return std::nullopt;
  const auto kind = link::parse_key_kind(text_of(*found, "kind"));
  const auto sign = parse_sign_public_key(text_of(*found, "sign_public"));
  link::PublicKey key{.name = text_of(*found, "name"),
                      .kind = kind.value_or(link::KeyKind::device),
                      .unit = text_of(*found, "unit"),
                      .curve = text_of(*found, "curve_public"),
                      .sign = sign.value_or(SignPublicKey{})};
  if (!kind || !sign || !link::valid_key_name(key.name) || !link::raw_curve_key(key.curve)) {
    return std::nullopt;
  }
  return key;
}

Json carry_out(store::Database& database, Log& log, const ControlRequest& request,
               const ControlHandler& handler) {
  try {
    store::Transaction transaction(database);
    auto answer = handler(request);
    transaction.commit();
    if (answer) return *std::move(answer);
    return control_error("control.unknown_command", "this program knows no such command");
  } catch (const store::StoreFailure&) {
    throw;
  } catch (const std::exception&) {
    log.error("control_request_failed");
    return control_error("control.failed", "it could not be done; nothing was changed");
  }
}

}  // namespace

Json control_error(std::string_view code, std::string_view text) {
  return {{"ok", false}, {"error", {{"code", code}, {"text", text}}}};
}

std::string control_line(const Json& answer) {
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Json> parse_control(std::string_view line) {
  Json body = Json::parse(line, nullptr, false);
  if (!body.is_object() || text_of(body, "command").empty()) return std::nullopt;
  return body;
}

std::string answer_control(store::Database& database, Log& log, std::string_view request,
                           std::string_view caller, Time now, const ControlHandler& handler) {
  const auto body = parse_control(request);
  if (!body) {
    return control_line(
        control_error("control.unreadable", "a request is a JSON object with a command"));
  }
  // Written only after the commit, where nothing can make it say that nothing was changed.
  return control_line(
      carry_out(database, log,
                {.command = text_of(*body, "command"), .body = *body, .caller = caller, .now = now},
                handler));
}

QuarantineCommands::QuarantineCommands(link::HeldMessages& held, store::AuditTrail& audit,
                                       Retry retry)
    : held_(held), audit_(audit), retry_(std::move(retry)) {}

std::optional<Json> QuarantineCommands::handle(const ControlRequest& request) {
  if (request.command == "quarantine.list") return list();
  const std::int64_t entry = entry_of(request.body);
  if (request.command == "quarantine.show") return show(entry);
  if (request.command == "quarantine.retry") return retry(entry, request);
  if (request.command == "quarantine.discard") return discard(entry, request);
  return std::nullopt;
}

Json QuarantineCommands::list() const {
  Json entries = Json::array();
  for (const auto in : {link::HeldIn::quarantine, link::HeldIn::not_yet}) {
    for (const std::int64_t entry : held_.open(in, listed_max)) {
      if (const auto held = held_.find(entry)) entries.push_back(summary_of(*held));
    }
  }
  return {{"ok", true}, {"entries", entries}};
}

Json QuarantineCommands::show(std::int64_t entry) const {
  const auto held = held_.find(entry);
  if (!held) return no_such_entry();
  Json shown = summary_of(*held);
  if (held->closed_at) {
    shown["closed_at"] = vigie::to_string(*held->closed_at);
    shown["closed_by"] = held->closed_by;
    shown["closed_reason"] = held->closed_reason;
  }
  return {{"ok", true}, {"entry", shown}};
}

Json QuarantineCommands::retry(std::int64_t entry, const ControlRequest& request) {
  const auto held = held_.find(entry);
  if (!held || held->state != link::HeldState::open) return no_such_entry();
  const bool applied = retry_(entry, std::string(request.caller), request.now);
  audit_.append(request.now, request.caller, "quarantine.retry", std::to_string(entry),
                Json{{"applied", applied}}.dump());
  if (applied) return {{"ok", true}, {"applied", true}};
  return control_error("quarantine.still_refused",
                       "it still cannot be applied (" + held->code + "); it stays where it is");
}

Json QuarantineCommands::discard(std::int64_t entry, const ControlRequest& request) {
  const std::string reason = text_of(request.body, "reason");
  if (reason.empty()) {
    return control_error("quarantine.reason", "say why it may be discarded: --reason \"…\"");
  }
  const auto held = held_.find(entry);
  if (!held || held->state != link::HeldState::open) return no_such_entry();
  held_.close(entry, link::HeldState::discarded, std::string(request.caller), reason, request.now);
  audit_.append(request.now, request.caller, "quarantine.discard", std::to_string(entry),
                Json{{"code", held->code}}.dump());
  return {{"ok", true}};
}

KeyCommands::KeyCommands(link::KeyRegistry& registry, link::AllowList& allow_list, std::string door,
                         link::KeyKind kind, store::AuditTrail& audit)
    : registry_(registry),
      allow_list_(allow_list),
      door_(std::move(door)),
      kind_(kind),
      audit_(audit) {
  registry_.let_in(allow_list_, door_);
}

std::optional<Json> KeyCommands::handle(const ControlRequest& request) {
  if (request.command == "keys.list") return list();
  if (request.command == "keys.allow") return allow(request);
  if (request.command == "keys.revoke") return revoke(request);
  return std::nullopt;
}

Json KeyCommands::allow(const ControlRequest& request) {
  const auto key = key_from(request.body);
  if (!key) return control_error("keys.unreadable", "that is not a public key file of vigie keys");
  if (key->kind != kind_) {
    return control_error("keys.kind", "this program takes keys of kind " +
                                          std::string(link::to_string(kind_)) + ", not " +
                                          std::string(link::to_string(key->kind)));
  }
  if (!registry_.allow(*key, request.now)) {
    return control_error("keys.known",
                         "a key of that name, or that key, is known already; "
                         "names are never given twice");
  }
  allow_list_.allow(door_, *link::raw_curve_key(key->curve), key->name);
  audit_.append(request.now, request.caller, "key.allowed", key->name,
                Json{{"kind", link::to_string(key->kind)}, {"unit", key->unit}}.dump());
  return {{"ok", true}, {"name", key->name}};
}

Json KeyCommands::revoke(const ControlRequest& request) {
  const std::string name = text_of(request.body, "name");
  const std::string unit = text_of(request.body, "unit");
  Json revoked = Json::array();
  for (const link::KnownKey& known : registry_.all()) {
    const bool meant = unit.empty() ? known.key.name == name : known.key.unit == unit;
    if (!meant || !registry_.revoke(known.key.name, request.now)) continue;
    allow_list_.revoke(door_, known.key.name);
    audit_.append(request.now, request.caller, "key.revoked", known.key.name,
                  Json{{"reason", text_of(request.body, "reason")}}.dump());
    revoked.push_back(known.key.name);
  }
  if (revoked.empty()) {
    return control_error("keys.none", "no allowed key matches; see vigie keys list");
  }
  return {{"ok", true}, {"revoked", revoked}};
}

Json KeyCommands::list() const {
  Json keys = Json::array();
  for (const link::KnownKey& known : registry_.all()) keys.push_back(known_key(known));
  return {{"ok", true}, {"keys", keys}};
}

}  // namespace vigie::service
