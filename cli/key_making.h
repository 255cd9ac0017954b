// Making keys and letting them in: what `vigie keys new` and the demo do.
//
// The secret is written first and allowed then; when it is not allowed the file goes again, so that
// no key lies about that nobody knows. Names are never given twice (link/key_registry.h).
// Errors: KeyTrouble and Failure.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/invocation.h"
#include "cli/layout.h"
#include "link/keys.h"

namespace vigie::cli {

struct KeyWanted {
  std::string name;
  link::KeyKind kind = link::KeyKind::device;  ///< A device at intake, a person at the notifier.
  std::string unit;                            ///< Of a device.
};

struct KeyMaking {
  const config::Settings& settings;
  std::filesystem::path data;
  std::filesystem::path keys;
  std::filesystem::path out;  ///< Where the owners' key files go; made, mode 0700, when missing.
  std::string endpoint;       ///< What to write into the contact file; empty: the settings' own.
};

/// Makes all of them at that program (all of the kind it takes). Returns the key files.
std::vector<std::filesystem::path> make_keys(const KeyMaking& making, const ProgramPlace& place,
                                             const std::vector<KeyWanted>& wanted, Clock& clock,
                                             Random& random);

}  // namespace vigie::cli
