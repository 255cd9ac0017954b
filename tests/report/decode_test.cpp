#include "report/decode.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "report/json_members.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/report_generator.h"

using namespace vigie;

namespace {

namespace fs = std::filesystem;

/// "pointer code" of each problem, in order, joined by "; "; empty when the report was accepted.
std::string problems_of(std::string_view bytes) {
  const auto result = decode_report(bytes);
  std::string lines;
  if (const auto* problems = std::get_if<Problems>(&result)) {
    for (const Problem& problem : *problems) {
      if (!lines.empty()) lines += "; ";
      lines += problem.pointer + " " + problem.code;
    }
  }
  return lines;
}

/// A valid report with every field, as JSON to be spoiled.
OrderedJson maximal() { return OrderedJson::parse(encode_report(maximal_report())); }

struct Bad {
  std::string place;     ///< Pointer of what is set, in the maximal report.
  std::string value;     ///< What is put there, as JSON; "" removes it.
  std::string expected;  ///< "pointer code" of the only problem.
};

std::string spoiled(const Bad& bad) {
  OrderedJson json = maximal();
  const OrderedJson::json_pointer place(bad.place);
  if (bad.value.empty()) {
    json[place.parent_pointer()].erase(place.back());
  } else {
    json[place] = OrderedJson::parse(bad.value);
  }
  return json.dump();
}

void check_rows(std::span<const Bad> rows) {
  for (const Bad& row : rows) {
    CAPTURE(row.place);
    CAPTURE(row.value);
    CHECK(problems_of(spoiled(row)) == row.expected);
  }
}

std::string quoted(std::size_t length, const char* letter = "a") {
  std::string text = "\"";
  for (std::size_t i = 0; i < length; ++i) text += letter;
  return text + "\"";
}

}  // namespace

