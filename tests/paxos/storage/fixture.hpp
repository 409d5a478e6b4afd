// What the tests of stable storage share.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "paxos/single/acceptor.hpp"
#include "paxos/single/learner.hpp"
#include "paxos/single/proposer.hpp"
#include "paxos/storage/folder.hpp"
#include "paxos/storage/store.hpp"
#include "tests/folder.hpp"
#include "tests/paxos/print_to.hpp"

namespace paxos::storage::test {

using TemporaryFolder = tests::Folder;

/// Acceptor 1 of cluster 'demo'.
Identity demo(NodeId node = acceptor(1));

/// An acceptor that has promised {round, 1} and accepted `value`, if any, in {accepted, 1}.
single::AcceptorState state(std::uint64_t round, std::uint64_t accepted = 0,
                            std::string value = {});

/// Runs SQL on a file behind the store's back. The last column of the last row is the answer.
std::string sql(const std::filesystem::path& file, const std::string& statements);

/// Runs `body` in a forked process and returns its exit status: what `body` returns, 98 after an
/// exception, which is printed, or minus the signal that killed it.
int in_child(const std::function<int()>& body);
constexpr int child_threw = 98;

/// The message of the Error that `body` throws.
template <class Error>
std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

/// As long as it exists, stands between this program, SQLite in it, and the kernel: `before` sees
/// each fsync and fdatasync with the name of the file, and says whether it goes on to the kernel or
/// fails with EIO.
class SyncWatch {
 public:
  explicit SyncWatch(std::function<bool(const std::string& file)> before);
  SyncWatch(const SyncWatch&) = delete;
  SyncWatch& operator=(const SyncWatch&) = delete;
  ~SyncWatch();
};

/// Opens the store of acceptor 1 of cluster 'demo'.
std::unique_ptr<Store<single::Acceptor>> open_demo(const std::filesystem::path& folder,
                                                   bool init = false);

/// Puts and commits.
void save(Store<single::Acceptor>& store, const single::AcceptorState& state);

}  // namespace paxos::storage::test
