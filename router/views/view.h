// The views of one report: what a notice shows of it and of its assessment, for each grant.
//
// A view is built from the allow-list (config/parts.h), never by deleting from a full copy: the
// documents are walked by the paths that parts name, and only those leaves are ever copied. What is
// not named there is in no view, nor is the name of a group (a word the patrol made up).
//
// Shapes: JSON object: "mark", "profiles", "catalogue" (the codes are of that version), "sentence"
//         ({"en","fr"}: nobody is sent back arbitrarily), then the
//         members of the report's own form, fewer of them, and "assessment" in its own form.
//         when: UTC milliseconds; with "detail" ("hour", "day") rounded down to that.
//         where: as fine as granted; with "detail" ("about_10_km") the position is rounded to 0.1
//         degrees and has no accuracy. A withheld place shows nothing below the region but its
//         type. who[].group counts from 1, presumed suspects and sources last, and stands wherever
//         the report names a group; groups of these roles are there only where their part is
//         granted. who[].may_be_under_18 is derived. What was not reported is absent, reported
//         empty is empty. Pointers (rests_on, needs) point into the view; those at what is not
//         shown are left out, and so is a statement all of whose pointers are.
// Limits: assessment_bytes_max, and those of the report.
// Errors: read() throws std::runtime_error when a document is not JSON within the limits: stored
//         bytes are damaged. The same documents and grant always give the same bytes.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/mission.h"
#include "report/report.h"
#include "router/views/grant.h"

namespace vigie::router {

inline constexpr std::size_t assessment_bytes_max = 16 * 1024 * 1024;

class Views {
 public:
  explicit Views(const config::Mission& mission);
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  /// `report` is what decoding `report_json` gives, `assessment_json` what write_assessment() gives
  /// of it. Nothing of them is needed after.
  void read(const Report& report, std::string_view report_json, std::string_view assessment_json);

  /// After a read().
  std::string view(const Grant& grant) const;

 private:
  class Pages;
  std::unique_ptr<Pages> pages_;
};

}  // namespace vigie::router
