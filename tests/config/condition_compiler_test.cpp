#include "config/conditions/condition_compiler.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/repeated.h"

using namespace vigie::config;
using vigie::support::repeated;

namespace {

ConditionWords small_words() {
  ConditionWords words;
  words.catalogue["needs"] = {"food", "medical_care"};
  words.catalogue["conditions"] = {"injured", "exhausted"};
  words.regions = {"gao", "timbuktu"};
  words.calendars = {"office_hours"};
  words.areas = {"old_port", "pier"};
  return words;
}

std::vector<ConditionSource> small_definitions() {
  return {
      {"perhaps_a_child", "report.who.exists(g, g.may_be_under_18 != 'no')"},
      {"no_visa", "report.how.journey.crossings.exists(c, c.documents.exists(d, d.visa == 'no'))"}};
}

using Compiled = std::variant<CompiledConditions, std::vector<ConditionProblem>>;

Compiled compile(const std::vector<ConditionSource>& definitions,
                 const std::vector<std::string>& texts) {
  std::vector<ConditionSource> conditions;
  for (const std::string& text : texts) conditions.push_back({"", text});
  return compile_conditions(definitions, conditions, small_words());
}

Compiled compile(const std::string& text) {
  return compile(small_definitions(), std::vector<std::string>{text});
}

/// A node as text: atoms as they print, the variable that gives their element behind #.
std::string shape(const ConditionSet& set, NodeId id) {
  const Node& node = set.nodes.at(id);
  const auto first = [&] { return shape(set, node.first); };
  const auto second = [&] { return shape(set, node.second); };
  switch (node.op) {
    case Node::Op::no:
      return "no";
    case Node::Op::yes:
      return "yes";
    case Node::Op::atom: {
      const Atom& atom = set.atoms.at(node.atom);
      return "<" + atom.text + ">" + (atom.scope == 0 ? "" : "#" + std::to_string(node.variable));
    }
    case Node::Op::negate:
      return "!" + first();
    case Node::Op::both:
      return "(" + first() + " && " + second() + ")";
    case Node::Op::either:
      return "(" + first() + " || " + second() + ")";
    default:
      break;
  }
  const std::string op = node.op == Node::Op::exists ? "exists#" : "all#";
  const ConditionList list = condition_lists()[node.list];
  return op + std::to_string(node.variable) + " of " + std::string(list.path) +
         (list.parent == 0 ? "" : "#" + std::to_string(node.list_variable)) + " {" + first() + "}";
}

std::string shape_of(const Compiled& compiled) {
  if (const auto* problems = std::get_if<std::vector<ConditionProblem>>(&compiled)) {
    return "refused: " + problems->front().text;
  }
  const auto& [set, roots] = std::get<CompiledConditions>(compiled);
  return shape(set, roots.at(0));
}

std::string shown(const std::vector<ConditionProblem>& problems) {
  std::string text;
  for (const ConditionProblem& one : problems) {
    text += (one.in_definition ? "d" : "") + std::to_string(one.source) + ":" +
            std::to_string(one.offset) + " " + one.text + "\n";
  }
  return text;
}

std::string problems_of(const Compiled& compiled) {
  const auto* problems = std::get_if<std::vector<ConditionProblem>>(&compiled);
  return problems ? shown(*problems) : "accepted";
}

/// The one atom of a condition over the report or one quantifier.
Atom atom_of(const std::string& text) {
  const Compiled compiled = compile(text);
  INFO(text);
  REQUIRE(shape_of(compiled).find("refused") == std::string::npos);
  return std::get<CompiledConditions>(compiled).set.atoms.at(0);
}

struct Accepted {
  std::string text;
  std::string shape;
};

struct Refused {
  std::string text;
  std::size_t offset;
  std::string problem;
};

void check_shapes(const std::vector<Accepted>& table) {
  for (const Accepted& one : table) {
    CAPTURE(one.text);
    CHECK(shape_of(compile(one.text)) == one.shape);
  }
}

void check_problems(const std::vector<Refused>& table) {
  for (const Refused& one : table) {
    CAPTURE(one.text);
    CHECK(problems_of(compile(one.text)) ==
          "0:" + std::to_string(one.offset) + " " + one.problem + "\n");
  }
}

}  // namespace

