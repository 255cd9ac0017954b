#include "config/conditions/condition_syntax.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "config/conditions/condition_compiler.h"

namespace vigie::config {
namespace {

// CEL keeps these to itself: none can be a name.
constexpr std::array<std::string_view, 17> kept_words{
    "as",  "break", "const",     "continue", "else",   "for", "function", "if",   "import",
    "let", "loop",  "namespace", "package",  "return", "var", "void",     "while"};

bool is_comparison(TokenKind kind) { return kind >= TokenKind::equal; }

/// What somebody who writes a word of English for a sign should write.
std::string_view sign_for(std::string_view name) {
  constexpr std::array<std::array<std::string_view, 2>, 6> signs{
      {{"and", "&&"}, {"AND", "&&"}, {"or", "||"}, {"OR", "||"}, {"not", "!"}, {"is", "=="}}};
  const auto found = std::ranges::find(signs, name, [](const auto& sign) { return sign[0]; });
  return found == signs.end() ? std::string_view{} : (*found)[1];
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens, TextProblems& problems)
      : text_(text), tokens_(std::move(tokens)), problems_(problems) {}

  Syntax read() {
    syntax_.root = condition();
    if (here().kind != TokenKind::end) fail_unexpected();
    syntax_.usable = !failed_;
    return std::move(syntax_);
  }

 private:
  const Token& here() const { return tokens_[at_]; }
  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  bool is_in() const { return here().kind == TokenKind::name && here().text == "in"; }

  Token take() {
    const Token token = here();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }

  bool take_if(TokenKind kind) {
    if (here().kind != kind) return false;
    take();
    return true;
  }

  void complain(std::size_t offset, std::string text) {
    problems_.push_back({offset, std::move(text)});
  }

  /// Ends the reading of this text: every loop stops at its end.
  void stop() {
    failed_ = true;
    at_ = tokens_.size() - 1;
  }

  SyntaxId fail(std::size_t offset, std::string text) {
    if (!failed_) complain(offset, std::move(text));
    stop();
    return bad(offset);
  }

  SyntaxId fail_unexpected() {
    const Token& token = here();
    if (token.kind == TokenKind::end) {
      return fail(token.offset, "the condition ends here, where a fact or a value is missing");
    }
    const bool after_not = at_ > 0 && tokens_[at_ - 1].text == "not";
    const std::string_view sign = after_not ? "!" : sign_for(token.text);
    if (after_not) --at_;
    const std::string hint = sign.empty() ? "" : ": write " + std::string(sign);
    return fail(here().offset, quoted_piece(here().text) + " is not expected here" + hint);
  }

  SyntaxId add(SyntaxKind kind, std::size_t offset) {
    syntax_.nodes.push_back({.kind = kind, .offset = offset, .level = level_});
    const std::size_t from = std::min(offset, text_.size());
    syntax_.nodes.back().piece = text_.substr(from, end_of_last() - std::min(from, end_of_last()));
    syntax_.levels = std::max(syntax_.levels, level_);
    return static_cast<SyntaxId>(syntax_.nodes.size() - 1);
  }

  std::size_t end_of_last() const {
    return at_ == 0 ? 0 : tokens_[at_ - 1].offset + tokens_[at_ - 1].text.size();
  }

  SyntaxId bad(std::size_t offset) { return add(SyntaxKind::bad, offset); }
  SyntaxNode& node(SyntaxId id) { return syntax_.nodes[id]; }
  std::size_t offset_of(SyntaxId id) const { return syntax_.nodes[id].offset; }

  bool too_deep() {
    if (level_ <= condition_depth_max) return false;
    fail(here().offset, "nested more than " + std::to_string(condition_depth_max) + " levels deep");
    return true;
  }

  SyntaxId condition() {
    ++level_;
    const SyntaxId result = too_deep() ? bad(here().offset) : choice();
    --level_;
    return result;
  }

  SyntaxId choice() {
    const SyntaxId chosen = chain(TokenKind::either);
    if (here().kind != TokenKind::question) return chosen;
    complain(here().offset, "'? :' is not in the subset: write (a && b) || (!a && c)");
    take();
    condition();
    if (!take_if(TokenKind::colon)) return fail_unexpected();
    condition();
    return bad(offset_of(chosen));
  }

  SyntaxId chain_part(TokenKind sign) {
    return sign == TokenKind::either ? chain(TokenKind::both) : comparison();
  }

