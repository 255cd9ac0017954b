// Where each program of a mission keeps its data: <data>/<name>/{KIND.db, lock, control.sock,
// program.key, program.pub}, the folder readable by its owner alone.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "store/database.h"

namespace vigie::cli {

enum class ProgramKind { intake, router, notifier };

std::string_view name_of(ProgramKind kind);

struct ProgramPlace {
  ProgramKind kind = ProgramKind::intake;
  std::string name;  ///< As in the settings; also the name of its key.
  std::filesystem::path folder;

  std::filesystem::path database() const;
  store::OpenOptions database_options() const;  ///< For its owner.
  std::filesystem::path socket() const { return folder / "control.sock"; }
  std::filesystem::path key_file() const { return folder / "program.key"; }
  std::filesystem::path public_key_file() const { return folder / "program.pub"; }
};

/// Every program the settings name: the intakes in their order, the router, the notifier.
std::vector<ProgramPlace> program_places(const config::Settings& settings,
                                         const std::filesystem::path& data);

/// The program of that name. Failure `usage`, naming those there are, when there is none.
ProgramPlace place_of(const config::Settings& settings, const std::filesystem::path& data,
                      const std::string& name);

/// The program of that name, as above; every program when the name is empty.
std::vector<ProgramPlace> places_of(const config::Settings& settings,
                                    const std::filesystem::path& data, const std::string& name);

/// The first program of that kind.
ProgramPlace place_of(const config::Settings& settings, const std::filesystem::path& data,
                      ProgramKind kind);

/// Whether that program keeps its data on this machine: its folder is there; or it has not run yet,
/// and is the only one of its kind or listens where only this machine can reach it.
bool is_here(const config::Settings& settings, const ProgramPlace& place);

}  // namespace vigie::cli
