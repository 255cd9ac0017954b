// Answers one request of a person at the people door: open, list, show, delivered, reply, alive.
//
// Every request that names a position, notice or delivery is checked against the roster as it is
// now. A reply is stored, owed to the router and audited in one transaction; its answer leaves
// after the commit (the caller sends it), and a repeat of the same reply gets the same answer.
// Errors: refusals are answers (notifier/people_refusals.h). StoreFailure passes through; any other
//         exception is the caller's to answer, with nothing kept.
// Limits: request_bytes_max of body; list_max lines and list_bytes_max bytes in a list, with "more"
//         for what was left out.
// Source: the people protocol of docs/protocol.md.

#pragma once

#include <string>

#include "config/mission.h"
#include "link/outbox.h"
#include "link/rate_gate.h"
#include "notifier/notifier_store.h"
#include "notifier/people_access.h"
#include "notifier/sessions.h"
#include "report/json_members.h"
#include "report/random.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::notifier {

inline constexpr std::size_t request_bytes_max = 16 * 1024;
/// At the door: a request with all its header, and far from what a program could not hold.
inline constexpr std::int64_t people_frame_bytes_max = 64 * 1024;
inline constexpr int list_max = 500;
inline constexpr std::size_t list_bytes_max = 480 * 1024;  ///< Fits a body of the wire.
inline constexpr std::size_t confirmed_at_once_max = 256;  ///< Deliveries in one request.

struct PeopleRequest {
  std::string person;  ///< Authenticated name.
  std::string route;
  std::string what;
  std::string body;
};

class PeopleRequests {
 public:
  struct Wiring {
    const config::Mission& mission;
    NotifierStore& store;
    PeopleAccess& access;
    Sessions& sessions;
    link::Outbox& outbox;
    Random& random;
    store::AuditTrail& audit;
    service::Log& log;
    service::Metrics& metrics;
  };

  explicit PeopleRequests(Wiring wiring) : wiring_(wiring) {}

  /// The body of the answer. Inside a transaction.
  std::string answer(const PeopleRequest& request, Time now);
  /// The answer when the request failed with an exception.
  std::string failed(const PeopleRequest& request, Time now);

 private:
  std::string open(const PeopleRequest& request, const OrderedJson& body, Time now);
  std::string list(const PeopleRequest& request, const OrderedJson& body, Time now);
  std::string show(const PeopleRequest& request, const OrderedJson& body, Time now);
  std::string delivered(const PeopleRequest& request, const OrderedJson& body, Time now);
  std::string_view confirm(const PeopleRequest& request, const Uuid& id, Time now);
  std::string reply(const PeopleRequest& request, const OrderedJson& body, Time now);
  std::string record(const Notice& notice, const Reply& reply, Time now);
  void write_down(const Notice& notice, const Reply& reply, bool closing, Time now);
  std::string alive(const PeopleRequest& request);
  std::string refuse(const PeopleRequest& request, std::string_view code, Time now);

  Wiring wiring_;
  link::RateGate refusals_written_{std::chrono::minutes{1}};
};

}  // namespace vigie::notifier
