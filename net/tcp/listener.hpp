// The one port of a process: the first byte tells a peer from a client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "net/tcp/asio.hpp"
#include "net/tcp/client_session.hpp"
#include "net/tcp/cluster_file.hpp"

namespace net::tcp {

/// Lets this process have as many descriptors as its clients and those who have said nothing yet
/// may take. If the system does not allow that, the log says so: then some are not accepted, and
/// files may not be opened.
void allow_descriptors(const Limits& limits);

class Listener {
 public:
  using OnPeer = std::function<void(Socket)>;

  /// Listens at once. Throws UsageError if it cannot.
  Listener(asio::io_context& context, const Address& address, std::size_t max_request,
           const Limits& limits, OnPeer on_peer, ClientSession::Execute execute);

  /// Begins to accept connections.
  void start();

  /// Clients now connected.
  [[nodiscard]] std::uint32_t clients() const { return *clients_; }

 private:
  asio::awaitable<void> accept();
  asio::awaitable<void> sort(Socket socket);
  void serve(Socket socket);
  static asio::awaitable<void> refuse(std::shared_ptr<Socket> socket);

  asio::io_context& context_;
  asio::ip::tcp::acceptor acceptor_;
  std::size_t max_request_;
  Limits limits_;
  OnPeer on_peer_;
  ClientSession::Execute execute_;
  /// From the oldest on: those who have said nothing yet, and those who are told BUSY.
  std::deque<std::shared_ptr<Socket>> pending_;
  std::shared_ptr<std::uint32_t> clients_ = std::make_shared<std::uint32_t>(0);
};

}  // namespace net::tcp
