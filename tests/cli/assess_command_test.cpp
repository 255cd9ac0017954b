#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <regex>
#include <thread>

#include "cli/assessment_page.h"
#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"
#include "service/control_server.h"
#include "tests/cli/command_run.h"
#include "tests/support/encode.h"
#include "tests/support/loaded_mission.h"
#include "tests/support/report_generator.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* non_refoulement_en = "Nobody is returned to another country by a decision";
constexpr const char* non_refoulement_fr = "Nul n’est renvoyé dans un autre pays par une décision";
constexpr const char* some_report = "0198f0c2-7d1e-7c3a-9b1f-2a4c6e8d0f13";

std::vector<std::string> examples() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(VIGIE_SOURCE_DIR "/examples")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() >= 10);
  return files;
}

std::string example(const std::string& name) {
  return VIGIE_SOURCE_DIR "/examples/" + name + ".json";
}

CommandRun assess(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "assess");
  for (const auto& word : {std::string("--mission"), shipped_mission()}) arguments.push_back(word);
  return run_command(arguments);
}

std::string page(std::vector<std::string> arguments) {
  const CommandRun run = assess(std::move(arguments));
  CAPTURE(run.err);
  REQUIRE(run.exit_code == 0);
  return run.out;
}

/// As one line, so that a sentence is found wherever its page breaks it.
std::string unwrapped(const std::string& text) {
  return std::regex_replace(text, std::regex("\\s+"), " ");
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::size_t width = 0;
  for (const char c : text) {
    if (c == '\n') width = 0;
    if (c != '\n' && (static_cast<unsigned char>(c) & 0xC0) != 0x80) ++width;
    widest = std::max(widest, width);
  }
  return widest;
}

Json read(const std::string& file) { return Json::parse(std::ifstream(file)); }

/// A report written to a file of its own.
class Written {
 public:
  explicit Written(const Json& report) : Written(report.dump()) {}
  explicit Written(const std::string& text) { std::ofstream(folder_ / "report.json") << text; }
  std::string file() const { return (folder_ / "report.json").string(); }

 private:
  support::TemporaryFolder folder_;
};

Json patched(const std::string& name, const Json& patch) {
  Json report = read(example(name));
  report.merge_patch(patch);
  return report;
}

/// Calls `visit` for every object below.
template <typename Visit>
void for_each_object(const Json& json, Visit visit) {
  if (json.is_object()) visit(json);
  if (!json.is_structured()) return;
  for (const Json& member : json) for_each_object(member, visit);
}

bool has_text(const Json& object, const char* name) {
  return object.contains(name) && object[name].is_object() &&
         !object[name].value("en", "").empty() && !object[name].value("fr", "").empty();
}

/// A router that answers one thing, whatever it is asked; what it was asked is kept.
class FakeRouter {
 public:
  FakeRouter(const std::filesystem::path& data, std::string answer)
      : server_((std::filesystem::create_directories(data / "router"),
                 data / "router" / "control.sock")),
        answer_(std::move(answer)),
        thread_([this] { serve(); }) {}
  ~FakeRouter() {
    stopped_ = true;
    thread_.join();
  }
  FakeRouter(const FakeRouter&) = delete;
  FakeRouter& operator=(const FakeRouter&) = delete;

  Json asked() {
    stopped_ = true;
    return Json::parse(request_);
  }