  SyntaxId chain(TokenKind sign) {
    std::vector<SyntaxId> parts{chain_part(sign)};
    while (take_if(sign)) parts.push_back(chain_part(sign));
    if (parts.size() == 1) return parts.front();
    const SyntaxKind kind = sign == TokenKind::either ? SyntaxKind::either : SyntaxKind::both;
    const SyntaxId whole = add(kind, offset_of(parts.front()));
    node(whole).children = std::move(parts);
    return whole;
  }

  SyntaxId comparison() {
    const SyntaxId left = sum();
    if (!is_comparison(here().kind) && !is_in()) return left;
    const bool membership = is_in();
    const Token sign = take();
    const SyntaxId right = sum();
    const SyntaxId whole = add(membership ? SyntaxKind::in : SyntaxKind::compare, offset_of(left));
    node(whole).sign = sign;
    node(whole).children = {left, right};
    return is_comparison(here().kind) || is_in() ? chained_comparison(whole) : whole;
  }

  SyntaxId chained_comparison(SyntaxId first) {
    complain(here().offset,
             quoted_piece(here().text) + " cannot follow another comparison: join two with &&");
    while (is_comparison(here().kind) || is_in()) {
      take();
      sum();
    }
    return bad(offset_of(first));
  }

  SyntaxId sum() {
    SyntaxId left = unary();
    while (here().kind == TokenKind::minus || here().kind == TokenKind::arithmetic) {
      left = sum_with(left, take());
    }
    return left;
  }

  SyntaxId sum_with(SyntaxId left, const Token& sign) {
    const bool minus = sign.kind == TokenKind::minus;
    if (!minus) {
      complain(sign.offset, quoted_piece(sign.text) +
                                " is not in the subset: the only arithmetic is one instant minus "
                                "another");
    }
    const SyntaxId right = unary();
    const SyntaxId whole = add(minus ? SyntaxKind::minus : SyntaxKind::bad, offset_of(left));
    node(whole).sign = sign;
    node(whole).children = {left, right};
    return whole;
  }

  SyntaxId unary() {
    if (here().kind == TokenKind::negate) return negation();
    if (here().kind == TokenKind::minus) return negative();
    return value();
  }

  SyntaxId negation() {
    const Token sign = take();
    ++level_;
    const SyntaxId negated = too_deep() ? bad(here().offset) : unary();
    --level_;
    const SyntaxId whole = add(SyntaxKind::negate, sign.offset);
    node(whole).children = {negated};
    return whole;
  }

  SyntaxId negative() {
    const Token sign = take();
    if (here().kind == TokenKind::integer) {
      const Token number = take();
      const SyntaxId whole = add(SyntaxKind::integer, sign.offset);
      node(whole).value = -number.value;
      return whole;
    }
    if (here().kind == TokenKind::end) return fail_unexpected();
    complain(sign.offset, "'-' stands only before a number or between two instants");
    if (here().kind != TokenKind::minus) value();
    return bad(sign.offset);
  }

  SyntaxId value() {
    const std::size_t first = at_;
    SyntaxId result = plain_value();
    while (here().kind == TokenKind::dot || here().kind == TokenKind::open_list) {
      result = here().kind == TokenKind::dot ? after_dot(result, first) : index(result);
    }
    return result;
  }

  SyntaxId plain_value() {
    switch (here().kind) {
      case TokenKind::name:
        return name();
      case TokenKind::integer:
      case TokenKind::word:
      case TokenKind::refused:
        return literal();
      case TokenKind::open:
        return parentheses();
      case TokenKind::open_list:
        return list();
      case TokenKind::open_map:
        return map();
      default:
        return fail_unexpected();
    }
  }

  SyntaxId literal() {
    const Token token = take();
    if (token.kind == TokenKind::refused) return bad(token.offset);
    const bool word = token.kind == TokenKind::word;
    const SyntaxId whole = add(word ? SyntaxKind::word : SyntaxKind::integer, token.offset);
    node(whole).value = token.value;
    if (word) node(whole).text = token.text.substr(1, token.text.size() - 2);
    return whole;
  }

  SyntaxId name() {
    const std::string_view text = here().text;
    if (text == "true" || text == "false") return boolean();
    if (text == "null") {
      complain(here().offset,
               "'null' is not in the subset: has(…) asks whether a fact is reported");
      return bad(take().offset);
    }
    if (text == "in" || std::ranges::binary_search(kept_words, text)) return fail_unexpected();
    if (next().kind == TokenKind::open) return call(take(), {});
    const Token token = take();
    const SyntaxId path = add(SyntaxKind::path, token.offset);
    node(path).names.push_back({token.text, token.offset});
    return path;
  }

