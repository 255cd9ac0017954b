#include "router/views/view.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "config/words.h"
#include "report/json_document.h"
#include "report/json_text.h"
#include "report/names.h"
#include "report/parse_number.h"
#include "router/views/place_and_time.h"
#include "router/views/view_pieces.h"
#include "router/views/view_tree.h"

namespace vigie::router {
namespace {

using config::Showing;

/// A group as views call it.
struct Numbered {
  Code name;
  std::size_t number = 0;      ///< From 1.
  config::PartSet role_parts;  ///< Not empty: shown only with one of them.
  MayBeUnder18 under_18 = MayBeUnder18::unknown;
};

struct PointedAt {
  std::string place;
  config::PartSet parts;
  config::PartSet role_parts;
};

const JsonNode* member_of(const JsonNode& object, std::string_view key) {
  if (object.type != JsonType::object) return nullptr;
  for (const JsonNode* member = object.child; member != nullptr; member = member->next) {
    if (member->key == key) return member;
  }
  return nullptr;
}

bool is_statement(const PathNode& node) { return node.find("code") && node.find("rests_on"); }

struct Says {
  std::string_view code;
  std::string_view finding;
};

/// The statements about protection that say a finding whose name they do not end in.
constexpr std::array<Says, 3> sayings{{{"conflict.link", "conflict_link"},
                                       {"conflict.link_unknown", "conflict_link"},
                                       {"missing.armed_actors", "armed_actor"}}};

/// "protection.sexual_violence" says assessment.sexual_violence; nullptr when it says none.
const config::Part* finding_said_by(std::string_view code) {
  const auto* saying = std::ranges::find(sayings, code, &Says::code);
  const std::string_view finding =
      saying == sayings.end() ? code.substr(code.find('.') + 1) : saying->finding;
  return config::find_part("assessment." + std::string{finding});
}

void read_document(JsonDocument& document, std::string_view json) {
  if (const auto problem = document.read(json)) {
    throw std::runtime_error("a stored document is damaged: " + problem->code);
  }
}

}  // namespace

class Views::Pages {
 public:
  explicit Pages(const config::Mission& mission) : mission_(mission) { find_only_parts(); }

  void read(const Report& report, std::string_view report_json, std::string_view assessment_json) {
    read_document(report_document_, report_json);
    read_document(assessment_document_, assessment_json);
    pieces_.list.clear();
    pieces_.texts.clear();
    catalogue_ = report.catalogue;
    when_ = report.when;
    where_ = report.where;
    number_groups(report);
    add_members(report_tree_, report_document_.root());
    const std::size_t whole = open(Piece::Kind::object, "assessment", assessment_tree_.parts);
    add_members(assessment_tree_, assessment_document_.root());
    close(whole);
  }

  std::string view(const Grant& grant) const {
    JsonObject head;
    head.put("mark", to_string(grant.mark)).put("profiles", Raw{json_texts(grant.profiles)});
    head.put("catalogue", catalogue_);
    put_sentence(head);
    std::string json = std::move(head).text();
    json.pop_back();
    write_when(when_, grant, json);
    write_where(where_, grant, json);
    write_pieces(pieces_, 0, pieces_.list.size(), grant.parts, json);
    json += '}';
    return json;
  }

  /// What stands on every notice, whatever it shows.
  void put_sentence(JsonObject& head) const {
    const auto catalogue = mission_.catalogues.find(catalogue_);
    if (catalogue == mission_.catalogues.end()) return;
    const auto& statements = catalogue->second.statements;
    const auto sentence = statements.find("protection.non_refoulement");
    if (sentence == statements.end()) return;
    const Text& text = sentence->second.text;
    head.put("sentence", Raw{JsonObject().put("en", text.en).put("fr", text.fr).text()});
  }

 private:
  /// Where views show what stands there in the report; nullopt when none does.
  std::optional<PointedAt> point(std::string_view pointer) const {
    if (!pointer.starts_with('/')) return std::nullopt;
    PointedAt found;
    const PathNode* node = &report_tree_;
    bool entry = false;  // The next step is an index.
    while (node && !pointer.empty()) {
      pointer.remove_prefix(1);
      const std::string_view step = pointer.substr(0, pointer.find('/'));
      pointer.remove_prefix(step.size());
      found.place += '/';
      if (entry) {
        if (!add_index(*node, step, found)) return std::nullopt;
        entry = false;
        continue;
      }
      found.place += step;
      node = node->find(step);
      entry = node && node->list;
    }
    if (!node) return std::nullopt;
    found.parts = node->parts;
    return found;
  }

  /// The parts that open only some entries: groups by role, statements by code.
  void find_only_parts() {
    for (const config::Part& part : config::parts()) {
      if (!part.only.empty()) only_parts_.push_back(&part);
    }
  }

