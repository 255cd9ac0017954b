#include "service/http_head.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace vigie::service {
namespace {

using Refused = std::optional<HttpRefusal>;

HttpRefusal bad(std::string_view code, std::string_view text, int status = 400) {
  return {status, "http." + std::string(code), std::string(text)};
}

bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char letter) {
    return is_letter(letter) || is_digit(letter) || marks.find(letter) != marks.npos;
  });
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t";
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

/// Cuts off and returns everything before the next CR LF.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    if (part == "." || part == "..") return true;
    path.remove_prefix(part.size());
  }
  return false;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20 || code == 0x7f;
  });
}

Refused read_method(std::string_view method, HttpRequest& request) {
  constexpr std::array<std::string_view, 7> known{"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};
  if (!is_token(method)) return bad("request_line", "the request line is malformed");
  if (std::ranges::find(known, method) == known.end()) {
    return bad("method_unknown", "this method is not known here", 501);
  }
  request.method = method;
  return std::nullopt;
}

Refused read_target(std::string_view target, HttpRequest& request) {
  const bool plain = target.starts_with('/') && std::ranges::all_of(target, [](char letter) {
                       return letter > 0x20 && letter < 0x7f && letter != '#' && letter != '\\';
                     });
  if (!plain) return bad("target", "the target must be an absolute path of plain characters");
  const std::size_t mark = target.find('?');
  const std::string encoded = lower(target.substr(0, mark));
  if (encoded.find("%2f") != encoded.npos || encoded.find("%5c") != encoded.npos) {
    return bad("target", "encoded slashes are not taken");
  }
  const auto path = percent_decoded(target.substr(0, mark));
  if (!path || has_control(*path)) return bad("target", "the path is badly encoded");
  if (has_dot_segment(*path)) return bad("target", "a path with . or .. parts is not taken");
  request.path = *path;
  request.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
  return std::nullopt;
}

Refused read_request_line(std::string_view line, HttpRequest& request, bool& version_1_1) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == line.npos || first == last || line.find(' ', first + 1) != last) {
    return bad("request_line", "the request line is malformed");
  }
  const std::string_view version = line.substr(last + 1);
  version_1_1 = version == "HTTP/1.1";
  if (!version_1_1 && version != "HTTP/1.0") {
    return bad("version", "only HTTP/1.1 and HTTP/1.0 are spoken here", 505);
  }
  if (auto refused = read_method(line.substr(0, first), request)) return refused;
  return read_target(line.substr(first + 1, last - first - 1), request);
}

bool may_come_once(std::string_view name) {
  constexpr std::array<std::string_view, 7> single{
      "host",   "content-length",    "content-type",    "authorization",
      "expect", "transfer-encoding", "content-encoding"};
  return std::ranges::find(single, name) != single.end();
}

Refused read_header(std::string_view line, HttpRequest& request) {
  if (line.front() == ' ' || line.front() == '\t') {
    return bad("folded_header", "a header continued on the next line is not taken");
  }
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon))) {
    return bad("header", "a header is malformed");
  }
  const std::string name = lower(line.substr(0, colon));
  if (may_come_once(name) && request.header(name) != nullptr) {
    if (name == "content-length") return bad("two_lengths", "more than one Content-Length");
    return bad("repeated_header", "the header " + name + " may come only once");
  }
  request.headers.emplace_back(name, trimmed(line.substr(colon + 1)));
  return std::nullopt;
}

Refused read_length(HttpHead& head) {
  const HttpRequest& request = head.request;
  const std::string* length = request.header("content-length");
  if (request.header("transfer-encoding") != nullptr) {
    if (length != nullptr) {
      return bad("two_framings", "Content-Length and Transfer-Encoding in one request");
    }
    return bad("transfer_encoding", "send a Content-Length; transfer codings are not taken", 411);
  }
  const bool carries =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (length == nullptr) {
    if (carries) return bad("length_missing", "send a Content-Length", 411);
    return std::nullopt;
  }
  const bool digits = !length->empty() && std::ranges::all_of(*length, is_digit);
  if (!digits) return bad("length", "Content-Length must be a plain number");
  const auto read =
      std::from_chars(length->data(), length->data() + length->size(), head.body_bytes);
  if (read.ec != std::errc()) return bad("too_large", "the body is too large", 413);
  return std::nullopt;
}

Refused read_expectation(HttpHead& head) {
  if (const std::string* coding = head.request.header("content-encoding");
      coding != nullptr && lower(*coding) != "identity") {
    return bad("content_encoding", "send the body as it is, not compressed", 415);
  }
  const std::string* expected = head.request.header("expect");
  if (expected == nullptr) return std::nullopt;
  if (lower(*expected) != "100-continue") return bad("expect", "unknown expectation", 417);
  head.wants_continue = head.body_bytes > 0;
  return std::nullopt;
}

Refused read_head(std::string_view rest, HttpHead& head) {
  bool version_1_1 = false;
  if (auto refused = read_request_line(next_line(rest), head.request, version_1_1)) return refused;
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    if (head.request.headers.size() == header_count_max) {
      return bad("too_many_headers", "too many headers", 431);
    }
    if (auto refused = read_header(line, head.request)) return refused;
  }
  const std::string* host = head.request.header("host");
  if ((host == nullptr || host->empty()) && version_1_1) return bad("host", "no Host header");
  if (auto refused = read_length(head)) return refused;
  return read_expectation(head);
}

}  // namespace

std::optional<HttpRefusal> refuse_early(std::string_view received, std::size_t from) {
  for (std::size_t at = from; at < received.size(); ++at) {
    const auto letter = static_cast<unsigned char>(received[at]);
    const bool after_cr = at > 0 && received[at - 1] == '\r';
    if (after_cr != (letter == '\n'))
      return bad("line_ending", "lines end with CR LF, nothing else");
    const bool allowed = letter >= 0x20 || letter == '\t' || letter == '\r' || letter == '\n';
    if (!allowed || letter == 0x7f)
      return bad("control_character", "a control character in the head");
  }
  if (received.starts_with("\r")) return bad("request_line", "an empty line before the request");
  return std::nullopt;
}

std::variant<HttpHead, HttpRefusal> parse_head(std::string_view head) {
  if (head.size() > head_bytes_max) return bad("head_too_large", "the head is over 16 KiB", 431);
  if (auto refused = refuse_early(head)) return *refused;
  if (!head.ends_with("\r\n\r\n")) return bad("truncated", "the head ends too early");
  HttpHead read;
  if (auto refused = read_head(head, read)) return *refused;
  return read;
}

}  // namespace vigie::service
