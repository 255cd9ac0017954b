// Handshakes that a program's doors refused: logged, counted and on the audit trail, in the next
// turn. Who knocked is not known: no key, no address.

#pragma once

#include <string>
#include <vector>

#include "link/allow_list.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::service {

class HandshakeRecord {
 public:
  HandshakeRecord(link::AllowList& allow_list, std::vector<std::string> doors, Log& log,
                  Metrics& metrics, store::AuditTrail& audit)
      : watch_(allow_list, std::move(doors)), log_(log), metrics_(metrics), audit_(audit) {}

  void collect(Time now);
  bool waiting() const { return !refused_.empty(); }  ///< For write().
  void write(Time now);                               ///< Inside the program's transaction.
  Time next_look(Time now) const { return watch_.next_look(now); }

 private:
  link::HandshakeWatch watch_;
  Log& log_;
  Metrics& metrics_;
  store::AuditTrail& audit_;
  std::vector<link::RefusedHandshakes> refused_;
};

}  // namespace vigie::service
