#include "cli/inbox_text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command_run.h"
#include "tests/support/loaded_mission.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

/// Whose files are not at hand.
const config::Mission nowhere{};

const config::Mission& mali() {
  static const config::Mission loaded = support::loaded_mission("config/mali");
  return loaded;
}

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

/// The second issue, with everything that can be asked and said.
InboxNotice asking_notice() {
  InboxNotice notice = some_notice();
  const Time due = from_milliseconds(1'560'349'800'000);  // 2019-06-12, 14:30.
  notice.issue = 2;
  notice.said = "reminded";
  notice.expect = "decide";
  notice.asks = {{.position = "clerk",
                  .title = {.en = "Clerk", .fr = "Greffier"},
                  .due = due,
                  .at_deadline = "remind",
                  .because = {{.en = "It may concern them.", .fr = "Cela les concerne."}},
                  .missing = {{.text = "report.who[].sex == 'female'", .words = std::nullopt},
                              {.text = "has(report.danger)",
                               .words = Text{.en = "dangers are reported",
                                             .fr = "des dangers sont rapportés"}}}},
                 {.position = "police",
                  .title = {.en = "Police", .fr = "Gendarmes"},
                  .outside = true,
                  .due = due,
                  .at_deadline = "escalate"}};
  notice.forwards = {{.position = "desk",
                      .title = {.en = "Desk", .fr = "Bureau"},
                      .due = due,
                      .at_deadline = "forward"},
                     {.position = "post", .title = {.en = "Post", .fr = "Poste"}}};
  notice.decided = {{.position = "pilot",
                     .title = {.en = "Pilot", .fr = "Pilote"},
                     .by = "marie_exemple",
                     .at = due,
                     .reason = "Not theirs\n  state: y"},
                    {.position = "crew",
                     .title = {.en = "Crew", .fr = "Équipage"},
                     .released = true,
                     .by = "deadline",
                     .at = due}};
  notice.changes = {"/who/0/age/min", "/who/-", "/when/filed_at", "/no_label/0"};
  notice.no_longer = {{.rule = "protection.child",
                       .because = {.en = "Someone may be a child.", .fr = "Un enfant, peut-être."},
                       .authority = "ours"}};
  notice.content = R"({"mark":"strictly_confidential","when":{"filed_at":0},
                       "who":[{"group":2,"age":{"min":14}}]})";
  return notice;
}

void check_says(const std::string& text, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(contains(text, "\n" + line + "\n"));
  }
}

}  // namespace

