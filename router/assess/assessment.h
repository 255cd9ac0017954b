// What the reported facts show of trafficking in persons and of the smuggling of migrants, judged
// apart, under each legal frame of the catalogue; and what the persons need to be protected from.
//
// It is never a verdict: a result speaks of the facts reported, persons are presumed victims and
// presumed suspects, and every result says what it rests on and what is missing.
//
// Shapes: codes of statements are those of config/catalogue.h, where their texts and sources are.
//         A group is named as the report names it; empty: persons the report does not describe.
// Source: Trafficking Protocol, art. 3; Smuggling Protocol, art. 3; Act 2012-023 of Mali, as UNODC
//         module (2020) sections 2 to 4 give them. Words of results: docs/assessment.md.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalogue.h"
#include "report/clock.h"
#include "report/report.h"

namespace vigie::router {

/// Of one element. Ascending: the strongest of several facts counts.
enum class Finding { unknown, not_met, possible, met };
/// Of a whole offence. Ascending: the strongest of several readings, groups or crossings counts.
enum class Result { not_indicated, not_enough_reported, possible, indicated };

/// Of several persons or sources, one of which is enough: what is unknown of one stays open,
/// whatever the others deny.
Finding either(Finding one, Finding other);

std::string_view to_string(Finding finding);  ///< "not_met"
std::string_view to_string(Result result);    ///< "not_enough_reported"

/// A fact of the report, by its place in it.
struct Ref {
  enum class Part : std::uint8_t {
    group,
    group_age,
    group_nationalities,
    group_documents,
    purpose,
    act,
    means,
    armed_actor,
    crossing,
    crossing_documents,
    crossing_benefit,
    crossing_control,
    crossing_mistreatment,
    crossings,
    purposes,
    acts,
    all_means,
    indicator,
    need,
    life_at_risk,
    armed_actors_present,
    risk_on_return,
    possible_sexual_violence
  };
  Part part = Part::group;
  std::uint8_t index = 0;   ///< Of the group, fact, crossing, indicator or need.
  std::uint8_t second = 0;  ///< Within a crossing: of the benefit, documents or mistreatment.
  bool operator==(const Ref&) const = default;
};

/// Every list of a report is short enough for these indexes (report/report.h).
constexpr Ref ref_to(Ref::Part part, std::size_t index = 0, std::size_t second = 0) {
  return {.part = part,
          .index = static_cast<std::uint8_t>(index),
          .second = static_cast<std::uint8_t>(second)};
}

std::string pointer_of(const Ref& ref);  ///< JSON pointer into the report: "/how/acts/0".

/// One sentence of the assessment, and the facts it speaks of.
struct Statement {
  std::string_view code;  ///< One of config::statement_codes().
  std::vector<Ref> rests_on{};
  bool operator==(const Statement&) const = default;
};

struct ElementFinding {
  config::Element element = config::Element::act;
  Finding finding = Finding::unknown;
  std::vector<Ref> rests_on{};  ///< Facts and indicators that give this finding.
  std::vector<Code> by{};  ///< Suggestions that gave it: indicators alone, so possible at most.
  bool operator==(const ElementFinding&) const = default;
};

/// A form of exploitation: a code of the catalogue's purposes.
struct Form {
  Code purpose{};
  Finding finding = Finding::unknown;
  bool operator==(const Form&) const = default;
};

/// One offence, for one group of persons, under one frame; of smuggling, at one crossing if the
/// frame asks for a crossing.
struct Judgement {
  Code finding{};  ///< trafficking, smuggling, exploitation_of_begging.
  Code group{};
  std::optional<std::size_t> crossing{};
  bool planned = false;  ///< The crossing is: the result reads "would be".
  std::vector<ElementFinding> elements{};
  std::optional<Result> as_adult{};  ///< Of a group possibly under 18: both readings.
  std::optional<Result> as_child{};
  Result result = Result::not_enough_reported;
  std::vector<Form> forms{};  ///< Of trafficking.
  std::vector<Statement> because{};
  std::vector<Statement> missing{};
  bool operator==(const Judgement&) const = default;
};

struct FrameAssessment {
  Code frame{};
  bool verified = true;  ///< A source vouches for this law on the day observed.
  std::vector<Judgement> judgements{};
  std::vector<Statement> because{};  ///< What holds of the law itself on that day.
  std::vector<Statement> missing{};  ///< What no judgement could be made without.
  Result trafficking = Result::not_enough_reported;
  Result smuggling = Result::not_enough_reported;
  std::optional<Result> exploitation_of_begging{};  ///< Absent: the frame has no such finding.
  bool operator==(const FrameAssessment&) const = default;
};

/// What rules and people look at whatever the offence. A finding here is about a possibility, never
/// a verdict: `atrocity_crime` is at most possible.
struct Flags {
  Finding risk_on_return = Finding::unknown;
  Finding foreign_presumed_victim = Finding::unknown;
  Finding asylum_to_consider = Finding::unknown;
  Finding immediate_danger = Finding::unknown;
  Finding sexual_violence = Finding::unknown;
  Finding sexual_exploitation = Finding::unknown;
  Finding armed_actor = Finding::unknown;
  Finding conflict_link = Finding::unknown;  ///< Of trafficking only (resolutions 2331 and 2388).
  Finding separated_child = Finding::unknown;
  Finding child_abduction = Finding::unknown;
  Finding atrocity_crime = Finding::unknown;
  Finding mistreatment = Finding::unknown;         ///< On a crossing.
  Finding endangered_migrants = Finding::unknown;  ///< Life or safety of smuggled migrants.
  MayBeUnder18 anyone_under_18 = MayBeUnder18::unknown;
  bool operator==(const Flags&) const = default;
};

/// Every flag but the age, by the name it has in JSON and for rules.
struct FlagName {
  std::string_view name;
  Finding Flags::*value;
};
std::span<const FlagName> flag_names();

struct Assessment {
  std::string catalogue{};                ///< Version.
  std::vector<FrameAssessment> frames{};  ///< By id.
  Flags flags{};
  std::vector<Statement> protection{};
  std::vector<std::size_t> needs{};  ///< Indexes of the report's needs, most urgent first.
  bool operator==(const Assessment&) const = default;
};

}  // namespace vigie::router
