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

struct ChainCase {
  const char* name;
  ChainMemory memory;
  Envelope envelope;
  ChainStep step;
  bool advances;
};

const ChainEnd at_two{.counter = 2, .digest = second};
const ChainEnd at_nine{.counter = 9, .digest = other};

ChainMemory memory(std::optional<ChainEnd> end) {
  ChainMemory made;
  made.end = end;
  return made;
}

ChainMemory seen(ChainMemory made) { return made.seen = true, made; }
ChainMemory used(ChainMemory made) { return made.used = true, made; }
ChainMemory missing(ChainMemory made) { return made.missing = true, made; }
ChainMemory accepted(ChainMemory made) { return made.accepted = true, made; }
ChainMemory before(ChainMemory made, std::vector<Digest> known) {
  return made.before = std::move(known), made;
}

const ChainCase cases[] = {
    {"the first of a new device", memory({}), envelope(1, nothing), ChainStep::next, true},
    {"the next one", memory(at_two), envelope(3, second), ChainStep::next, true},
    {"one again", seen(memory(at_two)), envelope(2, other), ChainStep::repeat, false},
    {"an old one again", seen(memory(at_two)), envelope(1, nothing), ChainStep::repeat, false},
    {"a forgotten one of an accepted report", accepted(memory(at_nine)), envelope(2, other),
     ChainStep::repeat, false},
    {"a device first heard at 4", memory({}), envelope(4, other), ChainStep::gap, true},
    {"two are missing", memory(at_two), envelope(5, other), ChainStep::gap, true},
    {"one that was waited for", missing(memory(at_nine)), envelope(5, second), ChainStep::late,
     false},
    {"one that was waited for, of an accepted report", accepted(missing(memory(at_nine))),
     envelope(5, second), ChainStep::late, false},
    {"one that was waited for continues a known one",
     before(missing(memory(at_nine)), {other, second}), envelope(5, second), ChainStep::late,
     false},
    {"one that was waited for continues another one", before(missing(memory(at_nine)), {other}),
     envelope(5, second), ChainStep::disorder, false},
    {"a first one that was waited for", missing(memory(at_nine)), envelope(1, nothing),
     ChainStep::late, false},
    {"a first one that was waited for, with a past", missing(memory(at_nine)), envelope(1, other),
     ChainStep::disorder, false},
    {"one that nobody waited for", memory(at_two), envelope(1, nothing), ChainStep::disorder,
     false},
    {"the same counter twice", used(memory(at_two)), envelope(2, other), ChainStep::disorder,
     false},
    {"the same counter twice, of an accepted report", used(accepted(memory(at_two))),
     envelope(2, other), ChainStep::disorder, false},
    {"another one before it", memory(at_two), envelope(3, other), ChainStep::disorder, true},
    {"a first one with a past", memory({}), envelope(1, other), ChainStep::disorder, true},
};

}  // namespace

TEST_SUITE("intake/device_chain") {
  TEST_CASE("each way to continue or break a chain is told apart") {
    for (const ChainCase& entry : cases) {
      CAPTURE(entry.name);
      const ChainFinding finding = follow_chain(entry.memory, entry.envelope);
      CHECK(finding.step == entry.step);
      CHECK(finding.advances == entry.advances);
      CHECK(finding.text.empty() == (entry.step != ChainStep::disorder));
    }
  }

  TEST_CASE("a gap names what lies between") {
    const ChainFinding finding = follow_chain(memory(at_two), envelope(6, other));
    CHECK(finding.missing_first == 3);
    CHECK(finding.missing_last == 5);
  }
}
