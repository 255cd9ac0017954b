#include "tests/support/condition_generator.h"

#include <array>
#include <vector>

#include "tests/support/conditions.h"

namespace vigie::support {
namespace {

using config::ConditionField;
using config::ConditionList;
using config::FieldKind;
using config::ListId;
using Texts = std::vector<std::string>;

constexpr int depth_max = 4;

/// A variable and the list whose elements it stands for; the report, in whose paths nothing is
/// replaced, is the first.
struct Variable {
  std::string name;
  ListId list = 0;
};

class Generator {
 public:
  explicit Generator(SeededRandom& random) : random_(random) {}

  std::string condition(int depth = depth_max) {
    if (depth == 0 || chance(20)) return atom();
    switch (random_.below(6)) {
      case 0:
        return "!(" + condition(depth - 1) + ")";
      case 1:
        return "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
      case 2:
        return "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
      case 3:
        return condition(depth - 1) + (chance(50) ? " && " : " || ") + atom();
      default:
        return quantified(depth);
    }
  }

 private:
  bool chance(std::uint64_t percent) { return random_.below(100) < percent; }

  template <typename Container>
  const auto& one_of(const Container& values) {
    return values[random_.below(values.size())];
  }

  /// The innermost variable mostly, else one around it or the report.
  const Variable& some_variable() { return chance(70) ? variables_.back() : one_of(variables_); }

  std::string quantified(int depth) {
    const bool full = variables_.size() > config::condition_quantifiers_max;
    const auto lists = full ? std::vector<std::pair<ListId, std::string>>{} : lists_in_reach();
    if (lists.empty()) return atom();
    const auto [list, path] = one_of(lists);
    const std::string name = variables_.size() == 1 ? "a" : "b";
    variables_.push_back({name, list});
    std::string text =
        path + (chance(60) ? ".exists(" : ".all(") + name + ", " + condition(depth - 1) + ")";
    variables_.pop_back();
    return text;
  }

  std::vector<std::pair<ListId, std::string>> lists_in_reach() {
    std::vector<std::pair<ListId, std::string>> found;
    for (const Variable& variable : variables_) {
      for (const auto& list : lists_of(variable)) found.push_back(list);
    }
    return found;
  }

  std::vector<std::pair<ListId, std::string>> lists_of(const Variable& variable) {
    std::vector<std::pair<ListId, std::string>> found;
    const auto lists = config::condition_lists();
    for (std::size_t i = 1; i < lists.size(); ++i) {
      if (lists[i].parent != variable.list) continue;
      std::string path = spoken(variable, lists[i].path);
      path.resize(path.size() - 2);
      found.emplace_back(static_cast<ListId>(i), path);
    }
    return found;
  }

  /// A path as the condition writes it: "report.who[].sex" is "a.sex".
  static std::string spoken(const Variable& variable, std::string_view path) {
    if (variable.list == 0) return std::string(path);
    return variable.name +
           std::string(path.substr(config::condition_lists()[variable.list].path.size()));
  }

  std::string atom() {
    const Variable& variable = some_variable();
    const auto lists = lists_of(variable);
    if (!lists.empty() && chance(20)) return of_list(one_of(lists));
    std::vector<const ConditionField*> fields;
    for (const ConditionField& field : config::condition_fields()) {
      if (field.list == variable.list) fields.push_back(&field);
    }
    return of_field(*one_of(fields), variable);
  }

  std::string of_list(const std::pair<ListId, std::string>& list) {
    const auto elements = config::find_condition_field(config::condition_lists()[list.first].path);
    if (elements && chance(60)) {
      return word(config::condition_fields()[*elements]) + " in " + list.second;
    }
    if (chance(20)) return "has(" + list.second + ")";
    return ordered(list.second + ".size()", std::to_string(random_.below(4)));
  }

  std::string of_field(const ConditionField& field, const Variable& variable) {
    const std::string path = spoken(variable, field.path);
    const bool is_element = path == variable.name;
    if (!is_element && chance(15)) return "has(" + path + ")";
    switch (field.kind) {
      case FieldKind::boolean:
        return chance(50) ? path : equated(path, chance(50) ? "true" : "false");
      case FieldKind::integer:
        return of_integer(field, variable, path);
      case FieldKind::word:
        return of_word(field, path);
      case FieldKind::place:
        return "within(" + path + ", 'east')";
      case FieldKind::instant:
        break;
    }
    return of_instant(path);
  }

