#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {

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
  mission.first_addressee = map.code("first_addressee");
  const YamlMark& first = map.mark_of("first_addressee");
  file.refer(Thing::office, mission.first_addressee, first);
  file.note_use({mission.first_addressee, OfficeUse::As::told_at_once, "", "", file.place(first)});
  map.finish();
}

}  // namespace vigie::config
