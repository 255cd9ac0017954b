// A mission as its files describe it, checked and ready to use. load_mission() (config/load.h) is
// the only maker; everything here is plain data. Nothing of any particular mission is in code.
//
// Shapes: ids are Code (^[a-z][a-z0-9_]{0,63}$) unless said. Units: durations carry theirs.
// Source: docs/configuration.md, file by file; config/mali/ is the shipped mission.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/catalogue.h"
#include "config/conditions/condition.h"
#include "config/map_point.h"
#include "report/problem.h"
#include "report/report.h"

namespace vigie::config {

/// A region under our own id: P-codes and ISO numbers clash (ISO ML-9 is not P-code ML09).
struct Region {
  Code id;
  Text name;
  std::optional<std::string> iso;        ///< ISO 3166-2, "ML-7".
  std::optional<std::string> pcode;      ///< OCHA, "ML07"; absent where none is confirmed.
  std::optional<std::int64_t> order_no;  ///< The country's own order number; never a key.
};

/// An office in the chain, never a person.
struct Position {
  Code id;      ///< "regional_commander_gao", "joint_operations_centre".
  Code office;  ///< What rules name: "regional_commander"; equal to id when not bound to a region.
  Text title;
  std::optional<Code> region;    ///< Set when the position serves one region.
  bool outside = false;          ///< Told only on a person's decision, in every rule set.
  bool addressee = true;         ///< false: takes part but is never told (the patrol, the author).
  std::optional<Code> stand_in;  ///< Position that takes over when this one may not be told.
};

struct Person {
  Code id;
  std::string name;
  std::string language;  ///< "en" or "fr".
};

/// Who holds a position, first the holder, then deputies in order.
struct Holding {
  Code position;
  std::vector<Code> people;
};

/// Weekly hours that conditions may ask for: during(instant, 'office_hours').
struct Calendar {
  Code id;
  Text title;
  std::chrono::minutes offset{0};  ///< Of local time from UTC; the mission's, fixed.
  std::set<int> days;              ///< ISO: 1 Monday to 7 Sunday.
  std::chrono::minutes from{0};    ///< Of the local day; included.
  std::chrono::minutes to{0};      ///< Excluded; greater than `from`.
};

/// An area on the map that conditions may ask for: within(report.where.position, 'old_port').
struct Area {
  using Ring = std::vector<MapPoint>;  ///< At least three points; the last one joins the first.

