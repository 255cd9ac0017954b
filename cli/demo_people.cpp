#include "cli/demo_people.h"

#include <algorithm>

#include "cli/contact.h"

namespace vigie::cli {
namespace {

constexpr std::uint64_t shortest_delay_ms = 150;
constexpr std::uint64_t delay_spread_ms = 1500;

/// What rests on reported facts, within the mission. Who is outside, and what rests on facts nobody
/// reported, stays for a real person to decide.
bool is_left(const InboxAsk& ask) { return ask.outside || !ask.missing.empty(); }

std::vector<InboxDecision> releases(const std::vector<InboxAsk>& asks) {
  std::vector<InboxDecision> decisions;
  for (const InboxAsk& ask : asks) {
    if (!is_left(ask)) decisions.push_back({.position = ask.position, .release = true});
  }
  return decisions;
}

}  // namespace

std::map<Code, Code> DemoPeople::holders(const config::Mission& mission) {
  std::map<Code, Code> holders;
  for (const auto& [position, holding] : mission.roster) {
    const auto known = mission.positions.find(position);
    const bool told = known != mission.positions.end() && known->second.addressee;
    if (told && !holding.people.empty()) holders[position] = holding.people.front();
  }
  return holders;
}

DemoPeople::DemoPeople(const config::Mission& mission, const KeyFileOf& key_file_of, Random& random,
                       std::uint64_t seed)
    : context_(nobody_), delays_(seed) {
  const std::map<Code, Code> people = holders(mission);
  seats_.reserve(people.size());
  for (const auto& [position, person] : people) {
    const std::filesystem::path file = key_file_of(person);
    const Contact contact = read_contact(contact_file(file, "notifier"));
    Seat& seat = seats_.emplace_back();
    seat.key = link::read_secret_key(file);
    seat.line = link::connect_line(
        context_,
        {.endpoint = contact.endpoint, .own = &seat.key, .server_public = contact.curve_public});
    seat.client = std::make_unique<InboxClient>(*seat.line, random);
    seat.client->follow(
        [this, index = seats_.size() - 1](const InboxNotice& notice) { take(index, notice); });
    seat.client->open(position, nullptr);
  }
}

DemoPeople::~DemoPeople() { seats_.clear(); }  // Before the context of their lines.

void DemoPeople::take(std::size_t seat, const InboxNotice& notice) {
  ++delivered_;
  if (notice.said != "corrected") {
    DemoNotice& told = told_[{notice.report, notice.revision}][notice.position];
    told.urgency = notice.urgency;
    told.rules.clear();
    for (const InboxRule& rule : notice.rules) told.rules.push_back(rule.rule);
    for (const InboxAsk& ask : notice.asks) {
      if (is_left(ask)) held_[{notice.report, notice.revision}].insert(ask.position);
    }
  }
  intentions_.push_back({.seat = seat,
                         .read = read_of(notice),
                         .due = soon(now_),
                         .forwards = !notice.forwards.empty(),
                         .decisions = releases(notice.asks)});
}

Time DemoPeople::soon(Time now) {
  return now + std::chrono::milliseconds{shortest_delay_ms + delays_.below(delay_spread_ms)};
}

void DemoPeople::turn(Time now) {
  now_ = now;
  for (Seat& seat : seats_) seat.client->turn(now);
  act_on_due(now);
}

void DemoPeople::act_on_due(Time now) {
  for (Intention& intention : intentions_) {
    if (now < intention.due) continue;
    if (intention.acknowledged) {
      act(intention, now);
      continue;
    }
    acknowledge(intention, now);
    intention.acknowledged = true;
    if (intention.forwards || !intention.decisions.empty()) intention.due = soon(now);
  }
  std::erase_if(intentions_, [now](const Intention& intention) { return now >= intention.due; });
}

void DemoPeople::acknowledge(const Intention& intention, Time now) {
  seats_[intention.seat].client->acknowledge(intention.read, now,
                                             [this](const InboxAnswer<InboxRecorded>& answer) {
                                               if (std::holds_alternative<InboxRecorded>(answer))
                                                 ++acknowledged_;
                                             });
}

/// Should the notice say something else by then, it comes again and is answered again.
void DemoPeople::act(const Intention& intention, Time now) {
  InboxClient& client = *seats_[intention.seat].client;
  const auto whatever = [](const InboxAnswer<InboxRecorded>&) {};
  if (intention.forwards) client.forward(intention.read, now, whatever);
  if (intention.decisions.empty()) return;
  client.decide(intention.read, intention.decisions, std::nullopt, now, whatever);
}

const std::set<std::string>& DemoPeople::held(const Uuid& report, std::int64_t revision) {
  return held_[{report, revision}];
}

const std::map<std::string, DemoNotice>& DemoPeople::told(const Uuid& report,
                                                          std::int64_t revision) {
  return told_[{report, revision}];
}

}  // namespace vigie::cli
