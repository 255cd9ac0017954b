#include "report/json_document.h"

#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "report/check.h"
#include "report/problem_texts.h"

namespace vigie {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t initial_capacity = 4096;
constexpr std::size_t plain_name_characters_max = 64;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_plain(std::string_view name) {
  return !name.empty() && name.size() <= plain_name_characters_max &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.' || c == '-';
         });
}

std::size_t index_of(const JsonNode& entry) {
  std::size_t index = 0;
  for (const JsonNode* node = entry.parent->child; node != &entry; node = node->next) ++index;
  return index;
}

std::string_view code_of(simdjson::error_code error) {
  switch (error) {
    case simdjson::CAPACITY:
      return "json.size";
    case simdjson::UTF8_ERROR:
      return "json.utf8";
    case simdjson::DEPTH_ERROR:
      return "json.depth";
    case simdjson::NUMBER_ERROR:
      return "json.number";
    default:
      return "json.syntax";
  }
}

/// The later of two members of the same name, or nullptr.
const JsonNode* repeated_of_few(const JsonNode& object) {
  for (const JsonNode* member = object.child; member != nullptr; member = member->next) {
    for (const JsonNode* other = object.child; other != member; other = other->next) {
      if (other->key == member->key) return member;
    }
  }
  return nullptr;
}

/// Sorted, so that an object of many thousand members costs no more than its size.
const JsonNode* repeated_of_many(const JsonNode& object) {
  std::vector<const JsonNode*> members;
  members.reserve(object.count);
  for (const JsonNode* node = object.child; node != nullptr; node = node->next) {
    members.push_back(node);
  }
  std::sort(members.begin(), members.end(),
            [](const JsonNode* a, const JsonNode* b) { return a->key < b->key; });
  const auto found =
      std::adjacent_find(members.begin(), members.end(),
                         [](const JsonNode* a, const JsonNode* b) { return a->key == b->key; });
  return found == members.end() ? nullptr : *found;
}

const JsonNode* repeated_member(const JsonNode& object) {
  constexpr std::uint32_t few = 24;
  return object.count <= few ? repeated_of_few(object) : repeated_of_many(object);
}

}  // namespace

std::string pointer_to(const JsonNode& node) {
  if (node.parent == nullptr) return {};
  std::string pointer = pointer_to(*node.parent);
  if (node.parent->type == JsonType::list) {
    return pointer.append("/").append(std::to_string(index_of(node)));
  }
  if (is_plain(node.key)) pointer.append("/").append(node.key);
  return pointer;
}

class JsonDocument::Tree {
 public:
  Tree(std::size_t bytes_max, std::size_t depth_max)
      : bytes_max_(bytes_max), depth_max_(depth_max), parser_(bytes_max) {
    // simdjson keeps the depth when it later grows to hold a larger document.
    VIGIE_EXPECT(parser_.allocate(std::min(bytes_max, initial_capacity), depth_max) ==
                 simdjson::SUCCESS);
  }

  std::optional<Problem> read(std::string_view bytes) {
    if (bytes.size() > bytes_max_) {
      return make_problem("", "json.size", std::to_string(bytes_max_));
    }
    if (bytes.starts_with(byte_order_mark)) return make_problem("", "json.syntax");
    if (const auto error = parse(bytes)) return problem_of(error);
    if (repeated_ != nullptr) return make_problem(pointer_to(*repeated_), "json.duplicate_key");
    return std::nullopt;
  }

  const JsonNode& root() const {
    VIGIE_EXPECT(!nodes_.empty());
    return nodes_.front();
  }

 private:
  simdjson::error_code parse(std::string_view bytes) {
    nodes_.clear();
    repeated_ = nullptr;
    dom::element root;
    if (const auto error = parser_.parse(bytes.data(), bytes.size()).get(root)) return error;
    // Every value takes a byte and a separator: with this reserve, nodes never move.
    nodes_.reserve(bytes.size() / 2 + 2);
    add(root, nullptr, {});
    return simdjson::SUCCESS;
  }

  std::optional<Problem> problem_of(simdjson::error_code error) const {
    const std::string_view code = code_of(error);
    if (code == "json.depth") return make_problem("", code, std::to_string(depth_max_));
    return make_problem("", code);
  }

  const JsonNode* add(dom::element element, const JsonNode* parent, std::string_view key) {
    VIGIE_EXPECT(nodes_.size() < nodes_.capacity());
    JsonNode& node = nodes_.emplace_back();
    node.parent = parent;
    node.key = key;
    switch (element.type()) {
      case dom::element_type::ARRAY:
        add_entries(node, element.get_array().value_unsafe());
        break;
      case dom::element_type::OBJECT:
        add_members(node, element.get_object().value_unsafe());
        break;
      default:
        set_scalar(node, element);
    }
    return &node;
  }

  void add_entries(JsonNode& list, dom::array entries) {
    list.type = JsonType::list;
    const JsonNode** link = &list.child;
    for (const dom::element entry : entries) link = append(list, link, add(entry, &list, {}));
  }

  void add_members(JsonNode& object, dom::object members) {
    object.type = JsonType::object;
    const JsonNode** link = &object.child;
    for (const dom::key_value_pair member : members) {
      link = append(object, link, add(member.value, &object, member.key));
    }
    if (repeated_ == nullptr) repeated_ = repeated_member(object);
  }

  static const JsonNode** append(JsonNode& parent, const JsonNode** link, const JsonNode* node) {
    *link = node;
    ++parent.count;
    return &const_cast<JsonNode*>(node)->next;
  }

  static void set_scalar(JsonNode& node, dom::element element) {
    switch (element.type()) {
      case dom::element_type::STRING:
        node.type = JsonType::text;
        node.text = element.get_string().value_unsafe();
        break;
      case dom::element_type::INT64:
        node.type = JsonType::integer;
        node.integer = element.get_int64().value_unsafe();
        node.number = static_cast<double>(node.integer);
        break;
      case dom::element_type::UINT64:
        node.type = JsonType::huge_integer;
        break;
      case dom::element_type::DOUBLE:
        node.type = JsonType::number;
        node.number = element.get_double().value_unsafe();
        break;
      case dom::element_type::BOOL:
        node.type = JsonType::boolean;
        node.boolean = element.get_bool().value_unsafe();
        break;
      default:
        node.type = JsonType::null;
    }
  }

  std::size_t bytes_max_;
  std::size_t depth_max_;
  dom::parser parser_;
  std::vector<JsonNode> nodes_;
  const JsonNode* repeated_ = nullptr;
};

JsonDocument::JsonDocument(std::size_t bytes_max, std::size_t depth_max)
    : tree_(std::make_unique<Tree>(bytes_max, depth_max)) {}
JsonDocument::~JsonDocument() = default;

std::optional<Problem> JsonDocument::read(std::string_view bytes) { return tree_->read(bytes); }
const JsonNode& JsonDocument::root() const { return tree_->root(); }

}  // namespace vigie
