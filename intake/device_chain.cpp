#include "intake/device_chain.h"

#include <algorithm>
#include <utility>

namespace vigie::intake {
namespace {

std::string used_text(std::int64_t counter) {
  return "counter " + std::to_string(counter) +
         " was used before by another envelope: the device was restored, or its key is used twice; "
         "ask the patrol";
}

std::string behind_text(std::int64_t end, std::int64_t found) {
  return "counter " + std::to_string(found) + " came after " + std::to_string(end) +
         " and was not waited for: it is very late, or the device was restored, or its key is used "
         "twice; ask the patrol";
}

std::string broken_text(std::int64_t counter) {
  return "the envelope with counter " + std::to_string(counter) +
         " does not continue the one before it: the device was restored, or its key is used twice; "
         "ask the patrol";
}

ChainFinding disorder(bool advances, std::string text) {
  return {.step = ChainStep::disorder, .advances = advances, .text = std::move(text)};
}

/// What was never seen cannot be contradicted: then the envelope is believed.
bool continues(const ChainMemory& memory, const ChainEnd& end, const Envelope& envelope) {
  if (envelope.counter == end.counter + 1) return envelope.previous == end.digest;
  if (envelope.counter == 1) return envelope.previous == Digest{};
  const auto& before = memory.before;
  return before.empty() ||
         std::find(before.begin(), before.end(), envelope.previous) != before.end();
}

}  // namespace

ChainFinding follow_chain(const ChainMemory& memory, const Envelope& envelope) {
  const ChainEnd end = memory.end.value_or(ChainEnd{});
  const std::int64_t found = envelope.counter;
  if (memory.seen) return {.step = ChainStep::repeat, .advances = false};
  if (memory.used) return disorder(false, used_text(found));
  const bool advances = found > end.counter;
  if (!advances && !memory.missing) {
    // Envelopes are remembered for the resend horizon only; what was accepted is known for good.
    if (memory.accepted) return {.step = ChainStep::repeat, .advances = false};
    return disorder(false, behind_text(end.counter, found));
  }
  if (!continues(memory, end, envelope)) return disorder(advances, broken_text(found));
  if (!advances) return {.step = ChainStep::late, .advances = false};
  if (found == end.counter + 1) return {};
  return {.step = ChainStep::gap,
          .advances = true,
          .missing_first = end.counter + 1,
          .missing_last = found - 1};
}

}  // namespace vigie::intake
