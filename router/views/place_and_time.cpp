#include "router/views/place_and_time.h"

#include <array>
#include <charconv>
#include <cmath>

#include "report/json_text.h"

namespace vigie::router {
namespace {

using config::PlaceDetail;
using config::TimeDetail;

constexpr std::string_view nothing = "{}";

void append_member(std::string& json, std::string_view name, const std::string& object) {
  if (object == nothing) return;
  if (json.back() != '{') json += ',';
  json += '"';
  json += name;
  json += "\":";
  json += object;
}

std::int64_t rounded_down(Time time, TimeDetail detail) {
  if (detail == TimeDetail::day) {
    return to_milliseconds(std::chrono::floor<std::chrono::days>(time));
  }
  if (detail == TimeDetail::hour) {
    return to_milliseconds(std::chrono::floor<std::chrono::hours>(time));
  }
  return to_milliseconds(time);
}

std::string written(double value, std::optional<int> decimals) {
  std::array<char, 32> digits{};
  char* const end = digits.data() + digits.size();
  const auto result =
      decimals ? std::to_chars(digits.data(), end, value, std::chars_format::fixed, *decimals)
               : std::to_chars(digits.data(), end, value);
  return {digits.data(), result.ptr};
}

/// To a tenth of a degree, about 11 km; never "-0.0".
std::string about(double degrees) { return written(std::round(degrees * 10) / 10 + 0.0, 1); }

std::string written_position(const Position& position, PlaceDetail detail) {
  JsonObject json;
  const bool exact = detail == PlaceDetail::exact;
  const auto degrees = [exact](double value) {
    return exact ? written(value, std::nullopt) : about(value);
  };
  json.put("latitude", Raw{degrees(position.latitude)});
  json.put("longitude", Raw{degrees(position.longitude)});
  if (exact && position.accuracy_m) json.put("accuracy_m", *position.accuracy_m);
  return std::move(json).text();
}

/// The district and the locality are free text: shown only where they are named.
void put_named(const Where& where, const config::PartSet& parts, JsonObject& json) {
  static const std::size_t cercle = index_of(*config::find_part("where.cercle"));
  static const std::size_t locality = index_of(*config::find_part("where.locality"));
  if (where.place_withheld) return;
  if (where.cercle && parts.test(cercle)) json.put("cercle", *where.cercle);
  if (where.locality && parts.test(locality)) json.put("locality", *where.locality);
}

void put_below_region(const Where& where, PlaceDetail detail, JsonObject& json) {
  if (where.place_type && detail >= PlaceDetail::locality) {
    json.put("place_type", *where.place_type);
  }
  if (where.place_withheld && detail >= PlaceDetail::cercle) json.put("place_withheld", true);
  if (!where.position || where.place_withheld || detail < PlaceDetail::about_10_km) return;
  json.put("position", Raw{written_position(*where.position, detail)});
  if (detail == PlaceDetail::about_10_km) json.put("detail", "about_10_km");
}

}  // namespace

void write_when(const When& when, const Grant& grant, std::string& json) {
  static const std::size_t recurring = index_of(*config::find_part("when.recurring"));
  JsonObject shown;
  const auto put = [&](std::string_view name, const OffsetTime& time) {
    shown.put(name, rounded_down(time.utc, grant.time));
  };
  if (grant.time != TimeDetail::none) {
    if (when.observed_from) put("observed_from", *when.observed_from);
    if (when.observed_to) put("observed_to", *when.observed_to);
    put("filed_at", when.filed_at);
    if (grant.time == TimeDetail::hour) shown.put("detail", "hour");
    if (grant.time == TimeDetail::day) shown.put("detail", "day");
  }
  if (when.recurring && grant.parts.test(recurring)) shown.put("recurring", *when.recurring);
  append_member(json, "when", std::move(shown).text());
}

void write_where(const Where& where, const Grant& grant, std::string& json) {
  JsonObject shown;
  if (grant.place != PlaceDetail::none) shown.put("region", where.region);
  put_named(where, grant.parts, shown);
  put_below_region(where, grant.place, shown);
  append_member(json, "where", std::move(shown).text());
}

}  // namespace vigie::router
