#include <array>

#include "config/catalogue.h"

namespace vigie::config {
namespace {

constexpr std::array all_codes = {
    // What was judged, and how it came out.
    std::string_view{"finding.trafficking"},
    std::string_view{"finding.smuggling"},
    std::string_view{"finding.smuggling_planned"},
    std::string_view{"finding.exploitation_of_begging"},
    std::string_view{"result.indicated"},
    std::string_view{"result.possible"},
    std::string_view{"result.not_indicated"},
    std::string_view{"result.not_enough_reported"},
    // What a law asks for, and whether the reported facts show it.
    std::string_view{"element.act"},
    std::string_view{"element.means"},
    std::string_view{"element.purpose"},
    std::string_view{"element.illegal_entry"},
    std::string_view{"element.other_state"},
    std::string_view{"element.benefit"},
    std::string_view{"element.organised"},
    std::string_view{"element.irregular_status"},
    std::string_view{"element.begging"},
    std::string_view{"element.gained_by_another"},
    std::string_view{"value.met"},
    std::string_view{"value.possible"},
    std::string_view{"value.not_met"},
    std::string_view{"value.unknown"},
    // Why it came out so.
    std::string_view{"child.means_not_needed"},
    std::string_view{"child.both_readings"},
    std::string_view{"consent.irrelevant_means"},
    std::string_view{"consent.irrelevant_child"},
    std::string_view{"denial.not_used"},
    std::string_view{"label.not_used"},
    std::string_view{"purpose.intention_suffices"},
    std::string_view{"purpose.begging_alone"},
    std::string_view{"purpose.not_shown"},
    std::string_view{"border.not_needed"},
    std::string_view{"indicators.only"},
    std::string_view{"inferred.only"},
    std::string_view{"suspects.presumed"},
    std::string_view{"entry.own_state"},
    std::string_view{"entry.visa_free"},
    std::string_view{"entry.with_visa"},
    std::string_view{"entry.visa_missing"},
    std::string_view{"entry.no_documents"},
    std::string_view{"entry.false_documents"},
    std::string_view{"entry.control_evaded"},
    std::string_view{"entry.unverified"},
    std::string_view{"benefit.none"},
    std::string_view{"migrants.not_liable"},
    std::string_view{"aggravation.mistreatment"},
    std::string_view{"aggravation.danger_to_life"},
    std::string_view{"aggravation.under_age"},
    std::string_view{"accomplices.presumed"},
    std::string_view{"frame.unverified"},
    // Protection.
    std::string_view{"protection.non_refoulement"},
    std::string_view{"protection.asylum_to_consider"},
    std::string_view{"protection.risk_on_return"},
    std::string_view{"protection.foreign_presumed_victim"},
    std::string_view{"protection.immediate_danger"},
    std::string_view{"protection.sexual_violence"},
    std::string_view{"protection.separated_child"},
    std::string_view{"protection.endangered_migrants"},
    std::string_view{"protection.needs"},
    std::string_view{"flag.atrocity_crime"},
    std::string_view{"flag.child_abduction"},
    std::string_view{"conflict.link"},
    std::string_view{"conflict.link_unknown"},
    // What would help to know.
    std::string_view{"missing.persons"},
    std::string_view{"missing.age"},
    std::string_view{"missing.act"},
    std::string_view{"missing.means"},
    std::string_view{"missing.purpose"},
    std::string_view{"missing.nationality"},
    std::string_view{"missing.documents"},
    std::string_view{"missing.visa"},
    std::string_view{"missing.travel_rule"},
    std::string_view{"missing.benefit"},
    std::string_view{"missing.crossings"},
    std::string_view{"missing.states"},
    std::string_view{"missing.status"},
    std::string_view{"missing.gain"},
    std::string_view{"missing.armed_actors"},
    std::string_view{"missing.risk_on_return"},
};

}  // namespace

std::span<const std::string_view> statement_codes() { return all_codes; }

}  // namespace vigie::config
