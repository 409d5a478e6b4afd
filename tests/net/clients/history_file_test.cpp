#include "net/clients/history_file.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "paxos/usage_error.hpp"
#include "tests/folder.hpp"

namespace net::clients {
namespace {

using paxos::UsageError;
using paxos::machine::Operation;
using paxos::machine::OperationKind;

TEST(HistoryFile, HasALineOfJsonForEachOperation) {
  const Operation cas{.client = 2,
                      .op = OperationKind::cas,
                      .key = "k",
                      .value = "w",
                      .expect = "v",
                      .call = 5,
                      .returned = 9,
                      .ok = false};
  EXPECT_EQ(to_line(cas),
            R"({"client":2,"op":"cas","key":"k","value":"w","expect":"v","output":null,)"
            R"("call":5,"return":9,"ok":false})");
  const Operation unknown{.client = 1, .op = OperationKind::erase, .key = "\"", .call = -1};
  EXPECT_EQ(to_line(unknown),
            R"({"client":1,"op":"delete","key":"\"","value":null,"expect":null,"output":null,)"
            R"("call":-1,"return":null,"ok":null})");
  const Operation several{.client = 1,
                          .op = OperationKind::mget,
                          .call = 1,
                          .returned = 2,
                          .ok = true,
                          .keys = {"a", "b"},
                          .values = {"x", std::nullopt}};
  for (const auto& operation : {cas, unknown, several}) {
    EXPECT_EQ(operation_in(to_line(operation)), operation);
  }
}

TEST(HistoryFile, MayLeaveOutWhatIsAbsent) {
  const Operation read{
      .client = 1, .op = OperationKind::get, .key = "k", .call = 1, .returned = 2, .ok = true};
  EXPECT_EQ(operation_in(R"({"client":1,"op":"get","key":"k","call":1,"return":2,"ok":true})"),
            read);
}

TEST(HistoryFile, NamesTheLineThatIsNone) {
  const tests::Folder folder;
  const auto file = folder.path() / "history";
  for (const char* line : {"", "{", "[]", R"({"client":1,"op":"get","call":"soon"})",
                           R"({"client":1,"op":"steal","call":1})", R"({"op":"get","call":1})"}) {
    std::ofstream(file) << to_line({.client = 1, .call = 1}) << "\n" << line << "\n";
    try {
      (void)read_history(file);
      ADD_FAILURE() << line;
    } catch (const UsageError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(file.string() + ":2: ")) << error.what();
    }
  }
  EXPECT_THROW((void)read_history(folder.path() / "none"), UsageError);
}

}  // namespace
}  // namespace net::clients
