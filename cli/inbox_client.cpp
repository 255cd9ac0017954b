#include "cli/inbox_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/json_members.h"

namespace vigie::cli {
namespace {

constexpr int frames_per_turn_max = 1024;
constexpr std::size_t deliveries_remembered_max = 100'000;
constexpr std::size_t confirmed_at_once = 128;  ///< The notifier takes 256.
constexpr std::chrono::milliseconds retry_send_after{100};

InboxRefusal unreadable() {
  return {.code = "client.unreadable",
          .text = {.en = "The answer of the notifier could not be read. Update the client.",
                   .fr = "La réponse du notificateur est illisible. Mettez le client à jour."}};
}

InboxRefusal refused_connection(const std::string& code) {
  if (!code.starts_with("key.")) return {.code = code, .text = unreadable().text};
  return {.code = code,
          .text = {.en = "The notifier does not accept this key. Ask who manages keys.",
                   .fr = "Le notificateur n'accepte pas cette clé. Adressez-vous à qui gère les "
                         "clés."}};
}

std::optional<InboxRefusal> read_refusal(const OrderedJson& json) {
  const OrderedJson* refused = member(json, "refused");
  if (refused == nullptr) return std::nullopt;
  return InboxRefusal{.code = text_member(*refused, "code").value_or(""),
                      .text = text_pair_member(*refused, "text").value_or(Text{})};
}

/// Every item of a list; of one that is absent none.
template <typename Item>
std::vector<Item> read_items(const OrderedJson& json, const char* name,
                             Item (*read)(const OrderedJson&)) {
  std::vector<Item> items;
  const OrderedJson* list = member(json, name);
  if (list == nullptr || !list->is_array()) return items;
  for (const OrderedJson& item : *list) items.push_back(read(item));
  return items;
}

std::string read_text(const OrderedJson& item) {
  return item.is_string() ? item.get<std::string>() : "";
}

Text read_both(const OrderedJson& item) {
  return {.en = text_member(item, "en").value_or(""), .fr = text_member(item, "fr").value_or("")};
}

InboxRule read_rule(const OrderedJson& item) {
  return {.rule = text_member(item, "rule").value_or(""),
          .because = text_pair_member(item, "because").value_or(Text{}),
          .authority = text_member(item, "authority").value_or("")};
}

InboxFact read_fact(const OrderedJson& item) {
  if (item.is_string()) return {.text = item.get<std::string>(), .words = std::nullopt};
  return {.text = text_member(item, "text").value_or(""), .words = read_both(item)};
}

InboxAsk read_ask(const OrderedJson& item) {
  return {.position = text_member(item, "position").value_or(""),
          .title = text_pair_member(item, "title").value_or(Text{}),
          .outside = boolean_member(item, "outside").value_or(false),
          .due = time_member(item, "due"),
          .at_deadline = text_member(item, "at_deadline").value_or(""),
          .because = read_items(item, "because", read_both),
          .missing = read_items(item, "missing", read_fact)};
}

InboxForward read_forward(const OrderedJson& item) {
  return {.position = text_member(item, "position").value_or(""),
          .title = text_pair_member(item, "title").value_or(Text{}),
          .due = time_member(item, "due"),
          .at_deadline = text_member(item, "at_deadline").value_or("")};
}

InboxDecided read_decided(const OrderedJson& item) {
  return {.position = text_member(item, "position").value_or(""),
          .title = text_pair_member(item, "title").value_or(Text{}),
          .released = boolean_member(item, "released").value_or(false),
          .by = text_member(item, "by").value_or(""),
          .at = time_member(item, "at"),
          .reason = text_member(item, "reason")};
}

/// The members that tell which notice it is and how it stands.
std::optional<InboxNotice> read_head(const OrderedJson& json) {
  const auto notice = uuid_member(json, "notice");
  const auto report = uuid_member(json, "report");
  const auto revision = integer_member(json, "revision");
  if (!notice || !report || !revision) return std::nullopt;
  InboxNotice head;
  head.notice = *notice;
  head.report = *report;
  head.revision = *revision;
  head.issue = integer_member(json, "issue").value_or(1);
  head.position = text_member(json, "position").value_or("");
  head.urgency = text_member(json, "urgency").value_or("");
  head.said = text_member(json, "said").value_or("");
  head.state = text_member(json, "state").value_or("");
  head.deadline = time_member(json, "deadline");
  head.region = text_member(json, "region");
  head.received_at = time_member(json, "received_at");
  head.acknowledged_at = time_member(json, "acknowledged_at");
  head.acknowledged_by = text_member(json, "acknowledged_by").value_or("");
  return head;
}

void read_asked(const OrderedJson& json, InboxNotice& notice) {
  notice.expect = text_member(json, "expect").value_or("");
  notice.asks = read_items(json, "asks", read_ask);
  notice.forwards = read_items(json, "forwards", read_forward);
  notice.decided = read_items(json, "decided", read_decided);
  notice.changes = read_items(json, "changes", read_text);
}

std::optional<InboxNotice> read_notice(const OrderedJson& json) {
  auto notice = read_head(json);
  if (!notice) return std::nullopt;
  read_asked(json, *notice);
  notice->kind = text_member(json, "kind").value_or("");
  notice->about = uuid_member(json, "about");
  notice->exercise = boolean_member(json, "exercise").value_or(false);
  notice->language = text_member(json, "language").value_or("");
  notice->rules = read_items(json, "rules", read_rule);
  notice->no_longer = read_items(json, "no_longer", read_rule);
  const OrderedJson* content = member(json, "content");
  if (content != nullptr) notice->content = content->dump();
  return notice;
}

std::optional<InboxOpened> read_opened(const OrderedJson& json) {
  const auto position = text_member(json, "position");
  const auto title = text_pair_member(json, "title");
  const auto notices = integer_member(json, "notices");
  if (!position || !title || !notices) return std::nullopt;
  return InboxOpened{.position = *position, .title = *title, .notices = *notices};
}

std::optional<InboxList> read_list(const OrderedJson& json) {
  const OrderedJson* notices = member(json, "notices");
  if (notices == nullptr || !notices->is_array()) return std::nullopt;
  InboxList list{.notices = {}, .more = integer_member(json, "more").value_or(0)};
  for (const OrderedJson& item : *notices) {
    auto notice = read_notice(item);
    if (!notice) return std::nullopt;
    list.notices.push_back(std::move(*notice));
  }
  return list;
}

std::optional<InboxRecorded> read_recorded(const OrderedJson& json) {
  const auto reply = uuid_member(json, "reply");
  const auto at = time_member(json, "at");
  if (!reply || !at || boolean_member(json, "recorded") != true) return std::nullopt;
  return InboxRecorded{.reply = *reply, .at = *at};
}

template <typename Result>
InboxAnswer<Result> read_answer(const InboxAnswer<std::string>& answer,
                                std::optional<Result> (*read)(const OrderedJson&)) {
  if (const auto* refusal = std::get_if<InboxRefusal>(&answer)) return *refusal;
  auto result = read(OrderedJson::parse(std::get<std::string>(answer), nullptr, false));
  if (!result) return unreadable();
  return std::move(*result);
}

std::string one_member(const char* name, const std::string& value) {
  return OrderedJson{{name, value}}.dump();
}

}  // namespace

InboxRead read_of(const InboxNotice& notice) {
  return {.notice = notice.notice, .revision = notice.revision, .issue = notice.issue};
}

void InboxClient::ask(std::string what, std::string body, OnAnswer then) {
  pending_[++last_number_] = {.what = std::move(what),
                              .body = std::move(body),
                              .then = std::move(then),
                              .sent_at = std::nullopt};
}

void InboxClient::open(const std::string& position, OnOpened then) {
  ask("open", one_member("position", position),
      [this, position, then = std::move(then)](const InboxAnswer<std::string>& answer) {
        const auto opened = read_answer(answer, read_opened);
        if (std::holds_alternative<InboxOpened>(opened)) positions_.insert(position);
        if (then) then(opened);
      });
}

/// The notifier forgot us: it restarted, or we were silent too long.
void InboxClient::open_again(const std::string& position) {
  ask("open", one_member("position", position),
      [this, position](const InboxAnswer<std::string>& answer) {
        const auto* refusal = std::get_if<InboxRefusal>(&answer);
        if (refusal == nullptr) return;
        positions_.erase(position);
        if (on_refused_) on_refused_(*refusal);
      });
}

void InboxClient::list(const std::string& position, OnListed then) {
  ask("list", one_member("position", position),
      [then = std::move(then)](const InboxAnswer<std::string>& answer) {
        then(read_answer(answer, read_list));
      });
}

void InboxClient::show(const Uuid& notice, OnShown then) {
  ask("show", one_member("notice", to_string(notice)),
      [then = std::move(then)](const InboxAnswer<std::string>& answer) {
        then(read_answer(answer, read_notice));
      });
}

Uuid InboxClient::reply(const InboxReply& reply, Time now, OnRecorded then) {
  const Uuid id = new_uuid7(now, random_);
  OrderedJson body{{"reply", to_string(id)},
                   {"notice", to_string(reply.read.notice)},
                   {"revision", reply.read.revision},
                   {"issue", reply.read.issue},
                   {"kind", reply.kind}};
  if (reply.text) body["text"] = *reply.text;
  for (const InboxDecision& decision : reply.decisions) {
    body["decisions"].push_back({{"position", decision.position}, {"release", decision.release}});
  }
  ask("reply", body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace),
      [then = std::move(then)](const InboxAnswer<std::string>& answer) {
        then(read_answer(answer, read_recorded));
      });
  return id;
}

