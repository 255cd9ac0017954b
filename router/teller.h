// Tells positions what is new about a report: builds their views, writes the message to the
// notifier, keeps notices and holds, and audits what each position was shown, in one transaction.
// A position is shown the revision its notice is of: one outside stays at what was released to it.
// Nothing is said to a position that the mission no longer has, nor of an exercise to one outside:
// its notice stays as it was, and what was released to it is closed.
//
// Errors: StoreFailure; another std::exception where the disk has changed what is kept of a report:
//         alone() ends that report's work only.

#pragma once

#include <functional>

#include "router/chain/chain.h"
#include "router/notices_message.h"
#include "router/shown_report.h"
#include "router/workplace.h"

namespace vigie::router {

inline constexpr int notices_looked_at = 256;  ///< At a time, when profiles have changed.

class Teller {
 public:
  explicit Teller(const Workplace& workplace) : at_(workplace) {}

  /// Everything of the report as it is kept: its newest notices and holds.
  Case open(const Uuid& report);
  /// What was touched since open(), and why ("routing", "decision", "deadline", "view").
  void tell(Case& in, const ShownReport& shown, std::string_view cause, Time now);
  /// The same for a report of which that revision is only in the database.
  void tell(Case& in, std::string_view cause, Time now);

  /// Work on one report so that nothing of it stays behind where the disk has changed a notice or
  /// the holds: that is alarmed, they are looked at again later, and everything else goes on.
  void alone(const Uuid& report, Time now, const std::function<void()>& work);

  /// Since the mission changed: sends open notices again whose view the present profiles would show
  /// otherwise, some at a time. False when all were looked at.
  bool review(Time now);

 private:
  std::vector<KeptHold> holds_of(const Uuid& report);
  void tell_revision(Case& in, const ShownReport& shown, std::string_view cause, Time now);
  void tell_earlier(Case& in, std::int64_t revision, std::string_view cause, Time now);
  std::vector<Said> said(Case& in, const ShownReport& shown, Time now);
  bool reaches(Case& in, const Notice& notice, const ShownReport& shown, Time now);
  void alarm_of_nobody_there(const Notice& notice, Time now);
  std::string view_of(const Notice& notice, Grant& grant, Time now);
  void pass_over(const Uuid& report, Time now);
  void alarm_of_damage(const Uuid& report, Time now);
  void look_again(Case& in, Time now);
  void look_at(const OpenNotice& open, Time now);
  void tell_again(const Notice& notice, Time now);
  void add_earlier(const Uuid& report, std::vector<Said>& all);
  void add_changes(const Uuid& report, std::int64_t earlier, const std::vector<Said*>& of);
  void send(const Case& in, const ShownReport& shown, const std::vector<Said>& said, Time now);
  void audit(const Case& in, const std::vector<Said>& said, std::string_view cause, Time now);
  bool view_changed(const Notice& notice);

  Workplace at_;
};

}  // namespace vigie::router
