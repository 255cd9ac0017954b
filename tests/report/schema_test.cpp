// The published schema and the decoder say the same of the structure of a report. valijson is the
// other reader; it stops texts at U+0000 when it counts them, so no document here has one.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "report/decode.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/number_in.h"
#include "tests/support/report_generator.h"

using namespace vigie;
using support::file_bytes;

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

Json schema_json() {
  return Json::parse(file_bytes(VIGIE_SOURCE_DIR "/report/report.schema.json"));
}

class SchemaReader {
 public:
  SchemaReader() {
    const Json json = schema_json();
    valijson::adapters::NlohmannJsonAdapter adapter(json);
    valijson::SchemaParser().populateSchema(adapter, schema_);
  }
  bool accepts(const Json& document) {
    valijson::adapters::NlohmannJsonAdapter adapter(document);
    return validator_.validate(schema_, adapter, nullptr);
  }

 private:
  valijson::Schema schema_;
  valijson::Validator validator_;
};

/// Whether the decoder finds the structure sound; rules between fields are not the schema's.
bool decoder_accepts(ReportDecoder& decoder, const std::string& bytes) {
  const auto result = decoder.decode(bytes);
  const auto* problems = std::get_if<Problems>(&result);
  if (problems == nullptr) return true;
  return std::none_of(problems->begin(), problems->end(), [](const Problem& problem) {
    return problem.code.starts_with("json.") || problem.code.starts_with("schema.");
  });
}

std::vector<Json> examples() {
  std::vector<Json> list;
  for (const auto& file : fs::directory_iterator(VIGIE_SOURCE_DIR "/examples")) {
    if (file.path().extension() == ".json") list.push_back(Json::parse(file_bytes(file.path())));
  }
  return list;
}

/// Spoils a valid report a little, at random places.
class Mutator {
 public:
  explicit Mutator(SeededRandom& random) : random_(random) {}

  void mutate(Json& document) {
    for (std::uint64_t count = 1 + random_.below(2); count > 0; --count) mutate_once(document);
  }

  Json any_document(int depth) {
    switch (random_.below(depth > 3 ? 4 : 6)) {
      case 4: {
        Json list = Json::array();
        for (std::uint64_t i = random_.below(4); i > 0; --i)
          list.push_back(any_document(depth + 1));
        return list;
      }
      case 5: {
        Json object = Json::object();
        for (std::uint64_t i = random_.below(6); i > 0; --i)
          object[name()] = any_document(depth + 1);
        return object;
      }
      default:
        return value();
    }
  }

 private:
  static void collect(Json& json, std::vector<Json*>& places) {
    places.push_back(&json);
    if (json.is_structured()) {
      for (Json& entry : json) collect(entry, places);
    }
  }

  Json& any_place(Json& document) {
    std::vector<Json*> places;
    collect(document, places);
    return *places[random_.below(places.size())];
  }

  std::string name() {
    static const std::vector<std::string> names{"schema", "id",   "who",  "when", "where", "min",
                                                "max",    "name", "role", "code", "kind",  "x"};
    return names[random_.below(names.size())];
  }

