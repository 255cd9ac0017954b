// What both sources of RouterStore write and read alike.

#pragma once

#include "report/check.h"
#include "report/id.h"
#include "report/names.h"
#include "report/report.h"
#include "store/database.h"

namespace vigie::router {

inline store::Blob blob(const Uuid& id) { return {id.blob()}; }

inline Urgency urgency_at(const store::Rows& rows, int column) {
  const auto urgency = parse_name<Urgency>(rows.view(column));
  VIGIE_EXPECT(urgency.has_value());
  return *urgency;
}

}  // namespace vigie::router
