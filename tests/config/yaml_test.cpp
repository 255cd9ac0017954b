#include "config/yaml.h"

#include <doctest/doctest.h>

#include <chrono>

#include "report/random.h"
#include "tests/config/mission_folder.h"
#include "tests/support/file_bytes.h"
#include "tests/support/repeated.h"

using namespace vigie;
using namespace vigie::config;
using vigie::support::repeated;

namespace {

/// "line:column text" of each problem, joined by "; "; "" when it reads.
std::string trouble(std::string_view bytes) {
  const auto result = read_yaml(bytes);
  std::string text;
  if (const auto* problems = std::get_if<std::vector<YamlProblem>>(&result)) {
    for (const YamlProblem& problem : *problems) {
      text += (text.empty() ? "" : "; ") + std::to_string(problem.mark.line) + ":" +
              std::to_string(problem.mark.column) + " " + problem.text;
    }
  }
  return text;
}

YamlNode tree(std::string_view bytes) {
  auto result = read_yaml(bytes);
  REQUIRE(std::holds_alternative<YamlNode>(result));
  return std::get<YamlNode>(std::move(result));
}

struct Refusal {
  std::string bytes;
  std::string trouble;
};

const Refusal refusals[] = {
    {"", "0:0 the file is empty"},
    {"# only a comment\n", "0:0 the file is empty"},
    {"a: 1\nb: 2\na: 3\n", "3:1 duplicate key 'a'"},
    {"a: {x: 1, y: 2, x: 3, y: 4}\n", "1:17 duplicate key 'x'; 1:23 duplicate key 'y'"},
    {"a: &name 1\n", "1:4 anchors (&name) are not allowed"},
    {"a: &name\n  b: 1\n", "1:4 anchors (&name) are not allowed"},
    {"a: &x 1\nb: *x\n", "1:4 anchors (&name) are not allowed"},
    {"a: 1\nb: *x\n", "2:4 not YAML: the referenced anchor is not defined"},
    {"a:\n  <<: {b: 1}\n", "2:3 merge keys (<<) are not allowed: write the members out"},
    {"a: !!str 1\n", "1:4 tags (!name) are not allowed"},
    {"a: !local {b: 1}\n", "1:4 tags (!name) are not allowed"},
    {"a: ! 'x'\n", "1:4 tags (!name) are not allowed"},
    {"a: !!null\n", "1:4 tags (!name) are not allowed"},
    {"é: é\nb: [éé, !x y]\n", "2:9 tags (!name) are not allowed"},
    {"a: 1\n---\nb: 2\n", "2:1 a second document starts here: a file holds one"},
    {"? [a]\n: 1\n", "1:3 a key must be text"},
    {"? {a: 1}\n: 1\n", "1:3 a key must be text"},
    {"~: 1\n", "1:1 a key must be text"},
    {"a: [1, 2\n", "2:1 not YAML: end of sequence flow not found"},
    {"a: 1\n b: 2\n", "2:3 not YAML: illegal map value"},
    {"a: \"x\n", "1:4 this quoted text does not end"},
    {"a: 'it''s\n\n", "1:4 this quoted text does not end"},
    {"- \"x\\\"\n", "1:3 this quoted text does not end"},
    {"a: \xFF\n", "1:4 not UTF-8 text"},
    {"a: 1\nb: \xC0\xAF\n", "2:4 not UTF-8 text"},
    {"a: \xED\xA0\x80\n", "1:4 not UTF-8 text"},
    {"a: \xF4\x90\x80\x80\n", "1:4 not UTF-8 text"},
    {"a: \xE2\x82", "1:4 not UTF-8 text"},
    {"a: \x1B[31m\n", "1:4 a control character"},
    {std::string{"a: x\0y\n", 7}, "1:5 a control character"},
    {"\xEF\xBB\xBF"
     "a: 1\n",
     "1:1 starts with a byte order mark: save it as UTF-8 without one"},
    {std::string(yaml_bytes_max + 1, '#'), "0:0 larger than 4 MiB"},
    {repeated("[", yaml_nodes_max + 1), "0:0 more than 100000 brackets in one file"},
    {repeated("[", 17) + repeated("]", 17), "1:17 nested more than 16 levels deep"},
    {"a: [" + repeated("1,", yaml_nodes_max) + "]",
     "1:199999 more than 100000 values and keys in one file"},
};

}  // namespace

