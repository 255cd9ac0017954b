#include "router/views/view_pieces.h"

namespace vigie::router {
namespace {

class PieceWriter {
 public:
  PieceWriter(const Pieces& pieces, const config::PartSet& granted, std::string& json)
      : pieces_(pieces), granted_(granted), json_(json) {}

  void write_all(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; at = pieces_.list[at].end) write(at);
  }

 private:
  void write(std::size_t at) {
    const Piece& piece = pieces_.list[at];
    if (!piece.shown_to(granted_)) return;
    if (piece.kind == Piece::Kind::statement && !says_something(at)) return;
    const std::size_t before = json_.size();
    begin(piece.key);
    if (piece.kind == Piece::Kind::value) {
      json_.append(pieces_.texts, piece.text, piece.text_bytes);
      return;
    }
    const bool list = piece.kind == Piece::Kind::list;
    json_ += list ? '[' : '{';
    write_all(at + 1, piece.end);
    // A member whose contents are all hidden is not there; entries stay, so that places hold.
    if (!list && !piece.key.empty() && json_.back() == '{') return json_.resize(before);
    json_ += list ? ']' : '}';
  }

  void begin(std::string_view key) {
    if (json_.back() != '{' && json_.back() != '[') json_ += ',';
    if (key.empty()) return;
    json_ += '"';
    json_ += key;
    json_ += "\":";
  }

  bool says_something(std::size_t at) const {
    const std::size_t end = pieces_.list[at].end;
    for (std::size_t member = at + 1; member < end; member = pieces_.list[member].end) {
      const Piece& piece = pieces_.list[member];
      if (piece.kind == Piece::Kind::value && !piece.shown_to(granted_)) return false;
      if (piece.kind == Piece::Kind::list && !holds_something(member)) return false;
    }
    return true;
  }

  bool holds_something(std::size_t list) const {
    const std::size_t end = pieces_.list[list].end;
    for (std::size_t entry = list + 1; entry < end; entry = pieces_.list[entry].end) {
      if (pieces_.list[entry].shown_to(granted_)) return true;
    }
    return end == list + 1;
  }

  const Pieces& pieces_;
  const config::PartSet& granted_;
  std::string& json_;
};

}  // namespace

void write_pieces(const Pieces& pieces, std::size_t begin, std::size_t end,
                  const config::PartSet& granted, std::string& json) {
  PieceWriter{pieces, granted, json}.write_all(begin, end);
}

}  // namespace vigie::router
