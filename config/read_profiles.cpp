#include <algorithm>

#include "config/files.h"
#include "config/near_match.h"
#include "config/parts.h"
#include "config/read_word.h"

namespace vigie::config {
namespace {

constexpr std::size_t profiles_max = 64;

std::string unknown_part(const std::string& name) {
  if (name.starts_with("where")) {
    return "'" + name +
           "' is no part: the key 'place' says how finely the place is shown; only where.cercle "
           "and "
           "where.locality, which a patrol writes, are named";
  }
  if (name.starts_with("identity")) {
    return "'" + name + "' is no part: what identifies a person is in no view";
  }
  std::vector<std::string> names;
  for (const Part& part : parts()) names.emplace_back(part.name);
  const std::string near = near_match(name, names);
  if (near.empty() && name.starts_with("when")) {
    return "'" + name + "' is no part: the key 'time' says how finely the time is shown";
  }
  return "unknown part '" + name + "'" + near;
}

class ProfileReader {
 public:
  ProfileReader(const YamlNode& node, SourceFile& file)
      : map_(node, file, "a profile"), file_(file) {}

  void read() {
    profile_.id = map_.code("id");
    profile_.title = map_.text("title");
    profile_.mark = required_value<Mark>(map_, "mark").value_or(Mark::strictly_confidential);
    read_details();
    if (map_.optional_child("parts")) read_parts();
    map_.finish();
    check_grants_something();
    if (file_.declare(Thing::profile, profile_.id, map_.mark_of("id"))) {
      file_.mission().profiles.emplace(profile_.id, std::move(profile_));
    }
  }

 private:
  void read_details() {
    profile_.place = optional_value<PlaceDetail>(map_, "place").value_or(PlaceDetail::none);
    profile_.time = optional_value<TimeDetail>(map_, "time").value_or(TimeDetail::none);
  }

  void read_parts() {
    for (const YamlNode& node : map_.list("parts")) {
      if (node.kind != YamlKind::scalar) {
        file_.add_problem(node.mark, "a part must be a single name, such as who.age");
      } else if (!find_part(node.text)) {
        file_.add_problem(node.mark, unknown_part(node.text));
      } else if (!profile_.parts.insert(node.text).second) {
        file_.add_problem(node.mark, "'" + node.text + "' is in the list twice");
      } else {
        check_fine_enough(node);
      }
    }
  }

  /// The text of a place says more than a coarser place is meant to show.
  void check_fine_enough(const YamlNode& part) {
    const bool coarse = (part.text == "where.cercle" && profile_.place < PlaceDetail::cercle) ||
                        (part.text == "where.locality" && profile_.place < PlaceDetail::locality);
    if (!coarse) return;
    const std::string least = part.text.substr(part.text.find('.') + 1);
    file_.add_problem(part.mark,
                      "'" + part.text + "' needs the key 'place' to be " + least + " or finer");
  }

  /// What could not be read may have granted something, so it is not complained of twice.
  void check_grants_something() {
    if (map_.has("parts") || !said_none("place") || !said_none("time")) return;
    file_.add_problem(map_.mark(), "a profile that shows nothing: name parts, a place or a time");
  }

  bool said_none(std::string_view key) {
    const YamlNode* node = map_.optional_child(key);
    return !node || node->text == "none";
  }

  MapReader map_;
  SourceFile& file_;
  Profile profile_;
};

void read_clearance(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a clearance"};
  const Code office = map.code("office");
  std::vector<Code> profiles;
  for (auto& [profile, mark] : map.codes("profiles")) {
    file.refer(Thing::profile, profile, mark);
    profiles.push_back(std::move(profile));
  }
  map.finish();
  file.refer(Thing::office, office, map.mark_of("office"));
  if (file.declare(Thing::clearance, office, map.mark_of("office"))) {
    file.mission().clearances.emplace(office, std::move(profiles));
  }
}

}  // namespace

void read_profiles(const YamlNode& root, SourceFile& file) {
  MapReader map{root, file, "the file"};
  const auto profiles = map.list("profiles");
  if (profiles.size() > profiles_max) {
    file.add_problem(map.mark_of("profiles"),
                     "more than " + std::to_string(profiles_max) + " profiles");
  }
  for (const YamlNode& node : profiles) ProfileReader{node, file}.read();
  for (const YamlNode& node : map.list("clearances")) read_clearance(node, file);
  map.finish();
}

}  // namespace vigie::config
