// The scenarios of the sources: what the assessment must say of each, row by row.

#include <doctest/doctest.h>

#include "tests/router/assessed.h"

namespace vigie::router {

namespace {

using config::Element;
using enum Result;

Result trafficking(const Assessment& assessment) {
  return frame_of(assessment, "protocol").trafficking;
}
Result smuggling(const Assessment& assessment) {
  return frame_of(assessment, "protocol").smuggling;
}

const Judgement& trafficking_of(const Assessment& assessment, const std::string& group) {
  return judgement_of(assessment, "protocol", "trafficking", group);
}

const Judgement& crossing_of(const Assessment& assessment, const std::string& group,
                             std::size_t crossing) {
  return judgement_of(assessment, "protocol", "smuggling", group, crossing);
}

Finding form_of(const Judgement& judgement, const Code& purpose) {
  for (const Form& form : judgement.forms) {
    if (form.purpose == purpose) return form.finding;
  }
  return Finding::unknown;
}

}  // namespace

TEST_SUITE("router/scenarios") {
  TEST_CASE(
      "annex1-gao-apartment: trafficking indicated for the girls, both ages read; smuggling "
      "open") {
    const Assessment assessment = assessed(example("annex1-gao-apartment.r2"));
    CHECK(trafficking(assessment) == indicated);
    CHECK(smuggling(assessment) == not_enough_reported);
    const Judgement& girls = trafficking_of(assessment, "girls");
    CHECK(element_of(girls, Element::act) == Finding::met);
    CHECK(element_of(girls, Element::means) == Finding::met);
    CHECK(element_of(girls, Element::purpose) == Finding::met);
    CHECK(girls.as_adult == indicated);
    CHECK(girls.as_child == indicated);
    CHECK(says(girls.because, "child.both_readings"));
    CHECK(form_of(girls, "prostitution") == Finding::met);
    CHECK(assessment.flags.anyone_under_18 == MayBeUnder18::possible);
    CHECK(assessment.flags.asylum_to_consider == Finding::possible);
    CHECK(assessment.flags.immediate_danger == Finding::met);
    CHECK(assessment.flags.sexual_violence == Finding::met);
    CHECK(assessment.flags.armed_actor == Finding::met);
    CHECK(assessment.flags.conflict_link == Finding::possible);
    CHECK(says(assessment.protection, "protection.non_refoulement"));
    CHECK(assessment.needs == std::vector<std::size_t>{0, 1, 5, 2, 3, 4});
  }

  TEST_CASE("annex1-gao-apartment, first report: possible until somebody has looked") {
    const Assessment assessment = assessed(example("annex1-gao-apartment.r1"));
    CHECK(trafficking(assessment) == possible);
    const Judgement& girls = trafficking_of(assessment, "girls");
    CHECK(element_of(girls, Element::means) == Finding::possible);
    CHECK(says(girls.missing, "missing.age"));
    CHECK(says(girls.missing, "missing.means"));
  }

  TEST_CASE(
      "indicator-1-begging: possible for the children without any means; the act is missing") {
    const Assessment assessment = assessed(example("indicator-1-begging"));
    CHECK(trafficking(assessment) == possible);
    const Judgement& children = trafficking_of(assessment, "children");
    CHECK(element_of(children, Element::act) == Finding::unknown);
    CHECK(element_of(children, Element::means) == Finding::unknown);
    CHECK(element_of(children, Element::purpose) == Finding::possible);
    CHECK(says(children.because, "child.means_not_needed"));
    CHECK(says(children.missing, "missing.act"));
    CHECK_FALSE(says(children.missing, "missing.means"));
    CHECK(form_of(children, "begging") == Finding::possible);
    CHECK(assessment.flags.anyone_under_18 == MayBeUnder18::yes);
    CHECK(assessment.flags.asylum_to_consider == Finding::possible);
  }

  TEST_CASE("indicator-2-house: sexual exploitation suspected; means and act are missing") {
    const Assessment assessment = assessed(example("indicator-2-house"));
    CHECK(trafficking(assessment) == possible);
    const Judgement& women = trafficking_of(assessment, "femmes");
    CHECK(element_of(women, Element::act) == Finding::unknown);
    CHECK(element_of(women, Element::means) == Finding::unknown);
    CHECK(element_of(women, Element::purpose) == Finding::possible);
    CHECK(assessment.flags.sexual_exploitation == Finding::possible);
    CHECK(assessment.flags.asylum_to_consider == Finding::met);
    CHECK(assessment.flags.conflict_link == Finding::unknown);
    CHECK(assessment.flags.anyone_under_18 == MayBeUnder18::unknown);  // The visitors.
  }

  TEST_CASE(
      "case1-felix: no trafficking, a legal entry to Mali, an entry to Algeria that would be "
      "smuggling") {
    const Assessment assessment = assessed(example("case1-felix"));
    CHECK(trafficking(assessment) == not_indicated);
    CHECK(says(trafficking_of(assessment, "young_man").because, "purpose.not_shown"));
    CHECK(crossing_of(assessment, "young_man", 0).result == not_indicated);
    CHECK(says(crossing_of(assessment, "young_man", 0).because, "entry.visa_free"));
    CHECK(crossing_of(assessment, "other_passengers", 0).result == not_enough_reported);
    CHECK(says(crossing_of(assessment, "other_passengers", 0).missing, "missing.nationality"));
    const Judgement& algeria = crossing_of(assessment, "young_man", 1);
    CHECK(algeria.result == indicated);
    CHECK(algeria.planned);
    CHECK(says(algeria.because, "entry.visa_missing"));
    CHECK(says(algeria.because, "aggravation.mistreatment"));
    CHECK(says(algeria.because, "migrants.not_liable"));
    CHECK(smuggling(assessment) == indicated);
    CHECK(assessment.flags.mistreatment == Finding::met);
    CHECK(assessment.flags.endangered_migrants >= Finding::possible);
    CHECK(assessment.flags.conflict_link == Finding::not_met);
  }

  TEST_CASE("case2-gina: trafficking whatever she agreed to; a legal entry") {
    const Assessment assessment = assessed(example("case2-gina"));
    CHECK(trafficking(assessment) == indicated);
    const Judgement& gina = trafficking_of(assessment, "young_woman");
    CHECK(says(gina.because, "consent.irrelevant_means"));
    CHECK(says(gina.because, "suspects.presumed"));
    CHECK(form_of(gina, "prostitution") == Finding::met);
    CHECK(form_of(gina, "debt_bondage") == Finding::met);
    CHECK(smuggling(assessment) == not_indicated);
    CHECK(assessment.flags.armed_actor == Finding::unknown);
    CHECK(assessment.flags.asylum_to_consider == Finding::met);
    CHECK(says(assessment.protection, "missing.armed_actors"));
  }

  TEST_CASE("case3-quranic-school: trafficking of children and their smuggling, each for itself") {
    const Assessment assessment = assessed(example("case3-quranic-school"));
    CHECK(trafficking(assessment) == indicated);
    const Judgement& boys = trafficking_of(assessment, "garcons");
    CHECK(says(boys.because, "child.means_not_needed"));
    CHECK(says(boys.because, "consent.irrelevant_child"));
    CHECK(form_of(boys, "begging") == Finding::met);
    const Judgement& entry = crossing_of(assessment, "garcons", 0);
    CHECK(entry.result == indicated);
    CHECK(says(entry.because, "entry.no_documents"));
    CHECK(says(entry.because, "accomplices.presumed"));
    CHECK(assessment.flags.separated_child == Finding::met);

    const FrameAssessment& act = frame_of(assessment, "mali");
    CHECK(act.trafficking == indicated);
    CHECK(act.smuggling == indicated);
    CHECK(act.exploitation_of_begging == indicated);
    CHECK(says(judgement_of(assessment, "mali", "smuggling", "garcons").because,
               "aggravation.under_age"));
    CHECK(act.verified);
  }

  TEST_CASE("case4-militia: trafficking of all ten, without a border; a possible atrocity crime") {
    const Assessment assessment = assessed(example("case4-militia"));
    CHECK(trafficking(assessment) == indicated);
    for (const char* group : {"femmes_mariees", "femmes_refusant"}) {
      CAPTURE(group);
      const Judgement& women = trafficking_of(assessment, group);
      CHECK(women.result == indicated);
      CHECK(says(women.because, "consent.irrelevant_means"));
      CHECK(says(women.because, "border.not_needed"));
      CHECK(form_of(women, "servile_marriage") == Finding::met);
    }
    CHECK(assessment.flags.atrocity_crime == Finding::possible);
    CHECK(assessment.flags.conflict_link == Finding::met);
    CHECK(assessment.flags.asylum_to_consider < Finding::possible);
  }

  TEST_CASE(
      "john-van: no benefit, so no smuggling; no purpose, so no trafficking; a risk on return") {
    const Assessment assessment = assessed(example("john-van"));
    CHECK(smuggling(assessment) == not_indicated);
    CHECK(says(crossing_of(assessment, "man", 0).because, "benefit.none"));
    CHECK(element_of(crossing_of(assessment, "man", 0), Element::illegal_entry) ==
          Finding::unknown);
    CHECK(trafficking(assessment) == not_indicated);
    CHECK(assessment.flags.risk_on_return == Finding::met);
    CHECK(assessment.flags.asylum_to_consider == Finding::met);
  }

  TEST_CASE("militia-consent: the intention suffices and the apparent consent counts for nothing") {
    const Assessment assessment = assessed(example("militia-consent"));
    CHECK(trafficking(assessment) == indicated);
    const Judgement& women = trafficking_of(assessment, "women");
    CHECK(says(women.because, "purpose.intention_suffices"));
    CHECK(says(women.because, "consent.irrelevant_means"));
    CHECK(assessment.flags.conflict_link == Finding::met);
  }
}

}  // namespace vigie::router
