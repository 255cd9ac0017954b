#include "service/http_server.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "service/mailbox.h"
#include "tests/service/scratch.h"
#include "tests/support/file_bytes.h"

using namespace vigie::service;
using namespace vigie::service::test;
using namespace std::chrono_literals;

namespace {

HttpResponse echo(const HttpRequest& request) {
  HttpResponse response;
  response.content_type = "text/plain";
  response.body = request.method + " " + request.path + " " + request.body;
  return response;
}

struct ServedHttp {
  explicit ServedHttp(HttpServerOptions wanted = {}, HttpHandler handler = echo)
      : options(with_port(std::move(wanted))),
        server(options, counted(std::move(handler)), log, metrics) {}

  static HttpServerOptions with_port(HttpServerOptions options) {
    if (options.listen.empty()) options.listen = "127.0.0.1:0";
    return options;
  }
  HttpHandler counted(HttpHandler handler) {
    return [this, handler = std::move(handler)](const HttpRequest& request) {
      ++handled;
      return handler(request);
    };
  }

  /// The whole answer to raw bytes.
  std::string exchange(std::string_view bytes) {
    RawClient client(server.port());
    client.send(bytes);
    return client.receive();
  }

  /// As /metrics shows it; 0 before it is first counted.
  int count(const std::string& series) const {
    const std::string text = metrics.text();
    const std::size_t at = text.find("\n" + series + " ");
    return at == text.npos ? 0 : std::stoi(text.substr(at + series.size() + 2));
  }

  Scratch scratch;
  StandingClock clock;
  Log log{"test", clock, {.file = scratch.path() / "log"}};
  Metrics metrics;
  std::atomic<int> handled{0};
  HttpServerOptions options;
  HttpServer server;
};

std::string post(const std::string& headers, const std::string& body = "") {
  return "POST /v1/reports HTTP/1.1\r\nHost: intake\r\n" + headers + "\r\n" + body;
}

const std::string good_get = "GET /hello HTTP/1.1\r\nHost: intake\r\n\r\n";

bool has_status(const std::string& answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

/// A self-signed certificate and its key, made for one test.
void make_certificate(const std::filesystem::path& folder) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  std::FILE* out = std::fopen((folder / "certificate.pem").c_str(), "w");
  PEM_write_X509(out, certificate.get());
  std::fclose(out);
  out = std::fopen((folder / "key.pem").c_str(), "w");
  PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
  ::chmod((folder / "key.pem").c_str(), 0600);
}

HttpServerOptions secure_options(const std::filesystem::path& folder) {
  make_certificate(folder);
  HttpServerOptions options;
  options.certificate = folder / "certificate.pem";
  options.private_key = folder / "key.pem";
  return options;
}

std::string secure_exchange(std::uint16_t port, const std::string& bytes) {
  Poco::Net::Context::Params parameters;
  parameters.verificationMode = Poco::Net::Context::VERIFY_NONE;
  const Poco::Net::Context::Ptr context =
      new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, parameters);
  Poco::Net::SecureStreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port), context);
  socket.setReceiveTimeout(Poco::Timespan(10, 0));
  socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  std::string text;
  std::array<char, 4096> block{};
  try {
    for (int got = 1; got > 0;) {
      got = socket.receiveBytes(block.data(), static_cast<int>(block.size()));
      text.append(block.data(), static_cast<std::size_t>(std::max(got, 0)));
    }
  } catch (const Poco::Net::SSLConnectionUnexpectedlyClosedException&) {
    text += "(cut)";
  }
  return text;
}

}  // namespace

