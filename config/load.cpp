#include "config/load.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <tuple>

#include "config/check_rules.h"
#include "config/compile_rules.h"
#include "config/cross_check.h"
#include "config/declared_places.h"
#include "config/draft.h"
#include "config/files.h"
#include "config/reader.h"
#include "config/version.h"

namespace vigie::config {
namespace {

namespace fs = std::filesystem;

enum class Presence { required, optional };

struct MissionFile {
  std::string_view name;
  void (*read)(const YamlNode& root, SourceFile& file);
  std::set<Thing> declares;
  Presence presence = Presence::required;
};

const std::vector<MissionFile>& mission_files() {
  static const std::vector<MissionFile> files{
      {"mission.yaml", read_mission_file, {}},
      {"regions.yaml", read_regions, {Thing::region}},
      {"positions.yaml", read_positions, {Thing::position, Thing::office}},
      {"roster.yaml", read_roster, {Thing::person, Thing::holding}},
      {"profiles.yaml", read_profiles, {Thing::profile, Thing::clearance}},
      {"calendars.yaml", read_calendars, {Thing::calendar}, Presence::optional},
      {"areas.yaml", read_areas, {Thing::area}, Presence::optional},
  };
  return files;
}

struct CatalogueFile {
  std::string_view name;
  void (*read)(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);
};

/// The files of a catalogue that are known by name; every other one is a list.
constexpr std::array<CatalogueFile, 5> catalogue_files{{
    {"catalogue.yaml", read_catalogue_head},
    {"suggestions.yaml", read_suggestions},
    {"travel_regimes.yaml", read_travel_regimes},
    {"frames.yaml", read_frames},
    {"statements.yaml", read_statements},
}};

auto reader_of(const fs::path& path) {
  const auto* file = std::ranges::find(catalogue_files, path.filename(), &CatalogueFile::name);
  return file == catalogue_files.end() ? read_catalogue_list : file->read;
}

std::optional<std::string> file_bytes(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream stream{path, std::ios::binary};
  // One byte more than allowed is enough for the YAML reader to refuse it.
  std::string bytes(yaml_bytes_max + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad() || (stream.fail() && !stream.eof())) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it{folder, error}, end; !error && it != end; it.increment(error)) {
    entries.push_back(it->path());
  }
  std::ranges::sort(entries);
  return entries;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool is_rule_test(const fs::path& path) { return path.filename().string().ends_with(".test.yaml"); }

class Loader {
 public:
  explicit Loader(const fs::path& folder) : folder_(folder) {}

  std::variant<Mission, ConfigProblems> load(const std::optional<fs::path>& settings,
                                             std::optional<std::chrono::sys_days> today) {
    if (!is_folder(folder_)) {
      draft_.add_problem({folder_, {}}, "not a mission folder: no such folder");
      return std::move(draft_.problems);
    }
    read_files();
    read_each(settings.value_or(folder_ / "settings.yaml"), read_settings, {});
    read_rule_files();
    read_catalogues();
    check_strays();
    compile();
    cross_check(draft_);
    if (today) check_expired(draft_, *today);
    return finish();
  }

  DeclaredPlaces declared() {
    read_files();
    read_rule_files();
    return std::move(draft_.declared);
  }

 private:
  /// The tree of a file, or nothing once its problems are noted.
  std::optional<YamlNode> read_tree(const fs::path& path) {
    const auto bytes = file_bytes(path);
    if (!bytes) {
      draft_.add_problem({path, {}}, "cannot be read: is it there, a file, and readable?");
      return std::nullopt;
    }
    auto tree = read_yaml(*bytes);
    if (path.parent_path() == folder_ / "rules") draft_.rules.bytes[path] = *bytes;
    if (auto* root = std::get_if<YamlNode>(&tree)) return checked_root(path, std::move(*root));
    for (auto& problem : std::get<std::vector<YamlProblem>>(tree)) {
      draft_.add_problem({path, problem.mark}, std::move(problem.text));
    }
    return std::nullopt;
  }

  std::optional<YamlNode> checked_root(const fs::path& path, YamlNode root) {
    if (root.kind == YamlKind::map) return root;
    draft_.add_problem({path, root.mark}, "the file must be a map (key: value)");
    return std::nullopt;
  }

  template <typename Read>
  void read_each(const fs::path& path, Read read, const std::set<Thing>& declares) {
    if (const auto root = read_tree(path)) {
      SourceFile file{path, draft_};
      read(*root, file);
    } else {
      draft_.unread.insert(declares.begin(), declares.end());
    }
  }

  void read_files() {
    for (const MissionFile& file : mission_files()) {
      const fs::path path = folder_ / file.name;
      std::error_code error;
      if (file.presence == Presence::optional && !fs::exists(path, error)) continue;
      read_each(path, file.read, file.declares);
    }
  }

  void read_rule_files() {
    bool any = false;
    for (const fs::path& path : sorted_entries(folder_ / "rules")) {
      if (path.extension() != ".yaml" || is_rule_test(path)) continue;
      any = true;
      read_each(path, read_rules, {Thing::rule});
    }
    if (any) return;
    draft_.add_problem({folder_ / "rules", {}}, "no rule file (rules/*.yaml)");
    draft_.unread.insert(Thing::rule);
  }

