#include "config/read_rule_tests.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "config/near_match.h"
#include "config/read_word.h"
#include "config/reader.h"
#include "config/within_bounds.h"

namespace vigie::config {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;
using Told = Expected::Told;

std::string bytes_of(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  // One byte more than allowed is enough for the YAML reader to refuse it.
  std::string bytes(yaml_bytes_max + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

/// One of the four lists of a test.
struct OutcomeList {
  std::string_view key;
  Told told;
};
constexpr std::array<OutcomeList, 4> outcome_lists{{{"told", Told::told},
                                                    {"held", Told::held},
                                                    {"withheld", Told::withheld},
                                                    {"not_told", Told::not_told}}};

class TestReader {
 public:
  TestReader(const YamlNode& node, SourceFile& file, const Mission& mission)
      : map_(node, file, "a test"), file_(file), mission_(mission) {}

  RuleTest read() {
    test_.file = file_.path();
    test_.mark = map_.mark();
    test_.name = map_.string("name");
    test_.report = (file_.path().parent_path() / map_.string("report")).lexically_normal();
    read_changes();
    read_instant();
    static const std::array<std::string, 2> others{"not_told", "any"};
    test_.others_not_told = map_.optional_word("others", others) != "any";
    for (const OutcomeList& outcomes : outcome_lists) read_list(outcomes);
    map_.finish();
    if (test_.expected.empty()) file_.add_problem(map_.mark(), "a test that expects nothing");
    return std::move(test_);
  }

 private:
  void read_changes() {
    if (const YamlNode* removed = map_.optional_child("remove")) {
      for (auto& pointer : strings(*removed)) change({std::move(pointer), std::nullopt}, *removed);
    }
    if (!map_.has("set")) return;
    for (const YamlNode& node : map_.list("set")) {
      MapReader one{node, file_, "a change"};
      FactChange made{one.string("at"), std::nullopt};
      if (const YamlNode* value = one.child("value")) made.value = *value;
      one.finish();
      change(std::move(made), node);
    }
  }

  void change(FactChange made, const YamlNode& node) {
    if (!made.pointer.empty() && made.pointer.front() != '/') {
      file_.add_problem(node.mark, "'" + made.pointer + "' is no JSON pointer: it begins with /");
    }
    test_.changes.push_back(std::move(made));
  }

  void read_instant() {
    const auto text = map_.optional_string("at");
    if (!text) return;
    const auto time = parse_time(*text);
    if (time) {
      test_.at = time->utc;
    } else {
      file_.add_problem(map_.mark_of("at"), "'at' must be an instant such as 2019-06-12T10:00:00Z");
    }
  }

  void read_list(const OutcomeList& outcomes) {
    if (!map_.has(outcomes.key)) return;
    for (const YamlNode& node : map_.list(outcomes.key, true)) {
      Expected expected = node.kind == YamlKind::map ? read_map(node, outcomes.told)
                                                     : read_plain(node, outcomes.told);
      if (!is_position(expected.position, node.mark)) continue;
      if (std::ranges::find(test_.expected, expected.position, &Expected::position) !=
          test_.expected.end()) {
        file_.add_problem(node.mark, "'" + expected.position + "' stands in this test already");
        continue;
      }
      test_.expected.push_back(std::move(expected));
    }
  }

  Expected read_plain(const YamlNode& node, Told told) {
    if (told == Told::held) {
      file_.add_problem(node.mark,
                        "what is held says by whom: {position: …, by: …} or {position: "
                        "…, after: …}");
    }
    Expected expected;
    expected.position = node.text;
    expected.told = told;
    return expected;
  }

  Expected read_map(const YamlNode& node, Told told) {
    MapReader map{node, file_, "what is expected"};
    Expected expected;
    expected.position = map.code("position");
    expected.told = told;
    if (const YamlNode* rules = map.optional_child("rules")) expected.rules = sorted(*rules);
    if (told == Told::held) read_hold(map, expected);
    if (told == Told::told || told == Told::held) read_terms(map, expected);
    map.finish();
    return expected;
  }

  void read_terms(MapReader& map, Expected& expected) {
    if (const auto within = map.optional_duration("within", within_bounds)) {
      expected.within = std::chrono::floor<minutes>(*within);
    }
    expected.urgency = optional_value<Urgency>(map, "urgency", names_of<Urgency>());
    if (const YamlNode* show = map.optional_child("show")) expected.show = sorted(*show);
  }

  void read_hold(MapReader& map, Expected& expected) {
    if (const YamlNode* by = map.optional_child("by")) expected.by = positions(*by);
    if (const YamlNode* after = map.optional_child("after")) expected.after = positions(*after);
    if (const YamlNode* missing = map.optional_child("missing")) {
      expected.missing = sorted(*missing);
    }
    expected.at_deadline = optional_value<AtDeadline>(map, "at_deadline");
    if (expected.by.empty() && expected.after.empty()) {
      file_.add_problem(map.mark(), "what is held says 'by' whom or 'after' whom");
    }
  }

  std::vector<Code> positions(const YamlNode& node) {
    std::vector<Code> codes = sorted(node);
    for (const Code& code : codes) is_position(code, node.mark);
    return codes;
  }

  bool is_position(const Code& code, const YamlMark& mark) {
    if (mission_.positions.contains(code)) return true;
    if (code.empty()) return false;
    std::vector<std::string> known;
    for (const auto& [id, position] : mission_.positions) known.push_back(id);
    file_.add_problem(mark,
                      "'" + code + "' is not a position of this mission" + near_match(code, known));
    return false;
  }

  /// A list of texts, or one text alone.
  std::vector<std::string> strings(const YamlNode& node) {
    if (node.kind == YamlKind::scalar) return {node.text};
    std::vector<std::string> texts;
    for (const YamlNode& item : node.items) {
      if (item.kind == YamlKind::scalar) texts.push_back(item.text);
    }
    if (texts.empty() || texts.size() != node.items.size()) {
      file_.add_problem(node.mark, "must be a text or a list of texts");
    }
    return texts;
  }

  std::vector<std::string> sorted(const YamlNode& node) {
    std::vector<std::string> texts = strings(node);
    std::ranges::sort(texts);
    return texts;
  }

  MapReader map_;
  SourceFile& file_;
  const Mission& mission_;
  RuleTest test_;
};

std::vector<RuleTest> read_tests(const YamlNode& root, SourceFile& file, const Mission& mission) {
  std::vector<RuleTest> tests;
  for (const YamlNode& node : file_list(root, file, "tests")) {
    RuleTest test = TestReader{node, file, mission}.read();
    const auto same = std::ranges::find(tests, test.name, &RuleTest::name);
    if (!test.name.empty() && same != tests.end()) {
      file.add_problem(node.mark,
                       "another test has this name, at line " + std::to_string(same->mark.line));
    }
    tests.push_back(std::move(test));
  }
  return tests;
}

}  // namespace

std::variant<std::vector<RuleTest>, ConfigProblems> read_rule_tests(const fs::path& path,
                                                                    const Mission& mission) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return ConfigProblems{{path, 0, 0, "cannot be read: is it there, a file, and readable?"}};
  }
  const auto tree = read_yaml(bytes_of(path));
  Draft draft;
  SourceFile file{path, draft};
  std::vector<RuleTest> tests;
  if (const auto* root = std::get_if<YamlNode>(&tree); root && root->kind == YamlKind::map) {
    tests = read_tests(*root, file, mission);
  } else if (root) {
    file.add_problem(root->mark, "the file must be a map (key: value)");
  } else {
    for (const YamlProblem& problem : std::get<std::vector<YamlProblem>>(tree)) {
      file.add_problem(problem.mark, problem.text);
    }
  }
  if (!draft.problems.empty()) return std::move(draft.problems);
  return tests;
}

std::vector<fs::path> rule_test_files(const fs::path& mission_folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it{mission_folder / "rules", error}, end; !error && it != end;
       it.increment(error)) {
    if (it->path().filename().string().ends_with(".test.yaml")) files.push_back(it->path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace vigie::config