  Json value() {
    static const std::vector<Json> values =
        Json::parse(R"([null, true, false, 0, 1, -1, 7, 120, 121,
      100001, 1.0, 0.5, -0.0, 1e3, 9223372036854775807, 9223372036854775808, 18446744073709551615,
      -9223372036854775808, "", "x", "yes", "unknown", "report", "none", "girls", "MLI", "mli", "a b",
      "girls\n", "MLI\n", "é", "2019.1", "2019-06-31T10:00:00Z", "2019-06-03T10:00:00.5+01:00",
      "2019-06-03T10:00:00", "016b1c5d-2f80-7abc-8def-0123456789ab", [], {}, ["a"], ["a", "a"],
      {"min": 1}, {"answer": "yes"}])");
    const std::uint64_t pick = random_.below(values.size() + 1);
    if (pick < values.size()) return values[pick];
    static const std::vector<std::size_t> lengths{64,  65,   120,  121,  200,
                                                  201, 1000, 1001, 2000, 2001};
    return std::string(lengths[random_.below(lengths.size())], 'a');
  }

  void mutate_once(Json& document) {
    Json& place = any_place(document);
    switch (random_.below(7)) {
      case 0:
        place = value();
        break;
      case 1:
        place = Json(any_place(document));
        break;
      case 2:
        remove_from(place);
        break;
      case 3:
        if (place.is_object()) place[name()] = value();
        break;
      case 4:
        repeat_in(place);
        break;
      case 5:
        nudge(place);
        break;
      default:
        rename_in(place);
    }
  }

  void remove_from(Json& place) {
    if (!place.is_structured() || place.empty()) return;
    auto entry = place.begin();
    std::advance(entry, static_cast<std::ptrdiff_t>(random_.below(place.size())));
    place.erase(entry);
  }

  void repeat_in(Json& place) {
    if (!place.is_array() || place.empty()) return;
    static const std::vector<std::size_t> counts{1, 2, 15, 16, 31, 32, 63, 64};
    const Json entry = place.front();
    for (std::size_t i = counts[random_.below(counts.size())]; i > 0; --i) place.push_back(entry);
  }

  void nudge(Json& place) {
    if (place.is_number_integer()) {
      const auto number = place.get<std::int64_t>();
      const bool up = random_.below(2) == 0 && number < std::numeric_limits<std::int64_t>::max();
      place = up || number == std::numeric_limits<std::int64_t>::min() ? number + 1 : number - 1;
    } else if (place.is_string() && !place.get_ref<const std::string&>().empty()) {
      std::string text = place;
      char& letter = text[random_.below(text.size())];
      // Only plain letters change, so that the document stays UTF-8.
      if (letter > 0) letter = "aZ09_-.:T "[random_.below(10)];
      place = text;
    }
  }

  void rename_in(Json& place) {
    if (!place.is_object() || place.empty()) return;
    auto entry = place.begin();
    std::advance(entry, static_cast<std::ptrdiff_t>(random_.below(place.size())));
    Json moved = entry.value();
    const std::string renamed = entry.key() + "x";
    place.erase(entry);
    place[renamed] = std::move(moved);
  }

  SeededRandom& random_;
};

/// count different texts: codes, or three letters that fit countries or languages.
Json distinct_texts(std::size_t count, char first_letter) {
  Json list = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    const auto letter = [&](std::size_t step) {
      return static_cast<char>(first_letter + static_cast<char>(step % 26));
    };
    list.push_back(std::string{letter(0), letter(i / 26), letter(i)});
  }
  return list;
}

/// Values at and beyond every limit of the form.
std::vector<Json> edge_values() {
  std::vector<Json> values = Json::parse(R"([null, true, 1.0, 0.5, {}, [], [[]], [{}], "A", "a"])");
  for (const std::int64_t limit : {-180L, -90L, 0L, 1L, 90L, 120L, 180L, 10'000L, 100'000L,
                                   1'000'000L, 8'388'608L, 1'000'000'000'000L}) {
    for (const std::int64_t value : {limit - 1, limit, limit + 1}) values.emplace_back(value);
  }
  for (const std::size_t limit : {0UL, 3UL, 4UL, 64UL, 120UL, 200UL, 1000UL, 2000UL, 60'000UL}) {
    values.emplace_back(std::string(limit, 'a'));
    values.emplace_back(std::string(limit + 1, 'a'));
    std::string wide;
    for (std::size_t i = 0; i < limit; ++i) wide += "é";
    values.emplace_back(wide);
  }
  for (const std::size_t count : {1UL, 2UL, 16UL, 17UL, 32UL, 33UL, 64UL, 65UL}) {
    values.push_back(distinct_texts(count, 'a'));
    values.push_back(distinct_texts(count, 'A'));
  }
  return values;
}

void collect_places(const Json& json, const Json::json_pointer& place,
                    std::vector<Json::json_pointer>& places) {
  places.push_back(place);
  if (json.is_object()) {
    for (const auto& [name, member] : json.items()) collect_places(member, place / name, places);
  }
  if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) collect_places(json[i], place / i, places);
  }
}

