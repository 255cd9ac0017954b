#include "service/multipart.h"

#include <doctest/doctest.h>

using namespace vigie::service;

namespace {

const std::string type = "multipart/form-data; boundary=edge";

std::string part(const std::string& disposition, const std::string& bytes) {
  return "--edge\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + bytes + "\r\n";
}

}  // namespace

TEST_SUITE("service/multipart") {
  TEST_CASE("parts come with their names and exact bytes") {
    const std::string bytes("\0\r\n--edgy\r\n\xff", 13);
    const auto parts = parse_multipart(
        type, part("name=\"report\"", "{}") + part("name=\"photo\"; filename=\"a b.jpg\"", bytes) +
                  "--edge--\r\n");
    REQUIRE(parts);
    REQUIRE(parts->size() == 2);
    CHECK((*parts)[0].name == "report");
    CHECK((*parts)[0].filename.empty());
    CHECK((*parts)[0].bytes == "{}");
    CHECK((*parts)[1].filename == "a b.jpg");
    CHECK((*parts)[1].bytes == bytes);
  }

  TEST_CASE("twenty parts and no more") {
    std::string body;
    for (std::size_t count = 0; count < parts_max; ++count) body += part("name=\"x\"", "y");
    CHECK(parse_multipart(type, body + "--edge--\r\n")->size() == parts_max);
    CHECK_FALSE(parse_multipart(type, body + part("name=\"x\"", "y") + "--edge--\r\n"));
  }

  TEST_CASE("what is not a whole form is refused") {
    const std::string good = part("name=\"x\"", "y");
    const std::pair<std::string, std::string> cases[] = {
        {type, ""},
        {type, "no parts at all"},
        {type, good},
        {type, good.substr(0, good.size() - 4)},
        {type, "--edge\r\n\r\nno header\r\n--edge--\r\n"},
        {type, "--edge\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\ny\r\n--edge--\r\n"},
        {type, "--edge\r\nContent-Disposition: form-data\r\n\r\ny\r\n--edge--\r\n"},
        {type,
         "--edge\r\nContent-Disposition: form-data; name=\"x\"\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\neQ==\r\n--edge--\r\n"},
        {"multipart/form-data", good + "--edge--\r\n"},
        {"multipart/form-data; boundary=", good + "--edge--\r\n"},
        {"multipart/form-data; boundary=" + std::string(71, 'x'), good + "--edge--\r\n"},
        {"multipart/mixed; boundary=edge", good + "--edge--\r\n"},
        {"application/json", "{}"},
        {"", good + "--edge--\r\n"}};
    for (const auto& [content_type, body] : cases) {
      CAPTURE(content_type);
      CAPTURE(body);
      CHECK_FALSE(parse_multipart(content_type, body));
    }
  }

  // A part that ended like the start of a boundary came back with a '\r' more.
  TEST_CASE("a part comes back as its very bytes, however much they look like a boundary") {
    for (const std::string& bytes :
         {std::string("\n--"), std::string("\r\n--"), std::string("\r"), std::string("\r\n"),
          std::string("\r\n--lin"), std::string("a\n--line"), std::string(), std::string("--")}) {
      CAPTURE(bytes);
      const std::string body =
          "--line-1\r\nContent-Disposition: form-data; name=\"attachment\"\r\n\r\n" + bytes +
          "\r\n--line-1--\r\n";
      const auto parts = parse_multipart("multipart/form-data; boundary=line-1", body);
      REQUIRE(parts.has_value());
      REQUIRE(parts->size() == 1);
      CHECK(parts->front().bytes == bytes);
    }
  }
}
