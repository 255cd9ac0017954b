#include "cli/demo_expectations.h"

namespace vigie::cli {

std::span<const DemoExpectation> demo_expectations() {
  static const std::vector<DemoExpectation> expectations = {
      {"annex1-gao-apartment.r1.json",
       "annex1-gao-apartment",
       1,
       {"regional_commander_gao", "joint_operations_centre", "human_rights_division",
        "senior_womens_protection_adviser"}},
      {"indicator-1-begging.json",
       "indicator-1-begging",
       1,
       {"regional_commander_segou", "joint_operations_centre", "human_rights_division",
        "senior_child_protection_adviser"}},
      {"indicator-2-house.json",
       "indicator-2-house",
       1,
       {"regional_commander_sikasso", "joint_operations_centre", "human_rights_division"}},
      {"case1-felix.json",
       "case1-felix",
       1,
       {"regional_commander_gao", "joint_operations_centre", "human_rights_division"}},
      {"case2-gina.json",
       "case2-gina",
       1,
       {"regional_commander_bamako", "joint_operations_centre", "human_rights_division"}},
      {"case3-quranic-school.json",
       "case3-quranic-school",
       1,
       {"regional_commander_kidal", "joint_operations_centre", "human_rights_division",
        "senior_child_protection_adviser"}},
      {"case4-militia.json",
       "case4-militia",
       1,
       {"regional_commander_timbuktu", "joint_operations_centre", "human_rights_division",
        "senior_womens_protection_adviser"}},
      {"john-van.json",
       "john-van",
       1,
       {"regional_commander_bamako", "joint_operations_centre", "human_rights_division"}},
      {"militia-consent.json",
       "militia-consent",
       1,
       {"regional_commander_menaka", "joint_operations_centre", "human_rights_division",
        "senior_womens_protection_adviser"}},
      {"annex1-gao-apartment.r2.json",
       "annex1-gao-apartment",
       2,
       {"regional_commander_gao", "joint_operations_centre", "human_rights_division",
        "senior_child_protection_adviser", "senior_womens_protection_adviser"}},
  };
  return expectations;
}

}  // namespace vigie::cli
