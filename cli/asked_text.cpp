#include "cli/asked_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "cli/explain_text.h"
#include "cli/explain_words.h"
#include "cli/inbox_text.h"
#include "cli/reported_facts.h"
#include "cli/words.h"
#include "report/joined.h"

namespace vigie::cli {
namespace {

using PhraseOf = std::pair<std::string_view, Phrase>;

constexpr auto expectations = std::to_array<PhraseOf>({
    {"decide", Phrase::expect_decide},
    {"forward", Phrase::expect_forward},
});
constexpr auto marks = std::to_array<PhraseOf>({
    {"unclassified", Phrase::mark_unclassified},
    {"confidential", Phrase::mark_confidential},
    {"strictly_confidential", Phrase::mark_strictly_confidential},
});
constexpr auto deadlines = std::to_array<PhraseOf>({
    {"remind", Phrase::ask_then_remind},
    {"escalate", Phrase::ask_then_escalate},
    {"forward", Phrase::ask_then_forward},
});

/// The word itself when it is not known here.
template <typename Table>
std::string said(const Table& table, const std::string& word, const std::string& words) {
  for (const auto& [known, phrase] : table) {
    if (known == word) return say(phrase, words);
  }
  return word;
}

std::string line(std::size_t indent, const std::string& text) {
  return "\n" + std::string(indent, ' ') + text;
}

/// Each once, in words where it has them.
std::string said_of(const std::vector<InboxFact>& facts, const std::string& words) {
  std::vector<std::string> said;
  for (const InboxFact& fact : facts) {
    std::string text = one_line(fact.words ? fact.words->in(words) : fact.text);
    if (std::ranges::find(said, text) == said.end()) said.push_back(std::move(text));
  }
  return joined(said, explain_words("and", words));
}

/// Until when, and what happens then; `what` has both.
std::string until(const auto& what, const std::string& words) {
  return say(Phrase::ask_due, words,
             {to_string(*what.due), said(deadlines, what.at_deadline, words)});
}

std::string lines_of(const InboxAsk& ask, const std::string& words) {
  std::string lines = line(
      2, say(Phrase::ask_tell, words, {one_line(ask.title.in(words)), one_line(ask.position)}));
  if (ask.due) lines += line(4, until(ask, words));
  if (ask.outside) lines += line(4, say(Phrase::ask_outside, words));
  for (const Text& because : ask.because) {
    lines += line(4, say(Phrase::because, words, {one_line(because.in(words))}));
  }
  if (ask.missing.empty()) return lines;
  return lines + line(4, say(Phrase::ask_missing, words, {said_of(ask.missing, words)}));
}

std::string deciding_line(const InboxNotice& notice) {
  // No position is named: whoever copies the line must have chosen.
  return "vigie decide " + to_string(notice.notice) + " " + read_options(read_of(notice)) +
         " --release POSITION --decline POSITION --reason TEXT";
}

std::string forwarding_lines(const InboxNotice& notice, const std::string& words) {
  std::vector<std::string> titles;
  std::string due;
  for (const InboxForward& forward : notice.forwards) {
    titles.push_back(one_line(forward.title.in(words)));
    if (!forward.due) continue;
    due += line(4, explain_words("line", words, {titles.back(), until(forward, words)}));
  }
  const std::string command = answering_line(notice.position, "forward", to_string(notice.notice),
                                             read_options(read_of(notice)));
  return line(2, say(Phrase::forward_tells, words, {joined(titles, ", ")})) + due +
         line(4, say(Phrase::forward_how, words, {command}));
}

std::string line_of(const InboxDecided& decided, const config::Mission& mission,
                    const std::string& words) {
  const Phrase phrase = decided.released ? Phrase::decided_told : Phrase::decided_not_told;
  const std::string at = decided.at ? to_string(*decided.at) : "";
  const std::string by =
      decided.by == "deadline"
          ? say(Phrase::decided_alone, words, {at})
          : say(Phrase::decided_by, words, {one_line(person_name(decided.by, mission)), at});
  const std::string text = say(phrase, words, {one_line(decided.title.in(words))}) + ", " + by;
  if (!decided.reason) return line(2, text);
  return line(2, explain_words("line", words, {text, one_line(*decided.reason)}));
}

void put_due(Json& json, const auto& what) {
  if (!what.due) return;
  json["due"] = to_string(*what.due);
  json["at_deadline"] = what.at_deadline;
}

Json json_of(const InboxFact& fact) {
  if (!fact.words) return fact.text;
  Json json(*fact.words);
  json["text"] = fact.text;
  return json;
}

Json json_of(const InboxAsk& ask) {
  Json json{{"position", ask.position}, {"title", ask.title}, {"outside", ask.outside}};
  put_due(json, ask);
  json["because"] = ask.because;
  for (const InboxFact& fact : ask.missing) json["missing"].push_back(json_of(fact));
  return json;
}

Json json_of(const InboxForward& forward) {
  Json json{{"position", forward.position}, {"title", forward.title}};
  put_due(json, forward);
  return json;
}

Json json_of(const InboxDecided& decided) {
  Json json{{"position", decided.position},
            {"title", decided.title},
            {"released", decided.released},
            {"by", decided.by}};
  if (decided.at) json["at"] = to_string(*decided.at);
  if (decided.reason) json["reason"] = *decided.reason;
  return json;
}

template <typename Item>
void put_items(Json& json, const char* name, const std::vector<Item>& items) {
  for (const Item& item : items) json[name].push_back(json_of(item));
}

}  // namespace

std::string read_options(const InboxRead& read) {
  const std::string options = "--revision " + std::to_string(read.revision);
  return read.issue == 1 ? options : options + " --issue " + std::to_string(read.issue);
}

std::string mark_of(const Json& content, const std::string& words) {
  if (!content.is_object()) return "";
  const auto mark = content.find("mark");
  if (mark == content.end() || !mark->is_string()) return "";
  return said(marks, one_line(mark->get<std::string>()), words) + "\n";
}

std::string questions_of(const InboxNotice& notice, const std::string& words) {
  std::string lines;
  const bool more = !notice.expect.empty() && notice.expect != "acknowledge";
  if (more) lines += line(2, said(expectations, notice.expect, words));
  for (const InboxAsk& ask : notice.asks) lines += lines_of(ask, words);
  if (!notice.asks.empty()) {
    lines += line(4, say(Phrase::ask_how, words, {deciding_line(notice)}));
  }
  if (!notice.forwards.empty()) lines += forwarding_lines(notice, words);
  return lines;
}

std::string history_of(const InboxNotice& notice, const config::Mission& mission,
                       const std::string& words) {
  std::string lines;
  for (const InboxDecided& decided : notice.decided) lines += line_of(decided, mission, words);
  return lines;
}

void put_asked(Json& json, const InboxNotice& notice) {
  if (!notice.expect.empty()) json["expect"] = notice.expect;
  put_items(json, "asks", notice.asks);
  put_items(json, "forwards", notice.forwards);
  put_items(json, "decided", notice.decided);
  if (!notice.changes.empty()) json["changes"] = notice.changes;
}

}  // namespace vigie::cli
