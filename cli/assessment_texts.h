// An assessment in JSON, complete for a program that has no catalogue: beside every code its text
// in English and French, and beside every statement also its source and, of what is missing,
// whether a patrol may learn it.
//
// Shapes: to router/assess/assessment_json.h it adds, in a statement: "text", "source", "learn"?;
//         to an element: "text", "finding_text", "source"; to a form: "purpose_text",
//         "finding_text"; to a judgement: "finding_text" and "…_text" for each result; to a frame:
//         "text", "source" and "…_text" for each result; "by" becomes a list of
//         {"suggestion","text","source"}. A text is {"en","fr"}, null when the catalogue has none.

#pragma once

#include "cli/invocation.h"

namespace vigie::cli {

Json with_texts(const Json& assessment, const config::Catalogue& catalogue);

}  // namespace vigie::cli
