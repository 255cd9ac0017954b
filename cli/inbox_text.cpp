#include "cli/inbox_text.h"

#include <nlohmann/json.hpp>

#include "cli/asked_text.h"
#include "cli/content_text.h"
#include "cli/explain_text.h"
#include "cli/reported_facts.h"
#include "cli/words.h"

namespace vigie::cli {
namespace {

std::optional<std::string> text_of_time(const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return to_string(*time);
}

/// Of a rule that rests on what the reader may not see, neither its name nor its authority is said.
std::string reason_of(const InboxRule& rule, const std::string& words) {
  const std::string because = one_line(rule.because.in(words));
  if (rule.rule == "hidden") return because;
  return say(Phrase::because_of_rule, words,
             {because, one_line(rule.rule), one_line(rule.authority)});
}

/// Why the position is told, or no longer is.
std::string lines_of(const std::vector<InboxRule>& rules, Phrase phrase, const std::string& words) {
  std::string lines;
  for (const InboxRule& rule : rules) {
    lines += "\n  " + say(phrase, words, {reason_of(rule, words)});
  }
  return lines;
}

Json json_of(const std::vector<InboxRule>& rules) {
  Json list = Json::array();
  for (const InboxRule& rule : rules) {
    list.push_back({{"rule", rule.rule}, {"because", rule.because}, {"authority", rule.authority}});
  }
  return list;
}

std::string region_of(const std::string& code, const config::Mission& mission,
                      const std::string& words) {
  const auto found = mission.regions.find(code);
  return one_line(found == mission.regions.end() ? code : found->second.name.in(words));
}

std::string about_of(const InboxNotice& notice, const std::string& words) {
  const std::string report = to_string(notice.report);
  const std::string revision = std::to_string(notice.revision);
  return say(Phrase::inbox_about, words, {report, revision});
}

/// How the notice stands, and the command that acknowledges it.
std::string head_of(const InboxNotice& notice, const config::Mission& mission,
                    const std::string& words) {
  std::string line = to_string(notice.notice) + "  " + word(notice.urgency, words) + "  " +
                     word(notice.state, words);
  if (notice.said != "told") line += " (" + word(notice.said, words) + ")";
  line += "  " + about_of(notice, words);
  if (notice.region) line += "  " + region_of(*notice.region, mission, words);
  if (notice.deadline && !notice.acknowledged_at) {
    line += "  " + say(Phrase::inbox_until, words, {to_string(*notice.deadline)});
  }
  if (notice.acknowledged_at) {
    line += "  " + say(Phrase::decided_by, words,
                       {one_line(person_name(notice.acknowledged_by, mission)),
                        to_string(*notice.acknowledged_at)});
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
  put("deadline", text_of_time(notice.deadline));
  put("region", notice.region);
  put("received_at", text_of_time(notice.received_at));
  put("acknowledged_at", text_of_time(notice.acknowledged_at));
  if (!notice.acknowledged_by.empty()) json["acknowledged_by"] = notice.acknowledged_by;
  put_asked(json, notice);
  if (!notice.no_longer.empty()) json["no_longer"] = json_of(notice.no_longer);
  if (notice.content.empty()) return json;
  json["rules"] = json_of(notice.rules);
  json["content"] = Json::parse(notice.content, nullptr, false);
  return json;
}

std::string line_of(const InboxNotice& notice, const config::Mission& mission,
                    const std::string& words) {
  return head_of(notice, mission, words) + questions_of(notice, words);
}

std::string whole_text_of(const InboxNotice& notice, const config::Mission& mission,
                          const std::string& words) {
  const Json content = Json::parse(notice.content, nullptr, false);
  std::string text = mark_of(content, words) + head_of(notice, mission, words) +
                     lines_of(notice.rules, Phrase::because, words) +
                     lines_of(notice.no_longer, Phrase::no_longer, words) +
                     questions_of(notice, words) + history_of(notice, mission, words);
  if (!content.is_object()) return text;
  text += changes_text(content, notice.changes, mission, words);
  if (const auto profiles = content.find("profiles"); profiles != content.end()) {
    text += "\n  " + profiles_text(*profiles, mission, words);
  }
  return text + content_text(content, mission, words);
}

}  // namespace vigie::cli
