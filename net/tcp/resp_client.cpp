#include "net/tcp/resp_client.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace net::tcp {

RespClient::RespClient(const Address& address, std::chrono::milliseconds limit)
    : where_(to_string(address)), limit_(limit) {
  stream_.expires_after(limit_);
  stream_.connect(address.host, std::to_string(address.port));
  if (!stream_) fail("cannot connect");
  stream_.socket().set_option(asio::ip::tcp::no_delay(true));
}

std::vector<std::string> RespClient::request(const std::vector<std::string>& words) {
  stream_.expires_after(limit_);
  // At once, for the stream has no buffer.
  std::string text = "*" + std::to_string(words.size()) + "\r\n";
  for (const auto& word : words) {
    text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  }
  stream_ << text << std::flush;
  return read_reply();
}

std::optional<std::string> RespClient::request_one(const std::vector<std::string>& words) {
  auto reply = request(words);
  if (reply.empty()) return std::nullopt;
  return std::move(reply.front());
}

std::vector<std::string> RespClient::read_reply() {
  const std::string line = read_line();
  const std::string rest = line.substr(1);
  switch (line.front()) {
    case '+':
    case ':':
      return {rest};
    case '-':
      throw RequestRefused(rest);
    case '$': {
      const long size = std::atol(rest.c_str());
      if (size < 0) return {};
      std::string bytes = read_bytes(static_cast<std::size_t>(size));
      read_bytes(2);  // the end of the line
      return {std::move(bytes)};
    }
    case '*': {
      std::vector<std::string> elements;
      for (long left = std::atol(rest.c_str()); left > 0; --left) {
        for (auto& element : read_reply()) elements.push_back(std::move(element));
      }
      return elements;
    }
    default:
      throw Unreachable(where_ + ": its answer is not RESP2");
  }
}

std::string RespClient::read_line() {
  std::string line;
  // A line without its end is cut short, and says something else.
  if (!std::getline(stream_, line) || stream_.eof()) fail("no answer");
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) throw Unreachable(where_ + ": its answer is not RESP2");
  return line;
}

std::string RespClient::read_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (!stream_.read(bytes.data(), static_cast<std::streamsize>(count))) fail("no answer");
  return bytes;
}

void RespClient::fail(const std::string& what) const {
  throw Unreachable(where_ + ": " + what +
                    (stream_.error() ? ": " + stream_.error().message() : ""));
}

void require_cluster(RespClient& client, const ClusterFile& cluster, paxos::NodeId node) {
  const auto status = client.request({"STATUS"});
  const auto name = std::ranges::find(status, "cluster");
  if (name != status.end() && *std::next(name) == cluster.identity()) return;
  throw UsageError("at " + to_string(cluster.address(node)) + " is a process of " +
                   (name == status.end() ? "no cluster" : "cluster '" + *std::next(name) + "'") +
                   ", not of '" + cluster.identity() + "'");
}

}  // namespace net::tcp