TEST_SUITE("cli/inbox_text") {
  TEST_CASE("a notice says how to acknowledge the revision shown, until it is acknowledged") {
    InboxNotice notice = some_notice();
    const std::string command =
        "vigie inbox chief ack " + to_string(notice.notice) + " --revision 3";
    CHECK(contains(line_of(notice, nowhere, "en"), command));
    CHECK(contains(whole_text_of(notice, nowhere, "fr"), command));
    notice.acknowledged_at = from_milliseconds(0);
    CHECK_FALSE(contains(line_of(notice, nowhere, "en"), command));
  }

  TEST_CASE("the list and the notice say which revision of the report") {
    InboxNotice notice = some_notice();
    const std::string report = to_string(notice.report);
    CHECK(contains(line_of(notice, nowhere, "en"), "  report " + report + ", revision 3\n"));
    notice.issue = 2;
    // The number of an issue is for programs: it stands in the line to answer with, and nowhere
    // else.
    CHECK(contains(whole_text_of(notice, nowhere, "en"), ", revision 3\n"));
    CHECK(contains(whole_text_of(notice, nowhere, "fr"), "  rapport " + report + ", révision 3\n"));
  }

  TEST_CASE("the report is printed one field a line, and cannot forge a field") {
    const std::string text = whole_text_of(some_notice(), nowhere, "en");
    CHECK(contains(text, "\n  when:\n    time of filing: 1970-01-01T00:00:00"));
    CHECK(contains(text, "\n  people seen:\n    - a\n    - b"));
    CHECK(contains(text, "\n  text: x\\nstate: y"));
    CHECK_FALSE(contains(text, "{"));
  }

  TEST_CASE("the sentence on every notice stands in the reader's language, before the report") {
    InboxNotice notice = some_notice();
    notice.content = R"({"sentence":{"en":"Nobody.","fr":"Personne."},"when":{"filed_at":0}})";
    CHECK(contains(whole_text_of(notice, nowhere, "en"), "\n  Nobody.\n  when:"));
    CHECK(contains(whole_text_of(notice, nowhere, "fr"), "\n  Personne.\n"));
    CHECK_FALSE(contains(whole_text_of(notice, nowhere, "en"), "Personne"));
  }

  TEST_CASE("what is asked says of whom, why, by when, what then, and how to answer") {
    const InboxNotice notice = asking_notice();
    const std::string id = to_string(notice.notice);
    const std::vector<std::string> in_english{
        "  expected of you: to decide",
        "  Decide: tell Clerk (clerk)?",
        "    by 2019-06-12T14:30:00.000Z; if nobody answers, you are reminded and nobody is told",
        "    because: It may concern them.",
        "    asked because this is not known: report.who[].sex == 'female'; dangers are reported",
        "  Decide: tell Police (police)?",
        "    by 2019-06-12T14:30:00.000Z; if nobody answers, another office is asked",
        "    outside the mission: never told unless you release it",
        "    to decide: vigie decide " + id +
            " --revision 3 --issue 2 --release POSITION --decline POSITION --reason TEXT",
        "  If you forward it, these are told: Desk, Post",
        "    Desk: by 2019-06-12T14:30:00.000Z; if nobody answers, they are told all the same"};
    check_says(line_of(notice, nowhere, "en"), in_english);
    check_says(whole_text_of(notice, nowhere, "en"), in_english);
    CHECK(contains(line_of(notice, nowhere, "en"), "\n    to forward: vigie inbox chief forward " +
                                                       id + " --revision 3 --issue 2"));
    CHECK(contains(line_of(notice, nowhere, "en"),
                   "vigie inbox chief ack " + id + " --revision 3 --issue 2\n"));
    check_says(whole_text_of(notice, nowhere, "fr"),
               {"  attendu de vous : décider", "  À décider : informer Greffier (clerk) ?",
                "    avant le 2019-06-12T14:30:00.000Z ; sans réponse, vous recevez un rappel et "
                "personne n'est informé",
                "    motif : Cela les concerne.",
                "    demandé faute de savoir : report.who[].sex == 'female' ; des dangers sont "
                "rapportés",
                "    hors de la mission : jamais informé sans votre accord",
                "  Si vous le transmettez, seront informés : Bureau, Poste",
                "    Bureau : avant le 2019-06-12T14:30:00.000Z ; sans réponse, cette fonction est "
                "informée quand même"});
  }

  TEST_CASE("what happens at a deadline without an answer is said for each way") {
    InboxNotice notice = asking_notice();
    notice.asks[0].at_deadline = "forward";
    notice.forwards.clear();
    CHECK(
        contains(line_of(notice, nowhere, "en"), "if nobody answers, they are told all the same"));
    notice.asks[0].due.reset();
    CHECK_FALSE(contains(line_of(notice, nowhere, "en"), "they are told all the same"));
  }

  TEST_CASE("what was decided says by whom and when; what changed says where, and what is new") {
    const std::string english = whole_text_of(asking_notice(), nowhere, "en");
    check_says(english,
               {"  Decided: Pilot is not told, by marie_exemple, 2019-06-12T14:30:00.000Z: Not "
                "theirs\\n  state: y",
                "  Decided: Crew is told, at the deadline, as nobody had answered, "
                "2019-06-12T14:30:00.000Z",
                "  Changed:", "    - who › group 2 › age › at least: 14", "    - who › added",
                "    - when › time of filing: 1970-01-01T00:00:00.000Z", "    - /no_label/0"});
    check_says(whole_text_of(asking_notice(), nowhere, "fr"),
               {"  Décidé : Équipage est informé, à l'échéance, faute de réponse, le "
                "2019-06-12T14:30:00.000Z",
                "  Modifié :", "    - qui › groupe 2 › âge › au moins : 14", "    - qui › ajouté",
                "    - quand › moment du dépôt : 1970-01-01T00:00:00.000Z"});
  }

  TEST_CASE("a person is named, and a region, when the mission's files are at hand") {
    InboxNotice notice = asking_notice();
    const std::string person = mali().people.begin()->first;
    const std::string name = mali().people.begin()->second.name;
    REQUIRE(name != person);
    notice.decided[0].by = person;
    notice.acknowledged_by = person;
    notice.acknowledged_at = from_milliseconds(0);
    notice.region = "timbuktu";
    const std::string french = whole_text_of(notice, mali(), "fr");
    CHECK(contains(french, "Décidé : Pilote n'est pas informé, par " + name));
    CHECK(contains(french, "  Tombouctou  par " + name + ", le 1970-01-01T00:00:00.000Z\n"));
    CHECK(contains(line_of(notice, mali(), "en"), "  by " + name + ", 1970-01-01"));
    CHECK(contains(line_of(notice, nowhere, "en"), "  timbuktu  by " + person));
  }

  TEST_CASE("a reason that fell away with this issue is said as one, in both languages") {
    check_says(whole_text_of(asking_notice(), nowhere, "en"),
               {"  No longer a reason: Someone may be a child. (protection.child; ours)"});
    check_says(whole_text_of(asking_notice(), nowhere, "fr"),
               {"  N'est plus un motif : Un enfant, peut-être. (protection.child ; ours)"});
    CHECK_FALSE(contains(whole_text_of(some_notice(), nowhere, "en"), "No longer"));
    CHECK(json_of(asking_notice())["no_longer"][0]["because"]["fr"] == "Un enfant, peut-être.");
    CHECK_FALSE(json_of(some_notice()).contains("no_longer"));
  }

  TEST_CASE("of a rule that rests on what the reader may not see, only that is said") {
    InboxNotice notice = some_notice();
    const Text hidden{.en = "a fact you may not see", .fr = "un fait que vous ne pouvez pas voir"};
    notice.rules = {{.rule = "hidden", .because = hidden, .authority = hidden.en},
                    {.rule = "chain.desk",
                     .because = {.en = "Every report.", .fr = "Tout rapport."},
                     .authority = "ours"}};
    notice.no_longer = {notice.rules.front()};
    check_says(whole_text_of(notice, nowhere, "en"),
               {"  because: a fact you may not see", "  because: Every report. (chain.desk; ours)",
                "  No longer a reason: a fact you may not see"});
    check_says(whole_text_of(notice, nowhere, "fr"),
               {"  motif : un fait que vous ne pouvez pas voir",
                "  motif : Tout rapport. (chain.desk ; ours)",
                "  N'est plus un motif : un fait que vous ne pouvez pas voir"});
  }

  TEST_CASE("the report is in words and under labels, in the reader's language, as a view is") {
    InboxNotice notice = some_notice();
    notice.content =
        Json{{"mark", "confidential"},
             {"profiles", {"core"}},
             {"catalogue", "2019.1"},
             {"where", {{"region", "gao"}}},
             {"who", Json::array({{{"group", 1}, {"role", "presumed_victim"}, {"sex", "female"}}})},
             {"concerns_un_personnel", {{"answer", "no"}}}}
            .dump();
    const std::string title = mali().profiles.at("core").title.fr;
    check_says(whole_text_of(notice, mali(), "fr"),
               {"  Profils : " + title, "  où :", "    région : Gao", "      groupe : 1",
                "      rôle : victimes présumées", "      sexe : de sexe féminin",
                "  concerne le personnel de l’ONU :"});
    check_says(whole_text_of(notice, mali(), "en"), {"      role: presumed victims"});
    check_says(whole_text_of(notice, nowhere, "en"), {"  Profiles: core", "    region: gao"});
    const Json as_sent = Json::parse(notice.content);
    CHECK(json_of(notice)["content"] == as_sent);
  }

  TEST_CASE("a changed text cannot begin a line, nor steer the terminal") {
    InboxNotice notice = some_notice();
    notice.changes = {"/what/narrative", "/what\n  state: y"};
    notice.content = Json{{"what", {{"narrative", "a\n  state: y\x1b[2J"}}}}.dump();
    const std::string text = whole_text_of(notice, nowhere, "en");
    CHECK(contains(text, "\n    - what › narrative: a\\n  state: y\\u001b[2J\n"));
    CHECK(contains(text, "\n    - /what\\n  state: y\n"));
  }

  TEST_CASE("the classification mark stands on top of the whole notice, and only there") {
    InboxNotice notice = asking_notice();
    CHECK(whole_text_of(notice, nowhere, "en")
              .starts_with("STRICTLY CONFIDENTIAL\n" + to_string(notice.notice)));
    CHECK(whole_text_of(notice, nowhere, "fr").starts_with("STRICTEMENT CONFIDENTIEL\n"));
    CHECK_FALSE(contains(whole_text_of(notice, nowhere, "en"), "mark:"));
    notice.content = R"({"mark":"confidential"})";
    CHECK(whole_text_of(notice, nowhere, "fr").starts_with("CONFIDENTIEL\n"));
    notice.content = R"({"mark":"unclassified"})";
    CHECK(whole_text_of(notice, nowhere, "en").starts_with("UNCLASSIFIED\n"));
    CHECK(whole_text_of(some_notice(), nowhere, "en").starts_with(to_string(notice.notice)));
  }

  TEST_CASE("a notice that asks nothing says nothing of it") {
    const std::string text = whole_text_of(some_notice(), nowhere, "en");
    for (const char* word : {"Decide", "forward", "Changed", "--issue", "expected"}) {
      CAPTURE(word);
      CHECK_FALSE(contains(text, word));
    }
  }

  TEST_CASE("in JSON everything asked has its members, with readable times") {
    const Json json = json_of(asking_notice());
    CHECK(json["issue"] == 2);
    CHECK(json["expect"] == "decide");
    CHECK(json["asks"][0]["due"] == "2019-06-12T14:30:00.000Z");
    CHECK(json["asks"][0]["missing"][0] == "report.who[].sex == 'female'");
    CHECK(json["asks"][0]["missing"][1]["fr"] == "des dangers sont rapportés");
    CHECK(json["asks"][0]["missing"][1]["text"] == "has(report.danger)");
    CHECK(json["asks"][1]["outside"] == true);
    CHECK(json["forwards"][1]["title"]["fr"] == "Poste");
    CHECK(json["decided"][0]["at"] == "2019-06-12T14:30:00.000Z");
    CHECK(json["decided"][0]["released"] == false);
    CHECK_FALSE(json["decided"][1].contains("reason"));
    CHECK(json["changes"].size() == 4);
    CHECK(json["changes"][0] == "/who/0/age/min");
    CHECK_FALSE(json_of(some_notice()).contains("asks"));
  }

  TEST_CASE("a text cannot steer the terminal it is printed on") {
    InboxNotice notice = some_notice();
    notice.content = Json{
        {"text",
         "a\x1b[2Jb\x7f\xc2\x9b"
         "c\xe2\x80\xae"
         "d"}}.dump();
    CHECK(contains(whole_text_of(notice, nowhere, "en"),
                   "text: a\\u001b[2Jb\\u007f\\u009bc\\u202ed"));
  }

  TEST_CASE("a notice to another position is said to be so, in both languages") {
    const InboxNotice notice = some_notice();
    CHECK_FALSE(other_position(notice, "chief", "en"));
    CHECK(contains(other_position(notice, "clerk", "en").value_or(""), "to chief, not to clerk"));
    CHECK(contains(other_position(notice, "clerk", "fr").value_or(""), "à chief, pas à clerk"));
  }
}
