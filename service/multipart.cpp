#include "service/multipart.h"

#include <Poco/Exception.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>

#include <sstream>
#include <string_view>

namespace vigie::service {
namespace {

/// One part between two boundaries: its header, an empty line, and then exactly its bytes.
std::optional<Part> read_part(std::string_view text) {
  constexpr std::string_view header_end = "\r\n\r\n";
  const std::size_t end = text.find(header_end);
  if (end == text.npos) return std::nullopt;
  std::istringstream header_text(std::string(text.substr(0, end + header_end.size())));
  Poco::Net::MessageHeader header;
  header.read(header_text);
  if (header.has("Content-Transfer-Encoding") || !header.has("Content-Disposition")) {
    return std::nullopt;
  }
  std::string kind;
  Poco::Net::NameValueCollection values;
  Poco::Net::MessageHeader::splitParameters(header.get("Content-Disposition"), kind, values);
  if (kind != "form-data" || !values.has("name")) return std::nullopt;
  return Part{values.get("name"), values.get("filename", ""),
              std::string(text.substr(end + header_end.size()))};
}

// Split by hand: Poco's MultipartReader adds a '\r' to a part that ends like the start of a
// boundary, and an attachment must arrive as the very bytes whose digest the report names.
std::optional<std::vector<Part>> read_parts(const std::string& boundary, std::string_view body) {
  const std::string delimiter = "\r\n--" + boundary;
  if (!body.starts_with(delimiter.substr(2))) return std::nullopt;
  body.remove_prefix(delimiter.size() - 2);
  std::vector<Part> parts;
  while (!body.starts_with("--")) {
    const std::size_t end = body.find(delimiter);
    if (!body.starts_with("\r\n") || end == body.npos || parts.size() == parts_max) {
      return std::nullopt;
    }
    auto part = read_part(body.substr(2, end - 2));
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
    body.remove_prefix(end + delimiter.size());
  }
  return parts;
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(const std::string& content_type,
                                                 const std::string& body) {
  try {
    const Poco::Net::MediaType type(content_type);
    if (!type.matches("multipart", "form-data") || !type.hasParameter("boundary")) {
      return std::nullopt;
    }
    const std::string boundary = type.getParameter("boundary");
    if (boundary.empty() || boundary.size() > 70) return std::nullopt;
    return read_parts(boundary, body);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

}  // namespace vigie::service
