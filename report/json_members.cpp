#include "report/json_members.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace vigie {

template <typename Json>
const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

template <typename Json>
std::optional<std::string> text_member(const Json& object, const char* name) {
  const Json* found = member(object, name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return found->template get<std::string>();
}

template <typename Json>
std::optional<std::int64_t> integer_member(const Json& object, const char* name) {
  const Json* found = member(object, name);
  if (found == nullptr || !found->is_number_integer()) return std::nullopt;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (found->is_number_unsigned() && found->template get<std::uint64_t>() > largest) {
    return std::nullopt;
  }
  return found->template get<std::int64_t>();
}

template <typename Json>
std::optional<bool> boolean_member(const Json& object, const char* name) {
  const Json* found = member(object, name);
  if (found == nullptr || !found->is_boolean()) return std::nullopt;
  return found->template get<bool>();
}

template <typename Json>
std::optional<Uuid> uuid_member(const Json& object, const char* name) {
  return parse_uuid(text_member(object, name).value_or(""));
}

template <typename Json>
std::optional<Time> time_member(const Json& object, const char* name) {
  const auto count = integer_member(object, name);
  if (!count) return std::nullopt;
  return from_milliseconds(*count);
}

template const nlohmann::json* member(const nlohmann::json&, const char*);
template const OrderedJson* member(const OrderedJson&, const char*);
template std::optional<std::string> text_member(const nlohmann::json&, const char*);
template std::optional<std::string> text_member(const OrderedJson&, const char*);
template std::optional<std::int64_t> integer_member(const nlohmann::json&, const char*);
template std::optional<std::int64_t> integer_member(const OrderedJson&, const char*);
template std::optional<bool> boolean_member(const nlohmann::json&, const char*);
template std::optional<bool> boolean_member(const OrderedJson&, const char*);
template std::optional<Uuid> uuid_member(const nlohmann::json&, const char*);
template std::optional<Uuid> uuid_member(const OrderedJson&, const char*);
template std::optional<Time> time_member(const nlohmann::json&, const char*);
template std::optional<Time> time_member(const OrderedJson&, const char*);

std::optional<std::vector<Uuid>> uuids_member(const OrderedJson& object, const char* name) {
  const OrderedJson* found = member(object, name);
  if (found == nullptr || !found->is_array()) return std::nullopt;
  std::vector<Uuid> ids;
  for (const OrderedJson& item : *found) {
    const auto id =
        item.is_string() ? parse_uuid(item.get_ref<const std::string&>()) : std::nullopt;
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

std::optional<Text> text_pair_member(const OrderedJson& object, const char* name) {
  const OrderedJson* found = member(object, name);
  if (found == nullptr) return std::nullopt;
  auto en = text_member(*found, "en");
  auto fr = text_member(*found, "fr");
  if (!en || !fr) return std::nullopt;
  return Text{.en = std::move(*en), .fr = std::move(*fr)};
}

bool is_absent(const OrderedJson& object, const char* name) {
  const OrderedJson* found = member(object, name);
  return found == nullptr || found->is_null();
}

}  // namespace vigie
