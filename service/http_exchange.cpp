#include "service/http_exchange.h"

#include <Poco/Net/HTTPResponse.h>

#include <algorithm>
#include <array>
#include <typeinfo>

#include "service/failure.h"

namespace vigie::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t drained_bytes_max = 1024 * 1024;
constexpr auto drain_time = 1s;

/// The memory one body takes of what all may take together, given back when it goes. It grows with
/// the bytes that arrive: a length that is only claimed costs the others nothing.
class Reservation {
 public:
  Reservation(std::atomic<std::size_t>& used, std::size_t bytes_max)
      : used_(used), bytes_max_(bytes_max) {}
  ~Reservation() { used_ -= bytes_; }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  /// False when there is no room for the body to have grown to `bytes`.
  bool grow_to(std::size_t bytes) {
    if (bytes <= bytes_) return true;
    const std::size_t more = bytes - bytes_;
    if (used_.fetch_add(more) + more > bytes_max_) {
      used_ -= more;
      return false;
    }
    bytes_ = bytes;
    return true;
  }

 private:
  std::atomic<std::size_t>& used_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
};

bool splits_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

/// Headers we would send that could forge others: our bug, and still not to be sent.
bool unsendable(const HttpResponse& response) {
  return splits_a_line(response.content_type) ||
         std::ranges::any_of(response.headers, [](const auto& header) {
           return splits_a_line(header.first) || splits_a_line(header.second);
         });
}

std::string to_bytes(const HttpResponse& response, bool with_body) {
  const auto status = static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status);
  std::string bytes = "HTTP/1.1 " + std::to_string(response.status) + " " +
                      Poco::Net::HTTPResponse::getReasonForStatus(status) + "\r\n";
  for (const auto& [name, value] : response.headers) bytes += name + ": " + value + "\r\n";
  bytes += "Content-Type: " + response.content_type + "\r\n" +
           "Content-Length: " + std::to_string(response.body.size()) + "\r\n" +
           "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
           "Connection: close\r\n\r\n";
  if (with_body) bytes += response.body;
  return bytes;
}

}  // namespace

HttpExchange::HttpExchange(Poco::Net::StreamSocket& socket, HttpShared& shared)
    : socket_(socket), shared_(shared), descriptor_(static_cast<int>(socket.impl()->sockfd())) {}

void HttpExchange::serve() {
  if (!enter(Phase::head, shared_.options.header_timeout)) return;
  auto read = read_head();
  if (const auto* refusal = std::get_if<HttpRefusal>(&read)) return refuse(*refusal);
  auto& head = std::get<HttpHead>(read);
  if (head.body_bytes > shared_.options.body_bytes_max) {
    return refuse(
        {413, "http.too_large",
         "the body is over " + std::to_string(shared_.options.body_bytes_max) + " bytes"});
  }
  Reservation reservation(shared_.bodies_bytes, shared_.options.all_bodies_bytes_max);
  const auto has_room = [&](std::size_t bytes) { return reservation.grow_to(bytes); };
  if (const auto refusal = read_body(head, has_room)) return refuse(*refusal);
  answer(std::move(head));
}

bool HttpExchange::enter(Phase phase, std::chrono::milliseconds time) {
  return shared_.connections.enter(descriptor_, phase, std::chrono::steady_clock::now() + time);
}

std::size_t HttpExchange::receive(std::size_t count) {
  std::array<char, 16384> block{};
  const int got =
      socket_.receiveBytes(block.data(), static_cast<int>(std::min(count, block.size())));
  // Once its time is up, bytes that still trickle in do not count.
  if (got <= 0 || shared_.connections.timed_out(descriptor_)) return 0;
  received_.append(block.data(), static_cast<std::size_t>(got));
  return static_cast<std::size_t>(got);
}

