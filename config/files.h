// One reader per file of a mission folder. Each puts what it read into the draft's mission,
// declares and refers, and notes what is wrong; load.cpp calls them and cross_check.h joins the
// ends.

#pragma once

#include "config/catalogue_draft.h"
#include "config/draft.h"

namespace vigie::config {

void read_mission_file(const YamlNode& root, SourceFile& file);
void read_regions(const YamlNode& root, SourceFile& file);
void read_positions(const YamlNode& root, SourceFile& file);
void read_roster(const YamlNode& root, SourceFile& file);
void read_profiles(const YamlNode& root, SourceFile& file);
void read_calendars(const YamlNode& root, SourceFile& file);
void read_areas(const YamlNode& root, SourceFile& file);
void read_rules(const YamlNode& root, SourceFile& file);
void read_settings(const YamlNode& root, SourceFile& file);

/// catalogue.yaml of a version; then, in any order, its lists, one file each, and its parts.
void read_catalogue_head(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);
void read_catalogue_list(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);
void read_suggestions(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);
void read_travel_regimes(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);
void read_frames(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);
void read_statements(const YamlNode& root, SourceFile& file, CatalogueDraft& draft);

}  // namespace vigie::config
