// VIGIE_EXPECT: an assertion about our own code, on in every build. A false one is our bug: the
// process stops with the place and the sentence, and restarts from its tables.
// (clang-tidy 14 cannot see libstdc++ 12's std::source_location, hence __FILE__ and __LINE__.)

#pragma once

namespace vigie {

/// Writes "file:line: expected: condition" to standard error and aborts.
[[noreturn]] void expectation_failed(const char* condition, const char* file, int line);

}  // namespace vigie

#define VIGIE_EXPECT(condition) \
  ((condition) ? static_cast<void>(0) : ::vigie::expectation_failed(#condition, __FILE__, __LINE__))
