#include "cli/assessment_page.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/assessment_sentences.h"
#include "cli/judgement_text.h"
#include "cli/not_used_text.h"
#include "cli/reported_facts.h"
#include "cli/wrapped_text.h"

namespace vigie::cli {
namespace {

constexpr std::size_t label_column = 14;

constexpr std::string_view trafficking = "trafficking";
constexpr std::string_view smuggling = "smuggling";
constexpr std::string_view begging = "exploitation_of_begging";

/// What is said of some groups, or crossings, alike.
struct Paragraph {
  std::vector<std::string> titles;
  std::string text;
};

void add(std::vector<Paragraph>& paragraphs, const std::string& title, const std::string& text) {
  const auto same = std::ranges::find(paragraphs, text, &Paragraph::text);
  if (same == paragraphs.end()) {
    paragraphs.push_back({{title}, text});
  } else {
    same->titles.push_back(title);
  }
}

class AssessmentPage {
 public:
  AssessmentPage(const AssessedReport& assessed, const config::Mission& mission,
                 const config::Catalogue& catalogue, const PageOptions& options)
      : assessed_(assessed),
        mission_(mission),
        catalogue_(catalogue),
        options_(options),
        facts_(assessed.content, catalogue, options.language),
        say_(catalogue, facts_, options.language, options.verbose) {}

  std::string text() {
    title();
    head();
    bool first = true;
    for (const Json& frame : assessed_.assessment.at("frames")) {
      if (!is_shown(frame)) continue;
      show_frame(frame, first);
      first = false;
    }
    other_frames();
    indicators();
    protection();
    not_used();
    page_.gap();
    page_.line(0, say_.words("no_verdict"));
    return page_.text();
  }

 private:
  // --- What is assessed -----------------------------------------------------------------------

  void entry(std::string_view key, const std::string& text) {
    page_.entry(0, say_.words("label", {say_.words(key), ""}), label_column, text);
  }

  bool is_shown(const Json& frame) const {
    const std::string id = frame.at("frame");
    return std::ranges::find(options_.frames, id) != options_.frames.end();
  }

  void title() {
    page_.line(
        0, say_.words("title", {one_line(assessed_.report), std::to_string(assessed_.revision)}));
    if (assessed_.content != nullptr && assessed_.content->value("exercise", false)) {
      page_.line(0, say_.words("exercise"));
    }
    urgent();
    page_.gap();
  }

  void head() {
    if (assessed_.content != nullptr) {
      const Json& report = *assessed_.content;
      head_kind(report);
      head_when(report.at("when"));
      head_where(report.at("where"));
    }
    entry("catalogue", one_line(assessed_.assessment.at("catalogue").get<std::string>()));
    if (assessed_.content == nullptr) page_.line(0, say_.words("without_report"));
  }

  /// An ordinary report is not called one.
  void head_kind(const Json& report) {
    const std::string kind = report.at("kind");
    if (kind == "report") return;
    std::string text = say_.words("kind." + kind);
    if (report.contains("about")) {
      text += " " + say_.words("about", {one_line(report.at("about").get<std::string>())});
    }
    entry("kind", text);
  }

  void head_when(const Json& when) {
    constexpr std::size_t length_of_day = 10;
    const auto day = [&](const char* name) {
      return one_line(when.value(name, "").substr(0, length_of_day));
    };
    const std::string from = day("observed_from");
    const std::string to = day("observed_to");
    if (!from.empty() || !to.empty()) {
      const bool one = from.empty() || to.empty() || from == to;
      entry("observed", one ? (from.empty() ? to : from) : from + " – " + to);
    }
    entry("filed", day("filed_at"));
  }

  void head_where(const Json& where) {
    const std::string region = where.at("region");
    const auto known = mission_.regions.find(region);
    std::string place = known == mission_.regions.end() ? one_line(region)
                                                        : known->second.name.in(options_.language);
    for (const char* name : {"cercle", "locality"}) {
      if (where.contains(name)) place += ", " + one_line(where.at(name).get<std::string>());
    }
    if (where.contains("place_type")) {
      place += " — " + facts_.text("place_types", where.at("place_type"));
    }
    if (where.value("place_withheld", false)) place += " — " + say_.words("place_withheld");
    entry("place", place);
  }

