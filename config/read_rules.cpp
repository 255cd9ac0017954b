#include <algorithm>
#include <array>

#include "config/files.h"
#include "config/read_word.h"
#include "config/reader.h"
#include "config/rule_draft.h"
#include "config/within_bounds.h"

namespace vigie::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::size_t rule_id_bytes_max = 128;

bool is_dotted_code(std::string_view id) {
  if (id.size() > rule_id_bytes_max) return false;
  for (std::size_t dot = id.find('.'); dot != std::string_view::npos; dot = id.find('.')) {
    if (!is_code(id.substr(0, dot))) return false;
    id.remove_prefix(dot + 1);
  }
  return is_code(id);
}

/// One rule of a file: its values, and what the whole set must be held against, with its place.
class RuleReader {
 public:
  RuleReader(const YamlNode& node, SourceFile& file) : map_(node, file, "a rule"), file_(file) {}

  void read() {
    read_particulars();
    read_effect();
    if (rule_.effect == Effect::tell) read_telling();
    map_.finish();
    file_.declare(Thing::rule, rule_.id, map_.mark_of("id"));
    file_.add_rule(std::move(rule_), file_.place(map_.mark_of("when")));
  }

 private:
  void read_particulars() {
    read_id();
    rule_.title = map_.text("title");
    rule_.because = map_.text("because");
    rule_.authority = map_.string("authority");
    rule_.when = map_.string("when");
    rule_.if_unknown = optional_value<IfUnknown>(map_, "if_unknown").value_or(IfUnknown::hold);
    if (const YamlNode* valid = map_.optional_child("valid")) read_valid(*valid);
    rule_.owner = map_.optional_code("owner");
    if (rule_.owner) use(*rule_.owner, OfficeUse::As::owner, map_.mark_of("owner"));
  }

  void read_id() {
    rule_.id = map_.string("id");
    if (rule_.id == "hidden") return refuse_id("'hidden' stands for a rule its reader may not see");
    if (rule_.id.empty() || is_dotted_code(rule_.id)) return;
    refuse_id("'id' must be codes joined by dots, such as chain.commander");
  }

  void refuse_id(const std::string& why) {
    file_.add_problem(map_.mark_of("id"), why);
    rule_.id.clear();
  }

  void read_valid(const YamlNode& node) {
    MapReader valid{node, file_, "'valid'"};
    rule_.valid_from = valid.optional_date("from");
    rule_.valid_to = valid.optional_date("to");
    valid.finish();
    if (rule_.valid_to) {
      file_.note_last_day({rule_.id, *rule_.valid_to, file_.place(valid.mark_of("to"))});
    }
    if (!valid.has("from") && !valid.has("to")) {
      file_.add_problem(node.mark, "'valid' needs 'from', 'to' or both");
    } else if (rule_.valid_from && rule_.valid_to && *rule_.valid_to < *rule_.valid_from) {
      file_.add_problem(node.mark, "'valid' ends before it begins");
    }
  }

  void read_effect() {
    const bool withholds = map_.has("withhold");
    if (withholds && map_.has("tell")) {
      file_.add_problem(map_.mark_of("withhold"), "a rule tells or withholds, not both");
    }
    rule_.effect = withholds ? Effect::withhold : Effect::tell;
    const std::string_view key = withholds ? "withhold" : "tell";
    rule_.office = map_.code(key);
    if (!withholds) return;
    use(rule_.office, OfficeUse::As::withheld, map_.mark_of(key));
    if (rule_.if_unknown != IfUnknown::hold) {
      file_.add_problem(map_.mark_of("if_unknown"),
                        "a rule that withholds cannot withhold on what is unknown: it holds");
    }
  }

  void read_telling() {
    rule_.must = map_.boolean("must", false);
    rule_.urgency = optional_value<Urgency>(map_, "urgency", names_of<Urgency>());
    read_how();
    for (auto& [profile, mark] : map_.codes("show")) {
      file_.refer(Thing::profile, profile, mark);
      rule_.show.push_back(std::move(profile));
    }
    if (const YamlNode* answer = map_.child("answer")) read_answer(*answer);
    use(rule_.office, told_as(), map_.mark_of("tell"));
    if (rule_.must) use(rule_.office, OfficeUse::As::must, map_.mark_of("must"));
  }

