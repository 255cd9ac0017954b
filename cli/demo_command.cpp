// `vigie demo`: the scenario reports filed, routed, delivered and acknowledged, and who was told
// why.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/between_turns.h"
#include "cli/commands.h"
#include "cli/demo_expectations.h"
#include "cli/demo_people.h"
#include "cli/demo_stage.h"
#include "cli/demo_table.h"
#include "cli/patrol_desk.h"
#include "cli/progress.h"
#include "cli/report_status.h"
#include "report/names.h"
#include "service/stop.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using service::ExitCode;
using service::Failure;
using std::chrono::steady_clock;

constexpr std::chrono::seconds settling_patience{60};
constexpr std::chrono::milliseconds check_every{250};
constexpr std::size_t example_bytes_max = 1024 * 1024;

struct DemoArguments {
  bool once = false;
  std::uint64_t seed = 0;  ///< 0: drawn and printed.
};

/// One expected report on its way.
struct Tracked {
  const DemoExpectation* expected = nullptr;
  Spooled spooled;
  std::optional<ReportStatus> status;
};

/// The patrol's side: what `vigie submit` works with.
struct Patrol {
  Patrol(const Invocation& invocation, const fs::path& key)
      : desk(key, PatrolDesk::default_spool(key), invocation.random),
        connection(desk.contact(), desk.spool().key()),
        courier(desk.spool(), connection.line(), alarms_to(invocation.console)) {}

  PatrolDesk desk;
  Connection connection;
  Courier courier;
};

class Demo {
 public:
  Demo(Invocation& invocation, service::Stop& stop, std::uint64_t seed)
      : invocation_(invocation),
        stop_(stop),
        progress_(invocation),
        examples_(examples(invocation.console)),
        stage_(invocation),
        patrol_(std::make_unique<Patrol>(invocation, stage_.device_key())),
        people_(std::make_unique<DemoPeople>(
            stage_.mission(),
            [this](const std::string& person) { return stage_.person_key(person); },
            invocation.random, seed)) {}

  /// Files every example; a later revision only when everything before it has settled. False when
  /// stopped.
  bool run() {
    for (const DemoExpectation& expected : demo_expectations()) {
      if (expected.revision > 1 && !settle()) return false;
      file(expected);
    }
    return settle();
  }

  std::vector<DemoRow> rows();

  /// Until somebody says stop. The device and its people are free for you to try.
  void stay() {
    patrol_.reset();
    people_.reset();
    while (!stop_.requested()) {
      stage_.check_running();
      std::this_thread::sleep_for(check_every);
    }
  }

  void show_what_to_try(std::ostream& out) const;

 private:
  static fs::path examples(const Console& console) {
    const auto folder = shipped_folder(console, "examples");
    if (folder) return *folder;
    throw Failure(ExitCode::failure, "the folder examples/ is not to be found beside the program");
  }

  void file(const DemoExpectation& expected);
  bool settle();
  bool settled();
  static bool is_settled(const Tracked& tracked);
  void read_status(Tracked& tracked);
  DemoRow row_of(const Tracked& tracked);

  Invocation& invocation_;
  service::Stop& stop_;
  Progress progress_;
  fs::path examples_;
  DemoStage stage_;
  std::unique_ptr<Patrol> patrol_;
  std::unique_ptr<DemoPeople> people_;
  std::vector<Tracked> tracked_;
};

void Demo::file(const DemoExpectation& expected) {
  const std::string name(expected.file);
  const Filing filing = patrol_->desk.spool().file(
      {.name = name, .bytes = read_file(examples_ / name, example_bytes_max), .attachments = {}},
      invocation_.clock.now());
  if (!filing.spooled) {
    throw Failure(ExitCode::failure, text_of(name, filing.problems, language(invocation_)));
  }
  tracked_.push_back({.expected = &expected, .spooled = *filing.spooled, .status = {}});
}

