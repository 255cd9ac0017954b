#include "tests/hostile/leaks.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/audit.h"
#include "store/database.h"
#include "tests/support/file_bytes.h"

namespace vigie::hostile {
namespace {

/// Without its quotes.
std::string escaped(const std::string& text, bool to_ascii) {
  const std::string json =
      nlohmann::json(text).dump(-1, ' ', to_ascii, nlohmann::json::error_handler_t::replace);
  return json.substr(1, json.size() - 2);
}

}  // namespace

std::string text_of_audit(const std::filesystem::path& database) {
  store::Database opened(database, {.access = store::Access::read});
  std::string text;
  store::read_audit(opened, 1, [&](const store::AuditEntry& entry) {
    text += entry.actor + "\n" + entry.act + "\n" + entry.subject + "\n" + entry.detail + "\n";
    return true;
  });
  return text;
}

Haystacks haystacks_of(support::SteppedMission& mission) {
  Haystacks haystacks;
  for (const std::string& program : mission.names()) {
    haystacks["log of " + program] = support::file_bytes(mission.log_of(program));
    haystacks["audit of " + program] = text_of_audit(mission.database_of(program));
    haystacks["metrics of " + program] = mission.metrics_of(program);
    haystacks["state of " + program] = mission.control(program, R"({"command":"state"})");
  }
  return haystacks;
}

std::map<std::string, std::string> kept_in(const std::filesystem::path& database, const char* sql) {
  store::Database opened(database, {.access = store::Access::read});
  std::map<std::string, std::string> kept;
  store::Rows rows = opened.query(sql);
  while (rows.next()) kept[rows.text(0)] = rows.text(1);
  return kept;
}

void check_no_leak(const Haystacks& haystacks, const std::vector<NaughtyString>& strings) {
  for (const auto& [name, text] : haystacks) {
    CAPTURE(name);
    CHECK_FALSE(text.empty());
  }
  CHECK(found_in(haystacks, marker) == "");
  int looked_for = 0;
  for (const NaughtyString& string : strings) {
    if (!is_telling(string.bytes)) continue;
    ++looked_for;
    const auto places = found_in(haystacks, string.bytes);
    CHECK_MESSAGE(places.empty(), string.name << " is in " << places);
  }
  CHECK(looked_for > 30);
}

std::string found_in(const Haystacks& haystacks, const std::string& text) {
  std::string found;
  for (const auto& [name, haystack] : haystacks) {
    for (const std::string& form : {text, escaped(text, false), escaped(text, true)}) {
      if (haystack.find(form) == haystack.npos) continue;
      found += found.empty() ? name : ", " + name;
      break;
    }
  }
  return found;
}

bool is_telling(const std::string& text) {
  constexpr std::size_t telling_bytes_min = 8;
  const bool is_word = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
  return text.size() >= telling_bytes_min && !is_word;
}

}  // namespace vigie::hostile