 private:
  void serve() {
    while (!stopped_) {
      server_.turn(std::chrono::steady_clock::now(),
                   [this](std::string_view request, std::string_view) {
                     request_ = request;
                     return answer_;
                   });
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  service::ControlServer server_;
  std::string answer_;
  std::string request_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

/// What the router would have stored of that example.
Json stored_assessment(const std::string& name) {
  Json assessment =
      Json::parse(page({example(name), "--json"})).at("reports").at(0).at("assessment");
  // As router/assess/assessment_json.h writes it: suggestions by their ids.
  for (Json& frame : assessment.at("frames")) {
    for (Json& judgement : frame.at("judgements")) {
      for (Json& element : judgement.at("elements")) {
        if (!element.contains("by")) continue;
        for (Json& by : element.at("by")) by = by.at("suggestion");
      }
    }
  }
  return assessment;
}

std::string stored_answer(const std::string& name) {
  return Json{{"ok", true},
              {"report", some_report},
              {"revision", 3},
              {"assessment", stored_assessment(name)}}
      .dump();
}

}  // namespace

TEST_SUITE("cli/assess_command") {
  TEST_CASE("every example reads in both languages under both laws, without a code left over") {
    const std::regex code(
        "[a-z]+_[a-z_]+|\\b(missing|protection|flag|element|result|value|finding)\\.[a-z]");
    for (const std::string& file : examples()) {
      for (const char* frame : {"protocol", "mali"}) {
        for (const char* words : {"en", "fr"}) {
          CAPTURE(file);
          CAPTURE(frame);
          CAPTURE(words);
          const std::string text = page({file, "--frame", frame, "--lang", words});
          std::smatch found;
          CHECK_FALSE(std::regex_search(text, found, code));
          CHECK(found.str() == "");
          const bool french = std::string(words) == "fr";
          const std::string whole = unwrapped(text);
          CHECK(contains(whole, french ? non_refoulement_fr : non_refoulement_en));
          CHECK(contains(whole,
                         french ? "Rien ici n’est un jugement." : "Nothing here is a verdict."));
          CHECK(contains(whole, french ? "Traite des personnes :" : "Trafficking in persons:"));
          CHECK(
              contains(whole, french ? "Trafic illicite de migrants :" : "Smuggling of migrants:"));
          CHECK(widest_line(text) <= 80);
        }
      }
    }
  }

  TEST_CASE("people are presumed, and what is not indicated is so on the facts reported") {
    for (const std::string& file : examples()) {
      CAPTURE(file);
      const std::string english = unwrapped(page({file, "--lang", "en", "--verbose"}));
      CHECK(count_of(english, "victim") == count_of(english, "presumed victim"));
      CHECK(count_of(english, "Victim") == 0);
      CHECK(count_of(english, "offender") == 0);
      CHECK(count_of(english, "not indicated") ==
            count_of(english, "not indicated on the facts reported"));
      const std::string french = unwrapped(page({file, "--lang", "fr"}));
      CHECK(count_of(french, "ictime") ==
            count_of(french, "ictime présumée") + count_of(french, "ictimes présumées"));
      CHECK(count_of(french, "non indiqué") ==
            count_of(french, "non indiqué au vu des faits rapportés"));
    }
  }

  TEST_CASE("trafficking and smuggling come out apart") {
    const std::string gina = unwrapped(page({example("case2-gina")}));
    CHECK(contains(gina, "Trafficking in persons: indicated Smuggling of migrants: not indicated"));
    const std::string felix = unwrapped(page({example("case1-felix")}));
    CHECK(contains(felix, "Trafficking in persons: not indicated on the facts reported"));
    CHECK(contains(felix, "Smuggling of migrants: indicated — for a planned crossing only"));
  }

  TEST_CASE("a planned crossing is said to be one that would be smuggling") {
    const std::string felix = unwrapped(page({example("case1-felix")}));
    CHECK(contains(felix, "Crossing 2: Mali → Algeria (planned)"));
    CHECK(contains(felix, "Would be smuggling of migrants, if it takes place: indicated"));
    const std::string boys = unwrapped(page({example("case3-quranic-school"), "--lang", "en"}));
    CHECK(contains(boys, "Smuggling of migrants: indicated"));
    CHECK_FALSE(contains(boys, "Would be smuggling"));
    CHECK_FALSE(contains(boys, "would be, if it takes place"));
  }

  TEST_CASE("a fact is named in plain words, with how it is known") {
    const std::string gina = unwrapped(page({example("case2-gina")}));
    CHECK(contains(gina, "Deception, by recruiters — told by those concerned"));
    CHECK(contains(gina,
                   "young woman (presumed victims, 1 person, female, age 23 as stated, Nigeria)"));
    const std::string boys = unwrapped(page({example("case3-quranic-school")}));
    CHECK(contains(boys,
                   "30 000 XOF, payeur : jeune homme, destinataire : gardes frontiere — dit par "
                   "les intéressés"));
    CHECK_FALSE(contains(boys, "/how/"));
  }

  TEST_CASE("parties read as words within a sentence in both languages") {
    struct Parties {
      const char* by;
      const char* to;
      const char* english;
      const char* french;
    };
    const Parties table[] = {
        {"migrant_or_family", "guide", "from the migrant or the family, to guide (passeur)",
         "payeur : le migrant ou sa famille, destinataire : passeur"},
        {"exploiter", "organiser", "from person who exploits or receives, to organiser of the",
         "payeur : personne qui exploite ou reçoit, destinataire : organisateur du voyage"},
        {"unknown", "other", "from somebody not known, to another party",
         "payeur : inconnu, destinataire : une autre partie"}};
    for (const Parties& parties : table) {
      CAPTURE(parties.by);
      Json report = read(example("case3-quranic-school"));
      Json& benefit = report["how"]["journey"]["crossings"][0]["benefits"][0];
      benefit["by"] = parties.by;
      benefit["to"] = parties.to;
      const Written written(report);
      CHECK(contains(unwrapped(page({written.file(), "--lang", "en"})), parties.english));
      CHECK(contains(unwrapped(page({written.file(), "--lang", "fr"})), parties.french));
    }
  }

  TEST_CASE("a French text that begins with an accented letter is put within a line as any other") {
    Json report = read(example("case3-quranic-school"));
    report["how"]["journey"]["crossings"][0]["transport"] = "on_foot";
    CHECK(contains(unwrapped(page({Written(report).file(), "--lang", "fr"})),
                   "Transport : à pied — Contrôle"));
  }

  TEST_CASE("verbose adds the place of each fact and the source of each sentence") {
    const std::string plain = unwrapped(page({example("case2-gina")}));
    const std::string verbose = unwrapped(page({example("case2-gina"), "--verbose"}));
    for (const char* part : {"[/how/means/0]", "[UNODC module (2020), section 7.C"}) {
      CAPTURE(part);
      CHECK(contains(verbose, part));
      CHECK_FALSE(contains(plain, part));
    }
  }

  TEST_CASE("several indicators together are named with why they count") {
    const Json patch = {{"how", {{"acts", nullptr}}},
                        {"indicators", Json::array({{{"code", "never_leave_premises"}},
                                                    {{"code", "guarded_door"}}})}};
    const Written report(patched("indicator-2-house", patch));
    const std::string text = unwrapped(page({report.file(), "--lang", "en"}));
    CHECK(contains(text, "possible Act - Several indicators together:"));
    const Json json = Json::parse(page({report.file(), "--json"}));
    bool named = false;
    for_each_object(json, [&](const Json& object) {
      if (object.contains("suggestion")) named = has_text(object, "text");
    });
    CHECK(named);
  }

  TEST_CASE("every indicator observed is listed with whom it concerns, whether or not it counts") {
    Json report = read(example("case3-quranic-school"));
    report["indicators"] = Json::array({{{"code", "begging"}, {"groups", {"garcons"}}},
                                        {{"code", "look_very_young"}},
                                        {{"code", "begging"}, {"groups", {"enseignants"}}}});
    const Written written(report);
    const std::string english = unwrapped(page({written.file(), "--lang", "en"}));
    const std::string section = english.substr(english.find("INDICATORS OBSERVED"));
    CHECK(
        contains(section, "The presence or absence of an indicator neither proves nor disproves"));
    CHECK(contains(section, " (garcons) - The persons look very young (all persons) - "));
    CHECK(contains(section, " (enseignants) PROTECTION"));
    CHECK(english.find("RESULTS") < english.find("INDICATORS OBSERVED"));
    const std::string french = unwrapped(page({written.file(), "--lang", "fr", "--verbose"}));
    CHECK(contains(french, "La présence ou l’absence d’un indice ne prouve ni n’infirme rien"));
    CHECK(contains(french, "(toutes les personnes) [/indicators/1]"));
  }

  TEST_CASE("the indicators of every example are on its page") {
    const auto mission = support::loaded_mission("config/mali");
    std::size_t listed = 0;
    for (const std::string& file : examples()) {
      CAPTURE(file);
      const Json report = read(file);
      const std::string text = unwrapped(page({file, "--lang", "en"}));
      CHECK(contains(text, "INDICATORS OBSERVED") == report.contains("indicators"));
      for (const Json& indicator : report.value("indicators", Json::array())) {
        const config::Catalogue& catalogue = mission.catalogues.at(report.at("catalogue"));
        const auto* entry = catalogue.find("indicators", indicator.at("code").get<std::string>());
        REQUIRE(entry != nullptr);
        CHECK(contains(text, "- " + entry->text.en + " ("));
        ++listed;
      }
    }
    CHECK(listed > 20);
  }

  TEST_CASE("that no indicator was observed is said, and neither proves nor disproves") {
    const Written none(patched("case2-gina", {{"indicators", Json::array()}}));
    CHECK(contains(unwrapped(page({none.file()})),
                   "it calls for a closer look. None, as reported PROTECTION"));
    const Written unreported(patched("case2-gina", {{"indicators", nullptr}}));
    CHECK_FALSE(contains(page({unreported.file()}), "INDICATORS OBSERVED"));
  }

  TEST_CASE("a child, a possible child and an age not reported are said under protection") {
    struct Ages {
      Json age;
      const char* english;
      const char* french;
    };
    const Ages table[] = {
        {{{"min", 9}, {"max", 12}, {"basis", "stated"}},
         "Somebody here is under 18 and is treated as a child.",
         "Une personne au moins a moins de 18 ans et est traitée comme un enfant."},
        {{{"min", 16}, {"max", 20}, {"basis", "looks"}},
         "Somebody here may be under 18: treated as a child until the age is known.",
         "Une personne au moins a peut-être moins de 18 ans : traitée comme un enfant"},
        {nullptr, "No age is reported of some persons: whether any is under 18 is not known.",
         "L’âge de certaines personnes n’est pas rapporté : on ignore si l’une a moins de 18 "
         "ans."}};
    for (const Ages& ages : table) {
      CAPTURE(ages.english);
      Json report = read(example("case2-gina"));
      for (Json& group : report["who"]) group["age"] = {{"min", 18}, {"basis", "documents"}};
      report["who"][0]["age"] = ages.age;
      if (ages.age.is_null()) report["who"][0].erase("age");
      const Written written(report);
      const std::string english = unwrapped(page({written.file(), "--lang", "en"}));
      CHECK(contains(english.substr(english.find("PROTECTION")), ages.english));
      const std::string french = unwrapped(page({written.file(), "--lang", "fr"}));
      CHECK(contains(french.substr(french.find("PROTECTION")), ages.french));
    }
    Json grown = read(example("case2-gina"));
    for (Json& group : grown["who"]) group["age"] = {{"min", 18}, {"basis", "documents"}};
    const std::string adult = unwrapped(page({Written(grown).file(), "--lang", "en"}));
    CHECK_FALSE(contains(adult.substr(adult.find("PROTECTION")), "under 18"));
  }

  TEST_CASE("the page comes in the language of its report unless another is asked for") {
    CHECK(contains(page({example("case3-quranic-school")}), "RÉSULTATS"));
    CHECK(contains(page({example("case2-gina")}), "RESULTS"));
    CHECK(contains(page({example("case2-gina"), "--lang", "fr"}), "RÉSULTATS"));
  }

  TEST_CASE("the law is the Protocols unless another is named") {
    const std::string file = example("case3-quranic-school");
    const std::string protocols = page({file, "--lang", "en"});
    CHECK_FALSE(contains(protocols, "Organised exploitation of begging"));
    CHECK(contains(protocols, "--frame mali"));
    const std::string mali = unwrapped(page({file, "--lang", "en", "--frame", "mali"}));
    CHECK(contains(mali, "Organised exploitation of begging: indicated"));
    CHECK(contains(mali, "Vouched for by a source on the day observed."));
    const CommandRun unknown = assess({file, "--frame", "roman"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains(unknown.err, "there are: mali, protocol"));
  }

  TEST_CASE("a law that no source vouches for on that day says so") {
    const Json patch = {
        {"when", {{"observed_to", "2021-06-12T21:30:00Z"}, {"filed_at", "2021-06-12T22:15:00Z"}}}};
    const Written later(patched("case2-gina", patch));
    const std::string sentence = "No source vouches that this law was unchanged";
    CHECK(contains(unwrapped(page({later.file(), "--frame", "mali"})), sentence));
    CHECK_FALSE(contains(unwrapped(page({example("case2-gina"), "--frame", "mali"})), sentence));
    const Json json = Json::parse(page({later.file(), "--json", "--frame", "mali"}));
    const Json& why = json["reports"][0]["assessment"]["frames"][0]["because"];
    REQUIRE(why.size() == 1);
    CHECK(why[0]["code"] == "frame.unverified");
    CHECK(has_text(why[0], "text"));
  }

  TEST_CASE("a label, a denial and consent are shown as not used, and change nothing else") {
    Json patch = {{"what", {{"label", "smuggling"}}}};
    Json said = patched("case2-gina", patch);
    said["who"][0]["statement"] = {{"consents", "yes"}, {"denies_being_victim", "yes"}};
    Json silent = patched("case2-gina", Json::object());
    silent["who"][0].erase("statement");
    const std::string with = unwrapped(page({Written(said).file()}));
    const std::string without = unwrapped(page({Written(silent).file()}));
    const std::string heading = "NOT USED IN THIS ASSESSMENT";
    REQUIRE(contains(with, heading));
    CHECK(contains(with, "The patrol’s own label: “smuggling”"));
    CHECK(contains(with, "they say they do not see themselves as presumed victims — yes"));
    CHECK(contains(with, "they say they agree to what is done — yes"));
    CHECK_FALSE(contains(without, heading));
    CHECK(with.substr(0, with.find(heading)) == without.substr(0, without.find("Nothing here is")));
  }

  TEST_CASE("what people wrote can neither begin a line nor steer the terminal") {
    const Json patch = {
        {"what", {{"label", "fine\n\nRESULTS\n  Trafficking in persons: none\u202e\u200b"}}},
        {"where", {{"locality", "Gao\nRESULTS"}}}};
    const Written report(patched("case1-felix", patch));
    const std::string text = page({report.file()});
    CHECK(count_of(text, "\nRESULTS") == 1);
    CHECK(contains(unwrapped(text), "fine\\n\\nRESULTS\\n"));
    CHECK(contains(text, "\\u202e\\u200b"));
    CHECK_FALSE(contains(text, "\u202e"));
  }

  TEST_CASE("whatever a valid report says, it has its page in both languages") {
    const config::Mission mission = support::loaded_mission("config/mali");
    const config::Catalogue& catalogue = mission.catalogues.at("2019.1");
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      CAPTURE(seed);
      SeededRandom random(seed);
      const Report report = random_report(random);
      const Json content = Json::parse(encode_report(report));
      const Json assessment =
          Json::parse(router::write_assessment(router::assess(report, catalogue)));
      for (const char* words : {"en", "fr"}) {
        const std::string text = assessment_page(
            {.report = some_report, .revision = 1, .assessment = assessment, .content = &content},
            mission, catalogue,
            {.language = words, .frames = {"protocol", "mali"}, .verbose = seed % 2 == 0});
        const std::string stored = assessment_page(
            {.report = some_report, .revision = 1, .assessment = assessment, .content = nullptr},
            mission, catalogue, {.language = words, .frames = {"protocol", "mali"}});
        CHECK_FALSE(contains(stored, "{}"));
        CHECK_FALSE(contains(stored, ": /"));
        CHECK(contains(unwrapped(text),
                       words == std::string("fr") ? non_refoulement_fr : non_refoulement_en));
        CHECK(std::none_of(text.begin(), text.end(), [](char c) {
          return c != '\n' && static_cast<unsigned char>(c) < 0x20;
        }));
      }
    }
  }

  TEST_CASE("an exercise is called one") {
    const Written report(patched("case2-gina", {{"exercise", true}}));
    CHECK(contains(page({report.file()}), "EXERCISE"));
    CHECK_FALSE(contains(page({example("case2-gina")}), "EXERCISE"));
  }

  TEST_CASE("the head says what kind of report it is when it is not an ordinary one") {
    CHECK_FALSE(contains(page({example("case2-gina")}), "Kind:"));
    const Written flash(patched("case2-gina", {{"kind", "flash"}}));
    CHECK(contains(page({flash.file(), "--lang", "en"}), "Kind:         Flash,"));
    CHECK(contains(page({flash.file(), "--lang", "fr"}), "Nature :      Flash,"));
    const Written note(
        patched("case2-gina", {{"kind", "information_note"}, {"about", some_report}}));
    CHECK(contains(unwrapped(page({note.file(), "--lang", "en"})),
                   std::string("Kind: Information note about report ") + some_report));
    CHECK(contains(unwrapped(page({note.file(), "--lang", "fr"})),
                   std::string("Nature : Note d’information sur le rapport ") + some_report));
  }

  TEST_CASE("in JSON every code of every example has its text in both languages and its source") {
    std::size_t statements = 0;
    for (const std::string& file : examples()) {
      CAPTURE(file);
      const Json reports = Json::parse(page({file, "--json"})).at("reports");
      REQUIRE(reports.size() == 1);
      CHECK(reports[0].at("assessment").at("frames").size() == 2);
      for_each_object(reports[0].at("assessment"), [&](const Json& object) {
        CAPTURE(object.dump());
        if (object.contains("code") || object.contains("element") || object.contains("frame")) {
          ++statements;
          CHECK(has_text(object, "text"));
          CHECK_FALSE(object.value("source", "").empty());
        }
        if (object.value("code", "").starts_with("missing.")) CHECK(object.contains("learn"));
        if (object.contains("purpose")) CHECK(has_text(object, "purpose_text"));
        if (object.contains("finding")) CHECK(has_text(object, "finding_text"));
        for (const char* result : {"result", "as_adult", "as_child"}) {
          if (object.contains(result))
            CHECK(has_text(object, (std::string(result) + "_text").c_str()));
        }
      });
    }
    CHECK(statements > 200);
    const Json one = Json::parse(page({example("case2-gina"), "--json", "--frame", "mali"}));
    REQUIRE(one["reports"][0]["assessment"]["frames"].size() == 1);
    CHECK(one["reports"][0]["assessment"]["frames"][0]["frame"] == "mali");
  }

  TEST_CASE("a report is read from standard input") {
    std::ifstream file(example("case2-gina"));
    std::streambuf* before = std::cin.rdbuf(file.rdbuf());
    const CommandRun run = assess({"-"});
    std::cin.rdbuf(before);
    std::cin.clear();
    CHECK(run.exit_code == 0);
    CHECK(run.out == page({example("case2-gina")}));
  }

  TEST_CASE("a report that cannot be read is refused with its problems, in both languages") {
    const Written report(std::string(R"({"schema":1})"));
    for (const auto& [words, refused] :
         {std::pair{"en", "report.json: refused"}, {"fr", "report.json : refusé"}}) {
      const CommandRun run = assess({report.file(), "--lang", words});
      CHECK(run.exit_code == 1);
      CHECK(contains(run.out, refused));
      CHECK(contains(run.out, "schema.missing"));
    }
    const CommandRun json = assess({report.file(), "--json"});
    CHECK(json.exit_code == 1);
    CHECK(Json::parse(json.out)["reports"][0]["state"] == "refused");
  }

  TEST_CASE("a word the catalogue does not have is a problem with its pointer") {
    Json report = read(example("case2-gina"));
    report["how"]["means"][1]["code"] = "hypnosis";
    const CommandRun run = assess({Written(report).file()});
    CHECK(run.exit_code == 1);
    CHECK(contains(run.out, "/how/means/1/code"));
    CHECK(contains(run.out, "meaning.unknown_code"));
  }

  TEST_CASE("a catalogue the mission does not have is named, and so is its own") {
    const Written report(patched("case2-gina", {{"catalogue", "2031.4"}}));
    const CommandRun run = assess({report.file()});
    CHECK(run.exit_code == 1);
    CHECK(contains(run.err, "2031.4"));
    CHECK(contains(run.err, "2019.1"));
    CHECK(run.out.empty());
  }

  TEST_CASE("a catalogue without laws has nothing to assess by") {
    const support::TemporaryFolder folder;
    std::filesystem::copy(shipped_mission(), folder / "mission",
                          std::filesystem::copy_options::recursive);
    std::filesystem::remove(folder / "mission" / "catalogue" / "frames.yaml");
    const CommandRun run =
        run_command({"assess", example("case2-gina"), "--mission", (folder / "mission").string()});
    CHECK(run.exit_code == 3);
    CHECK(contains(run.err, "frames.yaml"));
  }

  TEST_CASE("among several reports the good ones are shown, and the worst decides the exit code") {
    const Written bad(std::string("{}"));
    const CommandRun run = assess(
        {example("case2-gina"), bad.file(), "/nonexistent/report.json", example("john-van")});
    CHECK(run.exit_code == 1);
    CHECK(count_of(run.out, "Assessment of report") == 2);
    CHECK(contains(run.out, "refused"));
    CHECK(contains(run.err, "/nonexistent/report.json"));
    const CommandRun json = assess({example("case2-gina"), "/nonexistent/report.json", "--json"});
    CHECK(json.exit_code == 1);
    CHECK(Json::parse(json.out)["reports"][1]["error"]["exit"] == 1);
    CHECK(assess({"/nonexistent/report.json"}).exit_code == 1);
    CHECK(assess({}).exit_code == 2);
  }

  TEST_CASE("a stored assessment is asked of the router and reads as a fresh one") {
    const support::TemporaryFolder folder;
    const std::string answer = stored_answer("case3-quranic-school");
    FakeRouter router(folder.path(), answer);
    const std::string stored =
        unwrapped(page({some_report, "--revision", "3", "--lang", "en", "--data", folder.path()}));
    const Json asked = router.asked();
    CHECK(asked.at("command") == "assessment");
    CHECK(asked.at("report") == some_report);
    CHECK(asked.at("revision") == 3);
    CHECK(contains(stored, std::string("Assessment of report ") + some_report + ", revision 3"));
    CHECK(contains(stored, "Trafficking in persons: indicated Smuggling of migrants: indicated"));
    CHECK(contains(stored, "met Act - Reported: act 1 - Reported: act 2"));
    CHECK(contains(stored, non_refoulement_en));
    CHECK(contains(stored, "The report itself is not here"));
  }

  TEST_CASE("what the router refuses ends in its own words, and none that runs in try later") {
    const support::TemporaryFolder folder;
    const std::string refusal =
        R"({"ok":false,"error":{"code":"explain.unknown_report","text":"no report of that id"}})";
    {
      const FakeRouter router(folder.path(), refusal);
      const CommandRun refused = assess({some_report, "--data", folder.path()});
      CHECK(refused.exit_code == 1);
      CHECK(contains(refused.err, "no report of that id"));
    }
    CHECK(assess({some_report, "--data", folder.path()}).exit_code == 75);
  }

  TEST_CASE("the help names what can be given") {
    const CommandRun help = run_command({"assess", "--help"});
    CHECK(help.exit_code == 0);
    for (const char* part : {"standard input", "--frame", "--revision", "--verbose", "stored"}) {
      CAPTURE(part);
      CHECK(contains(help.out, part));
    }
  }
}
