#include "service/http_head.h"

#include <doctest/doctest.h>

#include <string>

#include "report/random.h"

using namespace vigie::service;

namespace {

const std::string host = "Host: intake\r\n";

/// The code of the refusal, or "" when the head is good.
std::string refused(const std::string& head) {
  const auto read = parse_head(head);
  const auto* refusal = std::get_if<HttpRefusal>(&read);
  return refusal != nullptr ? std::to_string(refusal->status) + " " + refusal->code : std::string();
}

std::string get(const std::string& headers) { return "GET / HTTP/1.1\r\n" + headers + "\r\n"; }
std::string post_head(const std::string& headers) {
  return "POST / HTTP/1.1\r\n" + host + headers + "\r\n";
}

}  // namespace

TEST_SUITE("service/http_head") {
  TEST_CASE("a good head is read into its parts") {
    const auto read = parse_head(
        "POST /v1/reports%20x?wait=1&to=%2F HTTP/1.1\r\nHost: intake:8701\r\nX-Unit:  alpha \t\r\n"
        "Content-Length: 12\r\nExpect: 100-Continue\r\nAccept: a\r\nAccept: b\r\n\r\n");
    const auto* head = std::get_if<HttpHead>(&read);
    REQUIRE(head != nullptr);
    CHECK(head->request.method == "POST");
    CHECK(head->request.path == "/v1/reports x");
    CHECK(head->request.query == "wait=1&to=%2F");
    CHECK(*head->request.header("x-unit") == "alpha");
    CHECK(*head->request.header("accept") == "a");
    CHECK(head->request.header("absent") == nullptr);
    CHECK(head->body_bytes == 12);
    CHECK(head->wants_continue);
  }

  TEST_CASE("what two readers could read differently is refused") {
    struct Case {
      std::string head;
      std::string refusal;
    };
    const Case cases[] = {
        {get(host), ""},
        {"GET / HTTP/1.0\r\n\r\n", ""},
        {post_head("Content-Length: 0\r\n"), ""},
        {post_head("Content-Length: 007\r\n"), ""},
        // Lengths.
        {post_head("Content-Length: 5\r\nContent-Length: 6\r\n"), "400 http.two_lengths"},
        {post_head("Content-Length: 5\r\ncontent-length: 5\r\n"), "400 http.two_lengths"},
        {post_head("Content-Length: 5, 5\r\n"), "400 http.length"},
        {post_head("Content-Length: -5\r\n"), "400 http.length"},
        {post_head("Content-Length: +5\r\n"), "400 http.length"},
        {post_head("Content-Length: 0x5\r\n"), "400 http.length"},
        {post_head("Content-Length: 5 \x0b\r\n"), "400 http.control_character"},
        {post_head("Content-Length:\r\n"), "400 http.length"},
        {post_head("Content-Length: 99999999999999999999999\r\n"), "413 http.too_large"},
        {post_head(""), "411 http.length_missing"},
        // Transfer codings.
        {post_head("Transfer-Encoding: chunked\r\n"), "411 http.transfer_encoding"},
        {post_head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "400 http.two_framings"},
        {post_head("Transfer-Encoding: identity\r\nContent-Length: 5\r\n"),
         "400 http.two_framings"},
        {post_head("Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n"),
         "400 http.repeated_header"},
        {post_head("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n"), "400 http.header"},
        {post_head("Content-Encoding: gzip\r\nContent-Length: 5\r\n"), "415 http.content_encoding"},
        {post_head("Expect: tea\r\nContent-Length: 5\r\n"), "417 http.expect"},
        // Lines.
        {get(host + "X: a\r\n b\r\n"), "400 http.folded_header"},
        {get(host + "X: a\r\n\tb\r\n"), "400 http.folded_header"},
        {get(" X: a\r\n" + host), "400 http.folded_header"},
        {get(host + "X: a\nY: b\r\n"), "400 http.line_ending"},
        {get(host + "X: a\rY: b\r\n"), "400 http.line_ending"},
        {get(host + std::string("X: a\0b\r\n", 8)), "400 http.control_character"},
        {get(host + "X: \x7f\r\n"), "400 http.control_character"},
        {get(host + "no colon\r\n"), "400 http.header"},
        {get(host + ": empty\r\n"), "400 http.header"},
        {get(host + "X Y: a\r\n"), "400 http.header"},
        {get(host + "X\xc3\xa9: a\r\n"), "400 http.header"},
        {"\r\n" + get(host), "400 http.request_line"},
        // Hosts and what comes once.
        {get(""), "400 http.host"},
        {get("Host:\r\n"), "400 http.host"},
        {get(host + host), "400 http.repeated_header"},
        {get(host + "Authorization: a\r\nAuthorization: b\r\n"), "400 http.repeated_header"},
        // Request lines.
        {"GET / HTTP/1.1 \r\n" + host + "\r\n", "400 http.request_line"},
        {"GET  / HTTP/1.1\r\n" + host + "\r\n", "400 http.request_line"},
        {"GET /\r\n" + host + "\r\n", "400 http.request_line"},
        {"G(T / HTTP/1.1\r\n" + host + "\r\n", "400 http.request_line"},
        {"get / HTTP/1.1\r\n" + host + "\r\n", "501 http.method_unknown"},
        {"CONNECT / HTTP/1.1\r\n" + host + "\r\n", "501 http.method_unknown"},
        {"GET / HTTP/2.0\r\n" + host + "\r\n", "505 http.version"},
        {"GET / HTTP/1.1x\r\n" + host + "\r\n", "505 http.version"},
        {"GET / http/1.1\r\n" + host + "\r\n", "505 http.version"},
        // Targets.
        {"GET http://else/ HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a#b HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a\\b HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /\xc3\xa9 HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a%2Fb HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a%00 HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a%0d%0a HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a%zz HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /../etc HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a/%2e%2e/b HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a/. HTTP/1.1\r\n" + host + "\r\n", "400 http.target"},
        {"GET /a/..b HTTP/1.1\r\n" + host + "\r\n", ""},
        // Sizes.
        {get(host + "X: " + std::string(head_bytes_max, 'x') + "\r\n"), "431 http.head_too_large"},
        {"GET / HTTP/1.1\r\n" + host + "X: a\r\n", "400 http.truncated"},
    };
    for (const Case& example : cases) {
      CAPTURE(example.head);
      CHECK(refused(example.head) == example.refusal);
    }
  }

  TEST_CASE("sixty-four headers are enough") {
    std::string headers = host;
    for (std::size_t count = 1; count < header_count_max; ++count) headers += "X: a\r\n";
    CHECK(refused(get(headers)).empty());
    CHECK(refused(get(headers + "X: a\r\n")) == "431 http.too_many_headers");
  }

  TEST_CASE("what is wrong is found before the head is whole") {
    CHECK_FALSE(refuse_early("GET / HTTP/1.1\r\nHost: a\r"));
    CHECK(refuse_early("GET / HTTP/1.1\n"));
    CHECK(refuse_early("\x16\x03\x01\x02"));
    CHECK(refuse_early("GET / HTTP/1.1\r\nHost: a\rX", 20));
  }

  TEST_CASE("no change of bytes makes the reader fail, or accept another length") {
    const std::uint64_t seed = 20260301;
    CAPTURE(seed);
    vigie::SeededRandom random(seed);
    const std::string good = post_head("Content-Length: 12\r\nX-Unit: alpha\r\nAccept: */*\r\n");
    for (int round = 0; round < 20'000; ++round) {
      std::string head = good;
      for (std::uint64_t change = random.below(4) + 1; change > 0; --change) {
        const std::size_t at = random.below(head.size());
        head[at] = static_cast<char>(random.below(256));
      }
      const auto read = parse_head(head);
      const auto* accepted = std::get_if<HttpHead>(&read);
      if (accepted == nullptr) continue;
      const std::string* length = accepted->request.header("content-length");
      CHECK(accepted->body_bytes == (length != nullptr ? std::stoull(*length) : 0));
      CHECK(accepted->request.header("transfer-encoding") == nullptr);
    }
  }
}