  config::PartSet parts_of_role(std::string_view role) const {
    config::PartSet parts;
    for (const config::Part* part : only_parts_) {
      if (part->leaves.empty() && part->only == role) parts.set(index_of(*part));
    }
    return parts;
  }

  /// Sources and presumed suspects come last, so that no number is missing where they are hidden.
  void number_groups(const Report& report) {
    groups_.clear();
    order_.clear();
    if (!report.who) return;
    for (const Group& group : *report.who) {
      groups_.push_back(
          {group.name, 0, parts_of_role(to_string(group.role)), may_be_under_18(group)});
      order_.push_back(order_.size());
    }
    std::ranges::stable_sort(order_, {}, [&](std::size_t index) { return rank(groups_[index]); });
    for (std::size_t i = 0; i < order_.size(); ++i) groups_[order_[i]].number = i + 1;
  }

  std::ptrdiff_t rank(const Numbered& group) const {
    if (group.role_parts.none()) return -1;
    const auto found = std::ranges::find_if(only_parts_, [&](const config::Part* part) {
      return group.role_parts.test(index_of(*part));
    });
    return found - only_parts_.begin();
  }

  const Numbered* find_group(std::string_view name) const {
    const auto found = std::ranges::find(groups_, name, &Numbered::name);
    return found == groups_.end() ? nullptr : &*found;
  }

  bool add_index(const PathNode& list, std::string_view step, PointedAt& found) const {
    const auto index = parse_number<std::size_t>(step);
    if (!index) return false;
    if (!is_who(list)) {
      found.place += step;
      return true;
    }
    if (*index >= groups_.size()) return false;
    found.place += std::to_string(groups_[*index].number - 1);
    found.role_parts = groups_[*index].role_parts;
    return true;
  }

  bool is_who(const PathNode& node) const { return &node == who_; }

  std::size_t open(Piece::Kind kind, std::string_view key, const config::PartSet& parts) {
    Piece& piece = pieces_.list.emplace_back();
    piece.kind = kind;
    piece.key = key;
    piece.parts = parts;
    return pieces_.list.size() - 1;
  }

  void close(std::size_t piece) {
    pieces_.list[piece].end = static_cast<std::uint32_t>(pieces_.list.size());
  }

  Piece& add_value(std::string_view key, const config::PartSet& parts, std::size_t text) {
    Piece& piece = pieces_.list.emplace_back();
    piece.key = key;
    piece.parts = parts;
    piece.text = static_cast<std::uint32_t>(text);
    piece.text_bytes = static_cast<std::uint32_t>(pieces_.texts.size() - text);
    piece.end = static_cast<std::uint32_t>(pieces_.list.size());
    return piece;
  }

  void add_members(const PathNode& node, const JsonNode& object) {
    for (const PathNode& child : node.children) {
      // By detail: write_when(), write_where().
      if (&node == &report_tree_ && (child.key == "when" || child.key == "where")) continue;
      if (const JsonNode* member = member_of(object, child.key)) add(child, *member);
    }
  }

  /// What has another form than the path says is of another schema, and shown to nobody.
  void add(const PathNode& node, const JsonNode& json) {
    if (node.list && json.type == JsonType::list) {
      const std::size_t list = open(Piece::Kind::list, node.key, node.parts);
      is_who(node) ? add_groups(node, json) : add_entries(node, json);
      close(list);
    } else if (!node.list && node.leaf()) {
      add_leaf(node, json, node.key);
    } else if (!node.list && json.type == JsonType::object) {
      const std::size_t object = open(Piece::Kind::object, node.key, node.parts);
      add_members(node, json);
      close(object);
    }
  }

  void add_entries(const PathNode& node, const JsonNode& json) {
    for (const JsonNode* entry = json.child; entry != nullptr; entry = entry->next) {
      if (node.leaf()) {
        add_leaf(node, *entry, {});
      } else {
        add_entry(node, *entry);
      }
    }
  }

  void add_entry(const PathNode& node, const JsonNode& json) {
    const bool statement = is_statement(node);
    const std::size_t entry =
        open(statement ? Piece::Kind::statement : Piece::Kind::object, {}, node.parts);
    if (node.key == "judgements") pieces_.list[entry].role_parts = role_parts_of_judged(json);
    add_members(node, json);
    if (node.key == "protection") limit_code(entry, json);
    close(entry);
  }

  /// A part that opens one statement only does not open the others; a statement that says a finding
  /// is shown only with that finding.
  void limit_code(std::size_t statement, const JsonNode& json) {
    const JsonNode* code = member_of(json, "code");
    if (code == nullptr) return;
    Piece& whole = pieces_.list[statement];
    for (const config::Part* part : only_parts_) {
      if (part->only != code->text) whole.parts.reset(index_of(*part));
    }
    if (const config::Part* finding = finding_said_by(code->text)) {
      whole.pointed_at.set(index_of(*finding));
    }
  }

