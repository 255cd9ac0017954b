#include "report/json_document.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <iostream>

#include "tests/support/file_bytes.h"

using namespace vigie;
using support::file_bytes;

namespace {

constexpr std::size_t bytes_max = 256 * 1024;
constexpr std::size_t depth_max = 32;

/// The code and pointer of the problem, "" when the document was read.
std::string problem_with(std::string_view bytes) {
  JsonDocument document(bytes_max, depth_max);
  const auto problem = document.read(bytes);
  return problem ? problem->code + " " + problem->pointer : "";
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

TEST_SUITE("report/json_document") {
  TEST_CASE("a document becomes a tree of typed, linked nodes") {
    JsonDocument document(bytes_max, depth_max);
    REQUIRE_FALSE(document.read(R"({"a":[1,2.5,"x",null,true,18446744073709551615],"b":{}})"));
    const JsonNode& root = document.root();
    CHECK(root.type == JsonType::object);
    CHECK(root.count == 2);
    const JsonNode& list = *root.child;
    CHECK(list.key == "a");
    CHECK(list.count == 6);
    const JsonNode* entry = list.child;
    CHECK(entry->integer == 1);
    CHECK(entry->number == 1.0);
    entry = entry->next;
    CHECK(entry->type == JsonType::number);
    CHECK(entry->number == 2.5);
    entry = entry->next;
    CHECK(entry->text == "x");
    CHECK(pointer_to(*entry) == "/a/2");
    CHECK(entry->next->type == JsonType::null);
    CHECK(entry->next->next->boolean);
    CHECK(entry->next->next->next->type == JsonType::huge_integer);
    CHECK(list.next->type == JsonType::object);
    CHECK(list.next->next == nullptr);
  }

  TEST_CASE("one document after another is read with the same memory") {
    JsonDocument document(bytes_max, depth_max);
    REQUIRE_FALSE(document.read(R"(["first"])"));
    REQUIRE(document.read("[1,"));
    REQUIRE_FALSE(document.read("[" + std::string(100'000, ' ') + "2]"));
    CHECK(document.root().child->integer == 2);
    CHECK_FALSE(document.read("{}"));
  }

  TEST_CASE("what is no JSON document gives one problem with its code") {
    const std::pair<std::string, std::string> rows[] = {
        {"", "json.syntax "},
        {" ", "json.syntax "},
        {"{", "json.syntax "},
        {"{} {}", "json.syntax "},
        {"{}x", "json.syntax "},
        {std::string("{}\0", 3), "json.syntax "},
        {"\xef\xbb\xbf{}", "json.syntax "},
        {"{'a':1}", "json.syntax "},
        {"[1,]", "json.syntax "},
        {"[\"\xff\"]", "json.utf8 "},
        {"[\"\xed\xa0\x80\"]", "json.utf8 "},
        {"[\"\xc0\x80\"]", "json.utf8 "},
        {"[01]", "json.number "},
        {"[1.]", "json.number "},
        {"[99999999999999999999999]", "json.number "},
        {std::string(bytes_max + 1, ' '), "json.size "},
        {nested(33), "json.depth "},
        {nested(100'000), "json.depth "}};
    for (const auto& [bytes, expected] : rows) {
      CAPTURE(bytes.substr(0, 40));
      CHECK(problem_with(bytes) == expected);
    }
  }

  TEST_CASE("the limits themselves are allowed") {
    CHECK(problem_with(nested(32)) == "");
    CHECK(problem_with("[" + std::string(bytes_max - 2, ' ') + "]") == "");
  }

  TEST_CASE("duplicate keys are found at every level, however they are written") {
    CHECK(problem_with(R"({"a":1,"a":1})") == "json.duplicate_key /a");
    CHECK(problem_with(R"({"a":1,"\u0061":2})") == "json.duplicate_key /a");
    CHECK(problem_with(R"([0,{"x":{"b":1,"c":2,"b":3}}])") == "json.duplicate_key /1/x/b");
    CHECK(problem_with(R"({"":1,"":2})") == "json.duplicate_key ");
    CHECK(problem_with(R"({"a":{"x":1},"b":{"x":1},"x":1})") == "");
  }

  TEST_CASE("duplicate keys are found among many") {
    std::string object = "{";
    for (int i = 0; i < 20'000; ++i) object += "\"k" + std::to_string(i) + "\":0,";
    CHECK(problem_with(object + "\"last\":0}") == "");
    CHECK(problem_with(object + "\"k7\":0}") == "json.duplicate_key /k7");
  }

  TEST_CASE("a member with a made-up name is pointed at by its object") {
    JsonDocument document(bytes_max, depth_max);
    REQUIRE_FALSE(document.read(R"({"a":{"Some name":1},"b":{"plain-Name_1.2":1}})"));
    const JsonNode& a = *document.root().child;
    CHECK(pointer_to(*a.child) == "/a");
    CHECK(pointer_to(*a.next->child) == "/b/plain-Name_1.2");
    CHECK(pointer_to(document.root()) == "");
  }

  TEST_CASE("JSONTestSuite: what must be read is read, what must be refused is refused") {
    const std::filesystem::path folder =
        VIGIE_SOURCE_DIR "/../shared/hostile/json/jsontestsuite/test_parsing";
    int must_read = 0;
    int must_refuse = 0;
    int free_choice = 0;
    if (std::filesystem::exists(folder)) {
      for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::string name = file.path().filename().string();
        CAPTURE(name);
        const std::string problem = problem_with(file_bytes(file.path()));
        if (name.starts_with("y_")) {
          ++must_read;
          CHECK((problem.empty() || problem.starts_with("json.duplicate_key")));
        } else if (name.starts_with("n_")) {
          ++must_refuse;
          CHECK(problem.starts_with("json."));
        } else {
          ++free_choice;
        }
      }
    }
    std::cout << "report/json_document: JSONTestSuite y " << must_read << ", n " << must_refuse
              << ", i " << free_choice << (must_read == 0 ? " (skipped: not here)" : "") << "\n";
  }
}
