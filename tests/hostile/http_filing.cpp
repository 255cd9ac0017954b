#include "tests/hostile/http_filing.h"

#include <charconv>

#include "report/digest.h"
#include "tests/service/scratch.h"

namespace vigie::hostile {
namespace {

// No file of a collection holds it: it is a digest of our own words.
std::string boundary() { return to_string(sha256("a boundary of the hostile tests")); }

std::string part(const std::string& name, std::string_view bytes) {
  return "--" + boundary() + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
         std::string(bytes) + "\r\n";
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

int status_in(const std::string& answer) {
  constexpr std::string_view start = "HTTP/1.1 ";
  int status = 0;
  if (answer.starts_with(start)) {
    std::from_chars(answer.data() + start.size(), answer.data() + answer.size(), status);
  }
  return status;
}

}  // namespace

HttpSaid ask_http(int port, const std::string& bytes) {
  service::test::RawClient client(static_cast<std::uint16_t>(port));
  client.send(bytes);
  client.finish_sending();
  const std::string answer = client.receive();
  HttpSaid said{.status = status_in(answer), .ended = !answer.ends_with("(still open)")};
  const std::size_t head = answer.find("\r\n\r\n");
  if (head != answer.npos) said.body = answer.substr(head + 4);
  said.said.answered = said.status != 0;
  said.said.applied = said.status == 200 || said.status == 201;
  said.said.text = said.body;
  if (!said.said.applied) read_problems(said.body, said.said);
  return said;
}

HttpSaid get(int port, const std::string& path) {
  return ask_http(port, "GET " + path + " HTTP/1.1\r\nHost: intake\r\n\r\n");
}

HttpSaid post(int port, const std::string& content_type, const std::string& body) {
  return ask_http(port,
                  "POST /v1/reports HTTP/1.1\r\nHost: intake\r\nContent-Type: " + content_type +
                      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

HttpSaid post(int port, const SignedReport& report) {
  std::string body = part("envelope", report.envelope) +
                     part("signature", hex(report.signature.blob())) +
                     part("report", report.report);
  for (const std::string& attachment : report.attachments) body += part("attachment", attachment);
  return post(port, "multipart/form-data; boundary=" + boundary(),
              body + "--" + boundary() + "--\r\n");
}

}  // namespace vigie::hostile
