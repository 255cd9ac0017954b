// The log of a program: one JSON object per line, so that a machine can read it and nobody can
// forge a line.
//
// Shapes: {"at":"2026-03-01T12:00:00.000Z","level":"info","program":"intake","event":"…", fields…}
//
// Fields are ids, codes and counts; never the text of a report, never the name of somebody in one.
// Those who act (a position's holders, devices, operators) stand with the codes the mission gives
// them. Every character outside printable ASCII is escaped (newlines, terminal escapes,
// right-to-left marks), bytes that are not UTF-8 become U+FFFD, and a value is cut at
// field_bytes_max.
//
// Events are words of the domain in snake_case: "report_received", "link_resend".
//
// Errors: the constructor throws Failure when the file cannot be opened. A line that cannot be
//         written later is lost: a full disk must not stop the program for its log.
// Threads: any thread may log.

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "report/clock.h"

namespace vigie::service {

/// A named value of one log line. Names are snake_case and not "at", "level", "program" or "event".
struct Field {
  Field(std::string_view field, std::string_view text) : name(field), value(text) {}
  Field(std::string_view field, std::same_as<bool> auto flag) : name(field), value(flag) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Field(std::string_view field, Number number)
      : name(field), value(static_cast<std::int64_t>(number)) {}

  std::string_view name;
  std::variant<std::string_view, std::int64_t, bool> value;
};

struct LogOptions {
  std::filesystem::path file = {};  ///< Empty: standard error. Created with mode 0600, appended to.
  bool quiet = false;               ///< Only warnings and errors.
};

class Log {
 public:
  static constexpr std::size_t field_bytes_max = 1000;

  Log(std::string program, Clock& clock, const LogOptions& options = {});
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void info(std::string_view event, std::initializer_list<Field> fields = {});
  void warn(std::string_view event, std::initializer_list<Field> fields = {});
  void error(std::string_view event, std::initializer_list<Field> fields = {});

 private:
  struct Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace vigie::service
