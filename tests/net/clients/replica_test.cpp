#include "net/clients/replica.hpp"

#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/clients/batch.hpp"
#include "net/wire/codec.hpp"

namespace net::clients {
namespace {

using paxos::Value;
using paxos::machine::Bulk;
using paxos::machine::Command;
using paxos::machine::Error;
using paxos::machine::Reply;
using paxos::machine::Status;
using testing::ElementsAre;
using testing::IsEmpty;

Value both(const Value& first, const Value& second) {
  return paxos::joined(std::vector{first, second});
}

const Reply ok = Status{"OK"};
const Reply skipped = Error{not_executed};

TEST(Batch, IsTheCommandsOneBehindTheOther) {
  const Command one{{1, 2, 3}, {"SET", "k", std::string("\0\xff", 2)}};
  const Command other{{2, 1, 1}, {"GET", ""}};
  EXPECT_THAT(commands_in(batch_of(one)), ElementsAre(one));
  EXPECT_THAT(commands_in(both(batch_of(one), batch_of(other))), ElementsAre(one, other));
  EXPECT_THAT(commands_in(Value{}), IsEmpty()) << "the no-op";
}

TEST(Batch, IsTextInWhichEachWordIsAWord) {
  const auto text = [](std::vector<std::string> words) {
    return text_of(batch_of({{1, 1, 1}, std::move(words)}));
  };
  EXPECT_EQ(text({"SET", "k", "v"}), "SET k v");
  EXPECT_EQ(text({"SET", "", "two words"}), "SET '' 'two words'");
  EXPECT_EQ(text({"SET", "k", "1; DEL k"}), "SET k '1; DEL k'");
  EXPECT_EQ(text({"SET", "k", "''"}), R"(SET k '\'\'')");
  EXPECT_EQ(text_of(both(batch_of({{1, 1, 1}, {"GET", "a"}}), batch_of({{1, 1, 2}, {"GET", "b"}}))),
            "GET a; GET b");
  EXPECT_THAT(text({"SET", "k", std::string(100, 'x')}), testing::EndsWith("... (100 bytes)'"));
  EXPECT_EQ(text_of(Value{}), "no-op");
}

TEST(Batch, IsRefusedIfItIsDamaged) {
  const std::string whole(batch_of({{1, 1, 1}, {"GET", "k"}}).bytes());
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_THROW((void)commands_in(Value(whole.substr(0, size))), wire::Malformed) << size;
  }
}

TEST(Replica, AnswersWhatItsOwnClientsAskedWhenItIsExecuted) {
  Replica here(paxos::proposer(1), 1);
  Replica there(paxos::proposer(2), 1);
  const auto set = here.take({"SET", "k", "v"});
  const auto get = here.take({"GET", "k"});
  EXPECT_EQ(here.waiting(), 2U);
  const Value slot = both(set.batch, get.batch);
  EXPECT_THAT(here.execute(slot),
              ElementsAre(Answer{set.number, ok}, Answer{get.number, Bulk("v")}));
  EXPECT_EQ(here.waiting(), 0U);
  EXPECT_THAT(there.execute(slot), IsEmpty()) << "these are not its clients";
  EXPECT_EQ(here.machine(), there.machine());
}

TEST(Replica, ExecutesACommandThatStandsInTwoSlotsOnce) {
  Replica replica(paxos::proposer(1), 1);
  const auto incr = replica.take({"INCR", "k"});
  EXPECT_THAT(replica.execute(both(incr.batch, incr.batch)),
              ElementsAre(Answer{incr.number, Reply(std::int64_t{1})}));
  EXPECT_THAT(replica.execute(incr.batch), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 1U);
}

TEST(Replica, TellsAClientThatItsCommandWasOvertaken) {
  Replica replica(paxos::proposer(1), 1);
  const auto first = replica.take({"SET", "k", "first"});
  const auto second = replica.take({"SET", "k", "second"});
  EXPECT_THAT(replica.execute(second.batch),
              ElementsAre(Answer{first.number, skipped}, Answer{second.number, ok}));
  EXPECT_THAT(replica.execute(first.batch), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 1U) << "that was the truth";
}

TEST(Replica, DoesNotAnswerForAnotherLifeOrAnotherRole) {
  Replica before(paxos::proposer(1), 1);
  const auto old = before.take({"SET", "k", "v"});
  Replica after(paxos::proposer(1), 2);
  const auto next = after.take({"GET", "k"});
  EXPECT_EQ(old.number, next.number);
  EXPECT_THAT(after.execute(old.batch), IsEmpty());
  EXPECT_THAT(after.execute(next.batch), ElementsAre(Answer{next.number, Bulk("v")}));

  Replica learner(paxos::learner(1), 1);
  EXPECT_THAT(learner.execute(old.batch), IsEmpty());
}

TEST(Replica, ForgetsWhoWaitsNoMore) {
  Replica replica(paxos::proposer(1), 1);
  const auto set = replica.take({"SET", "k", "v"});
  replica.forget(set.number);
  EXPECT_THAT(replica.execute(set.batch), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 1U);
}

}  // namespace
}  // namespace net::clients