TEST_SUITE("config/condition_compiler") {
  TEST_CASE("facts of the report are compared with words, numbers and instants") {
    check_shapes({
        {"true", "yes"},
        {"false", "no"},
        {"report.kind == 'flash'", "<report.kind == 'flash'>"},
        {"report.kind == \"flash\"", "<report.kind == 'flash'>"},
        {"'flash' != report . kind", "<report.kind != 'flash'>"},
        {"report.where.region == 'gao'", "<report.where.region == 'gao'>"},
        {"report.kind in ['report', 'flash']", "<report.kind in ['flash', 'report']>"},
        {"report.who.size() >= 3", "<report.who[].size() >= 3>"},
        {"3 <= report.who.size()", "<report.who[].size() >= 3>"},
        {"3 < report.who.size()", "<report.who[].size() > 3>"},
        {"3 > report.who.size()", "<report.who[].size() < 3>"},
        {"3 >= report.who.size()", "<report.who[].size() <= 3>"},
        {"report.who.size() in [2, -1]", "<report.who[].size() in [-1, 2]>"},
        {"assessment.trafficking in ['indicated', 'possible']",
         "<assessment.trafficking in ['indicated', 'possible']>"},
        {"assessment.conflict_link == 'not_met'", "<assessment.conflict_link == 'not_met'>"},
        {"assessment.anyone_under_18 != 'no'", "<assessment.anyone_under_18 != 'no'>"},
        {"report.when.filed_at < timestamp('2019-06-01T02:00:00+02:00')",
         "<report.when.filed_at < timestamp('2019-06-01T00:00:00Z')>"},
        {"timestamp('2019-06-01T00:00:00.25Z') < routed_at",
         "<routed_at > timestamp('2019-06-01T00:00:00.250Z')>"},
        {"report.when.observed_to <= report.when.filed_at",
         "<report.when.observed_to <= report.when.filed_at>"},
        {"report.when.filed_at >= report.when.observed_to",
         "<report.when.observed_to <= report.when.filed_at>"},
        {"routed_at - report.when.observed_to > duration('72h')",
         "<routed_at - report.when.observed_to > duration('72h')>"},
        {"duration('90s') >= report.when.filed_at - report.when.observed_from",
         "<report.when.filed_at - report.when.observed_from <= duration('1m30s')>"},
        {"routed_at - report.when.filed_at == duration('0s')",
         "<routed_at - report.when.filed_at == duration('0s')>"},
        {"during(routed_at, 'office_hours')", "<during(routed_at, 'office_hours')>"},
        {"during(report.when.filed_at, 'office_hours')",
         "<during(report.when.filed_at, 'office_hours')>"},
        {"within(report.where.position, \"old_port\")",
         "<within(report.where.position, 'old_port')>"},
        {"has(report.where.position)", "<has(report.where.position)>"},
        {"has(report.what.category)", "<has(report.what.category)>"},
        {"has(report.who)", "<has(report.who[])>"},
    });
  }

  TEST_CASE("a yes-or-no fact is a condition, and == false turns it over") {
    check_shapes({
        {"report.exercise", "<report.exercise>"},
        {"report.exercise == true", "<report.exercise>"},
        {"true == report.exercise", "<report.exercise>"},
        {"report.exercise != true", "!<report.exercise>"},
        {"report.exercise == false", "!<report.exercise>"},
        {"report.exercise != false", "<report.exercise>"},
    });
  }

  TEST_CASE("! binds tighter than &&, and && tighter than ||") {
    check_shapes({
        {"!report.exercise", "!<report.exercise>"},
        {"!!report.exercise", "!!<report.exercise>"},
        {"true || false && !true", "(yes || (no && !yes))"},
        {"(true || false) && true", "((yes || no) && yes)"},
        {"true && false && true", "((yes && no) && yes)"},
        {"true || false || true", "((yes || no) || yes)"},
        {"!(true && false)", "!(yes && no)"},
        {" \t\r\n( ( true ) )\n", "yes"},
    });
  }

  TEST_CASE("quantifiers bind a variable, whose name leaves no trace") {
    const std::string women = "exists#0 of report.who[] {<report.who[].sex == 'female'>#0}";
    check_shapes({
        {"report.who.exists(g, g.sex == 'female')", women},
        {"report.who.exists(somebody, 'female' == somebody.sex)", women},
        {"report.who.all(g, has(g.age.min))",
         "all#0 of report.who[] {<has(report.who[].age.min)>#0}"},
        {"report.who.exists(g, has(g.nationalities))",
         "exists#0 of report.who[] {<has(report.who[].nationalities[])>#0}"},
        {"report.who.exists(g, 'NGA' in g.nationalities)",
         "exists#0 of report.who[] {<'NGA' in report.who[].nationalities[]>#0}"},
        {"report.who.exists(g, 'injured' in g.conditions)",
         "exists#0 of report.who[] {<'injured' in report.who[].conditions[]>#0}"},
        {"report.who.exists(g, g.languages.exists(l, l == 'bam'))",
         "exists#0 of report.who[] {exists#1 of report.who[].languages[]#0 "
         "{<report.who[].languages[] == 'bam'>#1}}"},
        {"report.who.exists(g, g.nationalities.all(n, n in ['NGA', 'MLI']))",
         "exists#0 of report.who[] {all#1 of report.who[].nationalities[]#0 "
         "{<report.who[].nationalities[] in ['MLI', 'NGA']>#1}}"},
        {"report.who.exists(g, g.age.min < g.count.max)",
         "exists#0 of report.who[] {<report.who[].count.max > report.who[].age.min>#0}"},
        {"report.who.exists(g, g.documents.size() > report.who.size())",
         "exists#0 of report.who[] {<report.who[].size() < report.who[].documents[].size()>#0}"},
        {"report.needs.exists(n, n.count > 10 && n.kind == 'food')",
         "exists#0 of report.needs[] {(<report.needs[].count > 10>#0 && "
         "<report.needs[].kind == 'food'>#0)}"},
    });
  }

  TEST_CASE("an inner quantifier still knows the outer element, and the report") {
    check_shapes({
        {"report.who.all(g, g.documents.exists(d, d.state == 'taken' && g.sex == 'female' && "
         "report.exercise))",
         "all#0 of report.who[] {exists#1 of report.who[].documents[]#0 "
         "{((<report.who[].documents[].state == 'taken'>#1 && <report.who[].sex == 'female'>#0) "
         "&& <report.exercise>)}}"},
        {"report.who.exists(a, report.who.exists(b, a.sex == 'female' && b.sex == 'male'))",
         "exists#0 of report.who[] {exists#1 of report.who[] {(<report.who[].sex == 'female'>#0 && "
         "<report.who[].sex == 'male'>#1)}}"},
        {"report.needs.exists(n, report.who.exists(g, n.count > 1 && g.documents.size() > 1))",
         "exists#0 of report.needs[] {exists#1 of report.who[] {(<report.needs[].count > 1>#0 && "
         "<report.who[].documents[].size() > 1>#1)}}"},
        {"report.needs.exists(n, report.who.all(g, 'NGA' in g.nationalities))",
         "exists#0 of report.needs[] {all#1 of report.who[] {<'NGA' in "
         "report.who[].nationalities[]>#1}}"},
        {"report.who.exists(g, true) && report.needs.exists(g, true)",
         "(exists#0 of report.who[] {yes} && exists#0 of report.needs[] {yes})"},
    });
  }

  TEST_CASE("a definition unfolds where it is named, its variables counted from there") {
    check_shapes({
        {"perhaps_a_child", "exists#0 of report.who[] {<report.who[].may_be_under_18 != 'no'>#0}"},
        {"!perhaps_a_child && report.exercise",
         "(!exists#0 of report.who[] {<report.who[].may_be_under_18 != 'no'>#0} && "
         "<report.exercise>)"},
        {"report.needs.exists(n, n.kind == 'food' && perhaps_a_child)",
         "exists#0 of report.needs[] {(<report.needs[].kind == 'food'>#0 && exists#1 of "
         "report.who[] {<report.who[].may_be_under_18 != 'no'>#1})}"},
        {"no_visa",
         "exists#0 of report.how.journey.crossings[] {exists#1 of "
         "report.how.journey.crossings[].documents[]#0 "
         "{<report.how.journey.crossings[].documents[].visa == 'no'>#1}}"},
    });
  }

  TEST_CASE("an atom says what it tests, of which list, and what it reads") {
    const Atom size = atom_of("report.who.exists(g, g.documents.size() >= g.count.min)");
    CHECK(size.test == Atom::Test::less_equal);
    CHECK(size.scope == find_condition_list("report.who[]"));
    CHECK(size.left.of == Operand::Of::field);
    CHECK(size.left.id == find_condition_field("report.who[].count.min"));
    CHECK(size.right.of == Operand::Of::size);
    CHECK(size.right.id == find_condition_list("report.who[].documents[]"));
    CHECK(size.reads ==
          std::vector<std::string>{"report.who[].count.min", "report.who[].documents[]"});

    const Atom since = atom_of("routed_at - report.when.filed_at > duration('1h30m')");
    CHECK(since.left == Operand{.of = Operand::Of::difference,
                                .id = routed_at_id,
                                .second = *find_condition_field("report.when.filed_at")});
    CHECK(since.right == Operand{.of = Operand::Of::literal, .value = 5'400'000});
    CHECK(since.reads == std::vector<std::string>{"report.when.filed_at"});

    const Atom contains = atom_of("report.who.exists(g, 'NGA' in g.nationalities)");
    CHECK(contains.test == Atom::Test::contains);
    CHECK(contains.list == find_condition_list("report.who[].nationalities[]"));
    CHECK(contains.scope == find_condition_list("report.who[]"));
    CHECK(contains.left == Operand{.of = Operand::Of::literal, .value = 1});

    const Atom during = atom_of("during(routed_at, 'office_hours')");
    CHECK(during.test == Atom::Test::during);
    CHECK(during.left == Operand{.of = Operand::Of::routed_at});
    CHECK(during.calendar == "office_hours");
    CHECK(during.reads.empty());

    const Atom within = atom_of("within(report.where.position, 'pier')");
    CHECK(within.test == Atom::Test::within);
    CHECK(within.scope == 0);
    CHECK(within.left ==
          Operand{.of = Operand::Of::field, .id = *find_condition_field("report.where.position")});
    CHECK(within.area == "pier");
    CHECK(within.reads == std::vector<std::string>{"report.where.position"});

    CHECK(atom_of("has(report.who)").left ==
          Operand{.of = Operand::Of::size, .id = *find_condition_list("report.who[]")});
    CHECK(atom_of("timestamp('1970-01-01T00:00:01Z') == routed_at").right.value == 1000);
    CHECK(atom_of("report.exercise").test == Atom::Test::truth);
  }

  TEST_CASE("an atom that can never be unknown says so") {
    for (const std::string text :
         {"report.kind == 'flash'", "report.exercise", "routed_at > report.when.filed_at",
          "has(report.what.category)", "has(report.who)", "has(report.where.position)",
          "routed_at - report.when.filed_at > duration('1h')",
          "report.who.exists(g, g.nationalities.exists(n, n == 'NGA'))"}) {
      CAPTURE(text);
      CHECK_FALSE(atom_of(text).may_be_unknown);
    }
    for (const std::string text :
         {"report.danger.life_at_risk_now == 'yes'", "report.who.size() > 1",
          "report.who.exists(g, 'NGA' in g.nationalities)",
          "report.when.filed_at > report.when.observed_to",
          "routed_at - report.when.observed_to > duration('1h')",
          "assessment.trafficking == 'indicated'",
          "during(report.when.observed_to, 'office_hours')",
          "within(report.where.position, 'pier')"}) {
      CAPTURE(text);
      CHECK(atom_of(text).may_be_unknown);
    }
  }

  TEST_CASE("the words of a set are sorted, and an atom holds their ids") {
    const Compiled compiled =
        compile({}, std::vector<std::string>{"report.kind in ['report', 'flash']",
                                             "report.who.exists(g, 'NGA' in g.nationalities)",
                                             "report.kind != 'flash'"});
    const ConditionSet& set = std::get<CompiledConditions>(compiled).set;
    CHECK(set.words == std::vector<std::string>{"NGA", "flash", "report"});
    CHECK(set.word_id("NGA") == 1);
    CHECK(set.word_id("report") == 3);
    CHECK(set.word_id("male") == 0);
    CHECK(set.word_id("zebra") == 0);
    CHECK(set.word_id("") == 0);
    REQUIRE(set.atoms.size() == 3);
    CHECK(set.atoms[0].left.value == 1);
    CHECK(set.atoms[1].right.value == 2);
    CHECK(set.atoms[2].values == std::vector<std::int64_t>{2, 3});
  }

  TEST_CASE("the same atom is one, whatever the rule, the variable and the order of its sides") {
    const Compiled compiled = compile(
        small_definitions(),
        std::vector<std::string>{"report.who.exists(a, a.sex == 'female')",
                                 "report.who.all(b, 'female' == b.sex || b.role == 'migrant')",
                                 "true", "report.kind == 'flash' && report.kind == 'flash'"});
    const auto& [set, roots] = std::get<CompiledConditions>(compiled);
    std::vector<std::string> texts;
    for (const Atom& atom : set.atoms) texts.push_back(atom.text);
    CHECK(texts == std::vector<std::string>{"report.kind == 'flash'",
                                            "report.who[].role == 'migrant'",
                                            "report.who[].sex == 'female'"});
    CHECK(roots.size() == 4);
  }

  TEST_CASE("children stand before their parents, and nothing stands there unused") {
    const Compiled compiled = compile(
        small_definitions(),
        std::vector<std::string>{"!perhaps_a_child || !report.exercise && perhaps_a_child"});
    const auto& [set, roots] = std::get<CompiledConditions>(compiled);
    CHECK(roots.at(0) + 1 == set.nodes.size());
    for (NodeId i = 0; i < set.nodes.size(); ++i) {
      if (set.nodes[i].op > Node::Op::atom) CHECK(set.nodes[i].first < i);
      CHECK(set.nodes[i].second <= i);
    }
    CHECK(set.nodes.size() == 7);
    CHECK(set.atoms.size() == 2);
  }

  TEST_CASE("text that is no condition is refused where it stops making sense") {
    const std::string ends = "the condition ends here, where a fact or a value is missing";
    check_problems({
        {"", 0, "an empty condition: write true for what always holds"},
        {" \n", 0, "an empty condition: write true for what always holds"},
        {"report.kind ==", 14, ends},
        {"report.", 7, ends},
        {"true &&", 7, ends},
        {"!", 1, ends},
        {"-", 1, ends},
        {"report.kind 'flash'", 12, "'flash' is not expected here"},
        {"true true", 5, "'true' is not expected here"},
        {"true)", 4, "')' is not expected here"},
        {"true && || true", 8, "'||' is not expected here"},
        {"report.kind == 'flash' and true", 23, "'and' is not expected here: write &&"},
        {"report.exercise or true", 16, "'or' is not expected here: write ||"},
        {"report.kind is 'flash'", 12, "'is' is not expected here: write =="},
        {"true && not report.exercise", 8, "'not' is not expected here: write !"},
        {"(true", 0, "'(' has no ')' that ends it"},
        {"true && (true, true)", 8, "'(' has no ')' that ends it"},
        {"has(report.kind", 3, "'(' has no ')' that ends it"},
        {"report.kind in ['flash'", 15, "'[' has no ']' that ends it"},
        {"report.kind in ['flash',]", 24, "']' is not expected here"},
        {".report.kind == 'flash'", 0, "'.' is not expected here"},
        {"report.'kind'", 7, "'kind' is not expected here"},
        {"for == 'x'", 0, "'for' is not expected here"},
        {"in == 'x'", 0, "'in' is not expected here"},
        {"report.kind == 'flash", 15, "a word in quotes begins here and does not end on this line"},
        {"report.kind == 'fla\nsh'", 15,
         "a word in quotes begins here and does not end on this line"},
        {"report.kind == “flash”", 15, "'“' is no quote of the language: write 'word'"},
        {"report.kind == #flash", 15, "'#' has no meaning in a condition"},
        {"\x01", 0, "'?' has no meaning in a condition"},
        {"\xff", 0, "'?' has no meaning in a condition"},
        {"true; true", 4, "';' has no meaning in a condition"},
    });
  }

  TEST_CASE("what CEL has and the subset has not is named") {
    const std::string arithmetic =
        " is not in the subset: the only arithmetic is one instant minus another";
    check_problems({
        {"report.kind = 'flash'", 12, "'=' is not in the subset: write =="},
        {"true & true", 5, "'&' is not in the subset: write &&"},
        {"true | true", 5, "'|' is not in the subset: write ||"},
        {"report.who.size() + 1 == 2", 18, "'+'" + arithmetic},
        {"report.who.size() * 2 == 2", 18, "'*'" + arithmetic},
        {"report.who.size() / 2 == 2", 18, "'/'" + arithmetic},
        {"report.who.size() % 2 == 0", 18, "'%'" + arithmetic},
        {"-report.who.size() == 2", 0, "'-' stands only before a number or between two instants"},
        {"--1 == report.who.size()", 0, "'-' stands only before a number or between two instants"},
        {"report.exercise ? true : false", 16,
         "'? :' is not in the subset: write (a && b) || (!a && c)"},
        {"{'a': {}} == report.kind", 0, "'{' is not in the subset: there are no maps"},
        {"{'a': true", 0, "'{' is not in the subset: there are no maps"},
        {"report.who[0].sex == 'male'", 10,
         "'[' is not in the subset: exists(…) and all(…) speak of the elements of a list"},
        {"report.kind == null", 15,
         "'null' is not in the subset: has(…) asks whether a fact is reported"},
        {"report.kind == 'fl\\'ash'", 15, "'fl\\'ash' holds a \\: escapes are not in the subset"},
        {"report.kind == r'flash'", 15,
         "'r' before a quote is not in the subset: write the word in quotes alone"},
        {"report.kind == '''flash'''", 15,
         "three quotes in a row are not in the subset: write 'word'"},
        {"report.who.size() == 1.5", 21, "'1.5' is no whole number"},
        {"report.who.size() == 0x10", 21, "'0x10' is no whole number"},
        {"report.who.size() == 3u", 21, "'3u' is no whole number"},
        {"report.who.size() == 1000000000000000", 21,
         "'1000000000000000' is too large: a number has at most 15 digits"},
        {"true // always", 5, "a condition has no comments: write # before the line in the file"},
        {"report.kind.matches('fl.*')", 12, "the function 'matches' is not in the subset"},
        {"report.who.filter(g, true).size() > 1", 26, "'.size' can only follow the path of a fact"},
        {"report.who.map(g, g.sex)", 11, "the function 'map' is not in the subset"},
        {"report.who.exists_one(g, true)", 11, "the function 'exists_one' is not in the subset"},
        {"string(report.kind) == 'flash'", 0, "the function 'string' is not in the subset"},
        {"report.who.exist(g, true)", 11,
         "the function 'exist' is not in the subset (did you mean 'exists'?)"},
        {"(report.who).exists(g, true)", 12, "'.exists' can only follow the path of a fact"},
        {"'a'.size() == 1", 3, "'.size' can only follow the path of a fact"},
        {"1 < report.who.size() < 5", 22, "'<' cannot follow another comparison: join two with &&"},
        {"report.kind == 'flash' in ['x']", 23,
         "'in' cannot follow another comparison: join two with &&"},
    });
  }

  TEST_CASE("a name that leads nowhere is refused with the nearest one") {
    check_problems({
        {"repot.kind == 'flash'", 0, "there is no 'repot' (did you mean 'report'?)"},
        {"report.kid == 'flash'", 7, "'report' has no 'kid' (did you mean 'kind'?)"},
        {"report.what.narrative == 'x'", 12, "'report.what' has no 'narrative'"},
        {"report.where.locality == 'x'", 13, "'report.where' has no 'locality'"},
        {"assessment.traficking == 'possible'", 11,
         "'assessment' has no 'traficking' (did you mean 'trafficking'?)"},
        {"report.who.exists(g, g.age.mim > 3)", 27, "'g.age' has no 'mim' (did you mean 'min'?)"},
        {"report.who.exists(g, h.sex == 'male')", 21, "there is no 'h'"},
        {"report.who.exists(g, true) && g.sex == 'male'", 30, "there is no 'g'"},
        {"perhaps_a_chld", 0, "there is no 'perhaps_a_chld' (did you mean 'perhaps_a_child'?)"},
        {"report.kind == flash", 15, "there is no 'flash'; a word of the report stands in quotes"},
        {"report.kind.length == 3", 12, "'report.kind' has no parts, so no 'length'"},
        {"routed_at.hour == 3", 10, "'routed_at' has no parts, so no 'hour'"},
        {"report.who.sex == 'male'", 11,
         "'report.who' is a list: ask for 'sex' of its elements, with exists(…) or all(…)"},
        {"perhaps_a_child.size() == 1", 0,
         "'perhaps_a_child' is a definition, a condition by itself: it has no parts and is not "
         "compared"},
        {"perhaps_a_child == true", 0,
         "'perhaps_a_child' is a definition, a condition by itself: it has no parts and is not "
         "compared"},
        {"during(routed_at, 'office_hour')", 18,
         "there is no calendar 'office_hour' (did you mean 'office_hours'?)"},
        {"within(report.where.position, 'old_fort')", 30,
         "there is no area 'old_fort' (did you mean 'old_port'?)"},
        {"within(report.where.position, 'office_hours')", 30, "there is no area 'office_hours'"},
        {"within(report.where.positon, 'pier')", 20,
         "'report.where' has no 'positon' (did you mean 'position'?)"},
        {"report.where.position.latitude > 3", 22,
         "'report.where.position' has no parts, so no 'latitude'"},
    });
  }

  TEST_CASE("a word the fact can never have is refused with the nearest one") {
    check_problems({
        {"report.kind == 'flas'", 15, "'flas' is no word of 'report.kind' (did you mean 'flash'?)"},
        {"report.danger.life_at_risk_now == 'perhaps'", 34,
         "'perhaps' is no word of 'report.danger.life_at_risk_now': one of 'no', 'yes'"},
        {"report.where.region == 'gaoo'", 23,
         "'gaoo' is no word of 'report.where.region' (did you mean 'gao'?)"},
        {"report.needs.exists(n, n.kind == 'fod')", 33,
         "'fod' is no word of 'report.needs[].kind' (did you mean 'food'?)"},
        {"report.indicators.exists(i, i.code == 'begging')", 38,
         "'begging' is no word of 'report.indicators[].code'"},
        {"report.kind in ['flash', 'note']", 25,
         "'note' is no word of 'report.kind': one of 'report', 'flash', 'information_note'"},
        {"report.who.exists(g, 'nga' in g.nationalities)", 21,
         "'nga' is no word of 'report.who[].nationalities[]': write a State as 'MLI' (ISO 3166-1)"},
        {"report.who.exists(g, 'french' in g.languages)", 21,
         "'french' is no word of 'report.who[].languages[]': write a language as 'bam' (ISO "
         "639-3)"},
        {"report.who.exists(g, g.sex == 'unknown')", 30,
         "'unknown' is never a word here: !has(…) asks whether a fact is unknown"},
        {"report.who.exists(g, g.sex in ['male', \"unknown\"])", 39,
         "\"unknown\" is never a word here: !has(…) asks whether a fact is unknown"},
        {"report.how.journey.crossings.exists(c, c.from == 'unknown')", 49,
         "'unknown' is never a word here: !has(…) asks whether a fact is unknown"},
    });
  }

  TEST_CASE("kinds that do not go together are refused") {
    check_problems({
        {"report.kind == 5", 15, "'report.kind' is a word, '5' a number: they cannot be compared"},
        {"5 == report.kind", 0, "'report.kind' is a word, '5' a number: they cannot be compared"},
        {"report.exercise == 'yes'", 19,
         "'report.exercise' is a yes or no, 'yes' a word: they cannot be compared"},
        {"report.when.filed_at > '2019-06-01T00:00:00Z'", 23,
         "'report.when.filed_at' is an instant, '2019-06-01T00:00:00Z' a word: they cannot be "
         "compared"},
        {"routed_at > duration('1h')", 12,
         "'routed_at' is an instant, 'duration('1h')' a duration: they cannot be compared"},
        {"report.kind < 'flash'", 12,
         "'<' asks for an order, and 'report.kind' is a word: write == or !="},
        {"report.exercise >= true", 16,
         "'>=' asks for an order, and 'report.exercise' is a yes or no: write == or !="},
        {"report.kind == report.language", 0,
         "'report.kind == report.language' compares two facts: only numbers and instants of the "
         "report can be"},
        {"report.exercise == report.where.place_withheld", 0,
         "'report.exercise == report.where.place_withheld' compares two facts: only numbers and "
         "instants of the report can be"},
        {"routed_at - report.when.filed_at > report.when.filed_at - report.when.observed_to", 0,
         "'routed_at - report.when.filed_at > report.when.filed_at - re…' compares two facts: "
         "only numbers and instants of the report can be"},
        {"1 == 1", 0, "'1 == 1' compares two values written here: one must be a fact"},
        {"'flash'", 0, "'flash' is a value, no condition: compare a fact with it"},
        {"5 || true", 0, "'5' is a value, no condition: compare a fact with it"},
        {"['a'] || true", 0, "'['a']' is a value, no condition: compare a fact with it"},
        {"report.who.size()", 0,
         "'report.who.size()' is a value, no condition: compare a fact with it"},
        {"routed_at - report.when.filed_at", 0,
         "'routed_at - report.when.filed_at' is a value, no condition: compare a fact with it"},
        {"report.kind", 0, "'report.kind' is a word, no condition: compare it"},
        {"!report.when.filed_at", 1,
         "'report.when.filed_at' is an instant, no condition: compare it"},
        {"report.who", 0, "'report.who' is a list: ask exists(…), all(…) or size()"},
        {"report.protection", 0,
         "'report.protection' is not one fact: name a part of it (risk_on_return, "
         "possible_sexual_violence)"},
        {"report.needs.exists(n, n)", 23,
         "'n' is not one fact: name a part of it (kind, urgency, count)"},
        {"report.protection == 'yes'", 0,
         "'report.protection' is not one fact: name a part of it (risk_on_return, "
         "possible_sexual_violence)"},
        {"report.who == 3", 0,
         "'report.who' is a list: compare its size(), or ask exists(…), all(…) or in"},
        {"['flash'] == report.kind", 0, "'['flash']' stands only after in"},
        {"has(report.kind) == true", 0,
         "'has(report.kind)' is a condition by itself: it is not compared"},
        {"(report.exercise && true) == true", 1,
         "'report.exercise && true' is a condition by itself: it is not compared"},
        {"!report.exercise == true", 0,
         "'!report.exercise' is a condition by itself: it is not compared"},
        {"routed_at - 5 > duration('1h')", 0,
         "'routed_at - 5': '-' stands only between two instants of the report, or routed_at"},
        {"timestamp('2019-06-01T00:00:00Z') - routed_at > duration('1h')", 0,
         "'timestamp('2019-06-01T00:00:00Z') - routed_at': '-' stands only between two instants of "
         "the report, or routed_at"},
        {"routed_at > timestamp('2019-06-01')", 22,
         "'2019-06-01' is no instant: write '2019-06-01T00:00:00Z', with Z or +01:00"},
        {"routed_at > timestamp('2019-06-01T00:00:00')", 22,
         "'2019-06-01T00:00:00' is no instant: write '2019-06-01T00:00:00Z', with Z or +01:00"},
        {"routed_at > timestamp(5)", 22,
         "'5' is no instant: write '2019-06-01T00:00:00Z', with Z or +01:00"},
        {"routed_at - report.when.filed_at > duration('3 d')", 44,
         "'3 d' is no duration: write '72h', '30m', '90s' or '1h30m'"},
        {"routed_at - report.when.filed_at > duration('')", 44,
         "'' is no duration: write '72h', '30m', '90s' or '1h30m'"},
        {"routed_at - report.when.filed_at > duration('30m1h')", 44,
         "'30m1h' is no duration: write '72h', '30m', '90s' or '1h30m'"},
        {"routed_at - report.when.filed_at > duration('1234567h')", 44,
         "'1234567h' is no duration: write '72h', '30m', '90s' or '1h30m'"},
    });
  }

  TEST_CASE("functions, lists and variables are held to their form") {
    check_problems({
        {"report.who.exists(g)", 11, "'exists' is written list.exists(name, condition)"},
        {"exists(g, true)", 0, "'exists' is written list.exists(name, condition)"},
        {"report.who.all()", 11, "'all' is written list.all(name, condition)"},
        {"report.who.size(1) == 1", 11, "'size' is written list.size()"},
        {"size(report.who) == 1", 0, "'size' is written list.size()"},
        {"report.kind.has()", 12, "'has' is written has(path)"},
        {"has(report.kind, report.kind)", 0, "'has' is written has(path)"},
        {"within(report.where.position)", 0, "'within' is written within(position, 'area')"},
        {"report.where.position.within('pier')", 22,
         "'within' is written within(position, 'area')"},
        {"wihtin(report.where.position, 'pier')", 0,
         "the function 'wihtin' is not in the subset (did you mean 'within'?)"},
        {"during(routed_at)", 0, "'during' is written during(instant, 'calendar')"},
        {"routed_at > timestamp()", 12, "'timestamp' is written timestamp('2019-06-01T00:00:00Z')"},
        {"duration() == routed_at - routed_at", 0, "'duration' is written duration('72h')"},
        {"report.kind.exists(g, true)", 0,
         "'report.kind.exists(g, true)': only a list has exists(…) and all(…)"},
        {"report.where.all(g, true)", 0,
         "'report.where.all(g, true)': only a list has exists(…) and all(…)"},
        {"report.where.size() == 1", 0, "'report.where.size()': only a list has a size"},
        {"has(report)", 4, "'report' is not one fact: has(…) asks for a field or a list"},
        {"has(routed_at)", 4, "'routed_at' is not one fact: has(…) asks for a field or a list"},
        {"has(report.where)", 4,
         "'report.where' is not one fact: has(…) asks for a field or a list"},
        {"has('x')", 4, "'x' is not one fact: has(…) asks for a field or a list"},
        {"report.who.exists(g, has(g))", 25,
         "'g' is not one fact: has(…) asks for a field or a list"},
        {"report.who.exists(g, g.nationalities.exists(n, has(n)))", 51,
         "'n' is not one fact: has(…) asks for a field or a list"},
        {"'NGA' in report.who", 9,
         "'report.who' is no list of words: after in stands one, or [values]"},
        {"report.kind in 'flash'", 15,
         "'flash' is no list: after in stands [values] or a list of words"},
        {"report.kind in report.language", 15,
         "'report.language' is no list of words: after in stands one, or [values]"},
        {"report.who.exists(g, g.sex in g.nationalities)", 21,
         "'g.sex' before in and a list must be a word in quotes"},
        {"report.exercise in [true]", 0,
         "'report.exercise' before in [ ] must be a fact that is a word or a number"},
        {"'flash' in ['flash']", 0,
         "'flash' before in [ ] must be a fact that is a word or a number"},
        {"report.kind in []", 15, "nothing is in an empty list"},
        {"report.kind in ['flash', 3]", 25, "'3' cannot be in this list: 'report.kind' is a word"},
        {"report.who.size() in [1, 'two']", 25,
         "'two' cannot be in this list: 'report.who.size()' is a number"},
        {"report.kind in ['flash', \"flash\"]", 25, "\"flash\" stands twice in this list"},
        {"during(report.kind, 'office_hours')", 7,
         "'report.kind' is no instant of the report, and not routed_at"},
        {"during(timestamp('2019-06-01T00:00:00Z'), 'office_hours')", 7,
         "'timestamp('2019-06-01T00:00:00Z')' is no instant of the report, and not routed_at"},
        {"during(routed_at, report.kind)", 18,
         "'report.kind' must be the name of a calendar in quotes"},
        {"within(report.where.region, 'pier')", 7,
         "'report.where.region' is no place on the map: write within(report.where.position, "
         "'area')"},
        {"within('here', 'pier')", 7,
         "'here' is no place on the map: write within(report.where.position, 'area')"},
        {"within(report.where.position, pier)", 30, "'pier' must be the name of an area in quotes"},
        {"within(report.where.position, 'pier') == true", 0,
         "'within(report.where.position, 'pier')' is a condition by itself: it is not compared"},
        {"report.where.position", 0,
         "'report.where.position' is a place, no condition: ask within(…, 'area') or has(…)"},
        {"report.where.position == 'pier'", 25,
         "'report.where.position' is a place, 'pier' a word: they cannot be compared"},
        {"report.where.position != report.where.position", 0,
         "'report.where.position != report.where.position' compares two facts: only numbers and "
         "instants of the report can be"},
        {"report.where.position in ['pier']", 0,
         "'report.where.position' before in [ ] must be a fact that is a word or a number"},
        {"report.where.position.size() > 0", 0,
         "'report.where.position.size()': only a list has a size"},
        {"report.who.exists(g.x, true)", 18,
         "'g.x' must be a name for the elements, as g in exists(g, …)"},
        {"report.who.exists('g', true)", 18,
         "'g' must be a name for the elements, as g in exists(g, …)"},
        {"report.who.exists(report, true)", 18,
         "'report' means something already: choose another name"},
        {"report.who.exists(assessment, true)", 18,
         "'assessment' means something already: choose another name"},
        {"report.who.exists(routed_at, true)", 18,
         "'routed_at' means something already: choose another name"},
        {"report.who.exists(no_visa, true)", 18, "'no_visa' is a definition: choose another name"},
        {"report.who.exists(g, report.needs.exists(g, true))", 41,
         "'g' is a name in use here: choose another name"},
        {"report.who.exists(a, report.who.exists(b, a.age.min < b.age.min))", 42,
         "'a.age.min < b.age.min' compares elements of which neither stands in the other: a "
         "comparison speaks of one element and of those around it"},
        {"report.who.exists(a, report.needs.exists(n, n.count < a.count.min))", 44,
         "'n.count < a.count.min' compares elements of which neither stands in the other: a "
         "comparison speaks of one element and of those around it"},
    });
  }

  TEST_CASE("all problems of a text are found in one go, each once and none twice") {
    CHECK(problems_of(compile("report.kid == 'flash' && report.kind = 'flas' || "
                              "report.who.exists(g, g.sex == 5 || g.sxx == 'x' || nobody)")) ==
          "0:7 'report' has no 'kid' (did you mean 'kind'?)\n"
          "0:37 '=' is not in the subset: write ==\n"
          "0:39 'flas' is no word of 'report.kind' (did you mean 'flash'?)\n"
          "0:79 'g.sex' is a word, '5' a number: they cannot be compared\n"
          "0:86 'g' has no 'sxx' (did you mean 'sex'?)\n"
          "0:100 there is no 'nobody'; a word of the report stands in quotes\n");
    CHECK(problems_of(compile("foo(bar) == 3 && report.kind == 'a\\b' + 1")) ==
          "0:0 the function 'foo' is not in the subset\n"
          "0:32 'a\\b' holds a \\: escapes are not in the subset\n"
          "0:38 '+' is not in the subset: the only arithmetic is one instant minus another\n");
    CHECK(problems_of(compile("nowhere.exists(g, g.sex == 'male')")) ==
          "0:0 there is no 'nowhere'; a word of the report stands in quotes\n");
  }

  TEST_CASE("problems come by definition and condition, as given, then by place") {
    CHECK(problems_of(compile({{"a", "report.x"}, {"b", "true"}, {"c", "report.kind"}},
                              {"true", "report.y", "1 2"})) ==
          "d0:7 'report' has no 'x'\n"
          "d2:0 'report.kind' is a word, no condition: compare it\n"
          "1:7 'report' has no 'y' (did you mean 'why'?)\n"
          "2:2 '2' is not expected here\n");
  }

  TEST_CASE("definitions name one another in any order, and all are checked") {
    CHECK(shape_of(compile({{"a", "b && c"}, {"b", "!c"}, {"c", "report.exercise"}}, {"a"})) ==
          "(!<report.exercise> && <report.exercise>)");
    CHECK(problems_of(compile({{"unused", "report.kind == 'x'"}}, {"true"})) ==
          "d0:15 'x' is no word of 'report.kind': one of 'report', 'flash', 'information_note'\n");
    CHECK(problems_of(compile({{"open", "g.sex == 'male'"}}, {"report.who.exists(g, open)"})) ==
          "d0:0 there is no 'g'\n");
  }

  TEST_CASE("what stands only in definitions nobody uses is not in the set") {
    const Compiled compiled =
        compile({{"unused", "report.kind == 'flash'"}}, {"report.language == 'fr'"});
    const ConditionSet& set = std::get<CompiledConditions>(compiled).set;
    CHECK(set.words == std::vector<std::string>{"fr"});
    CHECK(set.atoms.size() == 1);
    CHECK(set.nodes.size() == 1);
  }

  TEST_CASE("a definition with a problem is complained of once, not where it is used") {
    CHECK(problems_of(compile({{"bad", "report.x"}, {"user", "bad && report.exercise"}},
                              {"bad", "user", "!user && report.kind == 'flash'"})) ==
          "d0:7 'report' has no 'x'\n");
  }

  TEST_CASE("a circle of definitions is refused once, whoever leads to it") {
    CHECK(problems_of(compile({{"itself", "true && itself"}}, {"itself"})) ==
          "d0:8 'itself' is defined by itself: itself → itself\n");
    CHECK(problems_of(compile({{"outside", "a"}, {"a", "!b"}, {"b", "c || true"}, {"c", "a"}},
                              {"outside", "c"})) ==
          "d1:1 'a' is defined by itself: a → b → c → a\n");
    CHECK(problems_of(compile({{"a", "a"}, {"b", "c"}, {"c", "b && a && report.x"}}, {})) ==
          "d0:0 'a' is defined by itself: a → a\n"
          "d1:0 'b' is defined by itself: b → c → b\n"
          "d2:17 'report' has no 'x'\n");
    std::vector<ConditionSource> ring;
    for (int i = 0; i < 10; ++i) {
      ring.push_back({"d" + std::to_string(i), "d" + std::to_string((i + 1) % 10)});
    }
    CHECK(problems_of(compile(ring, {})) ==
          "d0:0 'd0' is defined by itself: d0 → d1 → d2 → d3 → d4 → d5 → d6 → d7 → … → d0\n");
  }

  TEST_CASE("a definition needs a name of its own") {
    for (const std::string name : {"report", "assessment", "routed_at", "true", "null", "in", "for",
                                   "", "a b", "1a", "a.b", "été", "has(a)", " a"}) {
      CAPTURE(name);
      CHECK(problems_of(compile({{name, "true"}}, {})) ==
            "d0:0 '" + name +
                "' cannot name a definition: choose a name of letters, digits and _ that means "
                "nothing yet\n");
    }
    CHECK(problems_of(compile({{"a", "true"}, {"a", "false"}}, {"a"})) ==
          "d1:0 a definition 'a' stands here already\n");
  }

  TEST_CASE("a text has its limits") {
    const std::string long_text = repeated("true &&", 250) + repeated(" ", 246) + "true";
    CHECK(problems_of(compile(long_text)) == "accepted");
    CHECK(problems_of(compile(long_text + " ")) ==
          "0:2000 longer than 2000 bytes: name parts of it under 'define'\n");

    CHECK(shape_of(compile(repeated("(", 31) + "true" + repeated(")", 31))) == "yes");
    CHECK(problems_of(compile(repeated("(", 32) + "true" + repeated(")", 32))) ==
          "0:32 nested more than 32 levels deep\n");
    CHECK(problems_of(compile(repeated("!", 31) + "true")) == "accepted");
    CHECK(problems_of(compile(repeated("!", 32) + "true")) ==
          "0:32 nested more than 32 levels deep\n");
    for (const std::string_view opening : {"(", "!", "[", "{", "-", "has(", "a.b(", "a[", "x?"}) {
      CAPTURE(opening);
      CHECK(problems_of(compile(repeated(opening, 1900 / opening.size()))) != "accepted");
    }
  }

  TEST_CASE("quantifiers stand at most two inside one another, definitions unfolded") {
    CHECK(problems_of(compile("report.who.exists(a, report.who.exists(b, report.who.all(c, "
                              "true)))")) ==
          "0:42 'report.who.all(c, true)' is a third exists or all inside two others: there may be "
          "2\n");
    CHECK(problems_of(compile("report.who.exists(g, no_visa)")) ==
          "0:21 'no_visa' is a third exists or all inside two others: there may be 2\n");
  }

  TEST_CASE("definitions unfolded count towards the limits of a condition") {
    std::vector<ConditionSource> nested{{"d0", repeated("!", 20) + "true"}};
    nested.push_back({"d1", repeated("!", 11) + "d0"});
    CHECK(problems_of(compile(nested, {"d1"})) == "accepted");
    CHECK(problems_of(compile(nested, {"true && !d1"})) ==
          "0:9 'd1' unfolds to more than 32 levels of nesting\n");

    std::vector<ConditionSource> doubling{{"d0", "report.exercise"}};
    for (int i = 1; i < 60; ++i) {
      const std::string before = "d" + std::to_string(i - 1);
      doubling.push_back({"d" + std::to_string(i), before + " && " + before});
    }
    const std::string problem =
        "more than 512 parts with its definitions unfolded: make two rules of it\n";
    CHECK(problems_of(compile(doubling, {"d59"})) == "d9:6 " + problem);
  }

  TEST_CASE("a long chain of definitions is followed without being nested") {
    std::vector<ConditionSource> chain{{"d0", "report.exercise"}};
    for (int i = 1; i < 20'000; ++i) {
      chain.push_back({"d" + std::to_string(i), "d" + std::to_string(i - 1)});
    }
    CHECK(problems_of(compile(chain, {"d19999"})) == "accepted");
    chain.front().text = "d19999";
    CHECK(problems_of(compile(chain, {"d5"})).starts_with("d0:0 'd0' is defined by itself: "));
  }

  TEST_CASE("a set compares at most 8192 different things") {
    const auto texts = [](std::size_t atoms) {
      std::vector<std::string> many;
      for (std::size_t i = 0; i < atoms; ++i) {
        many.push_back("report.who.size() > " + std::to_string(i));
      }
      return many;
    };
    CHECK(problems_of(compile({}, texts(8192))) == "accepted");
    CHECK(problems_of(compile({}, texts(8193))) ==
          "8192:0 the rules together compare more than 8192 different things\n");
  }

  TEST_CASE("a problem quotes a long piece shortened, and bytes that cannot be shown as ?") {
    CHECK(problems_of(compile(repeated("a", 100))) ==
          "0:0 there is no '" + repeated("a", 60) + "…'; a word of the report stands in quotes\n");
    CHECK(problems_of(compile("report.kind == '\x01\xff\t'")) ==
          "0:15 '?? ' is no word of 'report.kind': one of 'report', 'flash', "
          "'information_note'\n");
  }
}
