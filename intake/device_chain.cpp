#include "intake/device_chain.h"

namespace vigie::intake {
namespace {

std::string gap_text(std::int64_t expected, std::int64_t found) {
  return "counter " + std::to_string(found) + " came where " + std::to_string(expected) +
         " was expected: what lies between is late, went to another intake, or is lost; ask the "
         "patrol for its spool";
}

std::string behind_text(std::int64_t end, std::int64_t found) {
  return "counter " + std::to_string(found) + " came after " + std::to_string(end) +
         ": it arrived late, or the device was restored, or its key is used twice; ask the patrol";
}

std::string broken_text(std::int64_t counter) {
  return "the envelope with counter " + std::to_string(counter) +
         " does not continue the one before it: the device was restored, or its key is used twice; "
         "ask the patrol";
}

}  // namespace

ChainFinding follow_chain(const std::optional<ChainEnd>& end, bool seen, const Envelope& envelope) {
  if (seen) return {.step = ChainStep::repeat, .advances = false, .text = {}};
  const ChainEnd last = end.value_or(ChainEnd{});
  const std::int64_t found = envelope.counter;
  if (found <= last.counter) {
    return {
        .step = ChainStep::disorder, .advances = false, .text = behind_text(last.counter, found)};
  }
  if (found > last.counter + 1) {
    return {.step = ChainStep::gap, .advances = true, .text = gap_text(last.counter + 1, found)};
  }
  if (envelope.previous != last.digest) {
    return {.step = ChainStep::disorder, .advances = true, .text = broken_text(found)};
  }
  return {};
}

}  // namespace vigie::intake
