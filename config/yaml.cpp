#include "config/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "report/utf8.h"

namespace vigie::config {
namespace {

/// Ends the reading of a document whose problem is already noted. Never leaves this file.
struct Stop {};

/// False when a quoted text starts at `start` and never ends.
bool closed_quote(std::string_view bytes, std::size_t start) {
  if (start >= bytes.size() || (bytes[start] != '"' && bytes[start] != '\'')) return true;
  const char quote = bytes[start];
  for (std::size_t i = start + 1; i < bytes.size(); ++i) {
    const bool doubled = quote == '\'' && bytes.substr(i).starts_with("''");
    const bool escape = quote == '"' && bytes[i] == '\\';
    if (bytes[i] == quote && !doubled) return true;
    if (doubled || escape) ++i;
  }
  return false;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view bytes, YamlNode& root) : bytes_(bytes), root_(root) {}

  std::vector<YamlProblem> take_problems() { return std::move(problems_); }
  bool has_problems() const { return !problems_.empty(); }
  bool has_root() const { return has_root_; }
  void add_problem(const YAML::Mark& mark, std::string text) {
    problems_.push_back({place(mark), std::move(text)});
  }

  /// yaml-cpp accepts a quoted text that the end of the file cuts off after a line break; only the
  /// last one can be.
  void check_last_quote() {
    if (!closed_quote(bytes_, static_cast<std::size_t>(last_scalar_.pos))) {
      add_problem(last_scalar_, "this quoted text does not end");
    }
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (has_root_) stop(mark, "a second document starts here: a file holds one");
  }
  void OnDocumentEnd() override {}

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    stop(mark, "aliases (*name) are not allowed: write the value out");
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_decorations(mark, anchor);
    if (expects_key()) stop(mark, "a key must be text");
    add_value(YamlKind::null, null_place(mark), mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_decorations(mark, anchor);
    last_scalar_ = mark;
    if (expects_key()) return add_key(mark, value);
    add_value(YamlKind::scalar, place(mark), mark).text = value;
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlKind::sequence, mark, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlKind::map, mark, anchor);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  /// A container being filled. `node` stays put: its parent gets no new child while it is open.
  struct Open {
    YamlNode* node;
    bool key_next;
    std::set<std::string, std::less<>> keys;
  };

  [[noreturn]] void stop(const YAML::Mark& mark, std::string text) {
    add_problem(mark, std::move(text));
    throw Stop{};
  }

  bool expects_key() const { return !open_.empty() && open_.back().key_next; }

  /// yaml-cpp counts bytes; people count characters. Events come in order, so counting on from the
  /// last one keeps the work linear even when the file is one long line.
  YamlMark place(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    const auto position = std::min(static_cast<std::size_t>(mark.pos), bytes_.size());
    const auto in_line = std::min(static_cast<std::size_t>(mark.column), position);
    if (mark.line != last_.line || position < last_position_) {
      last_ = {mark.line, 0};
      last_position_ = position - in_line;
    }
    const std::string_view between = bytes_.substr(last_position_, position - last_position_);
    last_.column += static_cast<int>(utf8_count(between));
    last_position_ = position;
    return {last_.line + 1, last_.column + 1};
  }

  /// A value left out has no place of its own: the key's is where the reader must look.
  YamlMark null_place(const YAML::Mark& mark) {
    if (open_.empty() || open_.back().node->kind != YamlKind::map) return place(mark);
    return open_.back().node->members.back().mark;
  }

  void refuse_decorations(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) stop(mark, "anchors (&name) are not allowed");
    const auto position = static_cast<std::size_t>(mark.pos);
    if (position < bytes_.size() && bytes_[position] == '!')
      stop(mark, "tags (!name) are not allowed");
  }

  void count_node(const YAML::Mark& mark) {
    if (++nodes_ > yaml_nodes_max) stop(mark, "more than 100000 values and keys in one file");
  }

