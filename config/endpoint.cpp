#include "config/endpoint.h"

#include <algorithm>
#include <optional>

#include "report/parse_number.h"

namespace vigie::config {
namespace {

constexpr std::size_t ipc_path_bytes_max = 100;  // a Unix socket path has 108
constexpr std::size_t host_bytes_max = 253;      // a DNS name has no more
constexpr int port_max = 65535;

std::optional<int> parse_port(std::string_view text) {
  const auto port = parse_number<int>(text);
  return port && *port >= 0 && *port <= port_max ? port : std::nullopt;
}

bool is_host(std::string_view host) {
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto fits = [bracketed](char c) {
    const bool common = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return common || c == '.' || (bracketed ? c == ':' : c == '-');
  };
  return !host.empty() && host.size() <= host_bytes_max && std::ranges::all_of(host, fits);
}

struct HostAndPort {
  std::string_view host;
  std::optional<int> port;
};

HostAndPort split(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, colon), parse_port(text.substr(colon + 1))};
}

std::string tcp_trouble(std::string_view address, bool others_connect) {
  const auto [host, port] = split(address);
  if (!port || *port == 0) return "must be tcp://host:port with a port from 1 to 65535";
  if (host == "*") {
    return others_connect ? "must name one address: the other programs connect to it" : "";
  }
  return is_host(host) ? "" : "must be tcp://host:port";
}

std::string ipc_trouble(std::string_view path) {
  if (path.empty()) return "must be ipc://path";
  return path.size() > ipc_path_bytes_max ? "has a path longer than 100 bytes" : "";
}

}  // namespace

std::string endpoint_trouble(std::string_view text, bool others_connect) {
  const auto after = [text](std::string_view scheme) { return text.substr(scheme.size()); };
  if (text.starts_with("inproc://"))
    return after("inproc://").empty() ? "must be inproc://name" : "";
  if (text.starts_with("ipc://")) return ipc_trouble(after("ipc://"));
  if (text.starts_with("tcp://")) return tcp_trouble(after("tcp://"), others_connect);
  return "must start with inproc://, ipc:// or tcp://";
}

std::string http_trouble(std::string_view text) {
  const auto [host, port] = split(text);
  return port && is_host(host) ? "" : "must be host:port, such as 127.0.0.1:8701";
}

bool on_loopback(std::string_view host_and_port) {
  const std::string_view host = split(host_and_port).host;
  if (host == "localhost" || host == "[::1]") return true;
  const auto digit_or_dot = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  return host.starts_with("127.") && std::ranges::all_of(host, digit_or_dot);
}

}  // namespace vigie::config
