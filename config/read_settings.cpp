#include <map>

#include "config/endpoint.h"
#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

enum class Reach { patrols_and_people, programs };

class SettingsReader {
 public:
  explicit SettingsReader(SourceFile& file) : file_(file), settings_(file.mission().settings) {}

  void read(const YamlNode& root) {
    MapReader map{root, file_, "the file"};
    for (const YamlNode& node : map.list("intakes")) read_intake(node);
    if (const YamlNode* node = map.child("router")) read_router(*node);
    if (const YamlNode* node = map.child("notifier")) read_notifier(*node);
    if (const YamlNode* node = map.optional_child("limits")) read_limits(*node);
    map.finish();
  }

 private:
  void read_intake(const YamlNode& node) {
    MapReader map{node, file_, "an intake"};
    IntakeSettings intake;
    intake.name = name(map);
    intake.patrols = endpoint(map, "patrols", Reach::patrols_and_people);
    intake.status = endpoint(map, "status", Reach::programs);
    intake.http = http(map);
    intake.certificate = path(map, "certificate");
    intake.private_key = path(map, "private_key");
    map.finish();
    check_certificate(map, intake);
    settings_.intakes.push_back(std::move(intake));
  }

  void read_router(const YamlNode& node) {
    MapReader map{node, file_, "the router"};
    settings_.router.name = name(map);
    settings_.router.reports = endpoint(map, "reports", Reach::programs);
    settings_.router.http = local_http(map);
    map.finish();
  }

  void read_notifier(const YamlNode& node) {
    MapReader map{node, file_, "the notifier"};
    settings_.notifier.name = name(map);
    settings_.notifier.notices = endpoint(map, "notices", Reach::programs);
    settings_.notifier.people = endpoint(map, "people", Reach::patrols_and_people);
    settings_.notifier.http = local_http(map);
    map.finish();
  }

  void read_limits(const YamlNode& node) {
    MapReader map{node, file_, "the limits"};
    Limits& limits = settings_.limits;
    count(map, "batch_messages_max", {1, 10'000}, limits.batch_messages_max);
    count(map, "window_messages", {1, 10'000}, limits.window_messages);
    count(map, "window_bytes", {64 * 1024, 1024 * 1024 * 1024}, limits.window_bytes);
    count(map, "http_connections_max", {1, 4096}, limits.http_connections_max);
    count(map, "disk_free_bytes_min", {0, std::int64_t{1} << 40U}, limits.disk_free_bytes_min);
    span(map, "resend_horizon", {1h, 365 * 24h}, limits.resend_horizon);
    span(map, "not_yet_alarm", {1min, 365 * 24h}, limits.not_yet_alarm);
    span(map, "resend_after", {100ms, 10min}, limits.resend_after);
    span(map, "http_header_timeout", {1s, 5min}, limits.http_header_timeout);
    map.finish();
  }

  template <typename Number>
  void count(MapReader& map, std::string_view key, Bounds<std::int64_t> bounds, Number& value) {
    if (const auto read = map.optional_integer(key, bounds)) value = static_cast<Number>(*read);
  }

  /// A duration finer than the setting's own unit is refused: it would be cut short silently.
  template <typename Duration>
  void span(MapReader& map, std::string_view key, Bounds<milliseconds> bounds, Duration& value) {
    const auto read = map.optional_duration(key, bounds);
    if (!read) return;
    value = std::chrono::floor<Duration>(*read);
    if (value == *read) return;
    file_.add_problem(map.mark_of(key), "'" + std::string{key} + "' is finer than its unit");
  }

  /// Names of keys: two programs with one name would be one sender.
  Code name(MapReader& map) {
    Code name = map.code("name");
    note_unique(map, "name", name);
    return name;
  }

  std::string endpoint(MapReader& map, std::string_view key, Reach reach) {
    std::string text = map.string(key);
    if (text.empty()) return text;
    complain(map, key, endpoint_trouble(text, reach == Reach::programs));
    note_unique(map, key, text);
    return text;
  }

  std::string http(MapReader& map) {
    std::string text = map.optional_string("http").value_or("");
    if (text.empty()) return text;
    complain(map, "http", http_trouble(text));
    if (!text.ends_with(":0")) note_unique(map, "http", text);
    return text;
  }

  std::string local_http(MapReader& map) {
    std::string text = http(map);
    if (!text.empty() && http_trouble(text).empty() && !on_loopback(text)) {
      file_.add_problem(map.mark_of("http"),
                        "'http' must stay on this machine (127.0.0.1): health and metrics only");
    }
    return text;
  }

  std::filesystem::path path(MapReader& map, std::string_view key) {
    const auto text = map.optional_string(key);
    return text ? file_.path().parent_path() / *text : std::filesystem::path{};
  }

  void check_certificate(const MapReader& map, const IntakeSettings& intake) {
    if (intake.certificate.empty() != intake.private_key.empty()) {
      file_.add_problem(map.mark(), "'certificate' and 'private_key' go together");
    }
    const bool open = !intake.http.empty() && http_trouble(intake.http).empty() &&
                      !on_loopback(intake.http) && intake.certificate.empty();
    if (!open) return;
    file_.add_problem(map.mark_of("http"),
                      "'http' beyond this machine needs 'certificate' and 'private_key'");
  }

  void complain(const MapReader& map, std::string_view key, const std::string& trouble) {
    if (trouble.empty()) return;
    file_.add_problem(map.mark_of(key), "'" + std::string{key} + "' " + trouble);
  }

  void note_unique(const MapReader& map, std::string_view key, const std::string& text) {
    if (text.empty()) return;
    const YamlMark& mark = map.mark_of(key);
    const auto [earlier, is_new] = used_.emplace(text, mark);
    if (is_new) return;
    file_.add_problem(
        mark, "'" + text + "' is already used at line " + std::to_string(earlier->second.line));
  }

  SourceFile& file_;
  Settings& settings_;
  std::map<std::string, YamlMark> used_;
};

}  // namespace

void read_settings(const YamlNode& root, SourceFile& file) { SettingsReader{file}.read(root); }

}  // namespace vigie::config
