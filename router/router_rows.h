// What both sources of RouterStore write and read alike.

#pragma once

#include "report/id.h"
#include "report/names.h"
#include "report/report.h"
#include "router/kept_words.h"
#include "store/database.h"

namespace vigie::router {

inline store::Blob blob(const Uuid& id) { return {id.blob()}; }

inline Urgency urgency_at(const store::Rows& rows, int column) {
  return known_word(parse_name<Urgency>(rows.view(column)));
}

}  // namespace vigie::router
