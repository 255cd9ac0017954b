#include "intake/meaning.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace vigie::intake {
namespace {

constexpr std::int64_t adult_age = 18;

/// A JSON pointer being walked down: Where{"who"}[0]("age"). Built from the steps on the stack, so
/// that only a refusal costs memory; a step lives no longer than the one it came from. Field names
/// need no escaping.
class Where {
 public:
  explicit Where(std::string_view member) : member_(member) {}
  Where operator()(std::string_view member) const { return {this, member, 0}; }
  Where operator[](std::size_t index) const { return {this, {}, index}; }

  std::string text() const {
    const std::string before = parent_ ? parent_->text() : std::string{};
    return before + "/" + (member_.empty() ? std::to_string(index_) : std::string{member_});
  }

 private:
  Where(const Where* parent, std::string_view member, std::size_t index)
      : parent_(parent), member_(member), index_(index) {}

  const Where* parent_ = nullptr;
  std::string_view member_;  ///< Empty: a list item, by index.
  std::size_t index_ = 0;
};

/// Codes are safe to repeat: they have the form of codes, which no name or address has room to hide
/// in.
Text unknown_code_text(const Code& code, std::string_view list, const std::string& version) {
  const std::string place = std::string{list} + " " + version;
  return {"The code '" + code + "' is not in the catalogue (" + place +
              "). Choose one that is, or 'other'.",
          "Le code « " + code + " » n'est pas au catalogue (" + place +
              "). Choisissez-en un qui y est, ou « other »."};
}

Text code_not_valid_text(const Code& code) {
  return {"The code '" + code + "' was not in use on the day observed. Choose another.",
          "Le code « " + code +
              " » n'était pas en usage le jour de l'observation. Choisissez-en un "
              "autre."};
}

Text unknown_region_text() {
  return {"This region is not one of the mission's. Choose one from its list.",
          "Cette région n'est pas une région de la mission. Choisissez-la dans sa liste."};
}

Text unknown_position_text() {
  return {
      "This position is not one of the mission's. Choose one from its list, or leave it out.",
      "Cette fonction n'existe pas dans la mission. Choisissez-la dans sa liste ou omettez-la."};
}

Text observed_after_filed_text() {
  return {"Observed after it was filed. Correct one of the two times.",
          "Observé après avoir été déposé. Corrigez l'une des deux heures."};
}

Text filed_in_future_text() {
  return {"Filed more than one day from now. Check the date and time of the device.",
          "Déposé plus d'un jour après maintenant. Vérifiez la date et l'heure de l'appareil."};
}

Text adult_child_text() {
  return {"A child of a family cannot be 18 or older. Correct the role or the age.",
          "Un enfant accompagné de sa famille ne peut avoir 18 ans ou plus. Corrigez le rôle ou "
          "l'âge."};
}

Text same_state_text() {
  return {"A crossing leads from one State into another. Correct one of the two.",
          "Un passage mène d'un État à un autre. Corrigez l'un des deux."};
}

Text documents_twice_text() {
  return {"The documents of this group for this crossing stand here twice. Put them in one place.",
          "Les documents de ce groupe pour ce passage figurent deux fois. Réunissez-les."};
}

Text need_count_text() {
  return {
      "More people have this need than the group counts. Correct one of the two numbers.",
      "Ce besoin concerne plus de personnes que le groupe n'en compte. Corrigez l'un des nombres."};
}

Text unlikely_position_text() {
  return {"The position 0, 0 is what a receiver without a fix reports. Leave the position out.",
          "La position 0, 0 est celle d'un récepteur sans signal. Omettez la position."};
}

class MeaningCheck {
 public:
  MeaningCheck(const Report& report, const config::Mission& mission,
               const config::Catalogue& catalogue)
      : report_(report),
        mission_(mission),
        catalogue_(catalogue),
        day_(std::chrono::floor<std::chrono::days>(
            report.when.observed_from.value_or(report.when.filed_at).utc)) {}

