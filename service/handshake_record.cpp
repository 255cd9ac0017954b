#include "service/handshake_record.h"

#include <utility>

#include "report/json_text.h"

namespace vigie::service {

void HandshakeRecord::collect(Time now) {
  for (link::RefusedHandshakes& refused : watch_.take(now)) refused_.push_back(std::move(refused));
}

void HandshakeRecord::write(Time now) {
  for (const auto& [door, count] : std::exchange(refused_, {})) {
    log_.warn("handshake_refused", {{"door", door}, {"count", count}});
    metrics_.add("vigie_handshakes_refused_total", static_cast<double>(count), {{"door", door}});
    audit_.append(now, "program", "key.handshake_refused", door,
                  JsonObject().put("count", count).text());
  }
}

}  // namespace vigie::service