/// Turns everything until all filed so far is acknowledged, or the patience is over (the table then
/// shows what is missing).
bool Demo::settle() {
  const auto end = steady_clock::now() + settling_patience;
  while (!settled() && steady_clock::now() < end) {
    if (stop_.requested()) return false;
    stage_.check_running();
    patrol_->courier.turn(invocation_.clock.now());
    people_->turn(invocation_.clock.now());
    progress_.say(std::to_string(tracked_.size()) + " reports filed, " +
                  std::to_string(people_->delivered()) + " notices delivered, " +
                  std::to_string(people_->acknowledged()) + " acknowledged");
    std::this_thread::sleep_for(between_turns);
  }
  progress_.clear();
  return true;
}

bool Demo::settled() {
  bool all = true;
  for (Tracked& tracked : tracked_) {
    if (is_settled(tracked)) continue;
    read_status(tracked);
    all = false;
  }
  return all;
}

/// Everybody told so far has answered, and nobody who is expected still waits for another's act.
bool Demo::is_settled(const Tracked& tracked) {
  if (!tracked.status || tracked.status->state != "acknowledged") return false;
  return std::ranges::all_of(tracked.expected->positions, [&](std::string_view position) {
    return std::ranges::any_of(tracked.status->positions, [&](const PositionStatus& told) {
      return told.position == position;
    });
  });
}

void Demo::read_status(Tracked& tracked) {
  if (tracked.spooled.state == SpoolState::waiting) {
    tracked.spooled = *patrol_->desk.spool().find(tracked.spooled.row);
    if (tracked.spooled.state == SpoolState::received)
      patrol_->courier.ask_status(tracked.spooled.report);
    if (tracked.spooled.state != SpoolState::refused) return;
    throw Failure(ExitCode::failure, text_of(tracked.spooled, language(invocation_)));
  }
  const auto answer = patrol_->courier.status_of(tracked.spooled.report);
  if (!answer) return;
  const auto status = read_report_status(*answer);
  if (status && status->revision == tracked.spooled.revision) tracked.status = status;
  patrol_->courier.ask_status(tracked.spooled.report);
}

std::string more_urgent(const std::string& one, const std::string& other) {
  const auto urgency = [](const std::string& word) {
    return parse_name<Urgency>(word).value_or(Urgency::routine);
  };
  return urgency(one) > urgency(other) ? one : other;
}

DemoRow Demo::row_of(const Tracked& tracked) {
  DemoRow row{.report = std::string(tracked.expected->report),
              .revision = tracked.expected->revision,
              .urgency = "",
              .told = {},
              .held = {},
              .missing = {}};
  std::map<std::string, std::chrono::milliseconds> acknowledged;
  if (tracked.status) {
    for (const PositionStatus& position : tracked.status->positions) {
      if (position.state != "acknowledged") continue;
      acknowledged[position.position] = position.at - tracked.status->received_at;
    }
  }
  for (const auto& [position, notice] :
       people_->told(tracked.spooled.report, tracked.spooled.revision)) {
    row.urgency = more_urgent(row.urgency, notice.urgency);
    DemoTold told{.position = position, .rules = notice.rules, .acknowledged_after = std::nullopt};
    if (const auto found = acknowledged.find(position); found != acknowledged.end()) {
      told.acknowledged_after = found->second;
    }
    row.told.push_back(std::move(told));
  }
  for (const std::string& position :
       people_->held(tracked.spooled.report, tracked.spooled.revision)) {
    const bool told = std::ranges::any_of(
        row.told, [&](const DemoTold& one) { return one.position == position; });
    if (!told) row.held.push_back(position);
  }
  for (const std::string_view position : tracked.expected->positions) {
    const auto told = std::find_if(row.told.begin(), row.told.end(), [&](const DemoTold& one) {
      return one.position == position && one.acknowledged_after;
    });
    if (told == row.told.end()) row.missing.emplace_back(position);
  }
  return row;
}