/// The document with this place removed, stretched (a list), or given one more member (an object).
std::vector<Json> other_shapes(const Json& document, const Json::json_pointer& place) {
  std::vector<Json> shapes;
  if (!place.empty() && document.at(place.parent_pointer()).is_object()) {
    shapes.push_back(document);
    shapes.back()[place.parent_pointer()].erase(place.back());
  }
  if (document.at(place).is_object()) {
    shapes.push_back(document);
    shapes.back()[place]["extra"] = 1;
  }
  if (document.at(place).is_array() && !document.at(place).empty()) {
    for (const std::size_t count : {0UL, 16UL, 17UL, 32UL, 33UL, 64UL, 65UL}) {
      shapes.push_back(document);
      shapes.back()[place] = Json(count, document.at(place).front());
    }
  }
  return shapes;
}

struct Verdicts {
  int accepted = 0;
  int refused = 0;
};

void compare(const Json& document, SchemaReader& schema, ReportDecoder& decoder,
             Verdicts& verdicts) {
  const std::string bytes = document.dump();
  const bool by_schema = schema.accepts(document);
  const bool by_decoder = decoder_accepts(decoder, bytes);
  ++(by_schema ? verdicts.accepted : verdicts.refused);
  if (by_schema == by_decoder) return;
  FAIL_CHECK("schema " << by_schema << ", decoder " << by_decoder << ": " << bytes);
}

