#include "notifier/nobody_watch.h"

namespace vigie::notifier {

void NobodyWatch::look(const Code& position, Time now) {
  if (access_.anybody_for(position)) return store_.clear_nobody(position);
  const auto notices = store_.mark_nobody(position, now);
  if (notices.empty()) return;
  alarm_({.code = "notice.nobody",
          .subject = position,
          .text = std::to_string(notices.size()) + " notices (the first " +
                  to_string(notices.front()) +
                  ") have nobody to go to: put a person in the roster for this position, or give "
                  "one of its holders a key (vigie keys new --person)"},
         now);
}

void NobodyWatch::look_everywhere(Time now) {
  for (const Code& position : store_.positions_waiting()) look(position, now);
}

}  // namespace vigie::notifier
