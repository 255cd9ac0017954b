// One piece of work among the many of a turn, done so that nothing of it stays behind when it
// fails.

#pragma once

#include <exception>
#include <optional>
#include <type_traits>

#include "store/database.h"
#include "store/failure.h"

namespace vigie::store {

/// What `work` returns, written for good where `keeps` says so of it. std::nullopt: it threw, and
/// what it wrote is undone by now, so that the caller can write down that it failed. What the
/// exception says goes no further: it may hold parts of a report. A failure of the database is
/// nobody's to go on from, and is thrown on.
template <typename Work, typename Keeps>
std::optional<std::invoke_result_t<Work>> alone(Database& database, const Work& work,
                                                const Keeps& keeps) {
  try {
    Savepoint part(database);
    auto result = work();
    if (keeps(result)) part.keep();
    return result;
  } catch (const StoreFailure&) {
    throw;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

template <typename Work>
std::optional<std::invoke_result_t<Work>> alone(Database& database, const Work& work) {
  return alone(database, work, [](const auto& /*result*/) { return true; });
}

}  // namespace vigie::store
