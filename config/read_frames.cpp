#include <algorithm>
#include <array>
#include <set>

#include "config/files.h"
#include "config/period.h"
#include "config/reader.h"
#include "config/words.h"

namespace vigie::config {
namespace {

constexpr Bounds<std::int64_t> age_bounds{1, 120};

/// What a frame may find, in the order people read it.
const std::array<std::string, 3>& finding_words() {
  static const std::array<std::string, 3> words{"trafficking", "smuggling",
                                                "exploitation_of_begging"};
  return words;
}

bool asks_for(const FrameFinding& finding, Element element) {
  return std::ranges::find(finding.elements, element) != finding.elements.end();
}

std::vector<Element> read_elements(MapReader& map) {
  std::vector<Element> elements;
  const auto words = words_of<Element>();
  const std::vector<std::string> known{words.begin(), words.end()};
  for (const std::string& word : map.words("elements", known)) {
    elements.push_back(*parse_name<Element>(word));
  }
  std::ranges::sort(elements);
  return elements;
}

/// Not when an element was refused: what is then missing is known already.
void check_elements(MapReader& map, SourceFile& file, const FrameFinding& finding) {
  const YamlNode* node = map.optional_child("elements");
  if (!node || finding.elements.empty() || node->items.size() != finding.elements.size()) return;
  const bool trafficked = asks_for(finding, Element::act) && asks_for(finding, Element::purpose);
  if (finding.finding == "trafficking" && !trafficked) {
    file.add_problem(node->mark, "trafficking needs the elements act and purpose at least");
  }
  if (finding.without_means_below && !asks_for(finding, Element::means)) {
    file.add_problem(map.mark_of("without_means_below"),
                     "'without_means_below' goes with the element means only");
  }
}

void read_finding(const YamlNode& node, SourceFile& file, LegalFrame& frame) {
  MapReader map{node, file, "a finding"};
  FrameFinding finding;
  finding.finding = map.word("finding", finding_words()).value_or("");
  finding.elements = read_elements(map);
  finding.without_means_below = map.optional_integer("without_means_below", age_bounds);
  finding.aggravated_below = map.optional_integer("aggravated_below", age_bounds);
  finding.text = map.text("text");
  finding.source = map.string("source");
  map.finish();
  check_elements(map, file, finding);
  if (finding.finding.empty()) return;
  if (std::ranges::find(frame.findings, finding.finding, &FrameFinding::finding) !=
      frame.findings.end()) {
    file.add_problem(map.mark_of("finding"),
                     "finding '" + finding.finding + "' is in the frame twice");
    return;
  }
  frame.findings.push_back(std::move(finding));
}

void sort_findings(LegalFrame& frame) {
  std::ranges::sort(frame.findings, {}, [](const FrameFinding& finding) {
    return std::ranges::find(finding_words(), finding.finding);
  });
}

void read_frame(const YamlNode& node, SourceFile& file, CatalogueDraft& draft) {
  MapReader map{node, file, "a frame"};
  LegalFrame frame;
  frame.id = map.code("id");
  frame.text = map.text("text");
  frame.source = map.string("source");
  const Period period = read_period(map, file, "verified_to");
  frame.from = period.from;
  frame.verified_to = period.to;
  for (const YamlNode& finding : map.list("findings")) read_finding(finding, file, frame);
  map.finish();
  sort_findings(frame);
  if (declare_in_part(file, draft.parts.at("frames"), "frame", frame.id, map.mark_of("id"))) {
    draft.catalogue.frames.emplace(frame.id, std::move(frame));
  }
}

}  // namespace

void read_frames(const YamlNode& root, SourceFile& file, CatalogueDraft& draft) {
  for (const YamlNode& node : part_list(root, file, draft, "frames")) read_frame(node, file, draft);
}

}  // namespace vigie::config
