#include "cli/path_text.h"

#include <nlohmann/json.hpp>

#include "cli/explain_text.h"
#include "cli/explain_words.h"
#include "cli/reported_facts.h"
#include "cli/words.h"
#include "cli/wrapped_text.h"

namespace vigie::cli {
namespace {

constexpr std::size_t time_width = 26;  ///< "2019-06-12T10:00:00.000Z" and two spaces.

class PathText {
 public:
  PathText(const Json& answer, const config::Mission& mission, const std::string& language)
      : answer_(answer), mission_(mission), language_(language) {}

  std::string write() {
    lines_.line(0, say("path", {text_of(answer_, "report")}));
    if (answer_.contains("as")) lines_.line(0, reader_text(answer_, mission_, language_));
    lines_.gap();
    for (const Json& step : answer_.at("path")) write_step(step);
    lines_.gap();
    write_waiting();
    write_open();
    return lines_.text();
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return explain_words(key, language_, values);
  }

  std::string title(const Json& json, const char* name = "title") const {
    return text_in(json.value(name, Json()), language_);
  }

  void write_step(const Json& step) {
    lines_.entry(0, time_text(step, "at"), time_width, said(step));
    for (const Json& decision : step.value("decisions", Json::array())) {
      const bool release = decision.value("release", false);
      lines_.item(time_width, say(release ? "path.release" : "path.decline", {title(decision)}));
    }
    if (step.contains("reason")) {
      lines_.item(time_width, say("path.reason", {text_of(step, "reason")}));
    }
  }

  std::string said(const Json& step) const {
    const std::string what = step.at("what");
    const std::string revision = std::to_string(step.value("revision", 0));
    if (what == "received") return say("path.received", {text_of(step, "intake"), revision});
    if (what == "routed") {
      return say("path.routed", {word(text_of(step, "urgency"), language_), revision});
    }
    if (what == "damaged") return say("path.damaged");
    if (what == "told") return say("path." + step.at("state").get<std::string>(), {title(step)});
    if (what == "asked") {
      return say("path.asked." + step.at("release").get<std::string>(),
                 {title(step), title(step, "for_title")});
    }
    if (what == "passed" || what == "closed") {
      return say("path." + what, {title(step, "decider_title"), title(step)});
    }
    return say("path." + what, {title(step), one_line(person_name(step.at("person"), mission_))});
  }

  void write_waiting() {
    const Json& waiting = answer_.at("waiting");
    lines_.line(0, say(waiting.empty() ? "path.nobody_waits" : "path.waiting"));
    for (const Json& wait : waiting) {
      std::string text = say("path.wait." + wait.at("release").get<std::string>(),
                             {title(wait), title(wait, "decider_title")}) +
                         ", ";
      text += wait.contains("due") ? say("path.wait.until", {time_text(wait, "due")})
                                   : say("path.wait.not_told");
      lines_.item(2, text);
    }
  }

  void write_open() {
    const Json& open = answer_.at("open");
    if (open.empty()) return;
    lines_.line(0, say("path.open"));
    for (const Json& notice : open) {
      lines_.item(2, say("path.open.until", {title(notice), time_text(notice, "deadline")}));
    }
  }

  const Json& answer_;
  const config::Mission& mission_;
  const std::string& language_;
  WrappedText lines_;
};

}  // namespace

std::string path_text(const Json& answer, const config::Mission& mission,
                      const std::string& language) {
  return PathText(answer, mission, language).write();
}

}  // namespace vigie::cli
