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

/// In the next slot.
std::vector<Answer> execute(Replica& replica, const Value& batch) {
  return replica.execute({replica.state().end, {batch}});
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
  EXPECT_THAT(execute(here, slot),
              ElementsAre(Answer{set.number, ok}, Answer{get.number, Bulk("v")}));
  EXPECT_EQ(here.waiting(), 0U);
  EXPECT_THAT(execute(there, slot), IsEmpty()) << "these are not its clients";
  EXPECT_EQ(here.machine(), there.machine());
}

TEST(Replica, ExecutesACommandThatStandsInTwoSlotsOnce) {
  Replica replica(paxos::proposer(1), 1);
  const auto incr = replica.take({"INCR", "k"});
  EXPECT_THAT(execute(replica, both(incr.batch, incr.batch)),
              ElementsAre(Answer{incr.number, Reply(std::int64_t{1})}));
  EXPECT_THAT(execute(replica, incr.batch), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 1U);
}

TEST(Replica, TellsAClientThatItsCommandWasOvertaken) {
  Replica replica(paxos::proposer(1), 1);
  const auto first = replica.take({"SET", "k", "first"});
  const auto second = replica.take({"SET", "k", "second"});
  EXPECT_THAT(execute(replica, second.batch),
              ElementsAre(Answer{first.number, skipped}, Answer{second.number, ok}));
  EXPECT_THAT(execute(replica, first.batch), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 1U) << "that was the truth";
}

TEST(Replica, DoesNotAnswerForAnotherLifeOrAnotherRole) {
  Replica before(paxos::proposer(1), 1);
  const auto old = before.take({"SET", "k", "v"});
  Replica after(paxos::proposer(1), 2);
  const auto next = after.take({"GET", "k"});
  EXPECT_EQ(old.number, next.number);
  EXPECT_THAT(execute(after, old.batch), IsEmpty());
  EXPECT_THAT(execute(after, next.batch), ElementsAre(Answer{next.number, Bulk("v")}));

  Replica learner(paxos::learner(1), 1);
  EXPECT_THAT(execute(learner, old.batch), IsEmpty());
}

TEST(Replica, ForgetsWhoWaitsNoMore) {
  Replica replica(paxos::proposer(1), 1);
  const auto set = replica.take({"SET", "k", "v"});
  replica.forget(set.number);
  EXPECT_THAT(execute(replica, set.batch), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 1U);
}

TEST(Replica, ExecutesEachSlotOnceHoweverOftenItIsLearned) {
  Replica replica(paxos::learner(1), 1);
  const Value one = batch_of({{1, 1, 1}, {"INCR", "k"}});
  const Value two = batch_of({{1, 1, 2}, {"INCR", "k"}});
  EXPECT_THAT(replica.execute({{1}, {one}}), IsEmpty());
  EXPECT_THAT(replica.execute({{1}, {one, two}}), IsEmpty());
  EXPECT_EQ(replica.machine().executed(), 2U);
  EXPECT_EQ(replica.state().end, paxos::multi::Slot{3});
}

TEST(Replica, GoesOnFromASnapshot) {
  Replica before(paxos::proposer(1), 1);
  const auto set = before.take({"SET", "k", "v"});
  EXPECT_THAT(execute(before, set.batch), ElementsAre(Answer{set.number, ok}));
  Replica after(paxos::proposer(1), 2, before.state());
  EXPECT_THAT(after.execute({{1}, {set.batch}}), IsEmpty()) << "which the state has already";
  const auto get = after.take({"GET", "k"});
  EXPECT_THAT(after.execute({{2}, {get.batch}}), ElementsAre(Answer{get.number, Bulk("v")}));
  EXPECT_EQ(before.machine().executed(), 1U) << "a copy of its state has changed";
}

}  // namespace
}  // namespace net::clients
