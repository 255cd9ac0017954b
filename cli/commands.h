// Every command of `vigie`, one source file each. add_…() declares its arguments and what runs when
// it is called; nothing happens before all arguments have been read.

#pragma once

#include "cli/invocation.h"

namespace CLI {
class App;
}

namespace vigie::cli {

/// All borrow `invocation` for the life of `app`.
void add_serve(CLI::App& app, Invocation& invocation);  ///< up, intake, router, notifier
void add_submit(CLI::App& app, Invocation& invocation);
void add_spool(CLI::App& app, Invocation& invocation);
void add_status(CLI::App& app, Invocation& invocation);
void add_inbox(CLI::App& app, Invocation& invocation);
void add_decide(CLI::App& app, Invocation& invocation);
void add_explain(CLI::App& app, Invocation& invocation);
void add_view(CLI::App& app, Invocation& invocation);
void add_assess(CLI::App& app, Invocation& invocation);
void add_reload(CLI::App& app, Invocation& invocation);
void add_quarantine(CLI::App& app, Invocation& invocation);
void add_audit(CLI::App& app, Invocation& invocation);
void add_keys(CLI::App& app, Invocation& invocation);
void add_check(CLI::App& app, Invocation& invocation);
void add_rules(CLI::App& app, Invocation& invocation);  ///< check, test
void add_demo(CLI::App& app, Invocation& invocation);

}  // namespace vigie::cli
