// The promises of docs/architecture.md, as checks over a mission that has come to rest: what the
// databases of the three programs say must agree with what patrols and officers saw.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "report/id.h"

namespace vigie::support {

using ReportKey = std::pair<Uuid, std::int64_t>;

/// A database file and the file layer it lies on (store::OpenOptions::vfs).
struct Place {
  Place() = default;
  Place(std::filesystem::path path, std::string layer = {})  // NOLINT: a path is a place
      : file(std::move(path)), vfs(std::move(layer)) {}
  std::filesystem::path file;
  std::string vfs;
};

struct Databases {
  std::vector<Place> intakes;
  Place router;
  Place notifier;
};

/// How many rows of this revision are stored there.
std::int64_t stored_copies(const Place& database, const ReportKey& report);

/// The positions the stored routing of this revision tells; empty when it was not routed.
std::set<std::string> told_positions(const Place& router, const ReportKey& report);

using Shown = std::function<bool(const Uuid&, std::int64_t, const std::string& position)>;

/// Those of these reports that are not routed yet, or not yet shown at a position they are told to.
std::vector<ReportKey> not_shown(const Place& router, const std::vector<ReportKey>& reports,
                                 const Shown& shown);

/// Promise 1 for each of these receipted reports; every breach is a failed check that names it.
/// `shown` says whether the holder of a position was shown a revision at least once.
void check_receipted(const Databases& databases, const std::vector<ReportKey>& receipted,
                     const Shown& shown);

/// Every audit chain is whole.
void check_audit(const Databases& databases);

}  // namespace vigie::support
