#include "cmd/client/load.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "net/clients/history_file.hpp"
#include "net/clients/operations.hpp"
#include "net/random.hpp"
#include "net/tcp/store_client.hpp"
#include "paxos/machine/linearizability.hpp"

namespace client {
namespace {

using net::tcp::ClusterFile;
using net::tcp::OutcomeUnknown;
using net::tcp::RequestRefused;
using net::tcp::StoreClient;
using net::tcp::Unreachable;
using paxos::UsageError;
using paxos::machine::Operation;
using paxos::machine::OperationKind;
using Clock = std::chrono::steady_clock;

/// Longer than any failover, so that few outcomes are unknown.
constexpr std::chrono::seconds patience{10};
constexpr int status_undecided = 3;

/// One client, which has one operation under way at a time.
class Worker {
 public:
  Worker(const ClusterFile& cluster, const Load& load, std::uint32_t number,
         Clock::time_point begin)
      : load_(load),
        number_(number),
        begin_(begin),
        random_(net::Random::mix(load.seed) + number),
        store_(cluster, number) {}

  void run() {
    while (now() < load_.duration) {
      Operation operation = invent();
      operation.call = now().count();
      execute(operation);
      longest_ = std::max(longest_, now().count() - operation.call);
      history_.push_back(std::move(operation));
      std::this_thread::sleep_for(load_.pause);
    }
  }

  [[nodiscard]] const std::vector<Operation>& history() const { return history_; }
  [[nodiscard]] std::int64_t longest() const { return longest_; }

 private:
  [[nodiscard]] std::chrono::nanoseconds now() const { return Clock::now() - begin_; }

  /// There are few keys, so that clients meet, and few numbers, so that a comparison succeeds.
  Operation invent() {
    using enum OperationKind;
    constexpr std::array kinds{put,    put, get, get,   get,  append,
                               append, cas, cas, erase, incr, incr};
    Operation operation{.client = number_ + 1, .op = kinds[random_.below(kinds.size())]};
    // No other load uses these, so that they are absent at first.
    operation.key = fmt::format("load{:x}.{}", load_.seed, random_.below(load_.keys));
    if (operation.op == cas) operation.expect = std::to_string(random_.below(4));
    if (operation.op == put || operation.op == cas) {
      operation.value = std::to_string(random_.below(4));
    }
    // What is appended is found nowhere else, so that it shows if it was appended twice.
    if (operation.op == append) {
      operation.value = fmt::format("({}.{})", number_ + 1, history_.size());
    }
    return operation;
  }

  void execute(Operation& operation) {
    try {
      const auto answer = store_.execute(net::clients::words_of(operation), patience);
      operation.ok = operation.op != OperationKind::cas || answer == "1";
      if (operation.op != OperationKind::put && operation.op != OperationKind::cas) {
        operation.output = answer;
      }
    } catch (const RequestRefused&) {
      operation.ok = false;
    } catch (const Unreachable&) {
      operation.ok = false;
    } catch (const OutcomeUnknown&) {
      return;
    }
    operation.returned = now().count();
  }

  const Load& load_;
  std::uint32_t number_;
  Clock::time_point begin_;
  net::Random random_;
  StoreClient store_;
  std::vector<Operation> history_;
  std::int64_t longest_ = 0;  // ns from a call to its return
};

void write(const std::filesystem::path& file, const std::vector<Operation>& history) {
  std::ofstream stream(file);
  for (const Operation& operation : history) stream << net::clients::to_line(operation) << "\n";
  if (!stream.flush()) throw UsageError(file.string() + ": cannot be written");
}

int tell(const std::vector<Operation>& history) {
  const paxos::machine::Verdict verdict = paxos::machine::check_linearizable(history);
  const auto unknown =
      std::ranges::count_if(history, [](const Operation& operation) { return !operation.ok; });
  std::cout << (verdict.holds() ? "LINEARIZABLE"
                : verdict.outcome == paxos::machine::Outcome::gave_up
                    ? "NOT DECIDED: " + verdict.why
                    : "NOT LINEARIZABLE: " + verdict.why)
            << fmt::format(": {} operations, {} of unknown outcome\n", history.size(), unknown);
  if (verdict.outcome == paxos::machine::Outcome::gave_up) return status_undecided;
  return verdict.holds() ? 0 : 1;
}

}  // namespace

int load(const ClusterFile& cluster, const Load& load) {
  // Before the work is done for nothing.
  if (load.history && !std::ofstream(*load.history)) {
    throw UsageError(load.history->string() + ": cannot be written");
  }
  std::deque<Worker> workers;
  const auto begin = Clock::now();
  for (std::uint32_t i = 0; i < load.clients; ++i) workers.emplace_back(cluster, load, i, begin);
  {
    std::vector<std::jthread> threads;
    for (Worker& worker : workers) threads.emplace_back([&worker] { worker.run(); });
  }
  std::vector<Operation> history;
  std::int64_t longest = 0;
  for (const Worker& worker : workers) {
    std::ranges::copy(worker.history(), std::back_inserter(history));
    longest = std::max(longest, worker.longest());
  }
  std::ranges::sort(history, {}, &Operation::call);
  if (load.history) write(*load.history, history);
  std::cout << fmt::format("{} clients did {} operations in {} s; the longest took {} ms\n",
                           load.clients, history.size(), load.duration.count(),
                           longest / 1'000'000);
  return tell(history);
}

int check(const std::filesystem::path& history) {
  return tell(net::clients::read_history(history));
}

}  // namespace client
