// Scenarios as text. A golden file alternates commands and what they made the roles do:
//
//   # A comment.
//   cluster [multi] acceptors=3 proposers=2 learners=1 [phase1=2 phase2=2] [window=16]
//   propose <proposer> <value>
//   deliver|drop|duplicate <message> [<ballot>] [slot <slot>] [from <node>...] [to <node>...] [and
//       power fails before commit|send]
//   run
//   fire <timer> at <node>
//   crash <node>
//   restart <node>
//   ----
//   the expected output, up to an empty line
//
// The cluster is of single-decree Paxos, or `multi`. A message is named by its type, and
// `everything` names all; a node is `acceptor 1`, several are `acceptor 1 2`. `run` delivers all
// that is in flight and all that follows from it. With GOLDEN_REWRITE=1 in the environment the
// expected output is rewritten in place: read the diff.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "paxos/multi/parliament.hpp"
#include "paxos/single/synod.hpp"
#include "tests/paxos/cluster.hpp"

namespace paxos::test {
namespace {

const std::filesystem::path folder = "tests/golden";

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool is_number(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::uint32_t number(const std::string& word) {
  if (!is_number(word)) throw std::invalid_argument("not a number: " + word);
  return static_cast<std::uint32_t>(std::stoul(word));
}

template <class Enum>
Enum enumerator(const std::string& name) {
  Enum value{};
  if (!boost::describe::enum_from_string(name.c_str(), value)) {
    throw std::invalid_argument("no such name: " + name);
  }
  return value;
}

/// The words of one command, read from left to right.
class Words {
 public:
  explicit Words(const std::string& line) : words_(words_of(line)) {}

  [[nodiscard]] bool empty() const { return next_ == words_.size(); }
  [[nodiscard]] std::string peek() const { return empty() ? "" : words_[next_]; }
  std::string next() {
    if (empty()) throw std::invalid_argument("a word is missing");
    return words_[next_++];
  }
  bool take(const std::string& word) {
    if (peek() != word) return false;
    ++next_;
    return true;
  }
  void expect(const std::string& word) {
    if (!take(word)) throw std::invalid_argument("expected " + word + ", not " + peek());
  }
  std::vector<NodeId> nodes() {
    std::vector<NodeId> nodes;
    const auto role = enumerator<Role>(next());
    do nodes.push_back({role, number(next())});
    while (is_number(peek()));
    return nodes;
  }
  NodeId node() {
    const auto role = enumerator<Role>(next());
    return {role, number(next())};
  }

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

Configuration configuration(Words& words) {
  Configuration c{1, 1, QuorumSystem::majority(3)};
  while (!words.empty()) {
    const std::string word = words.next();
    const auto equals = word.find('=');
    if (equals == std::string::npos) throw std::invalid_argument("expected name=number: " + word);
    const std::string name = word.substr(0, equals);
    const auto count = number(word.substr(equals + 1));
    if (name == "acceptors") {
      c.quorums = QuorumSystem::majority(count);
    } else if (name == "proposers") {
      c.proposers = count;
    } else if (name == "learners") {
      c.learners = count;
    } else if (name == "phase1") {
      c.quorums.phase1 = count;
    } else if (name == "phase2") {
      c.quorums.phase2 = count;
    } else if (name == "window") {
      c.window = count;
    } else {
      throw std::invalid_argument("no such setting: " + name);
    }
  }
  return c;
}

Which which(Words& words) {
  Which meant;
  if (!words.take("everything")) meant.name = words.next();
  if (const auto dot = words.peek().find('.'); dot != std::string::npos) {
    const std::string ballot = words.next();
    meant.ballot = Ballot{number(ballot.substr(0, dot)), number(ballot.substr(dot + 1))};
  }
  if (words.take("slot")) meant.slot = number(words.next());
  if (words.take("from")) meant.from = words.nodes();
  if (words.take("to")) meant.to = words.nodes();
  return meant;
}

std::optional<PowerFails> power_fails(Words& words) {
  if (!words.take("and")) return std::nullopt;
  words.expect("power");
  words.expect("fails");
  words.expect("before");
  if (words.take("commit")) return PowerFails::before_commit;
  words.expect("send");
  return PowerFails::before_send;
}

template <class System>
void obey(const std::string& verb, Words& words, Cluster<System>& cluster) {
  if (verb == "propose") {
    const auto proposer_number = number(words.next());
    return cluster.propose(proposer(proposer_number), Value(words.next()));
  }
  if (verb == "deliver") {
    const Which meant = which(words);
    return cluster.deliver(meant, power_fails(words));
  }
  if (verb == "drop") return cluster.drop(which(words));
  if (verb == "duplicate") return cluster.duplicate(which(words));
  if (verb == "run") return cluster.run();
  if (verb == "crash") return cluster.crash(words.node());
  if (verb == "restart") return cluster.restart(words.node());
  if (verb != "fire") throw std::invalid_argument("no such command: " + verb);
  const auto timer = enumerator<typename System::Timer>(words.next());
  words.expect("at");
  cluster.fire(words.node(), timer);
}

class Scenario {
 public:
  /// What the command made happen, one line each.
  std::vector<std::string> perform(const std::string& line) {
    Words words(line);
    const std::string verb = words.next();
    if (verb == "cluster") {
      if (words.take("multi")) {
        cluster_.emplace<Multi>(configuration(words));
      } else {
        cluster_.emplace<Single>(configuration(words));
      }
      return {};
    }
    return std::visit([&](auto& cluster) { return performed(verb, words, cluster); }, cluster_);
  }

 private:
  using Single = Cluster<single::Synod>;
  using Multi = Cluster<multi::Parliament>;

  static std::vector<std::string> performed(const std::string&, Words&, std::monostate) {
    throw std::invalid_argument("the first command must be: cluster");
  }
  template <class System>
  static std::vector<std::string> performed(const std::string& verb, Words& words,
                                            Cluster<System>& cluster) {
    const std::size_t before = cluster.log.size();
    obey(verb, words, cluster);
    if (!words.empty()) throw std::invalid_argument("what is this: " + words.peek());
    return {cluster.log.begin() + static_cast<std::ptrdiff_t>(before), cluster.log.end()};
  }

  std::variant<std::monostate, Single, Multi> cluster_;
};

/// The file with the output that its commands have now.
std::string replayed(const std::string& text) {
  Scenario scenario;
  std::istringstream in(text);
  std::string out;
  std::vector<std::string> output;
  for (std::string line; std::getline(in, line);) {
    out += line + "\n";
    if (line == "----") {
      for (const auto& happened : output) out += happened + "\n";
      output.clear();
      while (std::getline(in, line) && !line.empty()) continue;
      if (in) out += "\n";
    } else if (!line.empty() && line[0] != '#') {
      const auto happened = scenario.perform(line);
      output.insert(output.end(), happened.begin(), happened.end());
    }
  }
  if (!output.empty()) throw std::invalid_argument("commands without ---- at the end");
  return out;
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Golden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Golden, HappensAsWritten) {
  const std::string expected = read(GetParam());
  ASSERT_FALSE(expected.empty());
  const std::string actual = replayed(expected);
  ASSERT_FALSE(HasFailure()) << "a command went wrong; nothing is compared or rewritten";
  if (std::getenv("GOLDEN_REWRITE")) {
    std::ofstream(GetParam(), std::ios::binary) << actual;
  } else {
    EXPECT_EQ(actual, expected) << GetParam() << ": `make golden` rewrites what is expected.";
  }
}

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().extension() == ".golden") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string name_of(const testing::TestParamInfo<std::filesystem::path>& info) {
  return info.param.stem().string();
}

// Tests run from the root of the repository; from elsewhere there are no files, and this fails.
INSTANTIATE_TEST_SUITE_P(Scenario, Golden, testing::ValuesIn(golden_files()), name_of);

}  // namespace
}  // namespace paxos::test
