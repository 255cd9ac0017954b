#include "cli/inbox_text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command_run.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

InboxNotice some_notice() {
  InboxNotice notice;
  notice.revision = 3;
  notice.position = "chief";
  notice.urgency = "flash";
  notice.said = "told";
  notice.state = "open";
  notice.content = R"({"when":{"filed_at":0},"people_seen":["a","b"],"text":"x\nstate: y"})";
  return notice;
}

}  // namespace

TEST_SUITE("cli/inbox_text") {
  TEST_CASE("a notice says how to acknowledge the revision shown, until it is acknowledged") {
    InboxNotice notice = some_notice();
    const std::string command =
        "vigie inbox chief ack " + to_string(notice.notice) + " --revision 3";
    CHECK(contains(line_of(notice, "en"), command));
    CHECK(contains(whole_text_of(notice, "fr"), command));
    notice.acknowledged_at = from_milliseconds(0);
    CHECK_FALSE(contains(line_of(notice, "en"), command));
  }

  TEST_CASE("the report is printed one field a line, and cannot forge a field") {
    const std::string text = whole_text_of(some_notice(), "en");
    CHECK(contains(text, "\n  when:\n    filed at: 1970-01-01T00:00:00"));
    CHECK(contains(text, "\n  people seen:\n    - a\n    - b"));
    CHECK(contains(text, "\n  text: x\\nstate: y"));
    CHECK_FALSE(contains(text, "{"));
  }

  TEST_CASE("the sentence on every notice stands in the reader's language, before the report") {
    InboxNotice notice = some_notice();
    notice.content = R"({"sentence":{"en":"Nobody.","fr":"Personne."},"when":{"filed_at":0}})";
    CHECK(contains(whole_text_of(notice, "en"), "\n  Nobody.\n  when:"));
    CHECK(contains(whole_text_of(notice, "fr"), "\n  Personne.\n"));
    CHECK_FALSE(contains(whole_text_of(notice, "en"), "Personne"));
  }

  TEST_CASE("a text cannot steer the terminal it is printed on") {
    InboxNotice notice = some_notice();
    notice.content = Json{
        {"text",
         "a\x1b[2Jb\x7f\xc2\x9b"
         "c\xe2\x80\xae"
         "d"}}.dump();
    CHECK(contains(whole_text_of(notice, "en"), "text: a\\u001b[2Jb\\u007f\\u009bc\\u202ed"));
  }

  TEST_CASE("a notice to another position is said to be so, in both languages") {
    const InboxNotice notice = some_notice();
    CHECK_FALSE(other_position(notice, "chief", "en"));
    CHECK(contains(other_position(notice, "clerk", "en").value_or(""), "to chief, not to clerk"));
    CHECK(contains(other_position(notice, "clerk", "fr").value_or(""), "à chief, pas à clerk"));
  }
}