std::uint64_t case_count() { return support::number_in("VIGIE_CASES", 12'000); }

/// Follows references, calls visit(pointer, leaf) for everything that is neither object nor list.
void for_each_leaf(const Json& root, const Json& node, const std::string& pointer,
                   const std::function<void(const std::string&, const Json&)>& visit) {
  if (node.contains("$ref")) {
    const std::string target = node["$ref"];
    for_each_leaf(root, root.at(Json::json_pointer(target.substr(1))), pointer, visit);
  } else if (node["type"] == "object") {
    for (const auto& [name, member] : node["properties"].items()) {
      for_each_leaf(root, member, pointer + "/" + name, visit);
    }
  } else if (node["type"] == "array") {
    for_each_leaf(root, node["items"], pointer + "/*", visit);
  } else {
    visit(pointer, node);
  }
}

/// The leaves of a document, list indices written as *.
void collect_leaves(const Json& node, const std::string& pointer, std::set<std::string>& leaves) {
  if (!node.is_structured()) leaves.insert(pointer);
  if (node.is_object()) {
    for (const auto& [name, member] : node.items()) {
      collect_leaves(member, pointer + "/" + name, leaves);
    }
  }
  if (node.is_array()) {
    for (const Json& entry : node) collect_leaves(entry, pointer + "/*", leaves);
  }
}

void check_objects_closed(const Json& node) {
  if (node.is_object() && node.contains("properties") && node["properties"].is_object() &&
      node.value("type", Json()) == "object") {
    CAPTURE(node["description"]);
    CHECK(node["additionalProperties"] == false);
    CHECK(node.contains("description"));
  }
  if (node.is_structured()) {
    for (const Json& entry : node) check_objects_closed(entry);
  }
}

}  // namespace

TEST_SUITE("report/schema") {
  TEST_CASE("the schema and the decoder agree on every example") {
    SchemaReader schema;
    ReportDecoder decoder;
    Verdicts verdicts;
    for (const Json& example : examples()) compare(example, schema, decoder, verdicts);
    CHECK(verdicts.accepted == 10);
    CHECK(verdicts.refused == 0);
  }

  TEST_CASE("the schema and the decoder agree on valid, mutated and random documents") {
    constexpr std::uint64_t seed = 4711;
    const std::uint64_t cases = case_count();
    SeededRandom random(seed);
    Mutator mutator(random);
    SchemaReader schema;
    ReportDecoder decoder;
    Verdicts verdicts;
    const std::vector<Json> shipped = examples();
    for (std::uint64_t i = 0; i < cases; ++i) {
      CAPTURE(i);
      Json document = i % 4 == 0 ? shipped[random.below(shipped.size())]
                                 : Json::parse(encode_report(random_report(random)));
      if (i % 50 == 0) document = mutator.any_document(0);
      if (i % 10 != 1) mutator.mutate(document);
      compare(document, schema, decoder, verdicts);
    }
    std::cout << "report/schema: seed " << seed << ", " << cases << " documents, "
              << verdicts.accepted << " accepted, " << verdicts.refused << " refused\n";
    CHECK(verdicts.accepted > static_cast<int>(cases / 10));
    CHECK(verdicts.refused > static_cast<int>(cases / 4));
  }

  TEST_CASE("the schema and the decoder agree at every limit of every field") {
    SchemaReader schema;
    ReportDecoder decoder;
    Verdicts verdicts;
    const Json full = Json::parse(encode_report(maximal_report()));
    const std::vector<Json> values = edge_values();
    std::vector<Json::json_pointer> places;
    collect_places(full, Json::json_pointer(), places);
    for (const Json::json_pointer& place : places) {
      for (const Json& value : values) {
        Json document = full;
        document[place] = value;
        compare(document, schema, decoder, verdicts);
      }
      for (const Json& shape : other_shapes(full, place)) {
        compare(shape, schema, decoder, verdicts);
      }
    }
    std::cout << "report/schema: " << places.size() << " places, " << verdicts.accepted
              << " accepted, " << verdicts.refused << " refused\n";
    CHECK(verdicts.accepted > 500);
    CHECK(verdicts.refused > 5000);
  }

  TEST_CASE("every field declares its group and says what it is") {
    const Json schema = schema_json();
    const std::set<std::string> groups{"routing", "operational", "identity"};
    std::set<std::string> used;
    for_each_leaf(schema, schema, "", [&](const std::string& pointer, const Json& leaf) {
      CAPTURE(pointer);
      CHECK(groups.contains(leaf.value("x-vigie-group", "")));
      CHECK_FALSE(leaf.value("description", "").empty());
      used.insert(leaf.value("x-vigie-group", ""));
    });
    CHECK(used == groups);
  }

  TEST_CASE("free text is never of the routing group, and identity only in its own part") {
    const Json schema = schema_json();
    for_each_leaf(schema, schema, "", [&](const std::string& pointer, const Json& leaf) {
      CAPTURE(pointer);
      if (leaf.contains("maxLength")) CHECK(leaf["x-vigie-group"] == "operational");
      CHECK((leaf["x-vigie-group"] == "identity") == pointer.starts_with("/identity/"));
    });
  }

  TEST_CASE("every integer has both bounds, and every object is closed") {
    const Json schema = schema_json();
    for_each_leaf(schema, schema, "", [&](const std::string& pointer, const Json& leaf) {
      CAPTURE(pointer);
      if (leaf["type"] != "integer" && leaf["type"] != "number") return;
      CHECK(leaf.contains("minimum"));
      CHECK(leaf.contains("maximum"));
    });
    check_objects_closed(schema);
  }

  TEST_CASE("the schema describes every field that a full report has, and no other") {
    std::set<std::string> described;
    const Json schema = schema_json();
    for_each_leaf(schema, schema, "",
                  [&](const std::string& pointer, const Json&) { described.insert(pointer); });
    Report report = maximal_report();
    std::set<std::string> written;
    collect_leaves(Json::parse(encode_report(report)), "", written);
    // A place is either written down or withheld: the second one never stands beside the first.
    report.where = {.region = "gao", .place_withheld = true};
    collect_leaves(Json::parse(encode_report(report)), "", written);
    CHECK(written == described);
  }
}
