// HTTP requests and responses as plain values, and the answers every program gives alike.
//
// Errors over HTTP are {"problems":[{"pointer":"","code":"http.…","text":"…"}]}, the shape of the
// refusals of reports.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/mailbox.h"

namespace vigie::service {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  ///< "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" or "OPTIONS".
  std::string path;   ///< Decoded once; begins with '/', no "." or ".." part, no control character.
  std::string query;  ///< As sent, without the '?'.
  HttpHeaders headers;  ///< Names in lower case, values trimmed, in the order sent.
  std::string body;

  /// The first value of a header (name in lower case), or nullptr.
  const std::string* header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  HttpHeaders headers;
};

/// Runs in a worker thread, several at once.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

/// One problem, said in `text` (English; `code` is what programs read).
HttpResponse problem_response(int status, std::string_view code, std::string_view text);

HttpResponse not_found();

/// `allow` as in the Allow header: "GET, HEAD".
HttpResponse method_not_allowed(std::string_view allow);

/// What a worker answers when its mailbox did not: 503, with Retry-After. `outcome` != answered.
HttpResponse unavailable(Posted outcome);

/// Undoes %XX; nullopt when one is malformed or gives a NUL. '+' stays '+'.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace vigie::service
