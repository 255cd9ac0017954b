#include "cli/layout.h"

#include "report/check.h"
#include "service/failure.h"

namespace vigie::cli {
namespace {

bool reached_from_here_only(const std::string& endpoint) {
  for (const char* start :
       {"inproc://", "ipc://", "tcp://127.", "tcp://localhost:", "tcp://[::1]:"}) {
    if (endpoint.rfind(start, 0) == 0) return true;
  }
  return false;
}

}  // namespace

std::string_view name_of(ProgramKind kind) {
  switch (kind) {
    case ProgramKind::intake:
      return "intake";
    case ProgramKind::router:
      return "router";
    case ProgramKind::notifier:
      return "notifier";
  }
  return "intake";
}

std::filesystem::path ProgramPlace::database() const {
  return folder / (std::string(name_of(kind)) + ".db");
}

store::OpenOptions ProgramPlace::database_options() const {
  store::OpenOptions options;
  options.program = name_of(kind);
  // In a busy hour a program finds nothing to do many times a second; most pages of a longer log
  // are newer copies of the same few.
  options.wal_bytes_idle = 8 * 1024 * 1024;
  return options;
}

std::vector<ProgramPlace> program_places(const config::Settings& settings,
                                         const std::filesystem::path& data) {
  std::vector<ProgramPlace> places;
  const auto add = [&](ProgramKind kind, const std::string& name) {
    places.push_back({.kind = kind, .name = name, .folder = data / name});
  };
  for (const config::IntakeSettings& intake : settings.intakes) {
    add(ProgramKind::intake, intake.name);
  }
  add(ProgramKind::router, settings.router.name);
  add(ProgramKind::notifier, settings.notifier.name);
  return places;
}

ProgramPlace place_of(const config::Settings& settings, const std::filesystem::path& data,
                      const std::string& name) {
  std::string known;
  for (ProgramPlace& place : program_places(settings, data)) {
    if (place.name == name) return std::move(place);
    known += (known.empty() ? "" : ", ") + place.name;
  }
  throw service::Failure(service::ExitCode::usage, "no program is called '" + name +
                                                       "' in the settings; there are: " + known);
}

std::vector<ProgramPlace> places_of(const config::Settings& settings,
                                    const std::filesystem::path& data, const std::string& name) {
  if (name.empty()) return program_places(settings, data);
  return {place_of(settings, data, name)};
}

ProgramPlace place_of(const config::Settings& settings, const std::filesystem::path& data,
                      ProgramKind kind) {
  for (ProgramPlace& place : program_places(settings, data)) {
    if (place.kind == kind) return std::move(place);
  }
  VIGIE_EXPECT(false && "settings name every kind of program");
}

bool is_here(const config::Settings& settings, const ProgramPlace& place) {
  std::error_code trouble;
  if (std::filesystem::exists(place.folder, trouble)) return true;
  if (place.kind != ProgramKind::intake || settings.intakes.size() == 1) return true;
  for (const config::IntakeSettings& intake : settings.intakes) {
    if (intake.name == place.name) return reached_from_here_only(intake.status);
  }
  return false;
}

}  // namespace vigie::cli
