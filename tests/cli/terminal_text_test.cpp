#include "cli/terminal_text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using vigie::cli::terminal_text;

TEST_SUITE("cli/terminal_text") {
  TEST_CASE("what people write is printed as it is") {
    for (const std::string text : {"", "Gao", "été à l'école", "\"x\"\n\\t", "عربي", "日本語",
                                   "🚐 👩🏽‍🦰", "e\u0301"}) {
      CAPTURE(text);
      CHECK(terminal_text(text) == text);
    }
  }

  TEST_CASE("what a terminal would obey, or not show, is printed as its number") {
    struct Printed {
      std::string text;
      std::string printed;
    };
    const std::vector<Printed> table{
        {"\x7f", "\\u007f"},         {"a\u0085b", "a\\u0085b"},
        {"\u009b31m", "\\u009b31m"}, {"\u061c", "\\u061c"},
        {"\u200f", "\\u200f"},       {"\u2028", "\\u2028"},
        {"\u202e", "\\u202e"},       {"\u2066x\u2069", "\\u2066x\\u2069"},
        {"\ufeff", "\\ufeff"},       {"\U000e0041", "\\udb40\\udc41"}};
    for (const Printed& entry : table) {
      CAPTURE(entry.printed);
      CHECK(terminal_text(entry.text) == entry.printed);
    }
  }

  TEST_CASE("a printed document still says the same") {
    const nlohmann::json document{{"text", "a\u202eb\u009b\x7f\U000e0041"}, {"list", {"\u2028"}}};
    CHECK(nlohmann::json::parse(terminal_text(document.dump())) == document);
  }

  TEST_CASE("a byte that is no UTF-8 does not reach the terminal as a control") {
    CHECK(terminal_text("\xe2\x80") == "\\u0080");
    CHECK(terminal_text("\xff") == "\\u007f");
  }
}
