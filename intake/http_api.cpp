#include "intake/http_api.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "intake/messages.h"
#include "intake/refusal_texts.h"
#include "service/multipart.h"

namespace vigie::intake {
namespace {

using service::HttpRequest;
using service::HttpResponse;
using service::Part;
using service::problem_response;

constexpr std::string_view reports_path = "/v1/reports";
constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view not_yet_retry_seconds = "3600";

struct CodeStatus {
  std::string_view code_prefix;
  int status;
};

constexpr auto statuses = std::to_array<CodeStatus>({
    {"key.", 401},
    {"token.", 401},
    {"signature.", 401},
    {"status.", 404},
    {"conflict.", 409},
    {"size.", 413},
    {"json.size", 413},
});

int status_of(std::string_view code) {
  const auto found = std::ranges::find_if(
      statuses, [&](const CodeStatus& entry) { return code.starts_with(entry.code_prefix); });
  return found == statuses.end() ? 422 : found->status;
}

HttpResponse json_response(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

bool is_multipart(const std::string* content_type) {
  constexpr std::string_view wanted = "multipart/form-data";
  return content_type && content_type->size() >= wanted.size() &&
         std::equal(wanted.begin(), wanted.end(), content_type->begin(), [](char a, char b) {
           return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
         });
}

/// Puts one part where it belongs; false for a part that belongs nowhere, or comes twice.
class PartTaker {
 public:
  bool take(Part part) {
    if (part.name == "envelope") return take_once(seen_envelope_, report_.envelope, part);
    if (part.name == "report") return take_once(seen_report_, report_.report, part);
    if (part.name == "attachment") {
      report_.attachments.push_back(std::move(part.bytes));
      return true;
    }
    if (part.name != "signature" || std::exchange(seen_signature_, true)) return false;
    const auto bytes = from_hex(part.bytes);
    const auto signature = bytes ? signature_from_blob(*bytes) : std::nullopt;
    if (signature) report_.signature = *signature;
    return signature.has_value();
  }

  std::optional<SignedReport> result() && {
    if (!seen_envelope_ || !seen_report_ || !seen_signature_) return std::nullopt;
    return std::move(report_);
  }

 private:
  static bool take_once(bool& seen, std::string& target, Part& part) {
    if (std::exchange(seen, true)) return false;
    target = std::move(part.bytes);
    return true;
  }

  SignedReport report_;
  bool seen_envelope_ = false;
  bool seen_signature_ = false;
  bool seen_report_ = false;
};

std::optional<SignedReport> signed_report_in(std::vector<Part> parts) {
  PartTaker taker;
  for (Part& part : parts) {
    if (!taker.take(std::move(part))) return std::nullopt;
  }
  return std::move(taker).result();
}

std::variant<HttpWork, HttpResponse> read_submission(const HttpRequest& request) {
  if (request.method != "POST") return service::method_not_allowed("POST");
  const std::string* content_type = request.header("content-type");
  if (!is_multipart(content_type)) {
    return problem_response(415, "http.content_type", "send the report as multipart/form-data");
  }
  if (request.body.size() > http_body_bytes_max) return http_refusal("size.attachments");
  auto parts = service::parse_multipart(*content_type, request.body);
  if (!parts) {
    return problem_response(400, "http.multipart", "the form is cut short or not well formed");
  }
  auto report = signed_report_in(*std::move(parts));
  if (!report) {
    return problem_response(400, "http.parts",
                            "send the parts envelope, signature (128 hexadecimal digits) and "
                            "report once each, and attachment as often as needed");
  }
  return HttpWork{*std::move(report)};
}

std::variant<HttpWork, HttpResponse> read_question(const HttpRequest& request,
                                                   std::string_view id) {
  if (request.method != "GET") return service::method_not_allowed("GET");
  const std::string* authorization = request.header("authorization");
  if (!authorization || !authorization->starts_with(bearer)) return http_refusal("token.unknown");
  const auto report = parse_uuid(id);
  if (!report) return http_refusal("status.unknown");
  return HttpWork{StatusQuestion{.token = authorization->substr(bearer.size()), .report = *report}};
}

struct ResponseWriter {
  HttpResponse operator()(const Accepted& accepted) const {
    return json_response(accepted.repeat ? 200 : 201, accepted.receipt);
  }
  HttpResponse operator()(const Refusal& refusal) const {
    return json_response(status_of(refusal.code()), write_problems(refusal.problems));
  }
  HttpResponse operator()(const NotYet& not_yet) const {
    HttpResponse response = json_response(503, write_not_yet(not_yet.code));
    response.headers.emplace_back("Retry-After", not_yet_retry_seconds);
    return response;
  }
};

}  // namespace

std::variant<HttpWork, HttpResponse> read_http(const HttpRequest& request) {
  const std::string_view path = request.path;
  if (path == reports_path) return read_submission(request);
  if (path.starts_with(reports_path) && path[reports_path.size()] == '/') {
    return read_question(request, path.substr(reports_path.size() + 1));
  }
  return service::not_found();
}

HttpResponse http_response(const Decision& decision) {
  return std::visit(ResponseWriter{}, decision);
}

HttpResponse http_refusal(std::string_view code) {
  return json_response(status_of(code), write_problems({make_refusal(code)}));
}

}  // namespace vigie::intake
