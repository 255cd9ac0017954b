// Alarms when a waiting notice has nobody to go to: a position that nobody holds, or whose holders
// have no key. Never silent, and once per notice and issue.
//
// Looked at when a notice arrives, when keys change, and at start (the roster may have changed).

#pragma once

#include "link/message.h"
#include "notifier/notifier_store.h"
#include "notifier/people_access.h"

namespace vigie::notifier {

class NobodyWatch {
 public:
  NobodyWatch(NotifierStore& store, PeopleAccess& access, link::AlarmSink alarm)
      : store_(store), access_(access), alarm_(std::move(alarm)) {}

  /// Both inside a transaction.
  void look(const Notice& notice, Time now);  ///< One that just arrived.
  void look_everywhere(Time now);

 private:
  void alarm(const Code& position, const std::vector<Uuid>& notices, Time now);

  NotifierStore& store_;
  PeopleAccess& access_;
  link::AlarmSink alarm_;
};

}  // namespace vigie::notifier
