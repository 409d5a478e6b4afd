#include "net/tcp/status_table.hpp"

#include <algorithm>
#include <cstdlib>
#include <future>
#include <map>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "net/tcp/resp_client.hpp"

namespace net::tcp {
namespace {

constexpr std::chrono::milliseconds row_patience{500};

struct Column {
  const char* field;  // of STATUS
  const char* heading;
  int width;
};

constexpr Column columns_of_single[]{{"pid", "PID", 7},         {"ballot", "BALLOT", 8},
                                     {"peers", "PEERS", 5},     {"clients", "CLIENTS", 7},
                                     {"sent", "SENT", 8},       {"received", "RECEIVED", 8},
                                     {"dropped", "DROPPED", 7}, {"value", "VALUE", 0}};
/// The lag is behind whoever knows most; it, the rate and the progress are worked out here.
constexpr Column columns_of_multi[]{
    {"pid", "PID", 7},          {"ballot", "BALLOT", 8},
    {"leading", "LEADS", 5},    {"first_unchosen", "FIRST UNCHOSEN", 14},
    {"lag", "LAG", 6},          {"executed", "EXECUTED", 9},
    {"rate", "COMMANDS/S", 10}, {"progress", "SNAPSHOT", 16},
    {"peers", "PEERS", 5},      {"clients", "CLIENTS", 7},
    {"dropped", "DROPPED", 0}};

std::span<const Column> columns_of(const ClusterFile& cluster) {
  if (cluster.protocol == "multi") return columns_of_multi;
  return columns_of_single;
}

using Fields = std::map<std::string, std::string>;

std::optional<Fields> ask(const Address& address) {
  try {
    RespClient client(address, row_patience);
    const auto reply = client.request({"STATUS"});
    Fields fields;
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) fields[reply[i]] = reply[i + 1];
    return fields;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

using Answers = std::map<paxos::NodeId, std::optional<Fields>>;

Answers ask_all(const ClusterFile& cluster) {
  std::map<paxos::NodeId, std::future<std::optional<Fields>>> asked;
  for (const auto& [node, address] : cluster.addresses) {
    asked.emplace(node, std::async(std::launch::async, ask, address));
  }
  Answers answers;
  for (auto& [node, answer] : asked) answers.emplace(node, answer.get());
  return answers;
}

/// A number in a field, if it is there.
std::optional<std::uint64_t> number_in(const std::optional<Fields>& fields, const char* name) {
  if (!fields || !fields->contains(name)) return std::nullopt;
  return std::strtoull(fields->at(name).c_str(), nullptr, 10);
}

void add_lag(Answers& answers) {
  std::uint64_t furthest = 0;
  for (const auto& [node, fields] : answers) {
    furthest = std::max(furthest, number_in(fields, "first_unchosen").value_or(0));
  }
  for (auto& [node, fields] : answers) {
    const auto first = number_in(fields, "first_unchosen");
    if (first) fields->emplace("lag", std::to_string(furthest - *first));
  }
}

void add_rates(Answers& answers, StatusTable& table, const StatusTable& before) {
  for (auto& [node, fields] : answers) {
    const auto executed = number_in(fields, "executed");
    if (!executed) continue;
    table.executed.emplace(node, *executed);
    const auto known = before.executed.find(node);
    if (known == before.executed.end() || known->second > *executed) continue;  // It has restarted.
    const double seconds = std::chrono::duration<double>(table.at - before.at).count();
    fields->emplace(
        "rate", fmt::format("{:.0f}", static_cast<double>(*executed - known->second) / seconds));
  }
}

/// The slots that the snapshot of a process covers, or how much of another's it has received.
void add_progress(Answers& answers) {
  for (auto& [node, fields] : answers) {
    const auto covered = number_in(fields, "snapshot");
    if (!covered) continue;
    const std::uint64_t of = number_in(fields, "download_of").value_or(0);
    const std::uint64_t received = number_in(fields, "download").value_or(0);
    fields->emplace("progress", of == 0 ? std::to_string(*covered) : bar(received, of));
  }
}

}  // namespace

std::string bar(std::uint64_t part, std::uint64_t whole) {
  constexpr std::uint64_t width = 10;
  constexpr std::uint64_t hundred = 100;
  const std::uint64_t filled = part * width / whole;
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] " +
         std::to_string(part * hundred / whole) + "%";
}

StatusTable status_table(const ClusterFile& cluster, const StatusTable& before) {
  StatusTable table;
  Answers answers = ask_all(cluster);
  table.at = std::chrono::steady_clock::now();
  add_lag(answers);
  add_rates(answers, table, before);
  add_progress(answers);

  const auto columns = columns_of(cluster);
  table.text = fmt::format("{:<12} {:<16}", "PROCESS", "ADDRESS");
  for (const auto& column : columns)
    table.text += fmt::format(" {:<{}}", column.heading, column.width);
  table.text += "\n";
  for (const auto& [node, address] : cluster.addresses) {
    table.text += fmt::format("{:<12} {:<16}", to_string(node), to_string(address));
    if (const auto& fields = answers.at(node)) {
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
