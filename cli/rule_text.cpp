#include "cli/rule_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/explain_text.h"
#include "cli/explain_words.h"
#include "cli/reported_facts.h"
#include "cli/view_words.h"
#include "router/notices_message.h"

namespace vigie::cli {
namespace {

/// Whether its facts say what its condition does, and better.
bool is_in_words(const Json& rule) {
  const Json facts = rule.value("facts", Json::array());
  return !facts.empty() &&
         std::ranges::all_of(facts, [](const Json& fact) { return fact.contains("words"); });
}

bool is_hidden(const Json& rule) { return rule.value("rule", "") == "hidden"; }

class RuleText {
 public:
  RuleText(WrappedText& lines, std::size_t indent, const std::string& language)
      : lines_(lines), indent_(indent), language_(language) {}

  void write(const Json& rule) {
    const std::string title = text_in(rule.value("title", Json()), language_);
    lines_.line(indent_, say("rule", {title.empty() ? text_of(rule, "rule") : title}));
    if (is_hidden(rule)) return;
    below_ = indent_ + 2;
    if (rule.contains("because")) lines_.line(below_, rule_sentence(rule, language_));
    if (rule.contains("when") && !is_in_words(rule)) {
      lines_.line(below_, say("rule.when", {text_of(rule, "when")}));
    }
    if (!rule.value("in_force", true)) lines_.line(below_, say("rule.not_in_force"));
    write_value(rule);
    if (rule.contains("changes")) write_changes(rule.at("changes"));
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return explain_words(key, language_, values);
  }
  std::string value(const Json& json, const char* name) const {
    return say("value." + json.at(name).get<std::string>());
  }

  std::string where(const Json& fact) const {
    return place_in_words(fact.value("where", std::string{}), language_);
  }

  /// A rule of a version that kept no conditions says nothing of why.
  void write_value(const Json& rule) {
    if (!rule.contains("value") || !rule.contains("facts")) return;
    const std::string came_to = rule.at("value");
    if (rule.at("facts").empty()) {
      return lines_.line(below_, say(came_to == "yes" ? "rule.always" : "rule.never"));
    }
    lines_.line(below_, say("rule." + came_to));
    for (const Json& fact : rule.at("facts")) lines_.item(below_ + 2, said(fact));
    if (rule.contains("more_facts")) {
      lines_.line(below_ + 4, say("rule.more", {std::to_string(rule.value("more_facts", 0))}));
    }
  }

  std::string said(const Json& fact) const {
    const std::string text = fact_text(fact, language_);
    if (!fact.contains("where")) return say("fact", {text, value(fact, "value")});
    return say("fact.at", {text, value(fact, "value"), where(fact)});
  }

  void write_changes(const Json& sets) {
    if (sets.empty()) return lines_.line(below_, say("nearest.never"));
    if (sets.front().empty()) return;  // It applies, or its time has passed.
    const bool one = sets.size() == 1;
    lines_.line(below_,
                one ? say("nearest.one") : say("nearest.many", {std::to_string(sets.size())}));
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (i > 0) lines_.line(below_ + 2, say("nearest.or"));
      for (const Json& change : sets[i]) lines_.item(below_ + 2, needed(change));
    }
  }

  std::string needed(const Json& change) const {
    const std::string text = fact_text(change, language_);
    const std::string wanted = value(change, "needed");
    if (change.value("one_more", false)) {
      return say("change.one_more", {text, wanted, where(change)});
    }
    const std::string now = value(change, "now");
    if (!change.contains("where")) return say("change", {text, now, wanted});
    return say("change.at", {text, now, wanted, where(change)});
  }

  WrappedText& lines_;
  std::size_t indent_;
  std::size_t below_ = 0;
  const std::string& language_;
};

}  // namespace

std::string rule_sentence(const Json& rule, const std::string& language) {
  const std::string sentence = text_in(rule.value("because", Json()), language);
  if (is_hidden(rule)) return sentence;
  if (sentence.empty()) return text_of(rule, "rule");
  return explain_words("rule.sentence", language, {sentence, text_of(rule, "authority")});
}

std::string fact_text(const Json& fact, const std::string& language) {
  if (fact.is_object()) {
    const std::string said = text_in(fact.contains("words") ? fact.at("words") : fact, language);
    return said.empty() ? fact_text(fact.at("text"), language) : said;
  }
  const Text& hidden = router::hidden_fact();
  const std::string said = fact.get<std::string>();
  return said == hidden.en ? hidden.in(language) : one_line(said);
}

void add_rule(WrappedText& lines, const Json& rule, std::size_t indent,
              const std::string& language) {
  RuleText(lines, indent, language).write(rule);
}

}  // namespace vigie::cli