  Code id;
  Text title;
  std::string source;       ///< Where the boundary is from, and its licence.
  std::vector<Ring> rings;  ///< All of them together are the area.
};

/// How fine a place or an instant is shown. Ascending: finer. Of the place, the district and the
/// locality themselves are free text and need their parts as well: where.cercle, where.locality.
enum class PlaceDetail { none, region, cercle, locality, about_10_km, exact };
enum class TimeDetail { none, day, hour, exact };
/// What every rendering of a view carries. Ascending: stricter.
enum class Mark { unclassified, confidential, strictly_confidential };

/// A named set of parts of a report and its assessment that a notice may show.
struct Profile {
  Code id;
  Text title;
  Mark mark = Mark::confidential;
  PlaceDetail place = PlaceDetail::none;
  TimeDetail time = TimeDetail::none;
  std::set<std::string, std::less<>> parts;  ///< Names of config/parts.h.
};

enum class IfUnknown { hold, tell, ignore };
enum class AtDeadline { remind, escalate, forward };
enum class Effect { tell, withhold };

/// Whose act releases a notice, by when, and what happens then.
struct HoldTerms {
  enum class Release {
    decision,  ///< The position decides.
    forward    ///< The position forwards the report.
  };
  Release release = Release::decision;
  Code by;                         ///< An office.
  std::chrono::minutes within{0};  ///< From when that position is told.
  AtDeadline at_deadline = AtDeadline::remind;
  std::optional<Code> escalate_to;  ///< An office; only and always with `escalate`.
};

/// A condition over report and assessment, and what follows for one office.
struct Rule {
  std::string id;  ///< Dotted: "chain.regional_commander".
  Text title;
  Text because;
  std::string authority;  ///< The passage it rests on, or "ours: …".
  std::string when;       ///< As written.
  NodeId condition = 0;   ///< Root in Mission::conditions.
  Effect effect = Effect::tell;
  Code office;                     ///< Told or withheld.
  bool must = false;               ///< No withhold rule may speak of the same office.
  std::optional<Urgency> urgency;  ///< Raises the report's; never lowers it.
  std::optional<HoldTerms> hold;   ///< Absent: told at once.
  std::vector<Code> show;          ///< Profiles.
  std::chrono::minutes within{0};  ///< Until an acknowledgement is expected.
  std::vector<Code> then;          ///< Offices (or "deputy") an overdue notice climbs to, in order.
  std::optional<Code> owner;       ///< The office that answers for the rule itself.
  IfUnknown if_unknown = IfUnknown::hold;
  std::optional<std::chrono::sys_days> valid_from;  ///< Of the routing's instant.
  std::optional<std::chrono::sys_days> valid_to;    ///< The last day.
};

/// A condition with a name, shared by rules.
struct Definition {
  std::string name;
  std::string when;
};

/// Where each program listens and connects. All endpoints are ZeroMQ: inproc://, ipc:// or tcp://.
struct IntakeSettings {
  Code name;                          ///< Key name of this intake; "intake" when there is one.
  std::string patrols;                ///< Bind: patrol devices.
  std::string status;                 ///< Bind: status from the router.
  std::string http;                   ///< "127.0.0.1:8701"; empty: no HTTP.
  std::filesystem::path certificate;  ///< Empty: HTTP on loopback only.
  std::filesystem::path private_key;
};

struct RouterSettings {
  Code name;
  std::string reports;  ///< Bind: reports from intakes, replies from the notifier.
  std::string http;     ///< Health and metrics only.
};

struct NotifierSettings {
  Code name;
  std::string notices;  ///< Bind: notices from the router.
  std::string people;   ///< Bind: inbox clients.
  std::string http;     ///< Health and metrics only.
};

struct Limits {
  int batch_messages_max = 256;  ///< Messages applied in one turn and commit.
  int window_messages = 256;     ///< Envelopes in flight per lane.
  std::int64_t window_bytes = 8 * 1024 * 1024;
  std::chrono::hours resend_horizon{7 * 24};     ///< Acknowledged rows are kept this long.
  std::chrono::minutes not_yet_alarm{24 * 60};   ///< A "not yet" older than this alarms.
  std::chrono::milliseconds resend_after{3000};  ///< Silence before a sender asks what arrived.
  int http_connections_max = 128;
  std::chrono::seconds http_header_timeout{10};
  std::int64_t disk_free_bytes_min = 64 * 1024 * 1024;  ///< Below this /readyz says so.
};

struct Settings {
  std::vector<IntakeSettings> intakes;  ///< At least one.
  RouterSettings router;
  NotifierSettings notifier;
  Limits limits;
};

struct Mission {
  std::string id;
  Text name;
  Text notice;  ///< What a reader must know of this configuration (what it models, disclaimers).
  Code first_addressee;  ///< Office that some rule must always tell: the catch-all.
  Code conduct_office;   ///< Office that some rule must tell whenever UN personnel is concerned.
  std::map<Code, Region, std::less<>> regions;
  std::map<Code, Position, std::less<>> positions;
  std::map<Code, Person, std::less<>> people;
  std::map<Code, Holding, std::less<>> roster;  ///< By position.
  std::map<Code, Profile, std::less<>> profiles;
  std::map<Code, std::vector<Code>, std::less<>>
      clearances;  ///< By office: profiles that together are the most it may ever be shown.
  std::map<Code, Calendar, std::less<>> calendars;
  std::map<Code, Area, std::less<>> areas;
  std::vector<Rule> rules;              ///< By id.
  std::vector<Definition> definitions;  ///< By name.
  ConditionSet conditions;              ///< Of the rules.
  std::map<std::string, Catalogue, std::less<>>
      catalogues;                 ///< By version; more than one may be valid.
  std::string catalogue_current;  ///< Version new reports should use.
  Settings settings;
  std::string version;  ///< SHA-256 over everything above except settings: stamped on each routing.
};

}  // namespace vigie::config
