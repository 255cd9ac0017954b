#include "router/notices_message.h"

#include <algorithm>

#include "config/words.h"
#include "report/names.h"
#include "router/bounded_list.h"

namespace vigie::router {
namespace {

using Release = config::HoldTerms::Release;

// Of a notice, as it travels; what the notifier takes is a little more (docs/protocol.md).
constexpr std::size_t rules_bytes_max = 60 * 1024;
constexpr std::size_t asked_bytes_max = 60 * 1024;  ///< Of all the lists but the rules.
constexpr std::size_t decided_bytes_max = 12 * 1024;
constexpr std::size_t no_longer_bytes_max = 8 * 1024;
constexpr std::size_t ask_members_bytes = 64;  ///< Names and braces around what is bounded.

/// Contents that are the same stand in the message once.
std::vector<std::string> distinct_views(const std::vector<Said>& said) {
  std::vector<std::string> views;
  for (const Said& each : said) {
    if (std::ranges::find(views, each.view) == views.end()) views.push_back(each.view);
  }
  return views;
}

bool sees_all(const Grant& grant, const std::vector<config::Access>& reads) {
  return std::ranges::all_of(reads, [&](const config::Access& read) { return sees(grant, read); });
}

Text not_known_whether(const Text& because) {
  return {"It is not known whether this is so: " + because.en,
          "On ignore si tel est le cas : " + because.fr};
}

Text not_told_if(const Text& because) {
  return {"Not to be told if the following is so, which is not known: " + because.en,
          "Ne doit pas être informé si tel est le cas, ce que l’on ignore : " + because.fr};
}

void put_list(JsonObject& object, const char* name, const std::string& list) {
  if (list != "[]") object.put(name, Raw{list});
}

void add_once(std::vector<std::string>& list, std::string item) {
  if (std::ranges::find(list, item) == list.end()) list.push_back(std::move(item));
}

std::string rule_json(std::string_view id, const Text& because, std::string_view authority) {
  return JsonObject()
      .put("rule", id)
      .put("because", Raw{both_texts(because)})
      .put("authority", authority)
      .text();
}

std::string fact_json(const Text& words, std::string_view text) {
  return JsonObject().put("en", words.en).put("fr", words.fr).put("text", text).text();
}

std::string more_rules(std::size_t count) { return rule_json(hidden_id, and_more(count), ""); }
std::string more_reasons(std::size_t count) { return both_texts(and_more(count)); }
std::string more_facts(std::size_t count) {
  const Text more = and_more(count);
  return fact_json(more, more.en);
}

std::string listed_once(std::vector<std::string> list, std::size_t bytes_max) {
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return bounded_list(list, bytes_max, more_rules);
}

std::size_t left_of(std::size_t whole, std::size_t taken) { return whole - std::min(whole, taken); }

/// One question for each position: two rules may hold it for the same act and end otherwise.
void ask_once(std::vector<const KeptHold*>& holds, const KeptHold& hold) {
  const auto same = [&](const KeptHold* other) { return other->position == hold.position; };
  if (std::ranges::none_of(holds, same)) holds.push_back(&hold);
}

}  // namespace

/// What a notice asks of its position, and what was decided of that, the newest last.
struct NoticesWriter::Asked {
  Holds decisions;
  Holds forwards;
  Holds settled;
};

NoticesWriter::Asked NoticesWriter::asked_of(const Notice& notice,
                                             const std::vector<KeptHold>& holds) {
  Asked asked;
  for (const KeptHold& hold : holds) {
    if (!hold.asks(notice.position) || !notice.is_told()) continue;
    const bool forward = hold.terms.release == Release::forward;
    if (hold.is_pending()) {
      ask_once(forward ? asked.forwards : asked.decisions, hold);
    } else if (hold.state != HoldState::closed) {
      asked.settled.push_back(&hold);
    }
  }
  std::ranges::stable_sort(asked.settled, {}, &KeptHold::ended_at);
  return asked;
}

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
  const Asked asked = asked_of(notice, holds);
  JsonObject written;
  written.put("notice", to_string(notice.id))
      .put("position", notice.position)
      .put("issue", notice.issue)
      .put("state", to_string(notice.state))
      .put("urgency", to_string(notice.urgency))
      .put("deadline", to_milliseconds(notice.deadline))
      .put("expect", !asked.decisions.empty()  ? "decide"
                     : !asked.forwards.empty() ? "forward"
                                               : "acknowledge")
      .put("content", content)
      .put("rules", Raw{rules(said)});
  const std::string settled = decided(asked.settled, notice.position);
  const std::string fallen = no_longer(said);
  const std::string changes = json_texts(said.changes);
  const std::size_t taken = settled.size() + fallen.size() + changes.size();
  put_questions(written, asked, said.grant, left_of(asked_bytes_max, taken));
  put_list(written, "decided", settled);
  put_list(written, "no_longer", fallen);
  put_list(written, "changes", changes);
  return std::move(written).text();
}

