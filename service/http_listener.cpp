#include "service/http_listener.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include "service/data_folder.h"
#include "service/failure.h"

namespace vigie::service {
namespace {

namespace net = Poco::Net;

constexpr int backlog = 256;

net::SocketAddress read_address(const HttpServerOptions& options) {
  try {
    return net::SocketAddress(options.listen);
  } catch (const Poco::Exception&) {
    throw Failure(ExitCode::configuration,
                  options.listen +
                      ": not an address to listen on; write host:port, such as "
                      "127.0.0.1:8701");
  }
}

void require_certificate(const HttpServerOptions& options, const net::SocketAddress& address) {
  if (options.certificate.empty() != options.private_key.empty()) {
    throw Failure(ExitCode::configuration,
                  options.listen + ": a certificate and its private key go together; name both");
  }
  if (!options.certificate.empty() || address.host().isLoopback()) return;
  throw Failure(ExitCode::configuration,
                options.listen +
                    ": HTTP beyond this machine needs a certificate and private_key; "
                    "name both, or listen on 127.0.0.1");
}

net::Context::Ptr make_context(const HttpServerOptions& options) {
  check_private_file(options.private_key);
  try {
    net::Context::Params parameters;
    parameters.privateKeyFile = options.private_key.string();
    parameters.certificateFile = options.certificate.string();
    parameters.verificationMode = net::Context::VERIFY_NONE;  // Of clients: they show tokens.
    net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, parameters);
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    return context;
  } catch (const Poco::Exception& trouble) {
    throw Failure(ExitCode::configuration,
                  options.certificate.string() +
                      ": the certificate or its key cannot be used: " + trouble.message());
  }
}

net::ServerSocket unbound_socket(const HttpServerOptions& options) {
  if (options.certificate.empty()) return net::ServerSocket();
  return net::SecureServerSocket(make_context(options));
}

}  // namespace

net::ServerSocket listen_for_http(const HttpServerOptions& options) {
  const net::SocketAddress address = read_address(options);
  require_certificate(options, address);
  net::ServerSocket socket = unbound_socket(options);
  try {
    // Never SO_REUSEPORT, Poco's default: a second program would share the port in silence.
    socket.bind(address, true, false);
    socket.listen(backlog);
    return socket;
  } catch (const net::NetException& trouble) {
    if (trouble.code() == EADDRINUSE) {
      throw Failure(ExitCode::failure, options.listen +
                                           " is already in use: stop the program that listens "
                                           "there, or choose another port");
    }
    throw Failure(ExitCode::failure,
                  options.listen + ": cannot listen there: " + system_text(trouble.code()));
  }
}

}  // namespace vigie::service
