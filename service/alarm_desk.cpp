#include "service/alarm_desk.h"

#include <nlohmann/json.hpp>

namespace vigie::service {

void AlarmDesk::raise(const link::Alarm& alarm, Time now) {
  log_.warn("alarm", {{"code", alarm.code}, {"subject", alarm.subject}, {"text", alarm.text}});
  metrics_.add("vigie_alarms_total", 1, {{"code", alarm.code}});
  audit_.append(now, "program", "alarm." + alarm.code, alarm.subject,
                nlohmann::json{{"text", alarm.text}}.dump());
}

link::AlarmSink AlarmDesk::sink() {
  return [this](const link::Alarm& alarm, Time now) { raise(alarm, now); };
}

}  // namespace vigie::service
