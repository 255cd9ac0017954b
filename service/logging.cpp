#include "service/logging.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "report/check.h"
#include "service/descriptor.h"
#include "service/failure.h"

namespace vigie::service {
namespace {

using Json = nlohmann::ordered_json;

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

Json to_json(const Field& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) return *number;
  if (const auto* flag = std::get_if<bool>(&field.value)) return *flag;
  const std::string_view text = std::get<std::string_view>(field.value);
  if (text.size() <= Log::field_bytes_max) return std::string(text);
  return std::string(text.substr(0, Log::field_bytes_max)) + "...";
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
    Json line{{"at", to_string(clock.now())},
              {"level", level_name(level)},
              {"program", program},
              {"event", event}};
    for (const Field& field : fields) {
      VIGIE_EXPECT(!line.contains(field.name));
      line[std::string(field.name)] = to_json(field);
    }
    const std::string text = line.dump(-1, ' ', true, Json::error_handler_t::replace);
    logger.log(level, spdlog::string_view_t{text});
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