  /// Help waits for no assessment: said before it.
  void urgent() {
    for (const Json& statement : assessed_.assessment.at("protection")) {
      if (statement.at("code") != "protection.immediate_danger") continue;
      page_.line(0, "! " + say_.sourced(statement.at("code")));
    }
  }

  // --- One law --------------------------------------------------------------------------------

  void show_frame(const Json& frame, bool first) {
    if (!first) page_.gap();
    law(frame);
    page_.gap();
    results(frame);
    by_group(frame, trafficking);
    by_group(frame, begging);
    by_group(frame, smuggling);
    by_crossing(frame);
  }

  void law(const Json& frame) {
    const std::string id = frame.at("frame");
    const auto known = catalogue_.frames.find(id);
    std::string text = known == catalogue_.frames.end()
                           ? one_line(id)
                           : known->second.text.in(options_.language) + " (" + id + ").";
    text += " " + (frame.value("verified", false) ? say_.words("law_verified")
                                                  : say_.sourced("frame.unverified"));
    entry("law", text);
  }

  /// Each offence on its own line: there is no word for both.
  void results(const Json& frame) {
    page_.line(0, say_.words("results"));
    page_.line(2, result_of(frame, trafficking));
    page_.line(2, result_of(frame, smuggling));
    if (frame.contains(begging)) page_.line(2, result_of(frame, begging));
    page_.gap();
    page_.line(0, say_.words("missing_rule"));
  }

  std::string result_of(const Json& frame, std::string_view offence) const {
    const std::string name = say_.sentence("finding." + std::string(offence));
    std::string line = say_.words("label", {name, say_.result(frame.at(std::string(offence)))});
    if (only_planned(frame, offence)) line += " — " + say_.words("planned_only");
    return line;
  }

  /// Whether what the result says is said of nothing but planned crossings.
  static bool only_planned(const Json& frame, std::string_view offence) {
    bool planned = false;
    for (const Json& judgement : frame.at("judgements")) {
      if (judgement.at("finding") != std::string(offence)) continue;
      if (judgement.at("result") != frame.at(std::string(offence))) continue;
      if (!judgement.value("planned", false)) return false;
      planned = true;
    }
    return planned;
  }

  void heading(std::string_view offence, std::string_view key) {
    page_.gap();
    page_.line(0, say_.sentence("finding." + std::string(offence)) + " — " + say_.words(key));
  }

  static std::string group_of(const Json& judgement) { return judgement.value("group", ""); }

  void by_group(const Json& frame, std::string_view offence) {
    std::vector<Paragraph> paragraphs;
    for (const Json& judgement : frame.at("judgements")) {
      if (judgement.at("finding") != std::string(offence) || judgement.contains("crossing")) {
        continue;
      }
      add(paragraphs, facts_.group(group_of(judgement)),
          judgement_text(judgement, facts_, say_, 2));
    }
    if (paragraphs.empty()) return;
    heading(offence, "per_group");
    for (const Paragraph& paragraph : paragraphs) {
      page_.gap();
      for (const std::string& title : paragraph.titles) page_.line(0, title);
      page_.add(paragraph.text);
    }
  }

  void by_crossing(const Json& frame) {
    std::map<std::size_t, std::vector<Paragraph>> crossings;
    bool asked = false;
    for (const Json& judgement : frame.at("judgements")) {
      if (judgement.at("finding") != std::string(smuggling)) continue;
      asked = true;
      if (!judgement.contains("crossing")) continue;
      add(crossings[judgement.at("crossing").get<std::size_t>()],
          facts_.group_name(group_of(judgement)), judgement_text(judgement, facts_, say_, 4));
    }
    if (!asked) return no_crossing(frame);
    if (crossings.empty()) return;
    heading(smuggling, "per_crossing");
    for (const auto& [index, paragraphs] : crossings) {
      page_.gap();
      page_.line(0, facts_.crossing(index));
      for (const Paragraph& paragraph : paragraphs) {
        for (const std::string& title : paragraph.titles) page_.line(2, title);
        page_.add(paragraph.text);
      }
    }
  }

