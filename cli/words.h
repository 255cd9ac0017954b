// The sentences that patrols and officers read on the terminal, in both languages. Operators'
// commands and failures are in English.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace vigie::cli {

enum class Phrase {
  report_received,       ///< file, time
  report_waiting,        ///< file
  report_still_waiting,  ///< file; said by what has just tried to send it
  report_refused,        ///< file
  report_not_yet,        ///< file
  intake_silent,         ///< endpoint
  key_refused,           ///< code
  attachment_unnamed,    ///< file
  spool_empty,
  status_report,     ///< report, revision, state, received at
  status_position,   ///< title, position, state, since
  status_unknown,    ///< id
  status_no_answer,  ///< endpoint
  state_received,
  state_routed,
  state_told,
  state_acknowledged,
  state_waiting,
  state_refused,
  state_not_yet,
  state_open,
  state_notified,
  state_seen,
  state_changed,
  state_corrected,
  state_reminded,
  inbox_empty,           ///< position
  inbox_no_answer,       ///< endpoint
  inbox_other_position,  ///< notice, its position, the position asked
  inbox_which_revision,  ///< the command line to type
  inbox_recorded,        ///< time
  inbox_superseded,      ///< the command line that shows it
  inbox_about,           ///< report, revision
  inbox_until,           ///< deadline
  inbox_following,       ///< position
  inbox_in_codes,        ///< why the mission's words are not at hand
  expect_decide,
  expect_forward,
  ask_tell,  ///< title, position
  ask_due,   ///< time, what then
  ask_then_remind,
  ask_then_escalate,
  ask_then_forward,
  ask_outside,
  ask_missing,       ///< facts
  ask_how,           ///< the command line to type
  forward_tells,     ///< titles
  forward_how,       ///< the command line to type
  decided_told,      ///< title
  decided_not_told,  ///< title
  decided_by,        ///< person, time
  decided_alone,     ///< time
  changed_parts,
  changed_all,
  decide_nothing,
  decide_twice,  ///< position
  decide_reason,
  mark_unclassified,
  mark_confidential,
  mark_strictly_confidential,
  because,                ///< the sentence
  because_of_rule,        ///< the sentence, the rule, its authority
  no_longer,              ///< the sentence, or because_of_rule
  progress_answered,      ///< how many, of how many
  progress_acknowledged,  ///< how many, of how many
  not_acknowledged_yet,   ///< the command line to type
  outcome_not_told,
  reason_other_region,
  urgency_routine,
  urgency_priority,
  urgency_flash,
};

/// `text` with each "{}" replaced by the next value. A value without a place is our bug.
std::string filled(std::string_view text, std::initializer_list<std::string_view> values);

/// The sentence with each "{}" replaced by the next value.
std::string say(Phrase phrase, std::string_view language,
                std::initializer_list<std::string_view> values = {});

/// A word of the protocol ("received", "flash") as people read it; itself when it is not one.
std::string word(std::string_view state, std::string_view language);

}  // namespace vigie::cli
