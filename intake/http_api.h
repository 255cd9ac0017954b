// Intake's HTTP requests as values: read in a worker thread, before anything reaches the loop, and
// the loop's decisions as responses.
//
//   POST /v1/reports        multipart/form-data with the parts "envelope" (its exact bytes),
//                           "signature" (64 bytes as 128 lower-case hexadecimal digits), "report"
//                           (its exact bytes) and "attachment" (at most 16)
//   GET  /v1/reports/{id}   Authorization: Bearer <token of vigie keys token>
//
// Answers: 201 kept, 200 kept before, with the receipt; 200 status document; 400 not such a form,
//          401 who, 404, 405, 409 other content under that revision, 413 size, 415 not multipart,
//          422 problems of the report, 503 with Retry-After: busy, or not yet.
// Limits: http_body_bytes_max. A 2xx is given only for what is on disk.

#pragma once

#include <string>
#include <variant>

#include "intake/checks.h"
#include "intake/decision.h"
#include "report/id.h"
#include "report/signed_report.h"
#include "service/http.h"

namespace vigie::intake {

/// For the HTTP server's limit: the largest report with its attachments and the form around them.
inline constexpr std::size_t http_body_bytes_max = attachments_bytes_max + 1024 * 1024;

struct StatusQuestion {
  std::string token;
  Uuid report;
};

using HttpWork = std::variant<SignedReport, StatusQuestion>;

/// What the loop is asked to do, or the answer it need not be asked for. Pure.
std::variant<HttpWork, service::HttpResponse> read_http(const service::HttpRequest& request);

service::HttpResponse http_response(const Decision& decision);

/// A refusal without a report: "token.unknown", "status.unknown".
service::HttpResponse http_refusal(std::string_view code);

}  // namespace vigie::intake