TEST_SUITE("config/yaml") {
  TEST_CASE("what is not plain, single, bounded YAML is refused at its place") {
    for (const Refusal& refusal : refusals) {
      CAPTURE(refusal.bytes.substr(0, 80));
      CHECK(trouble(refusal.bytes) == refusal.trouble);
    }
  }

  TEST_CASE("every node and key knows its line and its column in characters") {
    const YamlNode root =
        tree("é: 'ça'\nlist:\n  - été: [ñ, b]\n    'x y': 2\r\nlast: |\n  text\n");
    REQUIRE(root.members.size() == 3);
    CHECK(root.members[0].value.text == "ça");
    CHECK(root.members[0].value.mark == YamlMark{1, 4});
    const YamlNode& entry = root.members[1].value.items.at(0);
    CHECK(entry.mark == YamlMark{3, 5});
    CHECK(entry.members[0].value.items.at(1).mark == YamlMark{3, 14});
    CHECK(entry.members[1].key == "x y");
    CHECK(entry.members[1].mark == YamlMark{4, 5});
    CHECK(root.members[2].value.mark == YamlMark{5, 7});
    CHECK(root.members[2].value.text == "text\n");
  }

  TEST_CASE("a value left out is null, at the place of its key") {
    const YamlNode root = tree("a:\nb: ~\nc: null\n");
    CHECK(root.find("a")->value.kind == YamlKind::null);
    CHECK(root.find("a")->value.mark == YamlMark{1, 1});
    CHECK(root.find("b")->value.kind == YamlKind::null);
    CHECK(root.find("c")->value.kind == YamlKind::null);
    CHECK(root.find("d") == nullptr);
  }

  TEST_CASE("sixteen levels are allowed") {
    CHECK(trouble(repeated("[", 16) + repeated("]", 16)) == "");
  }

  TEST_CASE("the worst that fits in the limits is read or refused in bounded time") {
    const auto start = std::chrono::steady_clock::now();
    for (const char* part :
         {"[", "{",    "- ",   "? ", "a: ", "&a ", "!a ",        "'",     "\"", "*",     "a",
          " ", "{a: ", "[a, ", "\n", "-\n", "|\n", "%TAG ! !\n", "---\n", ": ", "a: [\n"}) {
      CAPTURE(part);
      const std::size_t size = std::string_view{part}.size();
      read_yaml(repeated(part, yaml_bytes_max / 4 / size));
    }
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{60});
  }

  TEST_CASE("damaged files never crash the reader") {
    const std::uint64_t seed = 20190603;
    MESSAGE("seed ", seed);
    SeededRandom random{seed};
    const std::string original =
        support::file_bytes(shipped_mission() / "rules/chain-of-command.yaml");
    const std::string marks = "[]{}:,-#&*!|>'\"%@`?\n\t \\~\xC3\xA9";
    for (int round = 0; round < 500; ++round) {
      std::string bytes = original.substr(0, 1 + random.below(original.size() - 1));
      for (std::uint64_t edits = random.below(20); edits > 0; --edits) {
        bytes[random.below(bytes.size())] = marks[random.below(marks.size())];
      }
      const auto result = read_yaml(bytes);
      if (const auto* problems = std::get_if<std::vector<YamlProblem>>(&result)) {
        CHECK(!problems->empty());
        CHECK(problems->size() <= yaml_problems_max + 1);
      }
    }
  }
}
