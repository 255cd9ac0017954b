#include "cli/patrol_desk.h"

#include <nlohmann/json.hpp>
#include <thread>

#include "cli/between_turns.h"
#include "cli/words.h"
#include "report/json_members.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

/// One "{pointer}  code  text" line for each problem, as intake or we ourselves wrote them.
std::string lines_of(const Json& problems, std::string_view language) {
  std::string lines;
  for (const Json& problem : problems) {
    const Json text = problem.value("text", Json::object());
    const std::string pointer = problem.value("pointer", "");
    lines += "\n  " + (pointer.empty() ? std::string("/") : pointer) + "  " +
             problem.value("code", "") + "  " +
             (text.is_object() ? text.value(std::string(language), "") : "");
  }
  return lines;
}

/// By intake's clock; nullopt when there is no receipt that can be read.
std::optional<Time> received_at(const Json& answer) {
  return time_member(answer.value("receipt", Json::object()), "received_at");
}

Json parsed(const std::string& answer) {
  Json json = Json::parse(answer, nullptr, false);
  return json.is_object() ? json : Json::object();
}

}  // namespace

Connection::Connection(const Contact& contact, const link::SecretKey& own)
    : context_(nobody_),
      line_(link::connect_line(
          context_,
          {.endpoint = contact.endpoint, .own = &own, .server_public = contact.curve_public})) {}

fs::path key_file_of(const Invocation& invocation, const std::string& given) {
  const std::string file = chosen(invocation, given, "VIGIE_KEY", "");
  if (!file.empty()) return file;
  throw service::Failure(service::ExitCode::usage,
                         "say with which key: --key FILE, or VIGIE_KEY in the environment");
}

fs::path PatrolDesk::default_spool(const fs::path& key_file) {
  return fs::path(key_file).replace_extension("spool");
}

PatrolDesk::PatrolDesk(const fs::path& key_file, const fs::path& spool_folder, Random& random)
    : contact_(read_contact(contact_file(key_file, "intake"))),
      folder_(spool_folder),
      database_(spool_folder / "spool.db", {.program = "spool"}),
      spool_(database_, random, link::read_secret_key(key_file)) {}

std::unique_ptr<PatrolDesk> open_desk(const Invocation& invocation, const PatrolOptions& options) {
  const fs::path key = key_file_of(invocation, options.key);
  link::read_secret_key(key);  // Its trouble first: without the key nothing else matters.
  const std::string spool =
      chosen(invocation, options.spool, "VIGIE_SPOOL", PatrolDesk::default_spool(key).string());
  return std::make_unique<PatrolDesk>(key, spool, invocation.random);
}

link::AlarmSink alarms_to(const Console& console) {
  return [&console](const link::Alarm& alarm, Time /*now*/) {
    console.err << "vigie: " << alarm.text << std::endl;
  };
}

bool carry(Courier& courier, Clock& clock, std::chrono::milliseconds patience,
           const std::function<bool()>& enough) {
  const auto end = steady_clock::now() + patience;
  while (true) {
    courier.turn(clock.now());
    if (enough()) return true;
    if (!courier.refused().empty() || steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(between_turns);
  }
}

void explain_silence(const Invocation& invocation, const Courier& courier, const Contact& contact) {
  const std::string words = language(invocation);
  if (!courier.refused().empty()) {
    invocation.console.err << say(Phrase::key_refused, words, {courier.refused()}) << std::endl;
  } else if (!courier.heard()) {
    invocation.console.err << say(Phrase::intake_silent, words, {contact.endpoint}) << std::endl;
  }
}

Json json_of(const Problems& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    list.push_back({{"pointer", problem.pointer}, {"code", problem.code}, {"text", problem.text}});
  }
  return list;
}

Json json_of(const Spooled& spooled) {
  Json json{{"file", spooled.file},
            {"report", to_string(spooled.report)},
            {"revision", spooled.revision},
            {"digest", to_string(spooled.digest)},
            {"state", name_of(spooled.state)},
            {"filed_at", to_string(spooled.filed_at)}};
  if (!spooled.code.empty()) json["code"] = spooled.code;
  const Json answer = parsed(spooled.answer);
  if (answer.is_object()) json.update(answer);
  return json;
}

std::string text_of(const Spooled& spooled, std::string_view language) {
  const Json answer = parsed(spooled.answer);
  switch (spooled.state) {
    case SpoolState::waiting:
      return say(Phrase::report_waiting, language, {spooled.file});
    case SpoolState::received:
      return say(Phrase::report_received, language,
                 {spooled.file, to_string(received_at(answer).value_or(
                                    spooled.answered_at.value_or(spooled.filed_at)))});
    case SpoolState::refused:
      return say(Phrase::report_refused, language, {spooled.file}) +
             lines_of(answer.value("problems", Json::array()), language);
    case SpoolState::not_yet:
      return say(Phrase::report_not_yet, language, {spooled.file}) +
             lines_of(Json::array({answer.value("not_yet", Json::object())}), language);
  }
  return spooled.file;
}

std::string text_of(const std::string& file, const Problems& problems, std::string_view language) {
  return say(Phrase::report_refused, language, {file}) + lines_of(json_of(problems), language);
}

}  // namespace vigie::cli