  Problems run(Time now) {
    check_when(now);
    check_where();
    check_who();
    check_codes();
    check_how();
    check_needs();
    check_implicated();
    return std::move(problems_);
  }

 private:
  void refuse(const Where& where, std::string code, Text text) {
    if (problems_.size() >= meaning_problems_max) return;
    problems_.push_back({where.text(), std::move(code), std::move(text)});
  }

  void check_code(const Where& where, std::string_view list, const Code& code) {
    const config::CatalogueEntry* entry = catalogue_.find(list, code);
    if (!entry) {
      refuse(where, "meaning.unknown_code", unknown_code_text(code, list, catalogue_.version));
    } else if (day_ < entry->valid_from.value_or(day_) || day_ > entry->valid_to.value_or(day_)) {
      refuse(where, "meaning.code_not_valid", code_not_valid_text(code));
    }
  }

  void check_code(const Where& where, std::string_view list, const std::optional<Code>& code) {
    if (code) check_code(where, list, *code);
  }

  void check_codes_of(const Where& where, std::string_view list,
                      const std::optional<std::vector<Code>>& codes) {
    for_each(where, codes, [&](const Where& at, const Code& code) { check_code(at, list, code); });
  }

  /// Items that have their code in a member of that name.
  template <typename Item>
  void check_items(const Where& where, std::string_view list, std::string_view member,
                   const std::optional<std::vector<Item>>& items, const Code Item::*code) {
    for_each(where, items,
             [&](const Where& at, const Item& item) { check_code(at(member), list, item.*code); });
  }

  template <typename Item, typename Visit>
  void for_each(const Where& where, const std::vector<Item>& items, Visit visit) {
    for (std::size_t i = 0; i < items.size(); ++i) visit(where[i], items[i]);
  }

  template <typename Item, typename Visit>
  void for_each(const Where& where, const std::optional<std::vector<Item>>& items, Visit visit) {
    if (items) for_each(where, *items, visit);
  }

  void check_when(Time now) {
    const Where when{"when"};
    const Time filed = report_.when.filed_at.utc;
    const auto check_observed = [&](std::string_view member, const std::optional<OffsetTime>& at) {
      if (!at || at->utc <= filed) return;
      refuse(when(member), "meaning.observed_after_filed", observed_after_filed_text());
    };
    check_observed("observed_from", report_.when.observed_from);
    check_observed("observed_to", report_.when.observed_to);
    if (filed > now + filed_ahead_max) {
      refuse(when("filed_at"), "meaning.filed_in_future", filed_in_future_text());
    }
  }

  void check_where() {
    const Where where{"where"};
    if (!mission_.regions.contains(report_.where.region)) {
      refuse(where("region"), "meaning.unknown_region", unknown_region_text());
    }
    check_code(where("place_type"), "place_types", report_.where.place_type);
    const auto& position = report_.where.position;
    if (position && std::fpclassify(position->latitude) == FP_ZERO &&
        std::fpclassify(position->longitude) == FP_ZERO) {
      refuse(where("position"), "meaning.unlikely_position", unlikely_position_text());
    }
  }

  void check_who() {
    for_each(Where{"who"}, report_.who, [&](const Where& at, const Group& group) {
      check_items(at("documents"), "document_kinds", "kind", group.documents, &Document::kind);
      check_codes_of(at("conditions"), "conditions", group.conditions);
      const bool adult = group.age && group.age->min.value_or(0) >= adult_age;
      if (group.role == Role::child_with_family && adult) {
        refuse(at("age")("min"), "meaning.contradiction", adult_child_text());
      }
    });
  }

  void check_codes() {
    check_code(Where{"what"}("category"), "categories", report_.what.category);
    check_items(Where{"why"}("purposes"), "purposes", "code", report_.why.purposes, &Fact::code);
    check_items(Where{"indicators"}, "indicators", "code", report_.indicators, &Indicator::code);
    check_items(Where{"actions_taken"}, "actions_taken", "kind", report_.actions_taken,
                &ActionTaken::kind);
    for_each(Where{"evidence"}, report_.evidence, [&](const Where& at, const Attachment& item) {
      check_code(at("kind"), "evidence_kinds", item.kind);
    });
    if (report_.identity) {
      check_code(Where{"identity"}("kind"), "evidence_kinds", report_.identity->kind);
    }
  }

