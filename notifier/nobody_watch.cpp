#include "notifier/nobody_watch.h"

namespace vigie::notifier {

void NobodyWatch::look(const Notice& notice, Time now) {
  if (access_.anybody_for(notice.position)) return;
  if (store_.mark_nobody(notice.notice, now)) alarm(notice.position, {notice.notice}, now);
}

void NobodyWatch::look_everywhere(Time now) {
  for (const Code& position : store_.positions_waiting()) {
    if (access_.anybody_for(position)) {
      store_.clear_nobody(position);
    } else if (const auto notices = store_.mark_nobody(position, now); !notices.empty()) {
      alarm(position, notices, now);
    }
  }
}

void NobodyWatch::alarm(const Code& position, const std::vector<Uuid>& notices, Time now) {
  alarm_({.code = "notice.nobody",
          .subject = position,
          .text = std::to_string(notices.size()) + " notices (the first " +
                  to_string(notices.front()) +
                  ") have nobody to go to: put a person in the roster for this position, or give "
                  "one of its holders a key (vigie keys new --person)"},
         now);
}

}  // namespace vigie::notifier
