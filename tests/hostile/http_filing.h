// Requests to a program's HTTP address, one connection each, byte for byte as given.

#pragma once

#include <string>
#include <vector>

#include "report/signed_report.h"
#include "tests/hostile/hostile_patrol.h"

namespace vigie::hostile {

struct HttpSaid {
  int status = 0;  ///< 0: the connection ended without an answer.
  bool ended = true;
  std::string body = {};
  Said said = {};
};

/// Sends these bytes, whatever they are, says that no more come, and waits for the end.
HttpSaid ask_http(int port, const std::string& bytes);

HttpSaid get(int port, const std::string& path);

/// POST /v1/reports with this body.
HttpSaid post(int port, const std::string& content_type, const std::string& body);

/// POST /v1/reports with the form that docs/protocol.md asks for.
HttpSaid post(int port, const SignedReport& report);

}  // namespace vigie::hostile