Uuid InboxClient::acknowledge(const InboxRead& read, Time now, OnRecorded then) {
  return reply({.read = read, .kind = "acknowledge"}, now, std::move(then));
}

Uuid InboxClient::forward(const InboxRead& read, Time now, OnRecorded then) {
  return reply({.read = read, .kind = "forward"}, now, std::move(then));
}

Uuid InboxClient::decide(const InboxRead& read, std::vector<InboxDecision> decisions,
                         std::optional<std::string> reason, Time now, OnRecorded then) {
  return reply({.read = read,
                .kind = "decide",
                .text = std::move(reason),
                .decisions = std::move(decisions)},
               now, std::move(then));
}

Time InboxClient::turn(Time now) {
  for (int count = 0; count < frames_per_turn_max; ++count) {
    const auto frames = line_.receive();
    if (!frames) break;
    const link::Wire wire = link::read_wire(*frames);
    if (const auto* tell = std::get_if<link::Tell>(&wire)) receive(*tell);
    if (const auto* refused = std::get_if<link::Refused>(&wire)) receive(*refused);
  }
  line_full_ = false;
  confirm_deliveries();
  say_alive(now);
  transmit(now);
  return now + (line_full_ || !pending_.empty() ? retry_send_after : alive_every / 10);
}

void InboxClient::receive(const link::Tell& tell) {
  if (tell.number == 0) {
    if (tell.what == "notice") receive_notice(tell.body);
    return;
  }
  const auto refusal = read_refusal(OrderedJson::parse(tell.body, nullptr, false));
  if (tell.number == alive_number_) {
    alive_number_ = 0;
    if (!refusal) return;
    for (const std::string& position : positions_) open_again(position);
    return;
  }
  if (refusal) return end(tell.number, *refusal);
  end(tell.number, tell.body);
}