  void check_how() {
    const Where how{"how"};
    check_items(how("acts"), "acts", "code", report_.how.acts, &Fact::code);
    check_items(how("means"), "means", "code", report_.how.means, &Fact::code);
    check_items(how("vehicles"), "vehicles", "kind", report_.how.vehicles, &Vehicle::kind);
    check_items(how("armed_actors"), "armed_actors", "kind", report_.how.armed_actors,
                &ArmedActor::kind);
    if (!report_.how.journey) return;
    for_each(how("journey")("crossings"), report_.how.journey->crossings,
             [&](const Where& at, const Crossing& crossing) { check_crossing(at, crossing); });
  }

  void check_crossing(const Where& where, const Crossing& crossing) {
    if (crossing.from == crossing.to && crossing.to != "unknown") {
      refuse(where("to"), "meaning.contradiction", same_state_text());
    }
    check_documents_once(where("documents"), crossing);
    check_code(where("transport"), "transports", crossing.transport);
    check_code(where("control"), "border_controls", crossing.control);
    check_codes_of(where("mistreatment"), "mistreatments", crossing.mistreatment);
    for_each(where("documents"), crossing.documents,
             [&](const Where& at, const CrossingDocuments& shown) {
               for_each(at("documents"), shown.documents,
                        [&](const Where& document_at, const Document& document) {
                          check_code(document_at("kind"), "document_kinds", document.kind);
                        });
             });
    for_each(where("benefits"), crossing.benefits, [&](const Where& at, const Benefit& benefit) {
      check_party(at("by"), benefit.by);
      check_party(at("to"), benefit.to);
    });
  }

  void check_documents_once(const Where& where, const Crossing& crossing) {
    std::set<std::string_view> groups;
    for_each(where, crossing.documents, [&](const Where& at, const CrossingDocuments& shown) {
      for (const Code& group : shown.groups) {
        if (groups.insert(group).second) continue;
        refuse(at("groups"), "meaning.contradiction", documents_twice_text());
      }
    });
  }

  /// Somebody in the report, by group name, or somebody outside it, by code.
  void check_party(const Where& where, const std::optional<Code>& party) {
    if (!party || find_group(*party)) return;
    check_code(where, "parties", party);
  }

  const Group* find_group(std::string_view name) const {
    if (!report_.who) return nullptr;
    const auto found = std::ranges::find(*report_.who, name, &Group::name);
    return found == report_.who->end() ? nullptr : &*found;
  }

  void check_needs() {
    for_each(Where{"needs"}, report_.needs, [&](const Where& at, const Need& need) {
      check_code(at("kind"), "needs", need.kind);
      const Group* group = need.group ? find_group(*need.group) : nullptr;
      const bool counted = group && group->count && group->count->max && need.count;
      if (counted && *need.count > *group->count->max) {
        refuse(at("count"), "meaning.contradiction", need_count_text());
      }
    });
  }

  void check_implicated() {
    for_each(Where{"concerns_un_personnel"}("implicated_positions"),
             report_.concerns_un_personnel.implicated_positions,
             [&](const Where& at, const Code& position) {
               if (mission_.positions.contains(position)) return;
               refuse(at, "meaning.unknown_position", unknown_position_text());
             });
  }

  const Report& report_;
  const config::Mission& mission_;
  const config::Catalogue& catalogue_;
  std::chrono::sys_days day_;
  Problems problems_;
};

}  // namespace

Meaning check_meaning(const Report& report, const config::Mission& mission, Time now) {
  const auto catalogue = mission.catalogues.find(report.catalogue);
  if (catalogue == mission.catalogues.end()) return UnknownCatalogue{report.catalogue};
  return MeaningCheck{report, mission, catalogue->second}.run(now);
}

}  // namespace vigie::intake
