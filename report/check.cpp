#include "report/check.h"

#include <cstdio>
#include <cstdlib>

namespace vigie {

void expectation_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: expected: %s\n", file, line, condition);
  std::abort();
}

}  // namespace vigie
