#include "notifier/notifier_commands.h"

#include <nlohmann/json.hpp>

#include "notifier/notice_view.h"
#include "notifier/people_requests.h"
#include "notifier/roster.h"
#include "service/program_state.h"

namespace vigie::notifier {

using service::Json;

std::optional<Json> NotifierCommands::handle(const service::ControlRequest& request) {
  if (request.command == "state") return state();
  if (request.command == "inbox") return inbox(request);
  return std::nullopt;
}

Json NotifierCommands::state() {
  const config::Settings& settings = wiring_.mission.settings;
  const NotifierCounts counts = wiring_.store.counts();
  return service::state_answer({.program = "notifier",
                                .name = settings.notifier.name,
                                .version = wiring_.mission.version,
                                .outbox = wiring_.outbox,
                                .peers = {settings.router.name},
                                .held = wiring_.held},
                               {{"open", counts.open},
                                {"notified", counts.notified},
                                {"seen", counts.seen},
                                {"acknowledged", counts.acknowledged},
                                {"nobody", counts.nobody},
                                {"undelivered", counts.undelivered},
                                {"replies", counts.replies},
                                {"sessions", wiring_.sessions.count()}});
}

Json NotifierCommands::inbox(const service::ControlRequest& request) {
  const auto found = request.body.find("position");
  const std::string position =
      found != request.body.end() && found->is_string() ? found->get<std::string>() : "";
  if (!wiring_.mission.positions.contains(position)) {
    return service::control_error("inbox.no_such_position",
                                  "this mission has no position of that id; see vigie check");
  }
  Json notices = Json::array();
  for (const ListedNotice& listed : wiring_.store.list(position, list_max)) {
    notices.push_back(Json::parse(head_view(listed)));
  }
  Json people = Json::array();
  for (const Code& person : holders_of(wiring_.mission, position)) people.push_back(person);
  wiring_.audit.append(request.now, request.caller, "inbox.listed", position,
                       Json{{"notices", notices.size()}}.dump());
  return {{"ok", true}, {"position", position}, {"people", people}, {"notices", notices}};
}

}  // namespace vigie::notifier