TEST_SUITE("report/decode") {
  TEST_CASE("structure: each mistake gives its place and its code") {
    const Bad rows[] = {
        {"/schema", "", "/schema schema.missing"},
        {"/schema", "\"1\"", "/schema schema.type"},
        {"/schema", "0", "/schema schema.range"},
        {"/schema", "1.0", "/schema schema.type"},
        {"/catalogue", "\"2019\"", "/catalogue schema.pattern"},
        {"/catalogue", "\"2019.12345\"", "/catalogue schema.pattern"},
        {"/id", "\"x\"", "/id schema.pattern"},
        {"/id", "\"016b1c5d-2f80-4abc-8def-0123456789ab\"", "/id schema.pattern"},
        {"/id", "\"016b1c5d-2f80-7abc-cdef-0123456789ab\"", "/id schema.pattern"},
        {"/id", "\"016B1C5D-2F80-7ABC-8DEF-0123456789AB\"", "/id schema.pattern"},
        {"/revision", "0", "/revision schema.range"},
        {"/revision", "10001", "/revision schema.range"},
        {"/revision", "1.0", "/revision schema.type"},
        {"/revision", "1e0", "/revision schema.type"},
        {"/revision", "18446744073709551615", "/revision schema.range"},
        {"/revision", "\"1\"", "/revision schema.type"},
        {"/kind", "\"Report\"", "/kind schema.enum"},
        {"/kind", "null", "/kind schema.type"},
        {"/exercise", "\"yes\"", "/exercise schema.type"},
        {"/exercise", "null", "/exercise schema.type"},
        {"/language", "\"de\"", "/language schema.enum"},
        {"/patrol", "[]", "/patrol schema.type"},
        {"/patrol/unit", "", "/patrol/unit schema.missing"},
        {"/patrol/unit", "\"Unit\"", "/patrol/unit schema.pattern"},
        {"/patrol/device", "\"\"", "/patrol/device schema.pattern"},
        {"/patrol/team_site", "\"\"", "/patrol/team_site schema.length"},
        {"/who", "{}", "/who schema.type"},
        {"/who/0/role", "\"victim\"", "/who/0/role schema.enum"},
        {"/who/0/role", "", "/who/0/role schema.missing"},
        {"/who/0/count", "{}", "/who/0/count schema.rule"},
        {"/who/0/count", "6", "/who/0/count schema.type"},
        {"/who/0/count/min", "-1", "/who/0/count/min schema.range"},
        {"/who/0/age/max", "121", "/who/0/age/max schema.range"},
        {"/who/0/age/basis", "", "/who/0/age/basis schema.missing"},
        {"/who/0/may_be_under_18", "\"yes\"", "/who/0/may_be_under_18 schema.unknown_key"},
        {"/who/0/nationalities", "[\"ML\"]", "/who/0/nationalities/0 schema.pattern"},
        {"/who/0/nationalities", "[\"MLI\",\"MLI\"]", "/who/0/nationalities/1 schema.unique"},
        {"/who/0/languages", "[\"Bam\"]", "/who/0/languages/0 schema.pattern"},
        {"/who/0/documents/0/state", "\"lost\"", "/who/0/documents/0/state schema.enum"},
        {"/who/0/statement/consents", "true", "/who/0/statement/consents schema.type"},
        {"/what/category", "\"a b\"", "/what/category schema.pattern"},
        {"/what/category", "7", "/what/category schema.type"},
        {"/when/filed_at", "", "/when/filed_at schema.missing"},
        {"/when/filed_at", "\"2019-06-03\"", "/when/filed_at schema.pattern"},
        {"/when/filed_at", "\"2019-06-03T10:00:00\"", "/when/filed_at schema.pattern"},
        {"/when/filed_at", "1559549700000", "/when/filed_at schema.type"},
        {"/where/region", "", "/where/region schema.missing"},
        {"/where/position/latitude", "90.5", "/where/position/latitude schema.range"},
        {"/where/position/longitude", "-181", "/where/position/longitude schema.range"},
        {"/where/position/latitude", "\"16\"", "/where/position/latitude schema.type"},
        {"/where/position/latitude", "", "/where/position/latitude schema.missing"},
        {"/why/purposes/0/basis", "\"guessed\"", "/why/purposes/0/basis schema.enum"},
        {"/how/acts", "{}", "/how/acts schema.type"},
        {"/how/acts/0", "\"transfer\"", "/how/acts/0 schema.type"},
        {"/how/acts/0/groups", "[]", "/how/acts/0/groups schema.items"},
        {"/how/vehicles/0/count", "2.5", "/how/vehicles/0/count schema.type"},
        {"/how/journey/crossings/0/from", "\"Togo\"",
         "/how/journey/crossings/0/from schema.pattern"},
        {"/how/journey/crossings/0/stage", "\"maybe\"",
         "/how/journey/crossings/0/stage schema.enum"},
        {"/how/journey/crossings/0/benefits/0/currency", "",
         "/how/journey/crossings/0/benefits/0/currency schema.rule"},
        {"/how/journey/crossings/0/documents/0/visa", "\"none\"",
         "/how/journey/crossings/0/documents/0/visa schema.enum"},
        {"/how/journey/crossings/0/mistreatment", "[\"threats\",\"threats\"]",
         "/how/journey/crossings/0/mistreatment/1 schema.unique"},
        {"/indicators/0/code", "", "/indicators/0/code schema.missing"},
        {"/needs/0/urgency", "\"now\"", "/needs/0/urgency schema.enum"},
        {"/danger/life_at_risk_now", "", "/danger/life_at_risk_now schema.missing"},
        {"/protection", "null", "/protection schema.type"},
        {"/concerns_un_personnel", "", "/concerns_un_personnel schema.missing"},
        {"/concerns_un_personnel/answer", "\"unknown\"",
         "/concerns_un_personnel/answer schema.enum"},
        {"/evidence/0/digest", "\"abc\"", "/evidence/0/digest schema.pattern"},
        {"/evidence/0/bytes", "8388609", "/evidence/0/bytes schema.range"},
        {"/evidence/0/kind", "", "/evidence/0/kind schema.missing"},
        {"/identity/kind", "\"photograph\"", "/identity/kind schema.unknown_key"},
        {"/identity/bytes", "0", "/identity/bytes schema.range"},
        {"/urgency", "\"flash\"", "/urgency schema.unknown_key"}};
    check_rows(rows);
  }

  TEST_CASE("rules between fields: each broken one gives its place and its code") {
    const Bad rows[] = {
        {"/who/0/count", R"({"min":3,"max":2})", "/who/0/count rule.range"},
        {"/who/0/age", R"({"min":20,"max":2,"basis":"looks"})", "/who/0/age rule.range"},
        {"/about", "", "/about rule.about"},
        {"/kind", "\"report\"", "/about rule.about"},
        {"/kind", "\"flash\"", "/about rule.about"},
        {"/concerns_un_personnel/answer", "\"no\"",
         "/concerns_un_personnel/implicated_positions rule.implicated"},
        {"/when/observed_to", "\"2019-05-01T00:00:00Z\"", "/when/observed_to rule.observed_order"},
        {"/when/observed_to", "\"2019-06-31T00:00:00Z\"", "/when/observed_to rule.date"},
        {"/how/acts/0/groups", "[\"boys\"]", "/how/acts/0/groups/0 rule.unknown_group"},
        {"/how/means/0/by", "[\"boys\"]", "/how/means/0/by/0 rule.unknown_group"},
        {"/needs/0/group", "\"boys\"", "/needs/0/group rule.unknown_group"},
        {"/how/journey/crossings/0/documents/0/groups/0", "\"boys\"",
         "/how/journey/crossings/0/documents/0/groups/0 rule.unknown_group"},
        {"/who/1", R"({"name":"girls","role":"other"})", "/who/1/name rule.group_name"},
        {"/what/narrative", "\"a\\u0000b\"", "/what/narrative text.control"},
        {"/what/narrative", "\"a\\rb\"", "/what/narrative text.control"},
        {"/what/narrative", "\"a\\u0085b\"", "/what/narrative text.control"},
        {"/what/label", "\"\\u007f\"", "/what/label text.control"}};
    check_rows(rows);
  }

  TEST_CASE("a withheld place is not written down in the same report") {
    CHECK(problems_of(spoiled({"/where/place_withheld", "true", ""})) ==
          "/where/locality rule.place_withheld; /where/position rule.place_withheld");
  }

  TEST_CASE("a giver or taker of a benefit may be a party that is no group of the report") {
    CHECK(
        problems_of(spoiled({"/how/journey/crossings/0/benefits/0/by", "\"guide\"", ""})).empty());
  }

  TEST_CASE("texts are counted in code points, and their limits are allowed") {
    const std::tuple<const char*, std::size_t> rows[] = {{"/what/label", 120},
                                                         {"/what/summary", 1000},
                                                         {"/what/narrative", 60'000},
                                                         {"/when/recurring", 2000},
                                                         {"/where/locality", 200}};
    for (const auto& [place, limit] : rows) {
      CAPTURE(place);
      const char* wide = "\xf0\x9f\x9a\x90";
      CHECK(problems_of(spoiled({place, quoted(limit, wide), ""})).empty());
      CHECK(problems_of(spoiled({place, quoted(limit + 1), ""})) ==
            std::string(place) + " schema.length");
    }
  }

  TEST_CASE("lists end at their limits") {
    const auto listed = [](const char* name, const OrderedJson& entry, std::size_t count) {
      OrderedJson json = OrderedJson::parse(encode_report(minimal_report()));
      json[name] = OrderedJson::array();
      for (std::size_t i = 0; i < count; ++i) json[name].push_back(entry);
      return problems_of(json.dump());
    };
    const OrderedJson indicator = {{"code", "bruises"}};
    const OrderedJson need = {{"kind", "food"}, {"urgency", "routine"}};
    CHECK(listed("indicators", indicator, indicators_max).empty());
    CHECK(listed("indicators", indicator, indicators_max + 1) == "/indicators schema.items");
    CHECK(listed("needs", need, list_items_max).empty());
    CHECK(listed("needs", need, list_items_max + 1) == "/needs schema.items");
  }

  TEST_CASE("a flash needs almost nothing") {
    Report report = minimal_report();
    report.kind = Kind::flash;
    CHECK(problems_of(encode_report(report)).empty());
  }

  TEST_CASE("everything that is wrong comes in one list") {
    OrderedJson json = maximal();
    json.erase("id");
    json["revision"] = 0;
    json["wher"] = json["where"];
    json.erase("where");
    json["who"][0]["age"]["max"] = "19";
    CHECK(problems_of(json.dump()) ==
          "/id schema.missing; /revision schema.range; /who/0/age/max schema.type; /where "
          "schema.missing; /wher schema.unknown_key");
  }

  TEST_CASE("an unknown field near a known one brings a hint, and no text quotes a value") {
    const auto result = decode_report(spoiled({"/who/0/nationality", "\"Secret Name\"", ""}));
    const auto& problems = std::get<Problems>(result);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].text.en.find("Did you mean") == std::string::npos);
    const auto near = decode_report(spoiled({"/who/0/descripton", "\"Secret Name\"", ""}));
    const Problem& hint = std::get<Problems>(near)[0];
    CHECK(hint.text.en.find("'description'") != std::string::npos);
    CHECK(hint.text.en.find("Secret") == std::string::npos);
    const auto made_up = decode_report(spoiled({"/Jane Doe, Gao", "1", ""}));
    CHECK(std::get<Problems>(made_up)[0].pointer == "");
  }

  TEST_CASE("a flood of problems is cut after 64, and says so") {
    OrderedJson json = OrderedJson::parse(encode_report(minimal_report()));
    for (int i = 0; i < 200; ++i) json["x" + std::to_string(i)] = i;
    const auto problems = std::get<Problems>(decode_report(json.dump()));
    CHECK(problems.size() == 65);
    CHECK(problems.back().code == "problems.more");
  }

  TEST_CASE("a report of another version of the form gives that problem alone") {
    CHECK(problems_of(spoiled({"/schema", "2", ""})) == "/schema schema.version");
    CHECK(problems_of(R"({"schema":7,"unheard_of":true})") == "/schema schema.version");
  }

  TEST_CASE("what is no JSON object gives one problem") {
    const std::string good = encode_report(minimal_report());
    const std::pair<std::string, std::string> rows[] = {
        {"[]", " json.not_object"},           {"7", " json.not_object"},
        {"\"report\"", " json.not_object"},   {good + "x", " json.syntax"},
        {good + good, " json.syntax"},        {"\xef\xbb\xbf" + good, " json.syntax"},
        {good.substr(0, 100), " json.syntax"}};
    for (const auto& [bytes, expected] : rows) {
      CAPTURE(bytes);
      CHECK(problems_of(bytes) == expected);
    }
    CHECK(problems_of(good.substr(0, good.size() - 1) + ",\"schema\":1}") ==
          "/schema json.duplicate_key");
  }

  TEST_CASE("one decoder reads many reports, good and bad, one after the other") {
    ReportDecoder decoder;
    const std::string good = encode_report(maximal_report());
    for (int i = 0; i < 3; ++i) {
      const auto result = decoder.decode(good);
      REQUIRE(std::holds_alternative<Report>(result));
      CHECK(std::get<Report>(result) == maximal_report());
      CHECK(std::holds_alternative<Problems>(decoder.decode(good.substr(1))));
    }
  }

  TEST_CASE("every example is a report") {
    int count = 0;
    for (const auto& file : fs::directory_iterator(VIGIE_SOURCE_DIR "/examples")) {
      if (file.path().extension() != ".json") continue;
      CAPTURE(file.path().filename().string());
      CHECK(problems_of(support::file_bytes(file.path())).empty());
      ++count;
    }
    CHECK(count == 10);
  }
}