  /// Conditions name codes, regions, calendars and areas, and the definitions of any rule file:
  /// where those could not be read, what names them is not complained of.
  void compile() {
    const auto& unread = draft_.unread;
    const bool readable =
        std::ranges::none_of(std::array{Thing::rule, Thing::region, Thing::position,
                                        Thing::calendar, Thing::area, Thing::code},
                             [&](Thing thing) { return unread.contains(thing); });
    if (readable) compile_rules(draft_);
  }

  void read_catalogues() {
    const fs::path catalogue = folder_ / "catalogue";
    bool any = read_catalogue(catalogue);
    for (const fs::path& path : sorted_entries(catalogue)) {
      if (is_folder(path)) any = read_catalogue(path) || any;
    }
    if (any) return;
    draft_.add_problem({catalogue, {}}, "no catalogue (catalogue/catalogue.yaml)");
    draft_.unread.insert(Thing::code);
  }

  /// One version: the .yaml files of one folder. False when it has none.
  bool read_catalogue(const fs::path& folder) {
    std::vector<fs::path> files = sorted_entries(folder);
    std::erase_if(files, [](const fs::path& path) { return path.extension() != ".yaml"; });
    if (files.empty()) return false;
    std::erase(files, folder / "catalogue.yaml");
    files.insert(files.begin(), folder / "catalogue.yaml");

    CatalogueDraft version;
    for (const fs::path& path : files) read_catalogue_file(path, version);
    check_catalogue(version, draft_);
    version.catalogue.index_suggestions();
    Catalogue& catalogue = version.catalogue;
    if (!catalogue.version.empty()) {
      draft_.mission.catalogues.emplace(catalogue.version, std::move(catalogue));
    }
    return true;
  }

  void read_catalogue_file(const fs::path& path, CatalogueDraft& version) {
    bool read = false;
    read_each(path,
              [&](const YamlNode& root, SourceFile& file) {
                reader_of(path)(root, file, version);
                read = true;
              },
              {Thing::code});
    version.complete = version.complete && read;
  }

  /// A file that nothing reads is a misspelt name, and what it says would silently not hold.
  void check_strays() {
    for (const fs::path& path : sorted_entries(folder_)) {
      const std::string name = path.filename().string();
      if (path.extension() != ".yaml" && path.extension() != ".yml") continue;
      const bool settings = name.starts_with("settings.") && path.extension() == ".yaml";
      if (settings ||
          std::ranges::find(mission_files(), name, &MissionFile::name) != mission_files().end()) {
        continue;
      }
      draft_.add_problem({path, {}}, "not a file of a mission: rename or remove it");
    }
    check_extensions(folder_ / "rules");
    check_depth(folder_ / "rules");
    check_extensions(folder_ / "catalogue");
    for (const fs::path& version : sorted_entries(folder_ / "catalogue")) {
      check_extensions(version);
      check_depth(version);
    }
  }

  void check_extensions(const fs::path& folder) {
    for (const fs::path& path : sorted_entries(folder)) {
      if (path.extension() != ".yml") continue;
      draft_.add_problem({path, {}}, "is not read: name it .yaml");
    }
  }

  void check_depth(const fs::path& folder) {
    for (const fs::path& path : sorted_entries(folder)) {
      if (!is_folder(path)) continue;
      draft_.add_problem({path, {}},
                         "a folder here is not read: move its files up, or it elsewhere");
    }
  }

  std::variant<Mission, ConfigProblems> finish() {
    if (!draft_.problems.empty()) {
      std::ranges::stable_sort(draft_.problems, {}, [](const ConfigProblem& problem) {
        return std::tie(problem.file, problem.line, problem.column);
      });
      return std::move(draft_.problems);
    }
    Mission& mission = draft_.mission;
    mission.catalogue_current = highest_version();
    mission.version = mission_version(mission);
    return std::move(mission);
  }

  /// "2019.10" comes after "2019.9": the year has four digits, the number is compared by value.
  std::string highest_version() const {
    const auto& catalogues = draft_.mission.catalogues;
    const auto key = [](const auto& entry) {
      const std::string& version = entry.first;
      return std::pair{version.substr(0, 4), std::stoi(version.substr(5))};
    };
    return std::ranges::max_element(catalogues, {}, key)->first;
  }

  fs::path folder_;
  Draft draft_;
};

}  // namespace

std::string to_string(const ConfigProblem& problem) {
  std::string text = problem.file.string() + ":";
  if (problem.line > 0) {
    text += std::to_string(problem.line) + ":" + std::to_string(problem.column) + ":";
  }
  return text + " " + problem.text;
}

std::variant<Mission, ConfigProblems> load_mission(const fs::path& folder,
                                                   const std::optional<fs::path>& settings,
                                                   std::optional<std::chrono::sys_days> today) {
  return Loader{folder}.load(settings, today);
}

DeclaredPlaces declared_places(const fs::path& folder) { return Loader{folder}.declared(); }

}  // namespace vigie::config
