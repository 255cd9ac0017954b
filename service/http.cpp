#include "service/http.h"

#include <nlohmann/json.hpp>

#include "report/check.h"

namespace vigie::service {
namespace {

std::optional<unsigned> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A' + 10);
  return std::nullopt;
}

}  // namespace

const std::string* HttpRequest::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (known == name) return &value;
  }
  return nullptr;
}

HttpResponse problem_response(int status, std::string_view code, std::string_view text) {
  const nlohmann::ordered_json problem{{"pointer", ""}, {"code", code}, {"text", text}};
  HttpResponse response;
  response.status = status;
  response.body = nlohmann::ordered_json{{"problems", {problem}}}.dump() + "\n";
  return response;
}

HttpResponse not_found() {
  return problem_response(404, "http.not_found", "there is nothing at this address");
}

HttpResponse method_not_allowed(std::string_view allow) {
  HttpResponse response =
      problem_response(405, "http.method", "this address does not take that method");
  response.headers.emplace_back("Allow", allow);
  return response;
}

HttpResponse unavailable(Posted outcome) {
  VIGIE_EXPECT(outcome != Posted::answered);
  HttpResponse response = problem_response(503, "http.unavailable", "the program is ending");
  if (outcome == Posted::busy) {
    response = problem_response(503, "http.busy", "too many requests are waiting; send it again");
  } else if (outcome == Posted::late) {
    response = problem_response(503, "http.late",
                                "no answer in time; send it again, a repeat does no harm");
  }
  response.headers.emplace_back("Retry-After", outcome == Posted::busy ? "1" : "5");
  return response;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[at + 1]);
    const auto low = hex_digit(text[at + 2]);
    if (!high || !low || *high * 16 + *low == 0) return std::nullopt;
    decoded += static_cast<char>(*high * 16 + *low);
    at += 2;
  }
  return decoded;
}

}  // namespace vigie::service
