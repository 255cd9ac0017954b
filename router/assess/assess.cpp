#include "router/assess/assess.h"

#include <algorithm>

#include "router/assess/assess_smuggling.h"
#include "router/assess/assess_trafficking.h"
#include "router/assess/protection.h"

namespace vigie::router {
namespace {

constexpr std::string_view trafficking = "trafficking";
constexpr std::string_view smuggling = "smuggling";
constexpr std::string_view exploitation_of_begging = "exploitation_of_begging";

bool asks_for(const config::FrameFinding& finding, config::Element element) {
  return std::ranges::find(finding.elements, element) != finding.elements.end();
}

/// The strongest of the judgements of one offence; `otherwise` when there is none.
Result strongest(const std::vector<Judgement>& judgements, std::string_view finding,
                 Result otherwise) {
  std::optional<Result> strongest;
  for (const Judgement& judgement : judgements) {
    if (judgement.finding != finding) continue;
    strongest = std::max(strongest.value_or(judgement.result), judgement.result);
  }
  return strongest.value_or(otherwise);
}

/// A catalogue written for later days vouches for nothing before them.
bool is_verified(const Evidence& evidence, const config::LegalFrame& law) {
  const config::Catalogue& catalogue = evidence.catalogue();
  return evidence.is_on_day(catalogue.valid_from, catalogue.valid_to) &&
         evidence.is_on_day(law.from, law.verified_to);
}

void judge(const Evidence& evidence, const std::vector<TraffickingElements>& elements,
           const config::FrameFinding& asked, FrameAssessment& frame) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Persons& persons = evidence.persons()[i];
    if (asked.finding == trafficking) {
      frame.judgements.push_back(judge_trafficking(evidence, persons, elements[i], asked));
    } else if (asked.finding == exploitation_of_begging) {
      frame.judgements.push_back(judge_begging(evidence, persons, elements[i], asked));
    } else if (!asks_for(asked, config::Element::illegal_entry)) {
      frame.judgements.push_back(judge_transport(evidence, persons, elements[i], asked));
    }
  }
  if (asked.finding == smuggling && asks_for(asked, config::Element::illegal_entry)) {
    judge_crossings(evidence, asked, frame.judgements);
  }
}

bool crossings_reported(const Report& report) {
  return report.how.journey && report.how.journey->crossings;
}

bool asks_for_crossings(const config::LegalFrame& law) {
  return std::ranges::any_of(law.findings, [](const config::FrameFinding& finding) {
    return asks_for(finding, config::Element::illegal_entry);
  });
}

/// Crossings that were not reported leave it open; an empty list says that there were none.
Result without_crossings(const Report& report) {
  return crossings_reported(report) ? Result::not_indicated : Result::not_enough_reported;
}

FrameAssessment assess_frame(const Evidence& evidence,
                             const std::vector<TraffickingElements>& elements,
                             const config::LegalFrame& law) {
  FrameAssessment frame{.frame = law.id, .verified = is_verified(evidence, law)};
  for (const config::FrameFinding& asked : law.findings) judge(evidence, elements, asked, frame);
  const auto of = [&](std::string_view finding, Result otherwise) {
    return strongest(frame.judgements, finding, otherwise);
  };
  if (!frame.verified) frame.because.push_back({"frame.unverified", {}});
  if (asks_for_crossings(law) && !crossings_reported(evidence.report())) {
    frame.missing.push_back({"missing.crossings", {}});
  }
  frame.trafficking = of(trafficking, Result::not_enough_reported);
  frame.smuggling = of(smuggling, without_crossings(evidence.report()));
  if (std::ranges::find(law.findings, exploitation_of_begging, &config::FrameFinding::finding) !=
      law.findings.end()) {
    frame.exploitation_of_begging = of(exploitation_of_begging, Result::not_enough_reported);
  }
  return frame;
}

}  // namespace

std::chrono::sys_days day_of(const Report& report) {
  return std::chrono::floor<std::chrono::days>(
      report.when.observed_from.value_or(report.when.filed_at).utc);
}

Assessment assess(const Report& report, const config::Catalogue& catalogue) {
  const Evidence evidence(report, catalogue);
  std::vector<TraffickingElements> elements;
  for (const Persons& persons : evidence.persons()) {
    elements.push_back(evidence.trafficking_of(persons));
  }
  Assessment assessment;
  assessment.catalogue = catalogue.version;
  for (const auto& [id, law] : catalogue.frames) {
    assessment.frames.push_back(assess_frame(evidence, elements, law));
  }
  judge_protection(evidence, elements, assessment);
  return assessment;
}

}  // namespace vigie::router