/// Every position that waits for an answer, with what room there is for reasons; where there is
/// little, with its id for a title.
void NoticesWriter::put_questions(JsonObject& written, const Asked& asked, const Grant& grant,
                                  std::size_t bytes_max) {
  const std::size_t with_titles = bare_bytes(asked, true);
  const bool titled = with_titles <= bytes_max / 2;
  const std::size_t room = left_of(bytes_max, titled ? with_titles : bare_bytes(asked, false));
  std::vector<std::string> asks;
  for (const KeptHold* hold : asked.decisions) {
    asks.push_back(ask(*hold, titled, grant, room / asked.decisions.size()));
  }
  std::vector<std::string> forwards;
  for (const KeptHold* hold : asked.forwards) forwards.push_back(bare(*hold, titled).text());
  put_list(written, "asks", json_list(asks));
  put_list(written, "forwards", json_list(forwards));
}

std::size_t NoticesWriter::bare_bytes(const Asked& asked, bool titled) {
  std::size_t bytes = 0;
  for (const auto* holds : {&asked.decisions, &asked.forwards}) {
    for (const KeptHold* hold : *holds) {
      bytes += bare(*hold, titled).text().size() + ask_members_bytes;
    }
  }
  return bytes;
}

/// Who waits, until when, and what happens then.
JsonObject NoticesWriter::bare(const KeptHold& hold, bool titled) {
  const Text title = titled ? texts_.title_of(hold.position) : Text{hold.position, hold.position};
  JsonObject bare;
  bare.put("position", hold.position).put("title", Raw{both_texts(title)});
  if (hold.due) bare.put("due", to_milliseconds(*hold.due));
  bare.put("at_deadline", to_string(hold.terms.at_deadline));
  return bare;
}

std::string NoticesWriter::ask(const KeptHold& hold, bool titled, const Grant& grant,
                               std::size_t bytes_max) {
  const auto position = mission_.positions.find(hold.position);
  const std::string facts = bounded_list(missing(hold, grant), bytes_max / 2, more_facts);
  const std::string reasons =
      bounded_list(because(hold, grant), left_of(bytes_max, facts.size()), more_reasons);
  JsonObject ask = bare(hold, titled);
  ask.put("outside", position != mission_.positions.end() && position->second.outside)
      .put("because", Raw{reasons});
  put_list(ask, "missing", facts);
  return std::move(ask).text();
}

std::string NoticesWriter::decided(const Holds& settled, const Code& reader) {
  std::vector<std::string> list;
  for (const KeptHold* hold : settled) list.push_back(decided(*hold, reader));
  return newest_that_fit(list, decided_bytes_max);
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

/// What must be settled first, then why it would be told: the sentence of each rule whose facts
/// this reader may see; once for all the others.
std::vector<std::string> NoticesWriter::because(const KeptHold& hold, const Grant& grant) {
  std::vector<std::string> sentences;
  for (const std::string& rule : hold.terms.doubting) {
    add_once(sentences, both_texts(not_told_if(because(hold, rule, grant))));
  }
  for (const std::string& rule : hold.terms.rules) {
    const Text& reason = because(hold, rule, grant);
    add_once(sentences, both_texts(hold.terms.unknown ? not_known_whether(reason) : reason));
  }
  return sentences;
}

const Text& NoticesWriter::because(const KeptHold& hold, const std::string& rule,
                                   const Grant& grant) {
  const RuleText* text = texts_.find(hold.version, rule);
  return text != nullptr && sees_all(grant, text->reads) ? text->because : hidden_fact();
}

std::vector<std::string> NoticesWriter::missing(const KeptHold& hold, const Grant& grant) {
  std::vector<std::string> facts;
  for (const auto& atom : hold.terms.missing) {
    const FactText* fact = texts_.fact(hold.version, atom);
    const bool shown = fact != nullptr && sees_all(grant, fact->reads);
    add_once(facts,
             shown ? fact_json(fact->words, atom) : fact_json(hidden_fact(), hidden_fact().en));
  }
  return facts;
}

std::string NoticesWriter::rules(const Said& said) {
  std::vector<std::string> list;
  for (const std::string& id : said.notice.rules) {
    list.push_back(rule(id, texts_.find(said.notice.version, id), said.grant));
  }
  return listed_once(std::move(list), rules_bytes_max);
}

/// As the version said that told it; a version of today may not have that rule any more.
std::string NoticesWriter::no_longer(const Said& said) {
  std::vector<std::string> list;
  for (const std::string& id : said.notice.no_longer) {
    const RuleText* text = texts_.find(said.earlier_version, id);
    if (text == nullptr) text = texts_.find(said.notice.version, id);
    list.push_back(rule(id, text, said.grant));
  }
  return listed_once(std::move(list), no_longer_bytes_max);
}

std::string NoticesWriter::rule(const std::string& id, const RuleText* text, const Grant& grant) {
  const bool shown = text != nullptr && sees_all(grant, text->reads);
  return shown ? rule_json(id, text->because, text->authority)
               : rule_json(hidden_id, hidden_fact(), hidden_fact().en);
}

}  // namespace vigie::router
