// A signal ends the bench in order, so that no process of its mission outlives it.

#pragma once

namespace vigie::bench {

/// From now on SIGINT, SIGTERM, SIGHUP and SIGPIPE are only noted; a second one ends the bench.
void heed_interruptions();
int interrupted_by();  ///< The signal, 0 as long as there was none.

}  // namespace vigie::bench
