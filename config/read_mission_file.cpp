#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

/// An office that rules must tell something at once.
Code read_told_office(std::string_view key, MapReader& map, SourceFile& file) {
  const Code office = map.code(key);
  const YamlMark& mark = map.mark_of(key);
  file.refer(Thing::office, office, mark);
  if (!office.empty()) {
    file.note_use({office, OfficeUse::As::told_at_once, "", "", file.place(mark)});
  }
  return office;
}

}  // namespace

void read_mission_file(const YamlNode& root, SourceFile& file) {
  MapReader top{root, file, "the file"};
  const YamlNode* node = top.child("mission");
  top.finish();
  if (!node) return;

  MapReader map{*node, file, "the mission"};
  Mission& mission = file.mission();
  mission.id = map.code("id");
  mission.name = map.text("name");
  mission.notice = map.text("notice");
  mission.first_addressee = read_told_office("first_addressee", map, file);
  mission.conduct_office = read_told_office("conduct_office", map, file);
  map.finish();
}

}  // namespace vigie::config
