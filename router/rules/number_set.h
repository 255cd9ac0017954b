// Which of some numbers, from 0 on, are in: one bit each.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vigie::router {

class NumberSet {
 public:
  /// Of numbers below `count`; none is in.
  explicit NumberSet(std::size_t count) : words_((count + bits - 1) / bits) {}

  void add(std::size_t number) { words_[number / bits] |= std::uint64_t{1} << (number % bits); }
  /// All of another set of the same numbers.
  void add(const NumberSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void clear() { words_.assign(words_.size(), 0); }

  std::size_t size() const {
    std::size_t size = 0;
    for (const std::uint64_t word : words_) size += static_cast<std::size_t>(std::popcount(word));
    return size;
  }

  /// Ascending.
  template <typename Call>
  void for_each(Call call) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
        call(i * bits + static_cast<std::size_t>(std::countr_zero(left)));
      }
    }
  }

 private:
  static constexpr std::size_t bits = 64;
  std::vector<std::uint64_t> words_;
};

}  // namespace vigie::router
