#include "cmd/cluster/launcher.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <boost/process.hpp>
#include <boost/process/extend.hpp>

#include "net/tcp/backup.hpp"

namespace launcher {
namespace {

using net::tcp::Address;
using net::tcp::ClusterFile;
using net::tcp::UsageError;
using paxos::NodeId;
using paxos::Role;

constexpr std::chrono::milliseconds poll_interval{1};
/// A process that has not ended so long after it was told to is killed.
constexpr std::chrono::seconds longest_end{3};

ClusterFile lay_out(const Plan& plan, const std::vector<std::uint16_t>& ports) {
  ClusterFile file = plan.settings;
  file.name = plan.name;
  file.protocol = plan.protocol;
  auto port = ports.begin();
  const auto add = [&](Role role, std::uint32_t count) {
    for (std::uint32_t number = 1; number <= count; ++number) {
      file.addresses.emplace(NodeId{role, number}, Address{"127.0.0.1", *port++});
    }
  };
  add(Role::acceptor, plan.acceptors);
  add(Role::proposer, plan.proposers);
  add(Role::learner, plan.learners);
  auto& [proposers, learners, quorums, window, page, first_slot] = file.configuration;
  proposers = plan.proposers;
  learners = plan.learners;
  quorums = paxos::QuorumSystem::majority(plan.acceptors);
  quorums.phase1 = plan.quorum1.value_or(quorums.phase1);
  quorums.phase2 = plan.quorum2.value_or(quorums.phase2);
  if (plan.restore) file.restored = net::tcp::backup_in(*plan.restore);
  return file;
}

std::string short_text(NodeId node) {
  return to_string(node.role) + "-" + std::to_string(node.number);
}

std::string last_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::string last;
  while (std::getline(stream, line)) last = line;
  return last;
}

}  // namespace

std::filesystem::path program(const std::string& name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

Cluster::Cluster(Plan plan) : plan_(std::move(plan)) {
  std::error_code error;
  std::filesystem::create_directories(plan_.folder, error);
  if (error) throw UsageError(plan_.folder.string() + ": " + error.message());
  if (!std::filesystem::exists(file_path())) {
    std::vector<std::uint16_t> ports;
    const std::size_t count = plan_.acceptors + plan_.proposers + plan_.learners;
    if (plan_.base_port) {
      if (*plan_.base_port + count > 65536) throw UsageError("--base-port leaves too few ports");
      for (std::size_t i = 0; i < count; ++i) {
        ports.push_back(static_cast<std::uint16_t>(*plan_.base_port + i));
      }
    } else {
      lease_ = std::make_unique<net::tcp::PortLease>(count);
      ports = lease_->ports();
    }
    const auto unchecked = plan_.folder / "cluster.ini.new";
    if (!(std::ofstream(unchecked) << to_text(lay_out(plan_, ports)) << std::flush)) {
      throw UsageError(unchecked.string() + ": cannot be written");
    }
    if (net::tcp::read_cluster_file(unchecked, false).name != plan_.name) {
      throw UsageError("'" + plan_.name + "' cannot be the name of a cluster");
    }
    std::filesystem::rename(unchecked, file_path());
  }
  file_ = net::tcp::read_cluster_file(file_path(), false);
  // A start that was interrupted goes on with the same backup.
  if (plan_.restore && file_.restored != net::tcp::backup_in(*plan_.restore)) {
    throw UsageError(file_path().string() + " does not say that the cluster begins with " +
                     plan_.restore->string() + "; use a new folder");
  }
}

Cluster::~Cluster() {
  end_all(SIGKILL);
}

std::vector<NodeId> Cluster::nodes() const {
  std::vector<NodeId> nodes;
  for (const auto& [node, address] : file_.addresses) nodes.push_back(node);
  return nodes;
}

std::filesystem::path Cluster::folder(NodeId node) const {
  return plan_.folder / short_text(node);
}

std::filesystem::path Cluster::trace(NodeId node) const {
  return plan_.folder / (short_text(node) + ".trace");
}

std::filesystem::path Cluster::log(NodeId node) const {
  return plan_.folder / (short_text(node) + ".log");
}

void Cluster::start(NodeId node, const std::vector<std::string>& extra) {
  namespace bp = boost::process;
  if (running(node)) throw std::logic_error(to_string(node) + " is running");
  std::vector<std::string> arguments{"--cluster", file_path().string(),
                                     "--id",      std::to_string(node.number),
                                     "--data",    folder(node).string(),
                                     "--store",   plan_.store,
                                     "--log",     plan_.log};
  const auto holds = [&](const char* name) { return std::filesystem::exists(folder(node) / name); };
  if (!has_ever_started(node) && !holds("store.sqlite") && !holds("store.memory")) {
    arguments.emplace_back("--init");
  }
  if (plan_.restore && node.role != Role::acceptor && !holds("snapshot") &&
      std::filesystem::exists(*plan_.restore)) {
    arguments.insert(arguments.end(), {"--restore", plan_.restore->string()});
  }
  if (plan_.trace) arguments.insert(arguments.end(), {"--trace", trace(node).string()});
  arguments.insert(arguments.end(), extra.begin(), extra.end());

  std::FILE* const log_file = std::fopen(log(node).c_str(), "ae");
  if (!log_file) throw UsageError(log(node).string() + ": cannot be written");
  const pid_t parent = ::getpid();
  bp::child child(program(to_string(node.role)).string(), bp::args(arguments),
                  bp::std_in<bp::null, bp::std_out> log_file, bp::std_err > log_file,
                  bp::extend::on_exec_setup([parent](auto&) {
                    // The child ends with its parent, even if that is killed; and does not get its
                    // Ctrl-C.
                    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                    ::setpgid(0, 0);
                    if (::getppid() != parent) ::_exit(1);
                  }));
  std::fclose(log_file);
  pids_.insert_or_assign(node, child.id());
  child.detach();
}

void Cluster::start_all() {
  for (const NodeId node : nodes()) start(node);
}

/// Whether this very process answers; another may have its port.
bool Cluster::answers(NodeId node) {
  try {
    const auto status = connect(node, std::chrono::seconds(1)).request({"STATUS"});
    const auto name = std::ranges::find(status, "pid");
    return running(node) && name != status.end() && *std::next(name) == std::to_string(pid(node));
  } catch (const std::runtime_error&) {
    return false;  // nobody there, or somebody who does not know what is asked
  }
}

void Cluster::wait_ready(NodeId node, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!answers(node)) {
    if (!running(node)) {
      const std::string why = to_string(node) + " has ended: " + last_line(log(node));
      if (WEXITSTATUS(wait_status_[node]) == 2) throw UsageError(why);
      throw std::runtime_error(why);
    }
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error(to_string(node) + " does not answer: " + last_line(log(node)));
    }
    std::this_thread::sleep_for(poll_interval);
  }
  remember_start(node);
}

