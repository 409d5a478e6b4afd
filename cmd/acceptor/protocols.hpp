// The acceptor of each protocol, as a process.
#pragma once

#include "net/tcp/role_options.hpp"

/// Runs until SIGINT or SIGTERM, and returns the exit status.
int run_single(const net::tcp::RoleOptions& options);
int run_multi(const net::tcp::RoleOptions& options);
