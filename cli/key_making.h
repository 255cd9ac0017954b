// Making keys and letting them in: what `vigie keys new` and the demo do.
//
// The secret is written first and allowed then; when it is not allowed the file goes again, so that
// no key lies about that nobody knows. A key that some programs let in and others do not is kept:
// what is missing is said, and made good with allow_key(). Names are never given twice
// (link/key_registry.h). Errors: KeyTrouble and Failure.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/control.h"
#include "cli/layout.h"
#include "link/keys.h"
#include "report/clock.h"
#include "report/random.h"

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

struct KeysMade {
  std::vector<std::filesystem::path> files;  ///< As wanted; NAME.pub and the contact beside each.
  std::vector<Missed> missed;                ///< Programs that do not know them.
};

/// Makes all of them and lets them in at all `places` (of the kind those take). The first place is
/// the one their owners are told how to reach. Throws when no place lets them in.
KeysMade make_keys_at(const KeyMaking& making, const std::vector<ProgramPlace>& places,
                      const std::vector<KeyWanted>& wanted, Clock& clock, Random& random);

/// The same at one program. Returns the key files.
std::vector<std::filesystem::path> make_keys(const KeyMaking& making, const ProgramPlace& place,
                                             const std::vector<KeyWanted>& wanted, Clock& clock,
                                             Random& random);

/// Lets a key in that was made elsewhere.
void allow_key(const config::Settings& settings, const ProgramPlace& place,
               const link::PublicKey& key, Clock& clock);

}  // namespace vigie::cli
