// Starts the processes of a cluster as children, and ends them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "net/tcp/cluster_file.hpp"
#include "net/tcp/free_ports.hpp"
#include "net/tcp/resp_client.hpp"

namespace launcher {

struct Plan {
  std::string name = "demo";
  std::string protocol = "single";
  std::uint32_t acceptors = 3;
  std::uint32_t proposers = 2;
  std::uint32_t learners = 2;
  std::optional<std::uint32_t> quorum1, quorum2;  ///< majorities unless given
  std::optional<std::uint16_t> base_port;         ///< free ports unless given
  std::filesystem::path folder;                   ///< cluster file, data folders, traces, logs
  std::string store = "sqlite";
  std::string log = "info";
  bool trace = false;
  std::optional<std::filesystem::path> restore;  ///< the backup that a new cluster begins with
  net::tcp::ClusterFile settings;                ///< all else that the cluster file says
};

/// The programs stand beside the running one.
std::filesystem::path program(const std::string& name);

/// One cluster. Its processes are children of this one, and end with it, whatever ends it.
class Cluster {
 public:
  /// Writes the cluster file, or takes the one that the folder holds. Throws UsageError.
  explicit Cluster(Plan plan);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  [[nodiscard]] const net::tcp::ClusterFile& file() const { return file_; }
  [[nodiscard]] std::filesystem::path file_path() const { return plan_.folder / "cluster.ini"; }
  [[nodiscard]] std::vector<paxos::NodeId> nodes() const;
  [[nodiscard]] std::filesystem::path folder(paxos::NodeId node) const;
  [[nodiscard]] std::filesystem::path trace(paxos::NodeId node) const;
  [[nodiscard]] std::filesystem::path log(paxos::NodeId node) const;

  /// Starts a process that is not running. Only if it has never been seen to run does it make its
  /// store: one whose folder is gone must not begin as if it were new.
  void start(paxos::NodeId node, const std::vector<std::string>& extra = {});
  void start_all();
  /// Waits until a process answers. If it ends, throws UsageError with its last line if that was a
  /// mistake of the user's, and else, or if it is late, std::runtime_error.
  void wait_ready(paxos::NodeId node, std::chrono::milliseconds limit = std::chrono::seconds(10));
  void wait_all_ready();

  void signal(paxos::NodeId node, int number);
  /// Sends a signal that ends the process, and waits until it has ended; one that does not is
  /// killed after a while. Returns its wait status.
  int end(paxos::NodeId node, int number);
  void end_all(int number);

  /// Whether it runs; notices one that has ended by itself.
  [[nodiscard]] bool running(paxos::NodeId node);
  [[nodiscard]] pid_t pid(paxos::NodeId node) const { return pids_.at(node); }

  [[nodiscard]] net::tcp::RespClient connect(
      paxos::NodeId node, std::chrono::milliseconds limit = std::chrono::seconds(20)) const;

 private:
  [[nodiscard]] std::filesystem::path started_path() const { return plan_.folder / "started"; }
  [[nodiscard]] bool answers(paxos::NodeId node);
  [[nodiscard]] bool has_ever_started(paxos::NodeId node) const;
  void remember_start(paxos::NodeId node);

  Plan plan_;
  std::unique_ptr<net::tcp::PortLease> lease_;
  net::tcp::ClusterFile file_;
  std::map<paxos::NodeId, pid_t> pids_;
  std::map<paxos::NodeId, int> wait_status_;  // of those that have ended
};

}  // namespace launcher