  SyntaxId boolean() {
    const Token token = take();
    const SyntaxId whole = add(SyntaxKind::boolean, token.offset);
    node(whole).value = token.text == "true" ? 1 : 0;
    return whole;
  }

  SyntaxId parentheses() {
    const Token opening = take();
    const SyntaxId inside = condition();
    if (!take_if(TokenKind::close)) return fail_unclosed(opening, ")");
    return inside;
  }

  SyntaxId fail_unclosed(const Token& opening, std::string_view closing) {
    if (here().kind != TokenKind::end && here().kind != TokenKind::comma) return fail_unexpected();
    return fail(opening.offset,
                quoted_piece(opening.text) + " has no " + quoted_piece(closing) + " that ends it");
  }

  /// The values up to `closing`, which is taken.
  std::vector<SyntaxId> values(const Token& opening, TokenKind closing, std::string_view sign) {
    std::vector<SyntaxId> result;
    if (take_if(closing)) return result;
    do {
      result.push_back(condition());
    } while (take_if(TokenKind::comma));
    if (!take_if(closing)) fail_unclosed(opening, sign);
    return result;
  }

  SyntaxId list() {
    const Token opening = take();
    std::vector<SyntaxId> items = values(opening, TokenKind::close_list, "]");
    const SyntaxId whole = add(SyntaxKind::list, opening.offset);
    node(whole).children = std::move(items);
    return whole;
  }

  /// Read over, whatever it holds.
  SyntaxId map() {
    const Token opening = take();
    complain(opening.offset, "'{' is not in the subset: there are no maps");
    std::size_t open = 1;
    while (open > 0 && here().kind != TokenKind::end) {
      const TokenKind kind = take().kind;
      if (kind == TokenKind::open_map) ++open;
      if (kind == TokenKind::close_map) --open;
    }
    if (open > 0) stop();
    return bad(opening.offset);
  }

  SyntaxId index(SyntaxId of) {
    const Token opening = take();
    complain(opening.offset,
             "'[' is not in the subset: exists(…) and all(…) speak of the elements of a list");
    condition();
    if (!take_if(TokenKind::close_list)) return fail_unclosed(opening, "]");
    return bad(offset_of(of));
  }

  SyntaxId after_dot(SyntaxId of, std::size_t first) {
    const Token dot = take();
    if (here().kind != TokenKind::name) return fail_unexpected();
    const Token member = take();
    const bool is_call = here().kind == TokenKind::open;
    if (node(of).kind == SyntaxKind::path && tokens_[first].kind != TokenKind::open) {
      return is_call ? call(member, std::move(node(of).names)) : longer_path(of, member);
    }
    if (node(of).kind != SyntaxKind::bad) {
      complain(dot.offset, quoted_piece("." + std::string(member.text)) +
                               " can only follow the path of a fact");
    }
    if (is_call) call(member, {});
    return bad(offset_of(of));
  }

  SyntaxId longer_path(SyntaxId path, const Token& member) {
    node(path).names.push_back({member.text, member.offset});
    node(path).piece = text_.substr(offset_of(path), end_of_last() - offset_of(path));
    return path;
  }

  SyntaxId call(const Token& function, std::vector<SyntaxName> on) {
    const Token opening = take();
    std::vector<SyntaxId> arguments = values(opening, TokenKind::close, ")");
    const SyntaxId whole = add(SyntaxKind::call, on.empty() ? function.offset : on[0].offset);
    SyntaxNode& made = node(whole);
    made.text = function.text;
    made.sign = function;
    made.names = std::move(on);
    made.children = std::move(arguments);
    return whole;
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  TextProblems& problems_;
  Syntax syntax_;
  std::size_t at_ = 0;
  std::size_t level_ = 0;
  bool failed_ = false;
};

}  // namespace

Syntax read_syntax(std::string_view text, TextProblems& problems) {
  if (text.size() > condition_bytes_max) {
    problems.push_back({condition_bytes_max, "longer than " + std::to_string(condition_bytes_max) +
                                                 " bytes: name parts of it under 'define'"});
    return {};
  }
  Tokens tokens = read_tokens(text, problems);
  if (tokens.broken) return {};
  if (tokens.tokens.size() == 1) {
    problems.push_back({0, "an empty condition: write true for what always holds"});
    return {};
  }
  return Parser{text, std::move(tokens.tokens), problems}.read();
}

}  // namespace vigie::config
