#include "intake/device_chain.h"

#include <doctest/doctest.h>

using namespace vigie;
using namespace vigie::intake;

namespace {

const Digest nothing;
const Digest second = sha256("second");
const Digest other = sha256("other");

Envelope envelope(std::int64_t counter, const Digest& previous) {
  Envelope made;
  made.counter = counter;
  made.previous = previous;
  return made;
}

struct Case {
  const char* name;
  std::optional<ChainEnd> end;
  bool seen;
  Envelope envelope;
  ChainStep step;
  bool advances;
};

const ChainEnd at_two{.counter = 2, .digest = second};

const Case cases[] = {
    {"the first of a new device", {}, false, envelope(1, nothing), ChainStep::next, true},
    {"the next one", at_two, false, envelope(3, second), ChainStep::next, true},
    {"one again", at_two, true, envelope(2, other), ChainStep::repeat, false},
    {"an old one again", at_two, true, envelope(1, nothing), ChainStep::repeat, false},
    {"a device first heard at 4", {}, false, envelope(4, other), ChainStep::gap, true},
    {"two are missing", at_two, false, envelope(5, other), ChainStep::gap, true},
    {"a late one", at_two, false, envelope(1, nothing), ChainStep::disorder, false},
    {"the same counter twice", at_two, false, envelope(2, other), ChainStep::disorder, false},
    {"another one before it", at_two, false, envelope(3, other), ChainStep::disorder, true},
    {"a first one with a past", {}, false, envelope(1, other), ChainStep::disorder, true},
};

}  // namespace

TEST_SUITE("intake/device_chain") {
  TEST_CASE("each way to continue or break a chain is told apart") {
    for (const Case& entry : cases) {
      CAPTURE(entry.name);
      const ChainFinding finding = follow_chain(entry.end, entry.seen, entry.envelope);
      CHECK(finding.step == entry.step);
      CHECK(finding.advances == entry.advances);
      const bool alarms = entry.step == ChainStep::gap || entry.step == ChainStep::disorder;
      CHECK(finding.text.empty() == !alarms);
    }
  }
}
