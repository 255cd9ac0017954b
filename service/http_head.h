// The head of an HTTP/1.x request, read strictly: what two readers could understand differently is
// refused before anything is done with it.
//
// Refused: bare CR or LF, NUL and other control characters, folded headers, a space before the
// colon, two lengths or a length that is not plain digits, Transfer-Encoding in any form (411
// alone, 400 beside a length), no Host or two, a repeated header that may come once, targets that
// are not a plain absolute path, encoded slashes and dot segments. Over 16 KiB or 64 headers: 431.
//
// Errors: refusals are values with the status to answer; nothing throws.
// Source: RFC 9112 sections 2.2, 3, 5 and 6, stricter where it allows leniency; what Poco 1.11
//         lets through, and why its own reader is not used: docs/decisions/0009.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "service/http.h"

namespace vigie::service {

inline constexpr std::size_t head_bytes_max = 16 * 1024;
inline constexpr std::size_t header_count_max = 64;

struct HttpHead {
  HttpRequest request;  ///< Without its body.
  std::size_t body_bytes = 0;
  bool wants_continue = false;  ///< The client waits for "100 Continue" before the body.
};

struct HttpRefusal {
  int status;
  std::string code;  ///< "http.two_lengths", for machines and tests.
  std::string text;
};

/// What is wrong already with a head that is not whole yet, so that nobody waits for its end. Looks
/// at the bytes from `from` on; those before were found good.
std::optional<HttpRefusal> refuse_early(std::string_view received, std::size_t from = 0);

/// `head` ends with its empty line (CR LF CR LF).
std::variant<HttpHead, HttpRefusal> parse_head(std::string_view head);

}  // namespace vigie::service