  config::PartSet role_parts_of_judged(const JsonNode& judgement) const {
    const JsonNode* name = member_of(judgement, "group");
    const Numbered* group = name ? find_group(name->text) : nullptr;
    return group ? group->role_parts : config::PartSet{};
  }

  void add_groups(const PathNode& who, const JsonNode& json) {
    std::vector<const JsonNode*> entries;
    for (const JsonNode* entry = json.child; entry != nullptr; entry = entry->next) {
      entries.push_back(entry);
    }
    for (const std::size_t index : order_) {
      if (index < entries.size()) add_group(who, *entries[index], groups_[index]);
    }
  }

  void add_group(const PathNode& who, const JsonNode& json, const Numbered& group) {
    const std::size_t entry = open(Piece::Kind::object, {}, who.parts);
    pieces_.list[entry].role_parts = group.role_parts;
    add_number("group", who.parts, group.number);
    for (const PathNode& child : who.children) {
      if (child.key == "may_be_under_18") {
        add_text(child.key, child.parts, to_string(group.under_18));
      } else if (const JsonNode* member = member_of(json, child.key)) {
        add(child, *member);
      }
    }
    close(entry);
  }

  void add_leaf(const PathNode& node, const JsonNode& json, std::string_view key) {
    if (node.showing != Showing::as_reported && json.type != JsonType::text) return;
    switch (node.showing) {
      case Showing::as_reported:
        return add_scalar(json, key, node.parts);
      case Showing::group:
        return add_reference(json, key, node.parts);
      case Showing::group_or_party:
        return find_group(json.text) ? add_reference(json, key, node.parts)
                                     : add_party(json, key, node.parts);
      case Showing::pointer:
        return add_pointer(json, key, node.parts);
    }
  }

  void add_scalar(const JsonNode& json, std::string_view key, const config::PartSet& parts) {
    switch (json.type) {
      case JsonType::text:
        return add_text(key, parts, json.text);
      case JsonType::integer:
        return add_number(key, parts, json.integer);
      case JsonType::number:
        return add_number(key, parts, json.number);
      case JsonType::boolean:
        return add_raw(key, parts, json.boolean ? "true" : "false");
      default:
        return;
    }
  }

  void add_reference(const JsonNode& json, std::string_view key, const config::PartSet& parts) {
    const Numbered* group = find_group(json.text);
    if (group == nullptr) return;
    add_number(key, parts, group->number);
    pieces_.list.back().role_parts = group->role_parts;
  }

  /// Only a code of the catalogue: any other word is the patrol's own.
  void add_party(const JsonNode& json, std::string_view key, const config::PartSet& parts) {
    const auto catalogue = mission_.catalogues.find(catalogue_);
    if (catalogue == mission_.catalogues.end()) return;
    if (catalogue->second.find("parties", json.text)) add_text(key, parts, json.text);
  }

  void add_pointer(const JsonNode& json, std::string_view key, const config::PartSet& parts) {
    const auto found = point(json.text);
    if (!found || found->parts.none()) return;
    add_text(key, parts, found->place);
    pieces_.list.back().pointed_at = found->parts;
    pieces_.list.back().role_parts = found->role_parts;
  }

  void add_text(std::string_view key, const config::PartSet& parts, std::string_view text) {
    const std::size_t begin = pieces_.texts.size();
    append_json_text(pieces_.texts, text);
    add_value(key, parts, begin);
  }

  void add_raw(std::string_view key, const config::PartSet& parts, std::string_view json) {
    const std::size_t begin = pieces_.texts.size();
    pieces_.texts += json;
    add_value(key, parts, begin);
  }

  template <typename Number>
  void add_number(std::string_view key, const config::PartSet& parts, Number number) {
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    add_raw(key, parts, {digits.data(), written.ptr});
  }

  const config::Mission& mission_;
  const PathNode report_tree_ = path_tree("report");
  const PathNode assessment_tree_ = path_tree("assessment");
  const PathNode* const who_ = report_tree_.find("who");
  std::vector<const config::Part*> only_parts_;
  JsonDocument report_document_{report_bytes_max, report_depth_max};
  JsonDocument assessment_document_{assessment_bytes_max, report_depth_max};
  Pieces pieces_;
  std::vector<Numbered> groups_;    ///< As the report has them.
  std::vector<std::size_t> order_;  ///< Indexes of groups_, as views have them.
  std::string catalogue_;
  When when_;
  Where where_;
};

Views::Views(const config::Mission& mission) : pages_(std::make_unique<Pages>(mission)) {}
Views::~Views() = default;

void Views::read(const Report& report, std::string_view report_json,
                 std::string_view assessment_json) {
  pages_->read(report, report_json, assessment_json);
}

std::string Views::view(const Grant& grant) const { return pages_->view(grant); }

}  // namespace vigie::router
