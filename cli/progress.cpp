#include "cli/progress.h"

namespace vigie::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds progress_every{250};

}  // namespace

Progress::Progress(const Invocation& invocation)
    : err_(invocation.console.err),
      visible_(invocation.console.terminal && !invocation.options.json) {}

void Progress::say(const std::string& text) {
  if (steady_clock::now() >= next_) step(text);
}

void Progress::step(const std::string& text) {
  if (!visible_) return;
  next_ = steady_clock::now() + progress_every;
  clear();
  err_ << text << std::flush;
  shown_ = text.size();
}

void Progress::clear() {
  if (shown_ > 0) err_ << "\r" << std::string(shown_, ' ') << "\r" << std::flush;
  shown_ = 0;
}

}  // namespace vigie::cli
