// What an act on a database failed with; the test fails when it does not fail.

#pragma once

#include <doctest/doctest.h>

#include <functional>

#include "store/failure.h"

namespace vigie::support {

inline store::StoreFailure failure_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const store::StoreFailure& failure) {
    return failure;
  }
  FAIL("nothing failed");
  return {store::FailureKind::other, ""};
}

}  // namespace vigie::support
