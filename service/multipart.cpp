#include "service/multipart.h"

#include <Poco/Exception.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/Net/NameValueCollection.h>

#include <iterator>
#include <sstream>

namespace vigie::service {
namespace {

std::optional<Part> read_part(Poco::Net::MultipartReader& reader) {
  Poco::Net::MessageHeader header;
  reader.nextPart(header);
  if (header.has("Content-Transfer-Encoding") || !header.has("Content-Disposition")) {
    return std::nullopt;
  }
  std::string kind;
  Poco::Net::NameValueCollection values;
  Poco::Net::MessageHeader::splitParameters(header.get("Content-Disposition"), kind, values);
  if (kind != "form-data" || !values.has("name")) return std::nullopt;
  std::istream& bytes = reader.stream();
  return Part{values.get("name"), values.get("filename", ""),
              std::string(std::istreambuf_iterator<char>(bytes), {})};
}

std::optional<std::vector<Part>> read_parts(const std::string& boundary, const std::string& body) {
  std::istringstream stream(body);
  Poco::Net::MultipartReader reader(stream, boundary);
  std::vector<Part> parts;
  while (reader.hasNextPart()) {
    if (parts.size() == parts_max) return std::nullopt;
    auto part = read_part(reader);
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
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
    // Poco takes a body that stops anywhere; without the closing line it is a truncated one.
    if (body.find("\r\n--" + boundary + "--") == body.npos) return std::nullopt;
    return read_parts(boundary, body);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

}  // namespace vigie::service
