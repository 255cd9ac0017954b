// The shipped mission with deadlines that do not pass while it is measured.
//
// No office of a measurement answers, so that half an hour into a long one every report would be
// reminded of, escalated and forwarded, which is work of its own and nothing that grows with what
// is stored. Everything else is as shipped.

#pragma once

#include <filesystem>

namespace vigie::bench {

/// Writes it into `folder`, which must not exist. Throws std::runtime_error when no rule of it has
/// a deadline.
void write_patient_mission(const std::filesystem::path& folder);

}  // namespace vigie::bench
