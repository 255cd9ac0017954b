// The parts of a multipart/form-data body (RFC 7578), as a form or an attachment upload sends them.
//
// Limits: 20 parts; the body is bounded by the HTTP server already.
// Errors: nullopt when the body is not well formed, truncated, over the limit, or transfer-encoded.
// File names are what the client says: for showing, never for opening.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vigie::service {

inline constexpr std::size_t parts_max = 20;

struct Part {
  std::string name;
  std::string filename;  ///< Empty when the part is not a file.
  std::string bytes;
};

std::optional<std::vector<Part>> parse_multipart(const std::string& content_type,
                                                 const std::string& body);

}  // namespace vigie::service