std::vector<DemoRow> Demo::rows() {
  std::vector<DemoRow> rows;
  for (const Tracked& tracked : tracked_) rows.push_back(row_of(tracked));
  return rows;
}

void Demo::show_what_to_try(std::ostream& out) const {
  const std::string vigie = invocation_.console.executable.string();
  const auto& positions = demo_expectations().front().positions;
  const std::string position(*std::ranges::find_if(
      positions, [](std::string_view one) { return one.starts_with("regional_commander"); }));
  const Code person = DemoPeople::holders(stage_.mission()).at(position);
  out << "\nIt keeps running until Ctrl-C; from now on nobody acknowledges but you. In another "
         "terminal:\n\n"
      << "  export VIGIE_DATA=" << stage_.data().string()
      << " VIGIE_SETTINGS=" << stage_.settings().string() << "\n"
      << "  cd " << examples_.parent_path().string() << "\n"
      << "  " << vigie << " submit --key " << stage_.device_key().string()
      << " --wait 60 YOUR-REPORT.json\n"
      << "  " << vigie << " inbox " << position << " --key " << stage_.person_key(person).string()
      << "\n"
      << "  " << vigie << " explain " << to_string(tracked_.front().spooled.report) << "\n"
      << "  " << vigie << " audit verify\n\n"
      << "A report of yours: copy one of examples/, give it a new id (UUID version 7) or a higher "
         "revision.\nLogs are in "
      << stage_.folder().string() << "/*.log. The folder goes when the demo ends." << std::endl;
}

Json json_of(const std::vector<DemoRow>& rows) {
  Json reports = Json::array();
  for (const DemoRow& row : rows) {
    Json told = Json::array();
    for (const DemoTold& one : row.told) {
      Json position{{"position", one.position}, {"rules", one.rules}};
      if (one.acknowledged_after) {
        position["acknowledged_after_ms"] = one.acknowledged_after->count();
      }
      told.push_back(position);
    }
    reports.push_back({{"report", row.report},
                       {"revision", row.revision},
                       {"urgency", row.urgency},
                       {"told", told},
                       {"held", row.held},
                       {"missing", row.missing}});
  }
  return {{"reports", reports}};
}

std::uint64_t drawn_seed(Random& random) {
  std::array<std::byte, 4> bytes{};
  random.fill(bytes);
  std::uint64_t seed = 0;
  for (const std::byte byte : bytes) seed = seed << 8U | std::to_integer<std::uint64_t>(byte);
  return seed;
}

void demo(Invocation& invocation, const DemoArguments& arguments) {
  service::Stop stop;
  const service::StopSignals signals(stop);
  const std::uint64_t seed = arguments.seed != 0 ? arguments.seed : drawn_seed(invocation.random);
  std::ostream& out = invocation.console.out;
  if (!invocation.options.json) {
    out << "Starting intake, router and notifier on loopback, with throw-away keys and data (seed "
        << seed << ")." << std::endl;
  }
  Demo demo(invocation, stop, seed);
  if (!demo.run()) {
    // Whoever asked for one run learns that it said nothing about who was reached.
    if (arguments.once) invocation.exit_code = ExitCode::failure;
    return;
  }
  const std::vector<DemoRow> rows = demo.rows();
  if (invocation.options.json) {
    print(invocation, json_of(rows));
  } else {
    out << "\n" << demo_table(rows) << std::flush;
  }
  if (!std::all_of(rows.begin(), rows.end(), complete)) invocation.exit_code = ExitCode::failure;
  if (arguments.once) return;
  if (!invocation.options.json) demo.show_what_to_try(out);
  demo.stay();
}

}  // namespace

void add_demo(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<DemoArguments>();
  CLI::App* command =
      app.add_subcommand("demo", "File the scenario reports here and show who was told, and why");
  command->add_flag("--once", arguments->once, "End after the table");
  command->add_option("--seed", arguments->seed, "Of the simulated people's delays");
  command->callback([&invocation, arguments] { demo(invocation, *arguments); });
}

}  // namespace vigie::cli
