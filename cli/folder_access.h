// Who may enter and change the folders the programs trust.
//
// What lies in the keys folder is trusted (cli/program_keys.h), so whoever can write there could
// let a program of their own in.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/layout.h"
#include "service/data_folder.h"

namespace vigie::cli {

/// Makes it, mode 0700, when it is missing; one that is there stays as it is. False when it cannot
/// be made.
bool make_private_folder(const std::filesystem::path& folder);

/// The program's data folder, locked, and what it lies in: both made, mode 0700, when missing.
service::DataFolder open_folder(const ProgramPlace& place);

/// What is wrong and the command that mends it, when group or others may write that path.
std::optional<std::string> trouble_with_writers(const std::filesystem::path& path);

struct WriterTrouble {
  std::filesystem::path path;
  std::string text;
};

/// The same for the keys folder and every public key in it.
std::vector<WriterTrouble> troubles_with_writers(const std::filesystem::path& keys);

/// KeyTrouble naming all of them; nothing when there is none.
void refuse_writers(const std::filesystem::path& keys);

}  // namespace vigie::cli
