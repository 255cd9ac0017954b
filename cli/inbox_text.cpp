#include "cli/inbox_text.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/asked_text.h"
#include "cli/readable_times.h"
#include "cli/terminal_text.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

std::optional<std::string> text_of(const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return to_string(*time);
}

std::string printed(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return terminal_text(value.is_string() ? text.substr(1, text.size() - 2) : text);
}

std::string label(std::string name) {
  for (char& letter : name) {
    if (letter == '_') letter = ' ';
  }
  return name;
}

/// Every line begins with its line break.
std::string lines_of(const Json& value, std::size_t indent) {
  std::string lines;
  for (const auto& [name, member] : value.items()) {
    lines += "\n" + std::string(indent, ' ') + (value.is_array() ? "-" : label(name) + ":");
    const bool nested = member.is_structured() && !member.empty();
    if (nested) lines += lines_of(member, indent + 2);
    if (!member.is_structured()) lines += " " + printed(member);
  }
  return lines;
}

/// How the notice stands, and the command that acknowledges it.
std::string head_of(const InboxNotice& notice, const std::string& words) {
  std::string line = to_string(notice.notice) + "  " + word(notice.urgency, words) + "  " +
                     word(notice.state, words);
  if (notice.said != "told") line += " (" + word(notice.said, words) + ")";
  line += "  " + to_string(notice.report) + " " + std::to_string(notice.revision);
  if (notice.issue > 1) line += "." + std::to_string(notice.issue);
  if (notice.region) line += "  " + *notice.region;
  if (notice.deadline && !notice.acknowledged_at) {
    line += "  " + say(Phrase::inbox_until, words, {to_string(*notice.deadline)});
  }
  if (notice.acknowledged_at) {
    line += "  " + to_string(*notice.acknowledged_at) + " " + notice.acknowledged_by;
  } else {
    const std::string command = answering_line(notice.position, "ack", to_string(notice.notice),
                                               read_options(read_of(notice)));
    line += "\n  " + say(Phrase::not_acknowledged_yet, words, {command});
  }
  return line;
}

}  // namespace

std::string answering_line(const std::string& position, const std::string& answer,
                           const std::string& notice, const std::string& read) {
  return "vigie inbox " + position + " " + answer + " " + notice + " " + read;
}

std::string showing_line(const InboxNotice& notice) {
  return "vigie inbox " + notice.position + " show " + to_string(notice.notice);
}

std::optional<std::string> other_position(const InboxNotice& notice, const std::string& named,
                                          const std::string& words) {
  if (notice.position == named) return std::nullopt;
  return say(Phrase::inbox_other_position, words,
             {to_string(notice.notice), notice.position, named});
}

Json json_of(const InboxNotice& notice) {
  Json json{{"notice", to_string(notice.notice)},
            {"report", to_string(notice.report)},
            {"revision", notice.revision},
            {"issue", notice.issue},
            {"position", notice.position},
            {"urgency", notice.urgency},
            {"said", notice.said},
            {"state", notice.state}};
  const auto put = [&json](const char* name, const std::optional<std::string>& value) {
    if (value) json[name] = *value;
  };
  put("deadline", text_of(notice.deadline));
  put("region", notice.region);
  put("received_at", text_of(notice.received_at));
  put("acknowledged_at", text_of(notice.acknowledged_at));
  if (!notice.acknowledged_by.empty()) json["acknowledged_by"] = notice.acknowledged_by;
  put_asked(json, notice);
  if (notice.content.empty()) return json;
  json["rules"] = Json::array();
  for (const InboxRule& rule : notice.rules) {
    json["rules"].push_back({{"rule", rule.rule},
                             {"because", {{"en", rule.because.en}, {"fr", rule.because.fr}}},
                             {"authority", rule.authority}});
  }
  json["content"] = Json::parse(notice.content, nullptr, false);
  return json;
}

std::string line_of(const InboxNotice& notice, const std::string& words) {
  return head_of(notice, words) + questions_of(notice, words);
}

std::string whole_text_of(const InboxNotice& notice, const std::string& words) {
  Json content = Json::parse(notice.content, nullptr, false);
  std::string text = mark_of(content, words) + head_of(notice, words);
  for (const InboxRule& rule : notice.rules) {
    text += "\n  " + say(Phrase::because, words) + ": " + rule.because.in(words) + " (" +
            rule.rule + "; " + rule.authority + ")";
  }
  text += questions_of(notice, words) + history_of(notice, words);
  return content.is_object() ? text + content_text_of(std::move(content), words) : text;
}

std::string content_text_of(Json content, const std::string& words) {
  std::string text;
  if (const auto sentence = content.find("sentence");
      sentence != content.end() && sentence->is_object()) {
    text += "\n  " + terminal_text(sentence->value(words, ""));
  }
  for (const char* shown_above : {"mark", "sentence"}) content.erase(shown_above);
  return text + lines_of(with_readable_times(std::move(content)), 2);
}

}  // namespace vigie::cli
