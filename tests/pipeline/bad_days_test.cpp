// Bad input and bad days, with the real processes: each gives a clear line and the right exit code
// or refusal, and nothing acknowledged is lost.

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/free_ports.h"
#include "link/keys.h"
#include "tests/support/command.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/promises.h"
#include "tests/support/real_mission.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;

namespace {

const std::string mission_folder = std::string(VIGIE_SOURCE_DIR) + "/config/mali";

/// Ports for three programs on tcp; the number of the process keeps tests side by side apart.
std::vector<std::uint16_t> some_ports() {
  SeededRandom random(static_cast<std::uint64_t>(::getpid()));
  return cli::free_ports(random, 5);
}

std::string write_settings(const TemporaryFolder& folder,
                           const std::vector<std::uint16_t>& ports = some_ports()) {
  const auto tcp = [&](std::size_t which) {
    return "tcp://127.0.0.1:" + std::to_string(ports.at(which));
  };
  const std::string file = folder / "settings.yaml";
  std::ofstream(file) << "intakes:\n  - name: intake\n    patrols: " << tcp(0)
                      << "\n    status: " << tcp(1)
                      << "\nrouter:\n  name: router\n  reports: " << tcp(2)
                      << "\nnotifier:\n  name: notifier\n  notices: " << tcp(3)
                      << "\n  people: " << tcp(4) << "\n";
  return file;
}

std::vector<std::string> words(const std::string& command, const std::string& settings,
                               const std::string& data) {
  return {command, "--mission", mission_folder, "--settings", settings, "--data", data};
}

/// Every program's key, made beforehand as on a fresh installation.
void make_program_keys(const std::string& settings, const std::string& data) {
  for (const char* program : {"intake", "router", "notifier"}) {
    auto arguments = words("keys", settings, data);
    arguments.insert(arguments.begin() + 1, {"new", "--program", program});
    const auto made = run_vigie(arguments);
    CAPTURE(made.err);
    REQUIRE(made.code == 0);
  }
}

/// A listening socket of somebody else.
class Listener {
 public:
  explicit Listener(int port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(descriptor_, 1) == 0);
  }
  ~Listener() { ::close(descriptor_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  int descriptor_;
};

/// Connects, sends these bytes and closes. What nobody should mind.
void send_bytes(int port, const std::string& bytes) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    (void)!::write(descriptor, bytes.data(), bytes.size());
  }
  ::close(descriptor);
}

Report report_of(RealMission& mission, const Device& device) {
  Report report = minimal_report();
  report.id = new_uuid7(mission.now(), mission.random());
  report.patrol.device = device.key().public_key.name;
  report.patrol.unit = device.key().public_key.unit;
  report.when.filed_at = {mission.now(), 0min};
  return report;
}

int port_of(const std::string& endpoint) {
  return std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
}

}  // namespace

