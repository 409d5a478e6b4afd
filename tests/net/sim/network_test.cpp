#include "net/sim/network.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace net::sim {
namespace {

using paxos::acceptor;
using paxos::proposer;

constexpr int many = 500;

class NetworkTest : public testing::Test {
 protected:
  struct Arrival {
    Time at;
    std::string text;
    bool altered;
  };

  void make(const std::string& faults, bool unchecked = false) {
    queue_ = {};
    tally_ = {};
    network_.emplace(read_faults(faults).knobs, 1, nodes_, unchecked, queue_, tally_);
  }

  /// `count` different messages at time 0 from proposer 1 to acceptor 1.
  void send(int count) {
    for (int i = 0; i < count; ++i) {
      network_->send(0, proposer(1), {acceptor(1)}, 0, "message " + std::to_string(i));
    }
  }

  std::vector<Arrival> arrivals() {
    std::vector<Arrival> arrivals;
    while (!queue_.empty()) {
      const Event event = queue_.pop();
      if (const auto bytes = network_->open(event)) {
        arrivals.push_back({event.at, read(*bytes), network_->altered(event)});
      }
      network_->release(event.item);
    }
    return arrivals;
  }

  static std::string read(std::string_view bytes) {
    try {
      return wire::decode<std::string>(bytes);
    } catch (const wire::Malformed&) {
      return "?";
    }
  }

  const Nodes nodes_{{2, 1, paxos::QuorumSystem::majority(3)}};
  Queue queue_;
  Tally tally_;
  std::optional<Network> network_;
};

TEST_F(NetworkTest, CarriesEachMessageOnceWithinItsDelay) {
  make("calm,delay=100,jitter=50");
  send(many);
  const auto arrived = arrivals();
  ASSERT_EQ(arrived.size(), many);
  std::map<std::string, int> times;
  for (const auto& [at, text, altered] : arrived) {
    ++times[text];
    EXPECT_GE(at, 100);
    EXPECT_LE(at, 150);
  }
  EXPECT_EQ(times.size(), many);
}

TEST_F(NetworkTest, LosesDoublesAndHoldsBackAboutAsManyAsTheKnobsSay) {
  make("calm,drop=200");
  send(many);
  EXPECT_NEAR(static_cast<double>(arrivals().size()), 0.8 * many, 0.1 * many);
  EXPECT_NEAR(static_cast<double>(tally_.dropped), 0.2 * many, 0.1 * many);
  make("calm,duplicate=200");
  send(many);
  EXPECT_NEAR(static_cast<double>(arrivals().size()), 1.2 * many, 0.1 * many);
  make("calm,hold=200,jitter=0,delay=10");
  send(many);
  std::size_t late = 0;
  for (const auto& arrival : arrivals()) late += arrival.at > 1000;
  EXPECT_NEAR(static_cast<double>(late), 0.2 * many, 0.1 * many);
  EXPECT_GT(tally_.overtaken, 10U);
}

TEST_F(NetworkTest, DecidesOfEachMessageByItself) {
  make("calm,jitter=5000");
  send(many);
  std::map<std::string, Time> times;
  for (const auto& arrival : arrivals()) times[arrival.text] = arrival.at;
  make("calm,jitter=5000,drop=300");
  send(many);
  const auto arrived = arrivals();
  ASSERT_LT(arrived.size(), many);
  for (const auto& arrival : arrived) EXPECT_EQ(arrival.at, times[arrival.text]);
}

TEST_F(NetworkTest, ReadsNoDamagedFrame) {
  make("calm,corrupt=300");
  send(many);
  const auto arrived = arrivals();
  for (const auto& arrival : arrived) {
    EXPECT_FALSE(arrival.altered);
    EXPECT_EQ(arrival.text.substr(0, 8), "message ");
  }
  EXPECT_GT(tally_.corrupted, 0.2 * many);
  EXPECT_EQ(tally_.refused_frames, tally_.corrupted);
  EXPECT_EQ(arrived.size() + tally_.refused_frames, many);
}

TEST_F(NetworkTest, DeliversDamageIfNobodyChecks) {
  make("calm,corrupt=1000", true);
  send(many);
  std::size_t wrong = 0;
  for (const auto& arrival : arrivals()) {
    EXPECT_TRUE(arrival.altered);
    wrong += arrival.text.substr(0, 8) != "message ";
  }
  EXPECT_GT(wrong, many / 10);
}

TEST_F(NetworkTest, LosesWhatAPartitionCutsUntilItIsHealed) {
  make("calm");
  const Partition cut{Partition::Shape::deaf, acceptor(1), {}, 0, 0};
  network_->begin(cut);
  network_->begin(cut);
  send(1);
  network_->send(0, acceptor(1), {proposer(1)}, 0, std::string("back"));
  EXPECT_EQ(arrivals().size(), 1U);
  EXPECT_EQ(tally_.cut_off, 1U);
  network_->heal(cut);
  send(1);
  EXPECT_EQ(tally_.cut_off, 2U) << "one of two partitions that overlap is left";
  network_->heal(cut);
  send(1);
  EXPECT_EQ(arrivals().size(), 1U);
}

TEST_F(NetworkTest, LosesNothingMoreOnceItIsCalm) {
  make("calm,drop=1000");
  network_->begin({Partition::Shape::isolated, acceptor(1), {}, 0, 0});
  network_->become_calm();
  send(many);
  EXPECT_EQ(arrivals().size(), many);
}

TEST_F(NetworkTest, InLockstepHandlesALowerRankFirst) {
  make("lockstep");
  network_->send(0, proposer(1), {acceptor(1)}, 2, std::string("accept"));
  network_->send(0, proposer(2), {acceptor(1)}, 0, std::string("prepare"));
  const auto arrived = arrivals();
  ASSERT_EQ(arrived.size(), 2U);
  EXPECT_EQ(arrived[0].text, "prepare");
  EXPECT_EQ(arrived[0].at, arrived[1].at);
}

}  // namespace
}  // namespace net::sim
