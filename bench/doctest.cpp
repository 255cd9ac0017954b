// The mission of real processes comes from the tests' support library, which expects doctest's code
// in the program that uses it.

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