TEST_SUITE("service/http_server") {
  TEST_CASE("a request reaches the handler and its answer comes back, then the connection closes") {
    ServedHttp served;
    const std::string answer = served.exchange(post("Content-Length: 5\r\n", "hello"));
    CHECK(has_status(answer, 200));
    CHECK(answer.find("\r\nConnection: close\r\n") != answer.npos);
    CHECK(answer.find("\r\nContent-Length: 22\r\n") != answer.npos);
    CHECK(answer.ends_with("\r\n\r\nPOST /v1/reports hello"));
  }

  TEST_CASE("a request in single bytes is the same request") {
    ServedHttp served;
    RawClient client(served.server.port());
    for (const char byte : post("Content-Length: 5\r\n", "hello")) {
      client.send(std::string_view(&byte, 1));
    }
    CHECK(client.receive().ends_with("POST /v1/reports hello"));
  }

  TEST_CASE("HEAD gets the head only") {
    ServedHttp served;
    const std::string answer = served.exchange("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(has_status(answer, 200));
    CHECK(answer.find("Content-Length: 12\r\n") != answer.npos);
    CHECK(answer.ends_with("\r\n\r\n"));
  }

  TEST_CASE("a client that waits to be told to continue is told") {
    ServedHttp served;
    RawClient client(served.server.port());
    client.send(post("Content-Length: 5\r\nExpect: 100-continue\r\n"));
    CHECK(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    CHECK(client.receive().ends_with("POST /v1/reports hello"));
  }

  TEST_CASE("ambiguous framing is refused and no handler sees it") {
    struct Case {
      std::string request;
      int status;
      std::string code;
    };
    const Case cases[] = {
        {post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
              "0\r\n\r\nGET /x HTTP/1.1\r\n"),
         400, "http.two_framings"},
        {post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 411,
         "http.transfer_encoding"},
        {post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400, "http.two_lengths"},
        {post("Content-Length: -1\r\n", "hello"), 400, "http.length"},
        {post("Content-Length: 5\r\nX-Folded: a\r\n b\r\n", "hello"), 400, "http.folded_header"},
        {"POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello", 400, "http.line_ending"},
        {post("Content-Length: 5\r\nHost: b\r\n", "hello"), 400, "http.repeated_header"},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "http.control_character"},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431,
         "http.head_too_large"}};
    for (const Case& hostile : cases) {
      CAPTURE(hostile.code);
      ServedHttp served;
      const std::string answer = served.exchange(hostile.request);
      CHECK(has_status(answer, hostile.status));
      CHECK(answer.find("\"code\":\"" + hostile.code + "\"") != answer.npos);
      CHECK(answer.find("Connection: close\r\n") != answer.npos);
      CHECK(served.handled == 0);
      CHECK(served.count("vigie_http_refused_total{code=\"" + hostile.code + "\"}") == 1);
    }
  }

  TEST_CASE("a second request smuggled behind the first is never served") {
    ServedHttp served;
    const std::string answer = served.exchange(good_get + good_get);
    CHECK(has_status(answer, 200));
    CHECK(answer.find("HTTP/1.1", 1) == answer.npos);
    CHECK(served.handled == 1);
  }

  TEST_CASE("a body over the limit is refused by its length, before it is read") {
    ServedHttp served({.body_bytes_max = 1000});
    RawClient announcing(served.server.port());
    announcing.send(post("Content-Length: 1001\r\n"));
    CHECK(has_status(announcing.receive(), 413));
    // The refusal arrives even when the client goes on sending.
    CHECK(has_status(served.exchange(post("Content-Length: 200000\r\n", std::string(200'000, 'x'))),
                     413));
    CHECK(
        has_status(served.exchange(post("Content-Length: 1000\r\n", std::string(1000, 'x'))), 200));
    CHECK(served.handled == 1);
  }

  TEST_CASE("bodies held at once are bounded together") {
    ServedHttp served({.body_bytes_max = 1000, .all_bodies_bytes_max = 1500});
    RawClient slow(served.server.port());
    slow.send(post("Content-Length: 1000\r\n", std::string(999, 'x')));
    std::this_thread::sleep_for(500ms);  // The server must see the slow body before the other.
    const std::string other = post("Content-Length: 1000\r\n", std::string(1000, 'y'));
    const std::string answer = served.exchange(other);
    CHECK(has_status(answer, 503));
    CHECK(answer.find("Retry-After: 1\r\n") != answer.npos);
    slow.send("x");
    CHECK(has_status(slow.receive(), 200));
    // The place is given back just after the client sees the end of its answer.
    std::string later;
    for (int round = 0; round < 100 && !has_status(later, 200); ++round) {
      later = served.exchange(other);
    }
    CHECK(has_status(later, 200));
  }

  // Six connections that claimed a large body and sent nothing made everybody else's requests 503.
  TEST_CASE("a length that is only claimed costs the others nothing") {
    ServedHttp served({.body_bytes_max = 1000, .all_bodies_bytes_max = 1500});
    std::vector<std::unique_ptr<RawClient>> claimants;
    for (int i = 0; i < 6; ++i) {
      claimants.push_back(std::make_unique<RawClient>(served.server.port()));
      claimants.back()->send(post("Content-Length: 1000\r\nExpect: 100-continue\r\n"));
      claimants.back()->receive_until("\r\n\r\n");
    }
    CHECK(
        has_status(served.exchange(post("Content-Length: 1000\r\n", std::string(1000, 'y'))), 200));
  }

  TEST_CASE("a head that trickles in is cut off at its deadline, not extended") {
    ServedHttp served({.header_timeout = 300ms});
    RawClient client(served.server.port());
    const auto before = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\nX: ");
    std::atomic<bool> ended{false};
    std::thread trickle([&] {
      while (!ended && client.send("x")) std::this_thread::sleep_for(20ms);
    });
    const std::string answer = client.receive();
    ended = true;
    trickle.join();
    CHECK(has_status(answer, 408));
    CHECK(std::chrono::steady_clock::now() - before < 5s);
    CHECK(served.count("vigie_http_dropped_total{why=\"timed_out\"}") >= 1);
    CHECK(served.handled == 0);
  }

  TEST_CASE("a body that does not come is cut off at its deadline") {
    ServedHttp served({.body_timeout = 200ms});
    RawClient client(served.server.port());
    client.send(post("Content-Length: 5\r\n", "he"));
    CHECK(has_status(client.receive(), 408));
    CHECK(served.handled == 0);
  }

  TEST_CASE("a request cut short is refused") {
    ServedHttp served;
    for (const std::string& cut : {post("Content-Length: 5\r\n", "he"), std::string("GET / HT")}) {
      RawClient client(served.server.port());
      client.send(cut);
      client.finish_sending();
      CHECK(has_status(client.receive(), 400));
    }
    CHECK(served.handled == 0);
  }

  TEST_CASE("fifty half-open connections do not stop a good one") {
    ServedHttp served;
    std::vector<std::unique_ptr<RawClient>> half_open;
    for (int client = 0; client < 50; ++client) {
      half_open.push_back(std::make_unique<RawClient>(served.server.port()));
      half_open.back()->send("POST / HTTP/1.1\r\nHost:");
    }
    const auto before = std::chrono::steady_clock::now();
    CHECK(has_status(served.exchange(good_get), 200));
    CHECK(std::chrono::steady_clock::now() - before < 5s);
  }

  TEST_CASE("when every place is taken by half-open connections, the oldest gives way") {
    // More places than rounds: one whose answer was read may not have left yet on a busy machine.
    ServedHttp served({.connections_max = 16, .connections_per_address_max = 16});
    std::vector<std::unique_ptr<RawClient>> half_open;
    for (int client = 0; client < 60; ++client) {
      half_open.push_back(std::make_unique<RawClient>(served.server.port()));
      half_open.back()->send("GET");
    }
    for (int round = 0; round < 10; ++round) {
      const std::string answer = served.exchange(good_get);
      CAPTURE(answer);
      CAPTURE(round);
      CAPTURE(served.metrics.text());
      CHECK(has_status(answer, 200));
    }
    CHECK(half_open.front()->receive() == "");
    CHECK(served.count("vigie_http_dropped_total{why=\"gave_way\"}") >= 44);
  }

  TEST_CASE("requests being answered never give way; newcomers are turned away instead") {
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    ServedHttp served({.connections_max = 8, .connections_per_address_max = 2},
                      [&](const HttpRequest& request) {
                        released.wait();
                        return echo(request);
                      });
    RawClient first(served.server.port());
    RawClient second(served.server.port());
    first.send(good_get);
    second.send(good_get);
    while (served.handled < 2) std::this_thread::sleep_for(5ms);
    CHECK(served.exchange(good_get) == "");
    CHECK(served.count("vigie_http_dropped_total{why=\"turned_away\"}") == 1);
    CHECK(served.count("vigie_http_connections_total") == 2);
    release.set_value();
    CHECK(has_status(first.receive(), 200));
    CHECK(has_status(second.receive(), 200));
  }

  TEST_CASE("a handler that fails gives 500 and a log line without the request") {
    ServedHttp served({}, [](const HttpRequest& request) -> HttpResponse {
      throw std::runtime_error("cannot read " + request.body);
    });
    const std::string answer = served.exchange(post("Content-Length: 6\r\n", "secret"));
    CHECK(has_status(answer, 500));
    CHECK(answer.find("secret") == answer.npos);
    const std::string log = support::file_bytes(served.scratch.path() / "log");
    CHECK(log.find("http_handler_failed") != log.npos);
    CHECK(log.find("secret") == log.npos);
  }

  TEST_CASE("a handler cannot be made to split its answer") {
    ServedHttp served({}, [](const HttpRequest&) {
      HttpResponse response;
      response.headers.emplace_back("Location", "/x\r\nSet-Cookie: a=b");
      return response;
    });
    const std::string answer = served.exchange(good_get);
    CHECK(has_status(answer, 500));
    CHECK(answer.find("Set-Cookie") == answer.npos);
  }

  TEST_CASE("stopping ends idle clients at once and lets a running handler answer") {
    ServedHttp served({}, [](const HttpRequest& request) {
      std::this_thread::sleep_for(300ms);
      return echo(request);
    });
    RawClient idle(served.server.port());
    RawClient busy(served.server.port());
    busy.send(good_get);
    while (served.handled < 1) std::this_thread::sleep_for(5ms);
    const auto before = std::chrono::steady_clock::now();
    served.server.stop();
    CHECK(std::chrono::steady_clock::now() - before < 8s);
    CHECK(has_status(busy.receive(), 200));
    CHECK(idle.receive() == "");
  }

  TEST_CASE("a mailbox that closes lets its workers answer 503 before the server ends") {
    Wake wake;
    Mailbox<int, int> box(4, wake);
    ServedHttp served({}, [&](const HttpRequest&) { return unavailable(box.ask(1, 60s).outcome); });
    RawClient client(served.server.port());
    client.send(good_get);
    while (served.handled < 1) std::this_thread::sleep_for(5ms);
    box.close();
    served.server.stop();
    CHECK(has_status(client.receive(), 503));
  }

  TEST_CASE("a port in use is said in one line") {
    ServedHttp served;
    const std::string address = "127.0.0.1:" + std::to_string(served.server.port());
    const auto [line, code] = failure_of(
        [&] { HttpServer second({.listen = address}, echo, served.log, served.metrics); });
    CHECK(code == ExitCode::failure);
    CHECK(line == address +
                      " is already in use: stop the program that listens there, or choose another "
                      "port");
  }

  TEST_CASE("an address that is public, half configured or no address is refused") {
    const std::pair<HttpServerOptions, std::string> cases[] = {
        {{.listen = "0.0.0.0:0"}, "needs a certificate"},
        {{.listen = "[::]:0"}, "needs a certificate"},
        {{.listen = "192.0.2.1:80"}, "needs a certificate"},
        {{.listen = "nonsense"}, "not an address"},
        {{.listen = "127.0.0.1:99999"}, "not an address"},
        {{.listen = "127.0.0.1:0", .certificate = "only.pem"}, "go together"}};
    ServedHttp served;
    for (const auto& [options, wanted] : cases) {
      CAPTURE(options.listen);
      const auto [line, code] = failure_of(
          [&, &given = options] { HttpServer server(given, echo, served.log, served.metrics); });
      CHECK(code == ExitCode::configuration);
      CHECK(line.find(wanted) != line.npos);
    }
  }

  TEST_CASE("over TLS the same requests are served and the same framing refused") {
    const Scratch folder;
    ServedHttp served(secure_options(folder.path()));
    const std::uint16_t port = served.server.port();
    CHECK(secure_exchange(port, good_get).ends_with("GET /hello "));
    CHECK(has_status(
        secure_exchange(port, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")), 400));
    CHECK(
        has_status(secure_exchange(port, post("Content-Length: 5\r\nContent-Length: 6\r\n")), 400));
    const std::string large(500'000, 'x');
    CHECK(secure_exchange(port, post("Content-Length: 500000\r\n", large)).ends_with(large));
    CHECK(served.handled == 2);
  }

  TEST_CASE("a TLS handshake that does not come is cut off, and plain HTTP gets nothing") {
    const Scratch folder;
    HttpServerOptions options = secure_options(folder.path());
    options.header_timeout = 300ms;
    ServedHttp served(options);
    RawClient silent(served.server.port());
    CHECK_FALSE(silent.receive(5s).ends_with("(still open)"));
    CHECK(served.exchange(good_get).find("HTTP/1.1 200") == std::string::npos);
    CHECK(served.handled == 0);
  }

  TEST_CASE("a private key that others may read, or none, is refused") {
    const Scratch folder;
    const HttpServerOptions options = ServedHttp::with_port(secure_options(folder.path()));
    ServedHttp served;
    REQUIRE(::chmod(options.private_key.c_str(), 0644) == 0);
    CHECK(failure_of([&] {
            HttpServer server(options, echo, served.log, served.metrics);
          }).first.find("chmod 600") != std::string::npos);
    REQUIRE(::chmod(options.private_key.c_str(), 0600) == 0);
    write_file(options.private_key, "no key");
    const auto [line, code] =
        failure_of([&] { HttpServer server(options, echo, served.log, served.metrics); });
    CHECK(code == ExitCode::configuration);
    CHECK(line.find("cannot be used") != line.npos);
  }
}
