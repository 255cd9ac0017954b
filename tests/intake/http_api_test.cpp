#include "intake/http_api.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "intake/refusal_texts.h"
#include "tests/intake/form.h"
#include "tests/support/simulated_clock.h"

using namespace vigie;
using namespace vigie::intake;
using service::HttpRequest;
using service::HttpResponse;

namespace {

SignedReport some_report() {
  SignedReport report;
  report.envelope = R"({"v":1})";
  report.signature.bytes.fill(7);
  report.report = "{\"id\":\r\n\"--x\"}";
  report.attachments = {std::string("\0\r\n--\xff", 6), "second"};
  return report;
}

std::optional<SignedReport> report_in(const HttpRequest& request) {
  auto read = read_http(request);
  auto* work = std::get_if<HttpWork>(&read);
  auto* report = work ? std::get_if<SignedReport>(work) : nullptr;
  if (!report) return std::nullopt;
  return *report;
}

int status_of(const HttpRequest& request) {
  const auto read = read_http(request);
  const auto* response = std::get_if<HttpResponse>(&read);
  return response ? response->status : 0;
}

}  // namespace

TEST_SUITE("intake/http_api") {
  TEST_CASE("a form carries the exact bytes of a signed report") {
    const SignedReport sent = some_report();
    const auto read = report_in(form_request(sent));
    REQUIRE(read);
    CHECK(read->envelope == sent.envelope);
    CHECK(read->signature.bytes == sent.signature.bytes);
    CHECK(read->report == sent.report);
    CHECK(read->attachments == sent.attachments);
  }

  TEST_CASE("what is no such form is answered without asking the loop") {
    HttpRequest request = form_request(some_report());
    request.method = "PUT";
    CHECK(status_of(request) == 405);
    request = form_request(some_report());
    request.path = "/v1/reportsx";
    CHECK(status_of(request) == 404);
    request = form_request(some_report());
    request.headers = {{"content-type", "application/json"}};
    CHECK(status_of(request) == 415);
    request.headers.clear();
    CHECK(status_of(request) == 415);
    request = form_request(some_report());
    request.body.resize(request.body.size() / 2);
    CHECK(status_of(request) == 400);
    request = form_request(some_report());
    request.body.resize(http_body_bytes_max + 1, 'x');
    CHECK(status_of(request) == 413);
  }

  TEST_CASE("parts that are missing, doubled, unknown or no signature are refused") {
    using Parts = std::vector<std::pair<std::string, std::string>>;
    const std::string hex = to_hex(some_report().signature.blob());
    const Parts bad[] = {
        {{"envelope", "e"}, {"signature", hex}},
        {{"report", "r"}, {"signature", hex}},
        {{"envelope", "e"}, {"report", "r"}},
        {{"envelope", "e"}, {"report", "r"}, {"signature", hex}, {"report", "r"}},
        {{"envelope", "e"}, {"report", "r"}, {"signature", hex}, {"signature", hex}},
        {{"envelope", "e"}, {"report", "r"}, {"signature", hex}, {"photo", "p"}},
        {{"envelope", "e"}, {"report", "r"}, {"signature", hex.substr(2)}},
        {{"envelope", "e"}, {"report", "r"}, {"signature", "not hexadecimal"}},
    };
    for (const Parts& parts : bad) CHECK(status_of(form_request(parts)) == 400);
    CHECK(status_of(form_request(Parts{{"envelope", "e"}, {"report", "r"}, {"signature", hex}})) ==
          0);
  }

  TEST_CASE("a question needs a token and an id") {
    const std::string id = "016b7393-e240-7008-8008-000000000008";
    HttpRequest request{
        .method = "GET", .path = "/v1/reports/" + id, .query = {}, .headers = {}, .body = {}};
    CHECK(status_of(request) == 401);
    request.headers = {{"authorization", "Basic abc"}};
    CHECK(status_of(request) == 401);
    request.headers = {{"authorization", "Bearer abc"}};
    const auto read = read_http(request);
    const auto& question = std::get<StatusQuestion>(std::get<HttpWork>(read));
    CHECK(question.token == "abc");
    CHECK(to_string(question.report) == id);
    request.path = "/v1/reports/nonsense";
    CHECK(status_of(request) == 404);
    request.method = "DELETE";
    CHECK(status_of(request) == 405);
  }

  TEST_CASE("each decision has its status") {
    const auto refusal = [](std::string_view code) {
      return http_response(Refusal{.problems = {make_refusal(code)}}).status;
    };
    CHECK(http_response(Accepted{.receipt = "{}", .repeat = false}).status == 201);
    CHECK(http_response(Accepted{.receipt = "{}", .repeat = true}).status == 200);
    CHECK(refusal("key.unknown") == 401);
    CHECK(refusal("key.revoked") == 401);
    CHECK(refusal("signature.wrong") == 401);
    CHECK(refusal("conflict.digest") == 409);
    CHECK(refusal("size.report") == 413);
    CHECK(refusal("envelope.unit") == 422);
    CHECK(refusal("report.unreadable") == 422);
  }

  TEST_CASE("not yet is never a success, and says when to come again") {
    const HttpResponse response = http_response(NotYet{.code = "version.schema"});
    CHECK(response.status == 503);
    const auto retry = std::ranges::find(response.headers, "Retry-After",
                                         &std::pair<std::string, std::string>::first);
    REQUIRE(retry != response.headers.end());
    CHECK(nlohmann::json::parse(response.body).at("not_yet").at("code") == "version.schema");
  }
}
