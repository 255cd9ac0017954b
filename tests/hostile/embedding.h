// A valid report document with foreign bytes put in as the value of one of its members.

#pragma once

#include <string>

namespace vigie::hostile {

enum class Embedding {
  whole,      ///< The bytes are the document.
  extra,      ///< A member the form does not know, the last one of the document.
  summary,    ///< /what/summary, in the middle of the document.
  narrative,  ///< /what/narrative.
};

/// `report`: bytes of a valid report with a summary, as encode_report() writes it.
std::string embed(const std::string& report, const std::string& bytes, Embedding embedding);

}  // namespace vigie::hostile
