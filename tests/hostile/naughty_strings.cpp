#include "tests/hostile/naughty_strings.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/hostile/collection.h"
#include "tests/support/repeated.h"

namespace vigie::hostile {
namespace {

using namespace std::string_literals;

std::vector<NaughtyString> of_writing() {
  return {{"right-to-left override", "abc\u202Egpj.exe"},
          {"embeddings", "\u202Aa\u202Bb\u202Cc\u202Dd\u202C"},
          {"isolates", "\u2066a\u2067b\u2068c\u2069"},
          {"marks", "\u200E\u200F\u061C"},
          {"separators", "one\u2028two\u2029three"},
          {"byte order mark", "\uFEFFtext"},
          {"zero width", "a\u200Bb\u200Cc\u200Dd\u2060e"},
          {"tags", "flag\U000E0067\U000E0062\U000E007F"},
          {"annotations", "\uFFF9a\uFFFAb\uFFFB"},
          {"non-characters", "\uFDD0 \uFFFE \uFFFF \U0010FFFF"},
          {"replacement", "\uFFFD"},
          {"private use", "\uE000 \U000F0000"},
          {"combining chain", "Z" + support::repeated("\u0301\u0322\u0489", 60)},
          {"long combining chain", "Z" + support::repeated("\u0334", 1500)},
          {"emoji family", "\U0001F468\u200D\U0001F469\u200D\U0001F467\U0001F3FD"},
          {"arabic ligature", "\uFDFD لُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ 冗"},
          {"composed and not", "\u00E9 e\u0301"},
          {"turkish i", "ıİiI"},
          {"only space", " "},
          {"only tab and line", "\t\n"},
          {"last of each length", "\x7E\u07FF\uD7FF\uE001\U0010FFFF"}};
}

std::vector<NaughtyString> of_controls() {
  return {{"nul", "a\0b"s},
          {"nul alone", "\0"s},
          {"bell and backspace", "a\a\b"},
          {"carriage return", "200 OK\rSet-Cookie: x"},
          {"terminal colour", "\x1B[31mred\x1B[0m"},
          {"terminal title", "\x1B]0;title\x07"},
          {"eight bit escape", "\u009B31m"},
          {"next line", "a\u0085b"},
          {"delete", "a\x7F"}};
}

std::vector<NaughtyString> of_languages() {
  return {{"html", "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;&#x3c;\"'"},
          {"sql", "'); DROP TABLE report; --"},
          {"sql wildcard", "%_\\%' OR '1'='1"},
          {"format", "%s%s%n%x%p %1$*1000000$s {0} {} {:>1000000000} ${jndi:ldap://x/a} #{7*7}"},
          {"shell", "`reboot`; $(reboot) | reboot && reboot\n#"},
          {"path", "../../../../etc/passwd"},
          {"log injection",
           "x\n{\"at\":\"2026-01-01T00:00:00.000Z\",\"level\":\"error\",\"event\":\"forged\"}"},
          {"audit injection", "\",\"act\":\"report.received\",\"subject\":\"forged"},
          {"metric label", "\"} 1\nvigie_forged_total{code=\"x"},
          {"json ends", "\"}]}],\"extra\":{\"a\":["},
          {"json escape", "\\u0000\\\"\\n\\/\\ud800"},
          {"http", "x\r\nHTTP/1.1 200 OK\r\n\r\n"},
          {"http lines", "x\nHTTP/1.1 200 OK\n\n"},
          {"multipart", "\n--x\nContent-Disposition: form-data; name=\"report\"\n\n"},
          {"yaml", "!!python/object:x &a *a <<: {a: b}\n---\n"},
          {"csv formula", "=HYPERLINK(\"http://x\",\"y\")"},
          {"our own words", "meaning.region report.received acknowledged"},
          {"prototype", "__proto__"},
          {"number", "1e999999999"}};
}

std::vector<NaughtyString> of_bytes() {
  return {{"lone continuation", "a\x80z"},
          {"overlong slash", "\xC0\xAF"},
          {"overlong nul", "\xC0\x80"},
          {"cut short", "caf\xC3"},
          {"surrogate", "\xED\xA0\x80"},
          {"surrogate pair", "\xED\xA0\xBD\xED\xB8\x80"},
          {"beyond the last", "\xF4\x90\x80\x80"},
          {"five bytes", "\xF8\x88\x80\x80\x80"},
          {"latin", "\xE9t\xE9"},
          {"never in UTF-8", "\xFE\xFF"}};
}

std::vector<NaughtyString> of_lengths() {
  std::vector<NaughtyString> strings{{"empty", ""}};
  for (const int length : {120, 121, 200, 201, 1000, 1001, 2000, 2001, 60'000, 60'001}) {
    strings.push_back({std::to_string(length) + " letters", std::string(std::size_t(length), 'x')});
    if (length > 2001) continue;  // Sixty thousand wide ones everywhere are more than a report.
    strings.push_back(
        {std::to_string(length) + " wide letters", support::repeated("\U0001F690", length)});
  }
  return strings;
}

void append(std::vector<NaughtyString>& all, std::vector<NaughtyString> more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::vector<NaughtyString> own_strings() {
  std::vector<NaughtyString> all = of_writing();
  append(all, of_controls());
  append(all, of_languages());
  append(all, of_bytes());
  append(all, of_lengths());
  return all;
}

std::vector<NaughtyLiteral> own_literals() {
  return {{"lone high surrogate", R"("a\ud800")"},
          {"high surrogate before a letter", R"("\ud800a")"},
          {"two high surrogates", R"("\ud83d\ud83d\ude00")"},
          {"lone low surrogate", R"("\udc00z")"},
          {"surrogates the wrong way round", R"("\ude00\ud83d")"},
          {"raw new line", "\"a\nb\""},
          {"raw nul", "\"a\0b\""s},
          {"raw escape", "\"\x1B[31m\""},
          {"unknown escape", R"("\x41")"},
          {"half an escape", R"("\u00")"},
          {"no end", R"("abc)"}};
}

std::optional<std::vector<NaughtyString>> listed_strings() {
  for (const HostileFile& file : files_of("strings/blns")) {
    if (file.name != "blns.json") continue;
    std::vector<NaughtyString> strings;
    for (const auto& entry : nlohmann::json::parse(file.bytes)) {
      strings.push_back({"blns " + std::to_string(strings.size()), entry.get<std::string>()});
    }
    return strings;
  }
  return std::nullopt;
}

std::optional<std::vector<NaughtyString>> stress_lines() {
  const auto files = files_of("strings/utf8-kuhn");
  if (files.empty()) return std::nullopt;
  std::vector<NaughtyString> strings;
  std::istringstream stream(files.front().bytes);
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (!line.empty()) strings.push_back({"Kuhn line " + std::to_string(number), line});
  }
  return strings;
}

std::vector<NaughtyString> every_string(int& lists_skipped) {
  lists_skipped = 0;
  std::vector<NaughtyString> all = own_strings();
  for (const auto& list : {listed_strings(), stress_lines()}) {
    if (list) {
      append(all, *list);
    } else {
      ++lists_skipped;
    }
  }
  return all;
}

std::vector<NaughtyString> strings_to_file() {
  int skipped = 0;
  auto strings = every_string(skipped);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // Many times slower: ours, and every tenth of the lists.
  const std::size_t own = own_strings().size();
  std::size_t index = 0;
  std::erase_if(strings, [&](const NaughtyString&) { return ++index > own && index % 10 != 0; });
#endif
  if (skipped > 0) MESSAGE("skipped " << skipped << " lists: ../shared/hostile is missing");
  return strings;
}

std::string quoted(const std::string& bytes) {
  std::string text = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (byte < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
      text += escape.data();
    } else {
      text += c;
    }
  }
  return text + "\"";
}

}  // namespace vigie::hostile
