#include "router/notices_message.h"

#include <algorithm>
#include <set>

#include "report/json_text.h"
#include "report/names.h"

namespace vigie::router {
namespace {

using Release = config::HoldTerms::Release;

/// Contents that are the same stand in the message once.
std::vector<std::string> distinct_views(const std::vector<Said>& said) {
  std::vector<std::string> views;
  for (const Said& each : said) {
    if (std::ranges::find(views, each.view) == views.end()) views.push_back(each.view);
  }
  return views;
}

bool sees_all(const Grant& grant, const std::vector<std::string>& paths) {
  return std::ranges::all_of(paths, [&](const std::string& path) { return sees(grant, path); });
}

Text not_known_whether(const Text& because) {
  return {"It is not known whether this is so: " + because.en,
          "On ignore si tel est le cas : " + because.fr};
}

void put_list(JsonObject& object, const char* name, const std::vector<std::string>& list) {
  if (!list.empty()) object.put(name, Raw{json_list(list)});
}

std::string listed_once(std::vector<std::string> list) {
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
  return json_list(list);
}

}  // namespace

std::string NoticesWriter::write(const ShownReport& shown, const std::vector<Said>& said,
                                 const std::vector<KeptHold>& holds) {
  const std::vector<std::string> views = distinct_views(said);
  std::vector<std::string> list;
  for (const Said& each : said) {
    const auto content = std::ranges::find(views, each.view) - views.begin();
    list.push_back(notice(each, static_cast<std::size_t>(content), holds));
  }
  JsonObject message;
  message.put("report", to_string(shown.report.id))
      .put("revision", shown.report.revision)
      .put("kind", to_string(shown.report.kind))
      .put("exercise", shown.report.exercise)
      .put("language", shown.report.language)
      .put("region", shown.report.where.region)
      .put("urgency", to_string(shown.urgency))
      .put("routed_at", to_milliseconds(shown.routed_at))
      .put("version", shown.version)
      .put("contents", Raw{json_list(views)})
      .put("notices", Raw{json_list(list)});
  if (shown.report.about) message.put("about", to_string(*shown.report.about));
  return std::move(message).text();
}

std::string NoticesWriter::notice(const Said& said, std::size_t content,
                                  const std::vector<KeptHold>& holds) {
  const Notice& notice = said.notice;
  std::vector<std::string> asks;
  std::vector<std::string> forwards;
  std::vector<std::string> settled;
  std::set<Code> questioned;
  std::set<Code> forwarded;
  for (const KeptHold& hold : holds) {
    if (!hold.asks(notice.position) || !notice.is_told()) continue;
    const bool forward = hold.terms.release == Release::forward;
    if (hold.is_pending()) {
      // Two rules may hold one position for the same act and end otherwise: it is one question.
      std::set<Code>& asked = forward ? forwarded : questioned;
      if (asked.insert(hold.position).second) {
        (forward ? forwards : asks).push_back(ask(hold, said.grant));
      }
    }
    if (!hold.is_pending() && hold.state != HoldState::closed) {
      settled.push_back(decided(hold, notice.position));
    }
  }
  JsonObject written;
  written.put("notice", to_string(notice.id))
      .put("position", notice.position)
      .put("issue", notice.issue)
      .put("state", to_string(notice.state))
      .put("urgency", to_string(notice.urgency))
      .put("deadline", to_milliseconds(notice.deadline))
      .put("expect", !asks.empty()       ? "decide"
                     : !forwards.empty() ? "forward"
                                         : "acknowledge")
      .put("content", content)
      .put("rules", Raw{rules(said)});
  put_list(written, "asks", asks);
  put_list(written, "forwards", forwards);
  put_list(written, "decided", settled);
  if (!notice.no_longer.empty()) written.put("no_longer", Raw{no_longer(said)});
  if (!said.changes.empty()) written.put("changes", Raw{json_texts(said.changes)});
  return std::move(written).text();
}

std::string NoticesWriter::ask(const KeptHold& hold, const Grant& grant) {
  const auto position = mission_.positions.find(hold.position);
  JsonObject ask;
  ask.put("position", hold.position)
      .put("title", Raw{both_texts(texts_.title_of(hold.position))})
      .put("outside", position != mission_.positions.end() && position->second.outside)
      .put("at_deadline", to_string(hold.terms.at_deadline))
      .put("because", Raw{because(hold, grant)});
  if (hold.due) ask.put("due", to_milliseconds(*hold.due));
  if (!hold.terms.missing.empty()) ask.put("missing", Raw{missing(hold, grant)});
  return std::move(ask).text();
}

/// A reason is free text: it goes back to its author's position alone.
std::string NoticesWriter::decided(const KeptHold& hold, const Code& reader) {
  const bool own = hold.ended_position == reader;
  return JsonObject()
      .put("position", hold.position)
      .put("title", Raw{both_texts(texts_.title_of(hold.position))})
      .put("released", hold.state != HoldState::declined)
      .put("by", hold.ended_by)
      .put("at", to_milliseconds(hold.ended_at.value_or(Time{})))
      .put("reason", own ? hold.reason : std::nullopt)
      .text();
}

/// The sentence of each rule whose facts this reader may see; once for all the others.
std::string NoticesWriter::because(const KeptHold& hold, const Grant& grant) {
  std::vector<std::string> sentences;
  for (const std::string& rule : hold.terms.rules) {
    const RuleText* text = texts_.find(hold.version, rule);
    const bool shown = text != nullptr && sees_all(grant, text->reads);
    const Text& because = shown ? text->because : hidden_fact();
    std::string sentence = both_texts(hold.terms.unknown ? not_known_whether(because) : because);
    if (std::ranges::find(sentences, sentence) == sentences.end()) {
      sentences.push_back(std::move(sentence));
    }
  }
  return json_list(sentences);
}

std::string NoticesWriter::missing(const KeptHold& hold, const Grant& grant) {
  std::vector<std::string> facts;
  for (const auto& atom : hold.terms.missing) {
    const FactText* fact = texts_.fact(hold.version, atom);
    const bool shown = fact != nullptr && sees_all(grant, fact->reads);
    const Text& words = shown ? fact->words : hidden_fact();
    std::string written = JsonObject()
                              .put("en", words.en)
                              .put("fr", words.fr)
                              .put("text", shown ? std::string(atom) : hidden_fact().en)
                              .text();
    if (std::ranges::find(facts, written) == facts.end()) facts.push_back(std::move(written));
  }
  return json_list(facts);
}

std::string NoticesWriter::rules(const Said& said) {
  std::vector<std::string> list;
  for (const std::string& id : said.notice.rules) {
    list.push_back(rule(id, texts_.find(said.notice.version, id), said.grant));
  }
  return listed_once(std::move(list));
}

/// As the version said that told it; a version of today may not have that rule any more.
std::string NoticesWriter::no_longer(const Said& said) {
  std::vector<std::string> list;
  for (const std::string& id : said.notice.no_longer) {
    const RuleText* text = texts_.find(said.earlier_version, id);
    if (text == nullptr) text = texts_.find(said.notice.version, id);
    list.push_back(rule(id, text, said.grant));
  }
  return listed_once(std::move(list));
}

std::string NoticesWriter::rule(const std::string& id, const RuleText* text, const Grant& grant) {
  const bool shown = text != nullptr && sees_all(grant, text->reads);
  return JsonObject()
      .put("rule", shown ? id : "hidden")
      .put("because", Raw{both_texts(shown ? text->because : hidden_fact())})
      .put("authority", shown ? text->authority : hidden_fact().en)
      .text();
}

}  // namespace vigie::router