bool Cluster::has_ever_started(NodeId node) const {
  std::ifstream stream(started_path());
  std::string line;
  while (std::getline(stream, line)) {
    if (line == to_string(node)) return true;
  }
  return false;
}

void Cluster::remember_start(NodeId node) {
  if (has_ever_started(node)) return;
  std::ofstream(started_path(), std::ios::app) << to_string(node) << std::endl;
}

void Cluster::wait_all_ready() {
  for (const NodeId node : nodes()) wait_ready(node);
}

void Cluster::signal(NodeId node, int number) {
  if (running(node)) ::kill(pids_.at(node), number);
}

int Cluster::end(NodeId node, int number) {
  if (!running(node)) return 0;
  const pid_t pid = pids_.at(node);
  ::kill(pid, number);
  ::kill(pid, SIGCONT);  // A stopped process would take no other notice.
  const auto deadline = std::chrono::steady_clock::now() + longest_end;
  while (running(node)) {
    if (std::chrono::steady_clock::now() > deadline) ::kill(pid, SIGKILL);
    std::this_thread::sleep_for(poll_interval);
  }
  return wait_status_[node];
}

void Cluster::end_all(int number) {
  for (const NodeId node : nodes()) {
    signal(node, number);
    signal(node, SIGCONT);
  }
  for (const NodeId node : nodes()) end(node, number);
}

bool Cluster::running(NodeId node) {
  const auto found = pids_.find(node);
  if (found == pids_.end()) return false;
  if (::waitpid(found->second, &wait_status_[node], WNOHANG) == 0) return true;
  pids_.erase(found);
  return false;
}

net::tcp::RespClient Cluster::connect(NodeId node, std::chrono::milliseconds limit) const {
  return net::tcp::RespClient(file_.address(node), limit);
}

}  // namespace launcher
