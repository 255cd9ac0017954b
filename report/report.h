// The Report: what a patrol filed. Six questions, six named parts, and what people need.
//
// Shapes: an absent optional means "not reported"; an absent list was not reported, an empty list
//         was reported empty. Code is a word of the catalogue version the report names. Limits are
//         the constants below; decode_report() (report/decode.h) enforces them and nothing else
//         builds a Report from bytes.
// Units:  money in units of its currency; metres and degrees WGS 84; ages in whole years.
// Groups: which field belongs to which group (routing, operational, identity) is declared in
//         report/report.schema.json ("x-vigie-group") and explained in docs/report.md.
// Source: UNODC module (2020), section 8.B and annex I (the six questions); names follow HTCDS 2.0
//         and HXL where they have one (docs/report.md).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"

namespace vigie {

inline constexpr std::size_t report_bytes_max = 256 * 1024;
inline constexpr std::size_t report_depth_max = 32;
inline constexpr std::size_t groups_max = 16;
inline constexpr std::size_t crossings_max = 16;
inline constexpr std::size_t indicators_max = 64;
inline constexpr std::size_t list_items_max = 32;  ///< Every list without a limit of its own.
inline constexpr std::size_t attachments_max = 16;
inline constexpr std::int64_t attachment_bytes_max = 8 * 1024 * 1024;
inline constexpr int schema_version = 1;

using Code = std::string;  ///< ^[a-z][a-z0-9_]{0,63}$

enum class Kind { report, flash, information_note };
enum class Urgency {
  routine,
  priority,
  flash
};                                       ///< Ascending; a report alone is routine or flash.
enum class Answer { unknown, no, yes };  ///< The reported "yes", "no", "unknown".
enum class Basis { seen, told_by_person, told_by_third, inferred };
enum class Role {
  presumed_victim,
  migrant,
  suspect,
  witness,
  source,
  child_with_family,
  family_member,
  official,
  other,
  unknown
};
enum class Sex { female, male, mixed, unknown };
enum class AgeBasis { documents, stated, described, looks, told_by_third, unknown };
enum class MayBeUnder18 { no, possible, yes, unknown };
enum class DocumentState { held, taken, forged, anothers, none, unknown };
enum class CrossingStage { done, planned };
enum class BenefitStage { obtained, intended, promised };

/// A count or an age: min <= max; both absent is not allowed, one may be.
struct Range {
  std::optional<std::int64_t> min{};
  std::optional<std::int64_t> max{};
  bool operator==(const Range&) const = default;
};

struct Age {
  std::optional<std::int64_t> min{};  ///< 0..120
  std::optional<std::int64_t> max{};  ///< 0..120
  AgeBasis basis = AgeBasis::unknown;
  bool operator==(const Age&) const = default;
};

struct Document {
  Code kind;  ///< Catalogue: document_kinds.
  DocumentState state = DocumentState::unknown;
  bool operator==(const Document&) const = default;
};

/// Stated by the person: kept and shown, never an input to the assessment on its own.
struct Statement {
  std::optional<Answer> consents{};             ///< Says to agree to what is done to them.
  std::optional<Answer> denies_being_victim{};  ///< Says not to be a victim.
  bool operator==(const Statement&) const = default;
};

/// A group of persons alike in role and condition. `name` is what other parts refer to ("girls").
struct Group {
  Code name;  ///< Unique within the report.
  Role role = Role::unknown;
  std::optional<Range> count{};
  std::optional<Age> age{};
  std::optional<Sex> sex{};
  std::optional<std::vector<std::string>> nationalities{};  ///< ISO 3166-1 alpha-3.
  std::optional<std::vector<std::string>> languages{};      ///< ISO 639-3.
  std::optional<std::vector<Document>> documents{};
  std::optional<std::vector<Code>> conditions{};  ///< Catalogue: conditions (visible only).
  std::optional<Statement> statement{};
  std::optional<std::string> description{};  ///< Free text; operational.
  bool operator==(const Group&) const = default;
};

/// yes: everybody is under 18; no: nobody is; possible: the range spans 18; unknown: no age
/// reported.
MayBeUnder18 may_be_under_18(const Group& group);

struct What {
  std::optional<Code> category{};      ///< Catalogue: categories.
  std::optional<std::string> label{};  ///< The patrol's own word; shown, never judged on.
  std::optional<std::string> summary{};
  std::optional<std::string> narrative{};
  bool operator==(const What&) const = default;
};

struct When {
  std::optional<OffsetTime> observed_from{};
  std::optional<OffsetTime> observed_to{};
  std::optional<std::string> recurring{};  ///< Free text: "every day, 8 to 17 h".
  OffsetTime filed_at;
  bool operator==(const When&) const = default;
};

struct Position {
  double latitude = 0;   ///< -90..90
  double longitude = 0;  ///< -180..180
  std::optional<std::int64_t> accuracy_m{};
  bool operator==(const Position&) const = default;
};

struct Where {
  Code region;  ///< The mission's own region id; always needed: it names the commander.
  std::optional<std::string> cercle{};
  std::optional<std::string> locality{};
  std::optional<Code> place_type{};  ///< Catalogue: place_types.
  std::optional<Position> position{};
  bool place_withheld = false;  ///< The patrol knows the place and will not write it down.
  bool operator==(const Where&) const = default;
};

/// One fact with a code and how it is known. Acts, means, purposes.
struct Fact {
  Code code;
  Basis basis = Basis::inferred;
  std::optional<std::vector<Code>> groups{};  ///< Names of the groups it concerns; absent: all.
  std::optional<std::vector<Code>> by{};      ///< Names of the groups that did it, when known.
  bool operator==(const Fact&) const = default;
};

struct Vehicle {
  Code kind;  ///< Catalogue: vehicles.
  std::optional<std::int64_t> count{};
  std::optional<std::string> description{};
  bool operator==(const Vehicle&) const = default;
};

struct ArmedActor {
  Code kind;  ///< Catalogue: armed_actors.
  Basis basis = Basis::inferred;
  std::optional<std::string> description{};
  bool operator==(const ArmedActor&) const = default;
};

/// Who gave or would give what to whom for a crossing.
struct Benefit {
  BenefitStage stage = BenefitStage::intended;
  std::optional<Code> by{};               ///< Group name or catalogue: parties.
  std::optional<Code> to{};               ///< Group name or catalogue: parties.
  std::optional<std::int64_t> amount{};   ///< >= 0
  std::optional<std::string> currency{};  ///< ISO 4217; needed with an amount.
  std::optional<Basis> basis{};
  bool operator==(const Benefit&) const = default;
};

struct CrossingDocuments {
  std::vector<Code> groups;  ///< Whose.
  std::vector<Document> documents;
  std::optional<Answer> visa{};  ///< Absent: not reported.
  bool operator==(const CrossingDocuments&) const = default;
};

struct Crossing {
  std::string from;  ///< ISO 3166-1 alpha-3, or "unknown".
  std::string to;
  CrossingStage stage = CrossingStage::done;
  Basis basis = Basis::inferred;
  std::optional<std::vector<Code>> groups{};  ///< Who crossed; absent: all.
  std::optional<Code> transport{};            ///< Catalogue: transports.
  std::optional<Code> control{};  ///< Catalogue: border_controls ("none", "bribed", …).
  std::optional<std::vector<CrossingDocuments>> documents{};
  std::optional<std::vector<Benefit>> benefits{};   ///< Empty: nobody gains, as reported.
  std::optional<std::vector<Code>> mistreatment{};  ///< Catalogue: mistreatments.
  bool operator==(const Crossing&) const = default;
};

struct Journey {
  std::optional<std::string> route{};                ///< Free text; operational.
  std::optional<std::vector<Crossing>> crossings{};  ///< Absent: not reported. Empty: none.
  bool operator==(const Journey&) const = default;
};

struct How {
  std::optional<std::vector<Fact>> acts{};
  std::optional<std::vector<Fact>> means{};
  std::optional<std::vector<Vehicle>> vehicles{};
  std::optional<std::vector<ArmedActor>> armed_actors{};
  std::optional<Journey> journey{};
  bool operator==(const How&) const = default;
};

struct Why {
  std::optional<std::vector<Fact>> purposes{};
  bool operator==(const Why&) const = default;
};

struct Indicator {
  Code code;
  std::optional<std::vector<Code>> groups{};
  bool operator==(const Indicator&) const = default;
};

struct Need {
  Code kind;  ///< Catalogue: needs.
  Urgency urgency = Urgency::routine;
  std::optional<std::int64_t> count{};
  std::optional<Code> group{};
  bool operator==(const Need&) const = default;
};

struct Danger {
  Answer life_at_risk_now = Answer::unknown;
  Answer armed_actors_present = Answer::unknown;
  bool operator==(const Danger&) const = default;
};

struct Protection {
  Answer risk_on_return = Answer::unknown;
  Answer possible_sexual_violence = Answer::unknown;
  bool operator==(const Protection&) const = default;
};

/// Never unknown: a patrol must say, so that nobody implicated is told by default.
struct ConcernsUnPersonnel {
  bool concerned = false;
  std::vector<Code> implicated_positions;  ///< Only when concerned; may be empty.
  bool operator==(const ConcernsUnPersonnel&) const = default;
};

struct ActionTaken {
  Code kind;  ///< Catalogue: actions_taken.
  std::optional<std::string> description{};
  bool operator==(const ActionTaken&) const = default;
};

/// What travels beside the report: only its digest and size are inside the signed bytes.
struct Attachment {
  Digest digest;
  std::int64_t bytes = 0;      ///< 1..attachment_bytes_max
  std::optional<Code> kind{};  ///< Catalogue: evidence_kinds; absent for the identity blob.
  std::optional<std::string> description{};
  bool operator==(const Attachment&) const = default;
};

struct Patrol {
  Code unit;
  std::optional<std::string> team_site{};
  std::string device;  ///< Name of the device key.
  std::optional<std::string> on_behalf_of{};
  bool operator==(const Patrol&) const = default;
};

struct Report {
  int schema = schema_version;
  std::string catalogue;  ///< Version of the catalogue the codes are from.
  Uuid id;
  std::int64_t revision = 1;  ///< 1..10 000
  Kind kind = Kind::report;
  std::optional<Uuid> about{};  ///< Only, and always, for an information note.
  bool exercise = false;
  std::string language;  ///< "en" or "fr".
  Patrol patrol;
  std::optional<std::vector<Group>> who{};
  What what;
  When when;
  Where where;
  Why why;
  How how;
  std::optional<std::vector<Indicator>> indicators{};
  std::optional<std::vector<Need>> needs{};
  std::optional<Danger> danger{};
  std::optional<Protection> protection{};
  ConcernsUnPersonnel concerns_un_personnel;
  std::optional<std::vector<ActionTaken>> actions_taken{};
  std::optional<std::vector<Attachment>> evidence{};
  std::optional<Attachment> identity{};  ///< Sealed on the device; never opened by the pipeline.
  bool operator==(const Report&) const = default;
};

/// Flash when life is at risk now or the kind is flash, else routine. Rules may raise it.
Urgency urgency_of(const Report& report);

}  // namespace vigie