  std::string of_integer(const ConditionField& field, const Variable& variable,
                         const std::string& path) {
    if (chance(20)) return path + " in " + one_of(Texts{"[18]", "[12, 18, 40]", "[0, 1, 2, 3]"});
    if (chance(30) && field.path.starts_with("report.who[].")) {
      return ordered(path, variable.name + one_of(Texts{".age.min", ".age.max", ".count.min"}));
    }
    return ordered(path, number());
  }

  std::string number() { return std::to_string(chance(50) ? 18 : random_.below(60)); }

  std::string of_word(const ConditionField& field, const std::string& path) {
    if (chance(30)) return path + " in " + some_words(field);
    return equated(path, word(field));
  }

  std::string of_instant(const std::string& path) {
    const std::string other =
        "report.when." + one_of(Texts{"observed_from", "observed_to", "filed_at"});
    switch (random_.below(5)) {
      case 0:
        return "during(" + path + ", 'office_hours')";
      case 1:
        return ordered("report.when.filed_at - " + path,
                       one_of(Texts{"duration('72h')", "duration('900h')", "duration('1h30m')"}));
      case 2:
        return ordered(path, "routed_at");
      case 3:
        return ordered(path, other);
      default:
        return ordered(path, one_of(Texts{"timestamp('2019-06-15T00:00:00Z')",
                                          "timestamp('2019-07-03T02:00:00+02:00')"}));
    }
  }

  std::string word(const ConditionField& field) {
    const char quote = chance(80) ? '\'' : '"';
    return quote + one_of(words_of(field)) + quote;
  }

  /// One or two, and never one twice.
  std::string some_words(const ConditionField& field) {
    const Texts words = words_of(field);
    const std::size_t first = random_.below(words.size());
    std::string text = "['" + words[first] + "'";
    if (words.size() > 1 && chance(60)) text += ", '" + words[(first + 1) % words.size()] + "'";
    return text + "]";
  }

  static Texts words_of(const ConditionField& field) {
    switch (field.words) {
      case config::WordsOf::fixed:
        return {field.fixed.begin(), field.fixed.end()};
      case config::WordsOf::regions:
        return {"gao", "kidal"};
      case config::WordsOf::positions:
        return {"regional_commander"};
      case config::WordsOf::states:
        return {"MLI", "NGA", "TGO"};
      case config::WordsOf::languages:
        return {"bam", "fra"};
      default:
        return {"alpha", "beta", "gamma"};
    }
  }

  std::string equated(const std::string& left, const std::string& right) {
    return beside(left, chance(70) ? " == " : " != ", right);
  }
  std::string ordered(const std::string& left, const std::string& right) {
    return beside(left, one_of(Texts{" < ", " <= ", " > ", " >= ", " == ", " != "}), right);
  }
  std::string beside(const std::string& left, const std::string& sign, const std::string& right) {
    return chance(85) ? left + sign + right : right + sign + left;
  }

  SeededRandom& random_;
  std::vector<Variable> variables_{{"report", 0}};
};

std::vector<std::string> some_of(SeededRandom& random, const std::vector<std::string>& words) {
  std::vector<std::string> some;
  for (const std::string& word : words) {
    if (random.below(3) == 0) some.push_back(word);
  }
  return some;
}

}  // namespace

std::string random_condition(SeededRandom& random) { return Generator(random).condition(); }

Report random_condition_report(SeededRandom& random) {
  Report report = random_report(random, condition_report_choices());
  if (!report.who) return report;
  for (Group& group : *report.who) {
    if (group.nationalities) group.nationalities = some_of(random, {"MLI", "NGA", "TGO"});
    if (group.languages) group.languages = some_of(random, {"bam", "fra"});
    if (group.age && group.age->min && random.below(3) == 0) group.age->min = 18;
    if (group.age && group.age->max && group.age->max < group.age->min) group.age->max.reset();
  }
  return report;
}

router::Assessment random_assessment(SeededRandom& random) {
  using router::Result;
  const auto result = [&] { return static_cast<Result>(random.below(4)); };
  router::Assessment assessment;
  assessment.frames.resize(random.below(3));
  for (auto& frame : assessment.frames) {
    frame.trafficking = result();
    frame.smuggling = result();
    if (random.below(2) == 0) frame.exploitation_of_begging = result();
  }
  for (const auto& flag : router::flag_names()) {
    assessment.flags.*flag.value = static_cast<router::Finding>(random.below(4));
  }
  assessment.flags.anyone_under_18 = static_cast<MayBeUnder18>(random.below(4));
  return assessment;
}

}  // namespace vigie::support
