// The two kinds of address in settings.yaml, and what is wrong with one.

#pragma once

#include <string>
#include <string_view>

namespace vigie::config {

/// "" when `text` is a ZeroMQ endpoint a program can bind: inproc://name, ipc://path or
/// tcp://host:port; else what is wrong. `others_connect`: the other programs connect to this very
/// text, so it must name one address, not "*".
std::string endpoint_trouble(std::string_view text, bool others_connect);

/// "" when `text` is host:port ("127.0.0.1:8701", "[::1]:8701", "localhost:8701"; port 0: any free
/// one); else what is wrong.
std::string http_trouble(std::string_view text);

/// Whether a well-formed host:port stays on this machine.
bool on_loopback(std::string_view host_and_port);

}  // namespace vigie::config