TEST_SUITE("pipeline/bad_days") {
  TEST_CASE("a busy port is one clear line and exit 1") {
    const TemporaryFolder folder;
    const std::vector<std::uint16_t> ports = some_ports();
    const std::string settings = write_settings(folder, ports);
    make_program_keys(settings, folder / "data");
    const Listener other(ports.front());
    const auto result = run_vigie(words("intake", settings, folder / "data"));
    CAPTURE(result.err);
    CHECK(result.code == 1);
    CHECK(result.err.find("127.0.0.1:" + std::to_string(ports.front())) != std::string::npos);
    CHECK(result.err.find("already in use") != std::string::npos);
  }

  TEST_CASE("a second program on one data folder is refused and names the folder") {
    RealMission mission(21);
    const auto result =
        run_vigie({"intake", "--mission", mission_folder, "--settings",
                   mission.folder() / "settings.yaml", "--data", mission.folder() / "data"});
    CAPTURE(result.err);
    CHECK(result.code == 1);
    CHECK(result.err.find((mission.folder() / "data/intake").string()) != std::string::npos);
    CHECK_FALSE(mission.control("intake", R"({"command":"state"})").empty());
  }

  TEST_CASE("a data folder that cannot be written is refused before anything listens") {
    const TemporaryFolder folder;
    std::ofstream(folder / "data") << "a file where a folder should be\n";
    const auto result = run_vigie(words("intake", write_settings(folder), folder / "data"));
    CAPTURE(result.err);
    CHECK(result.code == 1);
    CHECK(result.err.find((folder / "data").string()) != std::string::npos);
  }

  TEST_CASE("a read-only data folder is one clear line") {
    const TemporaryFolder folder;
    const std::string settings = write_settings(folder);
    const std::string data = folder / "data";
    ::mkdir(data.c_str(), 0700);
    if (::mount("tmpfs", data.c_str(), "tmpfs", MS_RDONLY, "size=1m") != 0) {
      MESSAGE("skipped 1: this user may not mount a read-only folder");
      return;
    }
    const auto result = run_vigie(words("intake", settings, data));
    ::umount(data.c_str());
    CAPTURE(result.err);
    CHECK(result.code == 1);
    CHECK(result.err.find(data) != std::string::npos);
    CHECK(result.error_lines() <= 2);
  }

  TEST_CASE("a damaged database is named, set aside as it is, and never served") {
    const TemporaryFolder folder;
    const std::string settings = write_settings(folder);
    make_program_keys(settings, folder / "data");
    const std::string database = folder / "data/intake/intake.db";
    for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(database + tail);
    const std::string rubbish(8192, 'x');
    std::ofstream(database, std::ios::binary | std::ios::trunc) << rubbish;
    const auto result = run_vigie(words("intake", settings, folder / "data"));
    CAPTURE(result.err);
    CHECK(result.code == 1);
    CHECK(result.err.find(database) != std::string::npos);
    CHECK(result.err.find("damaged") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(database));
    const auto named = result.err.find(database + ".damaged-");
    REQUIRE(named != std::string::npos);
    const auto kept = result.err.substr(named, result.err.find(';', named) - named);
    CHECK(support::file_bytes(kept) == rubbish);
  }

  TEST_CASE("other programs' unknown keys keep a program from starting, with what to do") {
    const TemporaryFolder folder;
    const auto result = run_vigie(words("intake", write_settings(folder), folder / "data"));
    CAPTURE(result.err);
    CHECK(result.code == 3);
    CHECK(result.err.find("router") != std::string::npos);
  }

  TEST_CASE("garbage, half-open connections and unknown keys do not stop an honest patrol") {
    RealMission mission(22);
    Device& honest = mission.add_device("patrol-1");
    const auto& settings = mission.mission().settings;
    const int port = port_of(settings.intakes.front().patrols);
    std::vector<int> half_open;
    for (int i = 0; i < 40; ++i) {
      send_bytes(port, std::string(static_cast<std::size_t>(i) * 37, '\xff'));
      half_open.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(port));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      (void)::connect(half_open.back(), reinterpret_cast<const sockaddr*>(&address),
                      sizeof address);
    }
    const link::SecretKey stranger =
        link::new_key("stranger", link::KeyKind::device, "nobody", mission.random());
    link::AllowList nobody;
    link::Context context(nobody);
    const auto contact =
        nlohmann::json::parse(std::ifstream(mission.folder() / "owners/patrol-1.intake.json"));
    Device unknown(mission.folder() / "stranger.db", stranger, mission.random(),
                   link::connect_line(context, {.endpoint = contact.at("endpoint"),
                                                .own = &stranger,
                                                .server_public = contact.at("curve_public")}));
    unknown.file(report_of(mission, unknown), mission.now());
    honest.file(report_of(mission, honest), mission.now());
    CHECK(mission.run_until(
        [&] {
          unknown.turn(mission.now());
          return honest.owed() == 0;
        },
        30s));
    CHECK(honest.receipted().size() == 1);
    CHECK(unknown.answers().empty());
    for (const int descriptor : half_open) ::close(descriptor);
  }

  TEST_CASE("garbage and oversize from a known device are refused, and the next report is taken") {
    RealMission mission(23);
    Device& device = mission.add_device("patrol-1");
    const std::vector<link::Parts> hostile{{"", "", ""},
                                           {"not an envelope", std::string(64, 's'), "{}"},
                                           {std::string(100'000, '{'), std::string(64, 's'), "{}"},
                                           {"only one part"}};
    for (const auto& parts : hostile) {
      device.file_parts(parts, {new_uuid7(mission.now(), mission.random()), 1},
                        link::Lane::ordinary, mission.now());
    }
    Report large = report_of(mission, device);
    large.what.narrative = std::string(300 * 1024, 'n');
    device.file(large, mission.now());
    const Report good = report_of(mission, device);
    device.file(good, mission.now());
    REQUIRE(mission.run_until([&] { return device.owed() == 0; }, 30s));
    CHECK(device.receipted() == std::vector<Device::ReportKey>{{good.id, 1}});
    CHECK(device.answers().size() == hostile.size() + 2);
    CHECK(device.answers().find({large.id, 1})->second.code == "size.report");
  }

  TEST_CASE("a disk that is full at the start is named as full, with exit code 75") {
    const TemporaryFolder folder;
    const std::string settings = write_settings(folder);
    const std::string data = folder / "data";
    make_program_keys(settings, data);
    for (const char* program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      const std::string place = data + "/" + program;
      const std::string aside = place + ".aside";
      std::filesystem::rename(place, aside);
      ::mkdir(place.c_str(), 0700);
      if (::mount("tmpfs", place.c_str(), "tmpfs", 0, "size=1m,mode=0700") != 0) {
        MESSAGE("skipped 1: this user may not mount a small disk");
        return;
      }
      std::filesystem::copy(aside, place, std::filesystem::copy_options::recursive);
      {
        std::ofstream filler(place + "/filler", std::ios::binary);
        const std::string block(4096, 'f');
        while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
      }
      const auto result = run_vigie(words(program, settings, data));
      ::umount(place.c_str());
      CAPTURE(result.err);
      CHECK(result.code == 75);
      CHECK(result.err.find("full") != std::string::npos);
    }
  }

  TEST_CASE("a full disk stops intake before it acknowledges, and it recovers when there is room") {
    const TemporaryFolder folder;
    const std::string small = folder / "small";
    ::mkdir(small.c_str(), 0700);
    if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=3m,mode=0700") != 0) {
      MESSAGE("skipped 1: this user may not mount a small disk");
      return;
    }
    {
      RealMission mission({.seed = 24, .places = {{"intake", small}}});
      Device& device = mission.add_device("patrol-1");
      std::size_t filed = 0;
      const auto file_one = [&] {
        Report report = report_of(mission, device);
        report.what.narrative = std::string(40'000, 'n');
        device.file(report, mission.now());
        ++filed;
      };
      // One alone first: a slow intake takes all that follow in one commit, which the disk refuses.
      file_one();
      REQUIRE(mission.run_until([&] { return !device.receipted().empty(); }, 60s));
      for (int i = 0; i < 200 && mission.running("intake"); ++i) {
        file_one();
        mission.run_for(20ms);
      }
      REQUIRE(mission.run_until([&] { return !mission.running("intake"); }, 60s));
      const std::string log = mission.log_of("intake");
      CAPTURE(log);
      CHECK(log.find("full") != std::string::npos);
      const std::size_t before = device.receipted().size();
      CHECK(before > 0);
      CHECK(before < filed);
      REQUIRE(::mount("tmpfs", small.c_str(), "tmpfs", MS_REMOUNT, "size=200m,mode=0700") == 0);
      mission.start("intake");
      CHECK(mission.run_until([&] { return device.owed() == 0; }, 60s));
      CHECK(device.receipted().size() == filed);
      for (const auto& [id, revision] : device.receipted()) {
        CHECK(stored_copies(mission.database_of("intake"), {id, revision}) == 1);
      }
    }
    ::umount(small.c_str());
  }
}
