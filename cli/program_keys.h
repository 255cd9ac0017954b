// The programs' own keys, and which of each other's they trust.
//
// A program makes its key at its first start, like a host key; `vigie keys new --program NAME`
// makes it beforehand. Its public part is put into the keys folder as NAME.pub; programs on other
// machines are given that file by a person. What lies in the keys folder is trusted: there is no
// other list, and a keys folder or key that others may write is refused. Errors: KeyTrouble, with
// what to do.

#pragma once

#include <filesystem>
#include <string>

#include "cli/layout.h"
#include "link/keys.h"
#include "report/clock.h"
#include "report/random.h"
#include "store/database.h"

namespace vigie::cli {

/// The key in the program's data folder, whose lock and database the caller holds. Publishes its
/// public part; a new key is on the audit trail.
link::SecretKey own_key(const ProgramPlace& place, const std::filesystem::path& keys,
                        store::Database& database, Clock& clock, Random& random);

/// The same for a program that is not running.
link::PublicKey make_program_key(const ProgramPlace& place, const std::filesystem::path& keys,
                                 Clock& clock, Random& random);

/// The public key of another program.
link::PublicKey peer_key(const std::filesystem::path& keys, const std::string& name);

}  // namespace vigie::cli
