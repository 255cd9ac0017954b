// Naughty strings as what officers write: the text of a reply, the only free text of theirs. What
// is recorded is what went in, at the notifier and at the router; what is refused leaves nothing;
// and nothing is said of it anywhere else.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <variant>

#include "link/wire.h"
#include "notifier/people_requests.h"
#include "report/reply_kind.h"
#include "store/database.h"
#include "tests/hostile/hostile_patrol.h"
#include "tests/hostile/leaks.h"
#include "tests/hostile/naughty_strings.h"
#include "tests/hostile/text_fields.h"
#include "tests/support/stepped_mission.h"

using namespace vigie;
using namespace vigie::hostile;
using support::SteppedMission;

namespace {

/// A notice, and who may answer it.
struct Answerable {
  Uuid notice;
  std::string person;
};

Answerable first_notice(const SteppedMission& mission) {
  store::Database database(mission.database_of("notifier"), {.access = store::Access::read});
  store::Rows rows = database.query("SELECT notice, position FROM notice ORDER BY notice LIMIT 1");
  REQUIRE(rows.next());
  return {*uuid_from_blob(rows.view(0)), mission.mission().roster.at(rows.text(1)).people.front()};
}

struct Comment {
  std::string name;
  Uuid reply;
  std::string text;  ///< When it is recorded.
  std::string code;  ///< Of its refusal; empty: recorded.
  std::string answer = {};
};

/// A client of that person that asks for anything.
class Commenter {
 public:
  Commenter(SteppedMission& mission, const Answerable& on)
      : mission_(mission), on_(on), line_(mission.network().line(on.person, "notifier/people")) {}

  void write(const NaughtyString& string) {
    const std::string literal = quoted(string.bytes);
    const std::string code = is_utf8(string.bytes) ? refusal_of_text(string) : "people.unreadable";
    send({.name = string.name, .reply = new_id(), .text = string.bytes, .code = code}, literal);
  }
  void write_literal(const NaughtyLiteral& literal) {
    send({.name = literal.name, .reply = new_id(), .text = "", .code = "people.unreadable"},
         literal.json);
  }

  void come_to_rest() {
    REQUIRE(mission_.run_to_rest());
    read();
  }
  const std::vector<Comment>& comments() const { return comments_; }

 private:
  Uuid new_id() { return new_uuid7(mission_.clock().now(), mission_.random()); }

  static std::string refusal_of_text(const NaughtyString& string) {
    const bool fits = !string.bytes.empty() && string.bytes.size() <= reply_text_bytes_max;
    return fits ? "" : "reply.text";
  }

  std::string body_of(const Uuid& reply, const std::string& literal) const {
    return R"({"reply":")" + to_string(reply) + R"(","notice":")" + to_string(on_.notice) +
           R"(","revision":1,"kind":"comment","text":)" + literal + "}";
  }

  void send(Comment comment, const std::string& literal) {
    const std::string body = body_of(comment.reply, literal);
    if (body.size() > notifier::request_bytes_max) comment.code = "people.unreadable";
    comments_.push_back(std::move(comment));
    line_->send({link::write_wire(
        link::Ask{.number = std::ssize(comments_), .what = "reply", .body = body})});
    mission_.step();
    read();
  }

  void read() {
    while (const auto frames = line_->receive()) {
      const link::Wire wire = link::read_wire(*frames);
      const auto* tell = std::get_if<link::Tell>(&wire);
      REQUIRE(tell != nullptr);
      comments_.at(static_cast<std::size_t>(tell->number) - 1).answer = tell->body;
    }
  }

  SteppedMission& mission_;
  Answerable on_;
  std::unique_ptr<link::Line> line_;
  std::vector<Comment> comments_;
};

void comment_everything(Commenter& officer, const std::vector<NaughtyString>& strings) {
  for (const NaughtyString& string : strings) {
    officer.write(string);
    officer.write({string.name + " marked", string.bytes + marker});
  }
  officer.write({"nothing", ""});
  officer.write({"as long as it may be", std::string(reply_text_bytes_max, '%')});
  officer.write({"too long", std::string(reply_text_bytes_max + 1, '%')});
  for (const NaughtyLiteral& literal : own_literals()) officer.write_literal(literal);
}

void check_answer(const Comment& comment) {
  const Json answer = Json::parse(comment.answer, nullptr, false);
  REQUIRE(answer.is_object());
  CHECK(comment.answer.find(marker) == std::string::npos);
  if (comment.code.empty()) {
    CHECK(answer.value("recorded", false));
  } else {
    REQUIRE(answer.contains("refused"));
    CHECK(answer.at("refused").at("code") == comment.code);
  }
}

/// Returns how many were recorded.
std::size_t check_recorded(const SteppedMission& mission, const std::vector<Comment>& comments) {
  constexpr const char* sql = "SELECT reply, text FROM reply WHERE text IS NOT NULL";
  const auto at_notifier = kept_in(mission.database_of("notifier"), sql);
  const auto at_router = kept_in(mission.database_of("router"), sql);
  std::size_t recorded = 0;
  for (const Comment& comment : comments) {
    CAPTURE(comment.name);
    check_answer(comment);
    const std::string id(comment.reply.blob());
    CHECK(at_notifier.contains(id) == comment.code.empty());
    CHECK(at_router.contains(id) == comment.code.empty());
    if (!comment.code.empty()) continue;
    ++recorded;
    CHECK((at_notifier.at(id) == comment.text));
    CHECK((at_router.at(id) == comment.text));
  }
  CHECK(at_notifier.size() == recorded);
  CHECK(at_router.size() == recorded);
  return recorded;
}

}  // namespace

TEST_SUITE("hostile/comments") {
  TEST_CASE("naughty strings in what officers write are recorded unchanged and nowhere repeated") {
    SteppedMission mission({.seed = seed, .mission = {}, .officers_acknowledge = false});
    HostilePatrol patrol(mission.add_device("patrol-1", "unpol_1"), mission.random());
    patrol.file_honest(mission.clock().now());
    REQUIRE(mission.run_to_rest());
    Commenter officer(mission, first_notice(mission));
    const auto strings = strings_to_file();
    comment_everything(officer, strings);
    officer.come_to_rest();
    const std::size_t recorded = check_recorded(mission, officer.comments());
    check_no_leak(haystacks_of(mission), strings);
    CHECK(recorded > 100);
    CHECK(officer.comments().size() - recorded > 5);
    MESSAGE(recorded << " comments recorded, " << officer.comments().size() - recorded
                     << " refused");
  }
}
