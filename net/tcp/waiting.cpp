#include "net/tcp/waiting.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

namespace net::tcp {
namespace {

constexpr std::int64_t longest_wait = 24L * 60 * 60 * 1000;  // ms

}  // namespace

std::optional<std::chrono::milliseconds> parse_wait(std::string_view text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  if (number < 1 || number > longest_wait) return std::nullopt;
  return std::chrono::milliseconds(number);
}

wire::Reply bad_wait() {
  return wire::Reply::error("ERR the time to wait must be 1 to " + std::to_string(longest_wait) +
                            " ms");
}

void WaitingClients::add(const Responder& respond, std::chrono::milliseconds limit,
                         const wire::Reply& late) {
  const auto client =
      clients_.emplace(clients_.end(), respond, asio::steady_timer(context_, limit));
  client->timer.async_wait([this, client, late](error_code error) {
    if (error) return;
    client->respond(late);
    clients_.erase(client);
  });
}

void WaitingClients::answer_all(const wire::Reply& reply) {
  for (auto& client : std::exchange(clients_, {})) client.respond(reply);
}

}  // namespace net::tcp
