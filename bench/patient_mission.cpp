#include "bench/patient_mission.h"

#include <fstream>
#include <regex>
#include <stdexcept>

#include "tests/support/file_bytes.h"

namespace vigie::bench {

void write_patient_mission(const std::filesystem::path& folder) {
  const std::regex deadline("within: [0-9]+ (min|h)");
  std::filesystem::copy(VIGIE_SOURCE_DIR "/config/mali", folder,
                        std::filesystem::copy_options::recursive);
  bool changed = false;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "rules")) {
    const std::string rules = support::file_bytes(entry.path());
    const std::string patient = std::regex_replace(rules, deadline, "within: 720 h");
    std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << patient;
    changed = changed || patient != rules;
  }
  if (!changed) throw std::runtime_error("no rule of the shipped mission has a deadline");
}

}  // namespace vigie::bench
