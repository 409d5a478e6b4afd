#include "tests/paxos/storage/fixture.hpp"

#include <cerrno>
#include <cstdio>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <sqlite3.h>

namespace paxos::storage::test {

namespace {

std::function<bool(const std::string&)> before_sync;

int watched_sync(long call, int descriptor) {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  if (before_sync && !before_sync(std::filesystem::read_symlink(link).filename())) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(call, descriptor));
}

}  // namespace

// The program's own definitions take the place of the C library's, for shared libraries as well.
extern "C" int fsync(int descriptor) {
  return watched_sync(SYS_fsync, descriptor);
}
extern "C" int fdatasync(int descriptor) {
  return watched_sync(SYS_fdatasync, descriptor);
}

SyncWatch::SyncWatch(std::function<bool(const std::string&)> before) {
  before_sync = std::move(before);
}
SyncWatch::~SyncWatch() {
  before_sync = nullptr;
}

Identity demo(NodeId node) {
  return {.cluster = "demo", .protocol = "single", .node = node};
}

single::AcceptorState state(std::uint64_t round, std::uint64_t accepted, std::string value) {
  single::AcceptorState state;
  state.promised = Ballot{round, 1};
  if (accepted > 0) state.accepted = Proposal{{accepted, 1}, Value(std::move(value))};
  return state;
}

std::string sql(const std::filesystem::path& file, const std::string& statements) {
  sqlite3* database = nullptr;
  sqlite3_open(file.c_str(), &database);
  std::string answer;
  const auto keep = [](void* out, int columns, char** values, char**) {
    *static_cast<std::string*>(out) = values[columns - 1] ? values[columns - 1] : "NULL";
    return 0;
  };
  char* error = nullptr;
  sqlite3_exec(database, statements.c_str(), keep, &answer, &error);
  if (error) ADD_FAILURE() << error;
  sqlite3_free(error);
  sqlite3_close(database);
  return answer;
}

int in_child(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    int status = child_threw;
    try {
      status = body();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "in the child: %s\n", error.what());
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::unique_ptr<Store<single::Acceptor>> open_demo(const std::filesystem::path& folder, bool init) {
  return open_store<single::Acceptor>({.folder = folder, .identity = demo(), .init = init});
}

void save(Store<single::Acceptor>& store, const single::AcceptorState& state) {
  store.put(state);
  store.commit();
}

}  // namespace paxos::storage::test
