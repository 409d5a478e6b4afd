#include "net/tcp/status_table.hpp"

#include <array>
#include <future>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "net/tcp/resp_client.hpp"

namespace net::tcp {
namespace {

constexpr std::chrono::milliseconds patience{500};

struct Column {
  const char* field;  // of STATUS
  const char* heading;
  int width;
};

constexpr std::array<Column, 8> columns{{{"pid", "PID", 7},
                                         {"ballot", "BALLOT", 8},
                                         {"peers", "PEERS", 5},
                                         {"clients", "CLIENTS", 7},
                                         {"sent", "SENT", 8},
                                         {"received", "RECEIVED", 8},
                                         {"dropped", "DROPPED", 7},
                                         {"value", "VALUE", 0}}};

using Fields = std::map<std::string, std::string>;

std::optional<Fields> ask(const Address& address) {
  try {
    RespClient client(address, patience);
    const auto reply = client.request({"STATUS"});
    Fields fields;
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) fields[reply[i]] = reply[i + 1];
    return fields;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

StatusTable status_table(const ClusterFile& cluster) {
  std::vector<std::future<std::optional<Fields>>> answers;
  for (const auto& [node, address] : cluster.addresses) {
    answers.push_back(std::async(std::launch::async, ask, address));
  }
  StatusTable table;
  table.text = fmt::format("{:<12} {:<16}", "PROCESS", "ADDRESS");
  for (const auto& column : columns)
    table.text += fmt::format(" {:<{}}", column.heading, column.width);
  table.text += "\n";
  auto answer = answers.begin();
  for (const auto& [node, address] : cluster.addresses) {
    table.text += fmt::format("{:<12} {:<16}", to_string(node), to_string(address));
    if (auto fields = (answer++)->get()) {
      for (const auto& column : columns) {
        const auto found = fields->find(column.field);
        table.text +=
            fmt::format(" {:<{}}", found == fields->end() ? "-" : found->second, column.width);
      }
    } else {
      table.text += " does not answer";
      ++table.unreachable;
    }
    table.text += "\n";
  }
  return table;
}

}  // namespace net::tcp
