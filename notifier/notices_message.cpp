#include "notifier/notices_message.h"

#include <simdjson.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "report/check.h"
#include "report/json_text.h"
#include "report/names.h"
#include "report/simdjson_members.h"
#include "store/packed.h"

namespace vigie::notifier {
namespace {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

constexpr std::int64_t revision_max = 1'000'000;

// --- every getter says nullopt for absent or mistyped -------------------------------------------

std::optional<Code> code_at(Object object, std::string_view name) {
  const auto code = text_at(object, name);
  return code ? std::optional<Code>(*code) : std::nullopt;
}

std::optional<std::int64_t> counted(Object object, std::string_view name, std::int64_t most) {
  const auto count = integer_at(object, name);
  if (!count || *count < 1 || *count > most) return std::nullopt;
  return count;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// --- lists, written again with their known members ----------------------------------------------

using ReadItem = std::optional<std::string> (*)(Element);

std::optional<std::string> read_list(Object json, std::string_view name, ReadItem read_item) {
  simdjson::dom::array items;
  if (json.at_key(name).get(items) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> kept;
  for (const Element element : items) {
    auto item = read_item(element);
    if (!item) return std::nullopt;
    kept.push_back(*std::move(item));
  }
  return json_list(kept);
}

std::optional<std::string> read_maybe_list(Object json, std::string_view name, ReadItem read_item) {
  return is_absent(json, name) ? "[]" : read_list(json, name, read_item);
}

std::optional<std::string> read_text(Element element) {
  std::string_view value;
  if (element.get(value) != simdjson::SUCCESS) return std::nullopt;
  std::string written;
  append_json_text(written, value);
  return written;
}

/// {"en","fr"}
std::optional<std::string> read_both(Element element) {
  Object object;
  if (element.get(object) != simdjson::SUCCESS) return std::nullopt;
  const auto en = text_at(object, "en");
  const auto fr = text_at(object, "fr");
  if (!en || !fr) return std::nullopt;
  return JsonObject().put("en", *en).put("fr", *fr).text();
}

/// A fact as the rules write it, and in words; from a router of before without words.
std::optional<std::string> read_fact(Element element) {
  Object object;
  if (element.get(object) != simdjson::SUCCESS) return read_text(element);
  const auto en = text_at(object, "en");
  const auto fr = text_at(object, "fr");
  const auto written = text_at(object, "text");
  if (!en || !fr || !written) return std::nullopt;
  return JsonObject().put("en", *en).put("fr", *fr).put("text", *written).text();
}

std::optional<std::string> both(Object object, std::string_view name) {
  Element element;
  if (object.at_key(name).get(element) != simdjson::SUCCESS) return std::nullopt;
  return read_both(element);
}

std::optional<std::string> read_rule(Element element) {
  Object rule;
  if (element.get(rule) != simdjson::SUCCESS) return std::nullopt;
  const auto id = text_at(rule, "rule");
  const auto because = both(rule, "because");
  const auto authority = text_at(rule, "authority");
  if (!id || !because || !authority) return std::nullopt;
  return JsonObject()
      .put("rule", *id)
      .put("because", Raw{*because})
      .put("authority", *authority)
      .text();
}

/// The members that name a position, to be continued.
std::optional<JsonObject> read_named(Object object) {
  const auto position = text_at(object, "position");
  const auto title = both(object, "title");
  if (!position || !title) return std::nullopt;
  JsonObject named;
  named.put("position", *position).put("title", Raw{*title});
  return named;
}

/// What happens when nobody has answered by then; false when that is not said as it must be.
bool put_deadline(JsonObject& ask, Object object) {
  if (is_absent(object, "due")) return true;
  const auto due = time_at(object, "due");
  const std::string_view then = text_at(object, "at_deadline").value_or("");
  if (!due || !is_one_of(then, {"remind", "escalate", "forward"})) return false;
  ask.put("due", to_milliseconds(*due)).put("at_deadline", then);
  return true;
}

std::optional<std::string> read_ask(Element element) {
  Object object;
  if (element.get(object) != simdjson::SUCCESS) return std::nullopt;
  auto ask = read_named(object);
  const auto outside = boolean_at(object, "outside");
  const auto because = read_list(object, "because", read_both);
  const auto missing = read_maybe_list(object, "missing", read_fact);
  if (!ask || !outside || !because || !missing || !put_deadline(*ask, object)) return std::nullopt;
  ask->put("outside", *outside).put("because", Raw{*because});
  if (*missing != "[]") ask->put("missing", Raw{*missing});
  return ask->text();
}

std::optional<std::string> read_forward(Element element) {
  Object object;
  if (element.get(object) != simdjson::SUCCESS) return std::nullopt;
  auto forward = read_named(object);
  if (!forward || !put_deadline(*forward, object)) return std::nullopt;
  return forward->text();
}

std::optional<std::string> read_decided(Element element) {
  Object object;
  if (element.get(object) != simdjson::SUCCESS) return std::nullopt;
  auto decided = read_named(object);
  const auto released = boolean_at(object, "released");
  const auto by = text_at(object, "by");
  const auto at = time_at(object, "at");
  const auto reason = text_at(object, "reason");
  if (!decided || !released || !by || !at) return std::nullopt;
  if (!reason && !is_absent(object, "reason")) return std::nullopt;
  decided->put("released", *released).put("by", *by).put("at", to_milliseconds(*at));
  if (reason) decided->put("reason", *reason);
  return decided->text();
}

std::size_t asked_bytes(const Notice& notice) {
  return notice.asks.size() + notice.forwards.size() + notice.decided.size() +
         notice.changes.size() + notice.no_longer.size();
}

/// False when a list cannot be read or is more than a person could be sent.
bool read_lists(Object json, Notice& notice) {
  auto rules = read_list(json, "rules", read_rule);
  auto asks = read_maybe_list(json, "asks", read_ask);
  auto forwards = read_maybe_list(json, "forwards", read_forward);
  auto decided = read_maybe_list(json, "decided", read_decided);
  auto changes = read_maybe_list(json, "changes", read_text);
  auto no_longer = read_maybe_list(json, "no_longer", read_rule);
  if (!rules || !asks || !forwards || !decided || !changes || !no_longer) return false;
  notice.rules = *std::move(rules);
  notice.asks = *std::move(asks);
  notice.forwards = *std::move(forwards);
  notice.decided = *std::move(decided);
  notice.changes = *std::move(changes);
  notice.no_longer = *std::move(no_longer);
  return notice.rules.size() <= rules_bytes_max && asked_bytes(notice) <= asked_bytes_max;
}

// --- the message, from the outside in -----------------------------------------------------------

std::optional<Particulars> read_particulars(Object json) {
  const auto report = uuid_at(json, "report");
  const auto revision = counted(json, "revision", revision_max);
  const auto kind = parse_name<Kind>(text_at(json, "kind").value_or(""));
  const auto exercise = boolean_at(json, "exercise");
  const auto language = text_at(json, "language");
  const auto about = uuid_at(json, "about");
  if (!report || !revision || !kind || !exercise || !language) return std::nullopt;
  if (!about && !is_absent(json, "about")) return std::nullopt;
  return Particulars{.report = *report,
                     .revision = *revision,
                     .kind = *kind,
                     .about = about,
                     .exercise = *exercise,
                     .language = std::string(*language)};
}

Content content_from(const Particulars& of, std::string body, std::optional<Code> region) {
  const Digest digest = sha256(body);
  return {.of = of, .region = std::move(region), .body = std::move(body), .digest = digest};
}

/// Only what the view itself shows of the place: the message's own region is not for everybody.
std::optional<Code> region_in(Object view) {
  const auto where = value_at<Object>(view, "where");
  return where ? code_at(*where, "region") : std::nullopt;
}

/// The views byte for byte as the router wrote them, which costs less than to write them again.
std::optional<std::vector<std::string>> read_views(const simdjson::padded_string& json) {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::array views;
  if (parser.iterate(json).get(document) != simdjson::SUCCESS) return std::nullopt;
  if (document["contents"].get_array().get(views) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> written;
  for (auto element : views) {
    simdjson::ondemand::object object;
    std::string_view view;
    if (element.get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
    if (object.raw_json().get(view) != simdjson::SUCCESS) return std::nullopt;
    written.emplace_back(view);
  }
  return written;
}

std::optional<std::vector<Content>> read_contents(Object json, const Particulars& of,
                                                  const simdjson::padded_string& padded) {
  simdjson::dom::array views;
  if (json.at_key("contents").get(views) != simdjson::SUCCESS) return std::nullopt;
  if (views.size() > notices_max) return std::nullopt;
  auto written = read_views(padded);
  if (!written || written->size() != views.size()) return std::nullopt;
  std::vector<Content> contents;
  for (const Element element : views) {
    Object view;
    if (element.get(view) != simdjson::SUCCESS) return std::nullopt;
    contents.push_back(content_from(of, std::move((*written)[contents.size()]), region_in(view)));
  }
  return contents;
}

/// Version 1: one content for everybody, with the region beside it.
std::optional<std::vector<Content>> read_only_content(Object json, const Particulars& of) {
  const auto region = code_at(json, "region");
  Object content;
  if (json.at_key("content").get(content) != simdjson::SUCCESS) return std::nullopt;
  if (!region && !is_absent(json, "region")) return std::nullopt;
  return std::vector<Content>{content_from(of, simdjson::minify(content), region)};
}

/// What one notice says, and which of the contents it shows.
struct Issued {
  std::int64_t issue = 1;
  std::int64_t content = 0;
  std::string expect;
};

std::optional<Issued> read_issued(Object json, int version) {
  const auto expect = text_at(json, "expect");
  if (version == 1) {
    return Issued{.issue = 1, .content = 0, .expect = std::string(expect.value_or(""))};
  }
  const auto issue = counted(json, "issue", issue_max);
  const auto content = integer_at(json, "content");
  if (!issue || !content || !expect) return std::nullopt;
  if (!is_one_of(*expect, {"acknowledge", "decide", "forward"})) return std::nullopt;
  return Issued{.issue = *issue, .content = *content, .expect = std::string(*expect)};
}

/// Without its lists.
std::optional<Notice> read_said(Object json, const Issued& issued) {
  const auto id = uuid_at(json, "notice");
  const auto position = text_at(json, "position");
  const auto said = parse_said(text_at(json, "state").value_or(""));
  const auto urgency = parse_name<Urgency>(text_at(json, "urgency").value_or(""));
  const auto deadline = time_at(json, "deadline");
  if (!id || !position || !said || !urgency) return std::nullopt;
  if (!deadline && !is_absent(json, "deadline")) return std::nullopt;
  Notice notice;
  notice.notice = *id;
  notice.position = *position;
  notice.said = *said;
  notice.urgency = *urgency;
  notice.deadline = deadline;
  notice.issue = issued.issue;
  notice.expect = issued.expect;
  return notice;
}

std::optional<Notice> read_notice(Object json, int version, const NoticesMessage& message) {
  const auto issued = read_issued(json, version);
  if (!issued || issued->content < 0 || issued->content >= std::ssize(message.contents)) {
    return std::nullopt;
  }
  auto notice = read_said(json, *issued);
  if (!notice || !read_lists(json, *notice)) return std::nullopt;
  const Content& content = message.contents[static_cast<std::size_t>(issued->content)];
  notice->report = message.of.report;
  notice->revision = message.of.revision;
  notice->content = content.digest;
  const std::size_t bytes = content.body.size() + notice->rules.size() + asked_bytes(*notice);
  return bytes <= notice_bytes_max ? notice : std::nullopt;
}

/// How the report was routed, on every notice: false when it is not said.
bool put_routing(Object json, NoticesMessage& message) {
  const auto routed_at = time_at(json, "routed_at");
  const auto version = text_at(json, "version");
  if (!routed_at || !version) return false;
  for (Notice& notice : message.notices) {
    notice.routed_at = *routed_at;
    notice.version = *version;
  }
  return true;
}

bool read_each_notice(Object json, int version, NoticesMessage& message) {
  simdjson::dom::array notices;
  if (json.at_key("notices").get(notices) != simdjson::SUCCESS) return false;
  if (notices.size() > notices_max) return false;
  for (const Element element : notices) {
    Object item;
    if (element.get(item) != simdjson::SUCCESS) return false;
    auto notice = read_notice(item, version, message);
    if (!notice) return false;
    message.notices.push_back(std::move(*notice));
  }
  return true;
}

std::optional<NoticesMessage> read_message(std::string_view json, int version) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(json);
  Object whole;
  if (parser.parse(padded).get(whole) != simdjson::SUCCESS) return std::nullopt;
  auto of = read_particulars(whole);
  if (!of) return std::nullopt;
  auto contents = version == 1 ? read_only_content(whole, *of) : read_contents(whole, *of, padded);
  if (!contents) return std::nullopt;
  for (const Content& content : *contents) {
    if (content.body.size() > content_bytes_max) return std::nullopt;
  }
  NoticesMessage message{.of = *of, .contents = std::move(*contents), .notices = {}};
  if (!read_each_notice(whole, version, message) || !put_routing(whole, message)) {
    return std::nullopt;
  }
  return message;
}

}  // namespace

const Content& NoticesMessage::content_of(const Notice& notice) const {
  const auto found = std::ranges::find(contents, notice.content, &Content::digest);
  VIGIE_EXPECT(found != contents.end());
  return *found;
}

std::optional<NoticesMessage> read_notices(std::string_view part, int version) {
  if (version < 3) return read_message(part, version);
  const auto text = store::unpack(part, notices_bytes_max);
  return text ? read_message(*text, version) : std::nullopt;
}

}  // namespace vigie::notifier