  void add_key(const YAML::Mark& mark, const std::string& key) {
    count_node(mark);
    if (key == "<<") stop(mark, "merge keys (<<) are not allowed: write the members out");
    Open& map = open_.back();
    if (!map.keys.insert(key).second)
      add_problem(mark, "duplicate key '" + key.substr(0, 64) + "'");
    if (problems_.size() >= yaml_problems_max) throw Stop{};
    map.node->members.push_back({key, place(mark), {}});
    map.key_next = false;
  }

  YamlNode& add_value(YamlKind kind, YamlMark at, const YAML::Mark& mark) {
    count_node(mark);
    YamlNode& node = next_slot();
    node.kind = kind;
    node.mark = at;
    return node;
  }

  YamlNode& next_slot() {
    if (open_.empty()) {
      has_root_ = true;
      return root_;
    }
    Open& parent = open_.back();
    if (parent.node->kind == YamlKind::sequence) return parent.node->items.emplace_back();
    parent.key_next = true;
    return parent.node->members.back().value;
  }

  void open(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_decorations(mark, anchor);
    if (expects_key()) stop(mark, "a key must be text");
    if (open_.size() >= yaml_depth_max) stop(mark, "nested more than 16 levels deep");
    YamlNode& node = add_value(kind, place(mark), mark);
    open_.push_back({&node, kind == YamlKind::map, {}});
  }

  std::string_view bytes_;
  YamlNode& root_;
  std::vector<Open> open_;
  std::vector<YamlProblem> problems_;
  std::size_t nodes_ = 0;
  bool has_root_ = false;
  YAML::Mark last_scalar_;
  YamlMark last_{-1, 0};
  std::size_t last_position_ = 0;
};

/// yaml-cpp reads from a stream; this one reads the caller's bytes where they are.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view bytes) {
    char* begin = const_cast<char*>(bytes.data());  // streambuf's interface; never written to
    setg(begin, begin, begin + bytes.size());
  }
};

void parse(std::string_view bytes, TreeBuilder& builder) {
  ViewBuffer buffer{bytes};
  std::istream stream{&buffer};
  try {
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
    builder.check_last_quote();
  } catch (const Stop&) {
  } catch (const YAML::Exception& error) {
    builder.add_problem(error.mark, "not YAML: " + error.msg);
  } catch (const std::exception& error) {
    builder.add_problem(YAML::Mark::null_mark(), std::string{"not YAML: "} + error.what());
  }
}

bool allowed_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7F) || c == '\t' || c == '\n' || c == '\r';
}

/// yaml-cpp holds a token for every open bracket before it tells us of the first one: 4 MiB of them
/// took 1 GB.
std::size_t brackets(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(bytes, [](char c) { return c == '[' || c == '{'; }));
}

/// Text, or the place of the first byte that makes it something else.
std::vector<YamlProblem> check_bytes(std::string_view bytes) {
  if (bytes.size() > yaml_bytes_max) return {{{}, "larger than 4 MiB"}};
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    return {{{1, 1}, "starts with a byte order mark: save it as UTF-8 without one"}};
  }
  if (brackets(bytes) > yaml_nodes_max) return {{{}, "more than 100000 brackets in one file"}};
  YamlMark mark{1, 1};
  for (std::size_t offset = 0; offset < bytes.size();) {
    const std::size_t length = utf8_length(bytes, offset);
    if (length == 0) return {{mark, "not UTF-8 text"}};
    if (!allowed_byte(bytes[offset])) return {{mark, "a control character"}};
    mark =
        bytes[offset] == '\n' ? YamlMark{mark.line + 1, 1} : YamlMark{mark.line, mark.column + 1};
    offset += length;
  }
  return {};
}

}  // namespace

const YamlMember* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &YamlMember::key);
  return found == members.end() ? nullptr : &*found;
}

std::variant<YamlNode, std::vector<YamlProblem>> read_yaml(std::string_view bytes) {
  if (auto problems = check_bytes(bytes); !problems.empty()) return problems;
  YamlNode root;
  TreeBuilder builder{bytes, root};
  parse(bytes, builder);
  if (builder.has_problems()) return builder.take_problems();
  if (!builder.has_root()) return std::vector<YamlProblem>{{{}, "the file is empty"}};
  return root;
}

}  // namespace vigie::config