  void no_crossing(const Json& frame) {
    heading(smuggling, "per_crossing");
    if (frame.at(std::string(smuggling)) == "not_indicated") {
      return page_.line(2, say_.words("no_crossing"));
    }
    page_.line(2, say_.words("missing"));
    page_.item(4, say_.missing("missing.crossings"));
  }

  void other_frames() {
    std::string others;
    for (const Json& frame : assessed_.assessment.at("frames")) {
      if (is_shown(frame)) continue;
      others += (others.empty() ? "" : ", ") + one_line(frame.at("frame").get<std::string>());
    }
    if (others.empty()) return;
    page_.gap();
    page_.line(0, say_.words("law_others", {others}));
  }

  // --- Indicators -----------------------------------------------------------------------------

  /// All that were observed: few of them are what an element rests on.
  void indicators() {
    if (assessed_.content == nullptr || !assessed_.content->contains("indicators")) return;
    const Json& observed = assessed_.content->at("indicators");
    page_.gap();
    page_.line(0, say_.words("indicators"));
    page_.line(0, say_.words("indicators_rule"));
    if (observed.empty()) page_.line(2, say_.words("none_reported"));
    for (std::size_t i = 0; i < observed.size(); ++i) {
      page_.item(2, say_.indicator("/indicators/" + std::to_string(i)));
    }
  }

  // --- Protection -----------------------------------------------------------------------------

  void protection() {
    page_.gap();
    page_.line(0, say_.words("protection"));
    children();
    for (const Json& statement : assessed_.assessment.at("protection")) {
      if (statement.at("code") != "protection.needs") protect(statement);
    }
    const Json& needs = assessed_.assessment.at("needs");
    if (needs.empty()) return;
    page_.item(2, say_.sourced("protection.needs"));
    for (const Json& pointer : needs) page_.item(4, say_.fact(pointer));
  }

  /// Whether anybody is or may be under 18; nothing when nobody is.
  void children() {
    const std::string under_18 =
        assessed_.assessment.at("flags").at("anyone_under_18").get<std::string>();
    if (under_18 != "no") page_.item(2, say_.words("under_18." + under_18));
  }

  /// Needs stand in their own list; what speaks for an asylum referral has just been said.
  void protect(const Json& statement) {
    const std::string code = statement.at("code");
    if (code.starts_with("missing.")) {
      return page_.item(2, say_.words("missing") + " " + say_.missing(code));
    }
    page_.item(2, say_.sourced(code));
    if (code == "protection.asylum_to_consider") return;
    std::set<std::string> said;
    for (const Json& pointer : statement.value("rests_on", Json::array())) {
      const std::string place = pointer;
      if (place.starts_with("/needs/") || !said.insert(place).second) continue;
      page_.item(4, say_.fact(place));
    }
  }

  // --- What people said and the patrol called it ----------------------------------------------

  void not_used() {
    if (assessed_.content == nullptr) return;
    const std::string kept = not_used_text(*assessed_.content, facts_, say_);
    if (kept.empty()) return;
    page_.gap();
    page_.line(0, say_.words("not_used"));
    page_.add(kept);
  }

  const AssessedReport& assessed_;
  const config::Mission& mission_;
  const config::Catalogue& catalogue_;
  const PageOptions& options_;
  ReportedFacts facts_;
  AssessmentSentences say_;
  WrappedText page_;
};

}  // namespace

std::string assessment_page(const AssessedReport& assessed, const config::Mission& mission,
                            const config::Catalogue& catalogue, const PageOptions& options) {
  return AssessmentPage{assessed, mission, catalogue, options}.text();
}

}  // namespace vigie::cli