std::variant<HttpHead, HttpRefusal> HttpExchange::read_head() {
  std::size_t checked = 0;
  while (true) {
    const std::size_t end = received_.find("\r\n\r\n", checked < 3 ? 0 : checked - 3);
    if (end != received_.npos) {
      auto read = parse_head(std::string_view(received_).substr(0, end + 4));
      received_.erase(0, end + 4);
      return read;
    }
    if (const auto refusal = refuse_early(received_, checked)) return *refusal;
    if (received_.size() >= head_bytes_max) {
      return HttpRefusal{431, "http.head_too_large", "the head is over 16 KiB"};
    }
    checked = received_.size();
    if (receive(head_bytes_max) == 0) return cut_short();
  }
}

HttpRefusal HttpExchange::cut_short() const {
  if (shared_.connections.timed_out(descriptor_)) {
    return {408, "http.timeout", "the request did not arrive in time"};
  }
  return {400, "http.truncated", "the request ends too early"};
}

std::optional<HttpRefusal> HttpExchange::read_body(
    const HttpHead& head, const std::function<bool(std::size_t)>& has_room) {
  enter(Phase::body, shared_.options.body_timeout);
  if (head.wants_continue && received_.empty()) send_all("HTTP/1.1 100 Continue\r\n\r\n");
  const HttpRefusal busy{503, "http.busy", "too much is being sent at once; send it again"};
  if (!has_room(received_.size())) return busy;  // Some of it may have come with the head.
  while (received_.size() < head.body_bytes) {
    if (receive(head.body_bytes - received_.size()) == 0) return cut_short();
    if (!has_room(received_.size())) return busy;
  }
  // Whatever follows is a second request on a connection that takes one.
  received_.resize(head.body_bytes);
  return std::nullopt;
}

void HttpExchange::answer(HttpHead head) {
  HttpRequest request = std::move(head.request);
  request.body = std::move(received_);
  if (!enter(Phase::answering, 0ms)) return;
  const HttpResponse response = handle(request);
  enter(Phase::sending, shared_.options.sending_timeout);
  send_all(to_bytes(response, request.method != "HEAD"));
  socket_.shutdown();
}

HttpResponse HttpExchange::handle(const HttpRequest& request) {
  // Only our own sentences are logged: another exception's text may quote the request.
  std::string reason = "a header that would split a line";
  try {
    HttpResponse response = shared_.handler(request);
    if (!unsendable(response)) return response;
  } catch (const Failure& trouble) {
    reason = trouble.what();
  } catch (const std::exception& trouble) {
    reason = typeid(trouble).name();
  }
  shared_.log.error("http_handler_failed", {{"reason", reason}});
  return problem_response(500, "http.internal", "this request could not be handled");
}

void HttpExchange::refuse(const HttpRefusal& refusal) {
  shared_.metrics.add("vigie_http_refused_total", 1, {{"code", refusal.code}});
  if (!enter(Phase::sending, shared_.options.sending_timeout)) return;
  HttpResponse response = problem_response(refusal.status, refusal.code, refusal.text);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  send_all(to_bytes(response, true));
  // Poco's half-close of a TLS stream would leave out the TLS goodbye, which reads as a cut.
  if (!socket_.secure()) socket_.shutdownSend();
  drain();
  socket_.shutdown();
}

/// Closing with unread bytes would reset the connection and take the refusal away with it.
void HttpExchange::drain() {
  const auto end = std::chrono::steady_clock::now() + drain_time;
  socket_.setReceiveTimeout(Poco::Timespan(drain_time.count(), 0));
  try {
    for (std::size_t drained = 0; drained < drained_bytes_max;) {
      received_.clear();
      const std::size_t got = receive(drained_bytes_max);
      if (got == 0 || std::chrono::steady_clock::now() > end) return;
      drained += got;
    }
  } catch (const Poco::TimeoutException&) {
    // It has nothing more to say and has not closed: then we do.
  }
}

void HttpExchange::send_all(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const std::size_t block = std::min<std::size_t>(bytes.size() - sent, 65536);
    const int done = socket_.sendBytes(bytes.data() + sent, static_cast<int>(block));
    if (done <= 0) return;
    sent += static_cast<std::size_t>(done);
  }
}

}  // namespace vigie::service
