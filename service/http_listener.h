// Opens the socket an HTTP server listens on. Internal to service/: shows Poco.
//
// Errors: Failure as http_server.h says.

#pragma once

#include <Poco/Net/ServerSocket.h>

#include "service/http_server.h"

namespace vigie::service {

/// Bound and listening; a secure socket when the options name a certificate.
Poco::Net::ServerSocket listen_for_http(const HttpServerOptions& options);

}  // namespace vigie::service
