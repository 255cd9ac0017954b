#include "service/logging.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/check.h"
#include "report/json_text.h"
#include "service/descriptor.h"
#include "service/failure.h"

namespace vigie::service {
namespace {

/// Makes the file ours alone before spdlog opens it with whatever the umask says.
void prepare_file(const std::filesystem::path& file) {
  const Descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (made) return;
  throw Failure(ExitCode::configuration, file.string() + ": the log cannot be written there: " +
                                             system_text(errno) + "; choose another file");
}

spdlog::sink_ptr make_sink(const std::filesystem::path& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  prepare_file(file);
  return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
}

/// Only printable ASCII reaches a log: nothing else is safe on every terminal.
void put_text(JsonObject& line, std::string_view name, std::string_view text) {
  using Json = nlohmann::json;
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; })) {
    line.put(name, text);
  } else {
    line.put(name, Raw{Json(text).dump(-1, ' ', true, Json::error_handler_t::replace)});
  }
}

void put(JsonObject& line, const Field& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line.put(field.name, *number);
  } else if (const auto* flag = std::get_if<bool>(&field.value)) {
    line.put(field.name, *flag);
  } else if (const auto text = std::get<std::string_view>(field.value);
             text.size() <= Log::field_bytes_max) {
    put_text(line, field.name, text);
  } else {
    put_text(line, field.name, std::string(text.substr(0, Log::field_bytes_max)) + "...");
  }
}

bool named_once(std::initializer_list<Field> fields) {
  constexpr std::array<std::string_view, 4> ours{"at", "level", "program", "event"};
  for (const auto* field = fields.begin(); field != fields.end(); ++field) {
    const auto same = [&](const Field& other) { return other.name == field->name; };
    if (std::find(ours.begin(), ours.end(), field->name) != ours.end()) return false;
    if (std::any_of(fields.begin(), field, same)) return false;
  }
  return true;
}

std::string_view level_name(spdlog::level::level_enum level) {
  if (level == spdlog::level::info) return "info";
  return level == spdlog::level::warn ? "warn" : "error";
}

}  // namespace

struct Log::Writer {
  std::string program;
  Clock& clock;
  spdlog::logger logger;

  void write(spdlog::level::level_enum level, std::string_view event,
             std::initializer_list<Field> fields) {
    if (!logger.should_log(level)) return;
    VIGIE_EXPECT(named_once(fields));
    JsonObject line;
    line.put("at", to_string(clock.now()))
        .put("level", level_name(level))
        .put("program", program)
        .put("event", event);
    for (const Field& field : fields) put(line, field);
    logger.log(level, spdlog::string_view_t{std::move(line).text()});
  }
};

Log::Log(std::string program, Clock& clock, const LogOptions& options)
    : writer_(new Writer{std::move(program), clock, {"", make_sink(options.file)}}) {
  writer_->logger.set_pattern("%v");  // The whole line is ours: spdlog's patterns do not escape.
  writer_->logger.set_level(options.quiet ? spdlog::level::warn : spdlog::level::info);
  writer_->logger.flush_on(spdlog::level::info);
}

Log::~Log() = default;

void Log::info(std::string_view event, std::initializer_list<Field> fields) {
  writer_->write(spdlog::level::info, event, fields);
}

void Log::warn(std::string_view event, std::initializer_list<Field> fields) {
  writer_->write(spdlog::level::warn, event, fields);
}

void Log::error(std::string_view event, std::initializer_list<Field> fields) {
  writer_->write(spdlog::level::err, event, fields);
}

}  // namespace vigie::service