void InboxClient::receive(const link::Refused& refused) {
  const InboxRefusal refusal = refused_connection(refused.code);
  std::vector<std::int64_t> numbers;
  for (const auto& [number, pending] : pending_) {
    if (pending.sent_at) numbers.push_back(number);
  }
  for (const std::int64_t number : numbers) end(number, refusal);
  if (numbers.empty() && on_refused_) on_refused_(refusal);
}

void InboxClient::end(std::int64_t number, const InboxAnswer<std::string>& answer) {
  // Taken out first: the callback may ask again. A repeated answer finds nothing.
  const auto ended = pending_.extract(number);
  if (ended.empty() || !ended.mapped().then) return;
  ended.mapped().then(answer);
}

void InboxClient::receive_notice(const std::string& body) {
  const OrderedJson json = OrderedJson::parse(body, nullptr, false);
  const auto delivery = uuid_member(json, "delivery");
  const auto notice = read_notice(json);
  if (!delivery || !notice || !on_notice_) return;
  if (!delivered_.contains(*delivery)) {
    on_notice_(*notice);
    if (delivered_.size() >= deliveries_remembered_max) delivered_.clear();
    delivered_.insert(*delivery);
  }
  to_confirm_.push_back(to_string(*delivery));
}

/// In one request for all that came. Lost or not, it need not be repeated: the notice comes again.
void InboxClient::confirm_deliveries() {
  const auto confirmed = std::exchange(to_confirm_, {});
  for (std::size_t at = 0; at < confirmed.size(); at += confirmed_at_once) {
    const auto end = std::min(at + confirmed_at_once, confirmed.size());
    const std::vector<std::string> some(confirmed.begin() + static_cast<std::ptrdiff_t>(at),
                                        confirmed.begin() + static_cast<std::ptrdiff_t>(end));
    send(++last_number_, "delivered", OrderedJson{{"deliveries", some}}.dump());
  }
}

bool InboxClient::send(std::int64_t number, const std::string& what, const std::string& body) {
  const bool sent =
      line_.send({link::write_wire(link::Ask{.number = number, .what = what, .body = body})});
  line_full_ = line_full_ || !sent;
  return sent;
}

void InboxClient::say_alive(Time now) {
  if (positions_.empty()) return;
  if (alive_at_ && now >= *alive_at_ && now - *alive_at_ < alive_every) return;
  if (!send(++last_number_, "alive", "{}")) return;
  alive_number_ = last_number_;
  alive_at_ = now;
}

void InboxClient::transmit(Time now) {
  for (auto& [number, pending] : pending_) {
    const bool waits =
        pending.sent_at && now >= *pending.sent_at && now - *pending.sent_at < ask_again_after;
    if (waits) continue;
    if (!send(number, pending.what, pending.body)) return;
    pending.sent_at = now;
  }
}

}  // namespace vigie::cli