  OfficeUse::As told_as() const {
    if (!rule_.hold) return OfficeUse::As::told_at_once;
    const bool forward = rule_.hold->release == HoldTerms::Release::forward;
    return forward ? OfficeUse::As::told_after : OfficeUse::As::told_held;
  }

  void read_how() {
    const YamlNode* how = map_.child("how");
    if (!how || (how->kind == YamlKind::scalar && how->text == "at_once")) return;
    const bool forward = how->find("after") != nullptr;
    if (how->kind != YamlKind::map || (!forward && !how->find("on_decision_of"))) {
      return file_.add_problem(how->mark,
                               "'how' must be at_once, {on_decision_of: office, within, "
                               "at_deadline} or {after: office, within, at_deadline}");
    }
    MapReader map{*how, file_, "'how'"};
    HoldTerms terms;
    const std::string_view key = forward ? "after" : "on_decision_of";
    terms.release = forward ? HoldTerms::Release::forward : HoldTerms::Release::decision;
    terms.by = map.code(key);
    use(terms.by, OfficeUse::As::decides, map.mark_of(key));
    terms.within = floor_minutes(map.duration("within", within_bounds));
    if (const YamlNode* deadline = map.child("at_deadline")) read_deadline(*deadline, terms);
    map.finish();
    rule_.hold = std::move(terms);
  }

  void read_deadline(const YamlNode& node, HoldTerms& terms) {
    if (node.kind == YamlKind::scalar && node.text == "remind") return;
    if (node.kind == YamlKind::scalar && node.text == "forward") {
      terms.at_deadline = AtDeadline::forward;
      return use(rule_.office, OfficeUse::As::forwarded, node.mark);
    }
    if (node.kind != YamlKind::map) {
      return file_.add_problem(node.mark,
                               "'at_deadline' must be remind, forward or {escalate_to: office}");
    }
    MapReader map{node, file_, "'at_deadline'"};
    terms.at_deadline = AtDeadline::escalate;
    terms.escalate_to = map.code("escalate_to");
    use(*terms.escalate_to, OfficeUse::As::climbed_to, map.mark_of("escalate_to"));
    map.finish();
  }

  void read_answer(const YamlNode& node) {
    MapReader answer{node, file_, "'answer'"};
    static const std::array<std::string, 1> words{"acknowledge"};
    answer.word("expect", words);
    rule_.within = floor_minutes(answer.duration("within", within_bounds));
    for (auto& [office, mark] : answer.optional_codes("then")) {
      if (office != "deputy") use(office, OfficeUse::As::climbed_to, mark);
      rule_.then.push_back(std::move(office));
    }
    answer.finish();
  }

  static minutes floor_minutes(milliseconds duration) {
    return std::chrono::floor<minutes>(duration);
  }

  void use(const Code& office, OfficeUse::As as, const YamlMark& mark) {
    if (office.empty()) return;
    file_.refer(Thing::office, office, mark);
    file_.note_use({office, as, rule_.id, rule_.office, file_.place(mark)});
  }

  MapReader map_;
  SourceFile& file_;
  Rule rule_;
};

void read_definition(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a definition"};
  Definition definition{map.code("name"), map.string("when")};
  map.finish();
  if (!file.declare(Thing::definition, definition.name, map.mark_of("name"))) return;
  file.add_definition(std::move(definition), file.place(map.mark_of("when")));
}

}  // namespace

void read_rules(const YamlNode& root, SourceFile& file) {
  MapReader map{root, file, "the file"};
  if (map.has("define")) {
    for (const YamlNode& node : map.list("define")) read_definition(node, file);
  }
  if (const YamlMember* rules = root.find("rules")) file.note_rules(rules->mark);
  for (const YamlNode& node : map.list("rules")) RuleReader(node, file).read();
  map.finish();
}

}  // namespace vigie::config
