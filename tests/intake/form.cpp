#include "tests/intake/form.h"

namespace vigie::intake {

service::HttpRequest form_request(const std::vector<std::pair<std::string, std::string>>& parts) {
  const std::string boundary = "a-boundary-of-the-tests";
  service::HttpRequest request;
  request.method = "POST";
  request.path = "/v1/reports";
  request.headers = {{"content-type", "multipart/form-data; boundary=" + boundary}};
  for (const auto& [name, bytes] : parts) {
    request.body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name +
                    "\"\r\n\r\n" + bytes + "\r\n";
  }
  request.body += "--" + boundary + "--\r\n";
  return request;
}

service::HttpRequest form_request(const SignedReport& report) {
  std::vector<std::pair<std::string, std::string>> parts{
      {"envelope", report.envelope},
      {"signature", to_hex(report.signature.blob())},
      {"report", report.report}};
  for (const std::string& attachment : report.attachments) {
    parts.emplace_back("attachment", attachment);
  }
  return form_request(parts);
}

}  // namespace vigie::intake
