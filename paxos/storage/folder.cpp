#include "paxos/storage/folder.hpp"

#include <string>
#include <utility>

#include "paxos/assert.hpp"
#include "paxos/storage/files.hpp"
#include "paxos/storage/identity.hpp"
#include "paxos/storage/memory.hpp"
#include "paxos/storage/snapshot_folder.hpp"
#include "paxos/storage/sqlite.hpp"

namespace paxos::storage {

namespace {

/// A store together with the lock on its folder, which outlives it.
template <class Role>
class LockedStore final : public Store<Role> {
 public:
  using typename Store<Role>::State;
  using typename Store<Role>::Change;
  using typename Store<Role>::Recall;
  using typename Store<Role>::Message;
  using typename Store<Role>::Learned;

  LockedStore(std::unique_ptr<FolderLock> lock, std::unique_ptr<Store<Role>> store)
      : lock_(std::move(lock)), store_(std::move(store)) {}

  [[nodiscard]] std::uint64_t life() const override { return store_->life(); }
  [[nodiscard]] State load() override { return store_->load(); }
  [[nodiscard]] State load_held() override { return store_->load_held(); }
  void put(const Change& change) override { store_->put(change); }
  [[nodiscard]] Send<Message> recall(const Recall& recall) override {
    return store_->recall(recall);
  }
  void commit() override { store_->commit(); }
  void keep(const Learned& learned) override { store_->keep(learned); }
  bool save() override { return store_->save(); }
  multi::StoredSnapshots look_again() override { return store_->look_again(); }

 private:
  std::unique_ptr<FolderLock> lock_;
  std::unique_ptr<Store<Role>> store_;
};

std::filesystem::path store_file(const OpenOptions& options) {
  return options.folder / "store.sqlite";
}
std::filesystem::path marker_file(const OpenOptions& options) {
  return options.folder / "store.memory";
}

bool has_store(const OpenOptions& options) {
  return file_exists(store_file(options));
}
bool has_marker(const OpenOptions& options) {
  return file_exists(marker_file(options));
}

/// What is forgotten with a process's memory, as a participle.
std::string deed(paxos::Role role) {
  switch (role) {
    case Role::acceptor:
      return "promised";
    case Role::proposer:
      return "proposed";
    case Role::learner:
      return "learned";
  }
  PAXOS_ASSERT(false);
}

[[noreturn]] void refuse_missing(const OpenOptions& options) {
  const Role role = options.identity.node.role;
  const std::string missing = "no store in " + options.folder.string();
  // A learner that lost its store lost nothing that it had promised: it asks others again.
  if (role == Role::learner) throw UsageError(missing + "; create it once with --init");
  throw UsageError(missing + "; if this " + to_string(role) +
                   " has never run, start it once with --init; if it has, its disk is gone and "
                   "it must not rejoin as if it had never " +
                   deed(role));
}

[[noreturn]] void refuse_marker(const OpenOptions& options, const std::string& remedy) {
  const Role role = options.identity.node.role;
  throw UsageError(marker_file(options).string() + ": this " + to_string(role) +
                   " kept its state in memory and has forgotten all that it ever " + deed(role) +
                   "; to start it all the same " +
                   (role == Role::learner ? "takes " : "is unsafe and takes ") + remedy);
}

/// The marker, which must belong to this process.
struct Marker {
  explicit Marker(const OpenOptions& options)
      : database(marker_file(options), Database::Missing::fail) {
    check_identity(database, options.identity);
  }
  Database database;
};

void refuse_init_over_store(const OpenOptions& options) {
  // A log without its store is what is left of one; SQLite would play it into a new store.
  const std::filesystem::path log = store_file(options).string() + "-wal";
  for (const auto& file : {store_file(options), log, snapshot_file(options.folder)}) {
    if (!file_exists(file)) continue;
    throw UsageError(file.string() + " exists; --init is for a process that has never run");
  }
}

template <class Role>
std::unique_ptr<Store<Role>> open_sqlite(const OpenOptions& options) {
  if (options.init) {
    refuse_init_over_store(options);
    std::uint64_t lives_before = 0;
    if (has_marker(options)) {
      Marker marker(options);
      if (!options.forget_promises) refuse_marker(options, "--init --forget-promises");
      lives_before = lives(marker.database);
    }
    SqliteStore<Role>::create(store_file(options), options.identity, lives_before);
  } else {
    if (!has_store(options)) refuse_marker(options, "--init --forget-promises");
    if (options.forget_promises) {
      throw UsageError(store_file(options).string() +
                       " has forgotten nothing; start without --forget-promises");
    }
  }
  auto store = std::make_unique<SqliteStore<Role>>(store_file(options), options.identity);
  // The marker goes last: a crash before this line leaves both, and the store is the newer one.
  remove_file(marker_file(options));
  return store;
}

template <class Role>
std::unique_ptr<Store<Role>> open_memory(const OpenOptions& options) {
  if (has_store(options)) {
    throw UsageError(store_file(options).string() +
                     " exists; start without --store memory, which would forget what is in it");
  }
  if (options.init) {
    refuse_init_over_store(options);
    if (has_marker(options)) refuse_marker(options, "--forget-promises instead of --init");
    create_file(marker_file(options), options.identity, "");
  }
  Marker marker(options);
  if (!options.init && !options.forget_promises) refuse_marker(options, "--forget-promises");
  begin_life(marker.database);
  remove_file(snapshot_file(options.folder));
  remove_downloads(options.folder);
  return std::make_unique<MemoryStore<Role>>(lives(marker.database), options.folder);
}

}  // namespace

template <class Role>
std::unique_ptr<Store<Role>> open_store(const OpenOptions& options) {
  if (options.init) {
    create_folder(options.folder);
  } else if (!has_store(options) && !has_marker(options)) {
    refuse_missing(options);
  }
  auto lock = std::make_unique<FolderLock>(options.folder);
  auto store =
      options.kind == OpenOptions::sqlite ? open_sqlite<Role>(options) : open_memory<Role>(options);
  return std::make_unique<LockedStore<Role>>(std::move(lock), std::move(store));
}

template std::unique_ptr<Store<single::Acceptor>> open_store(const OpenOptions&);
template std::unique_ptr<Store<single::Proposer>> open_store(const OpenOptions&);
template std::unique_ptr<Store<single::Learner>> open_store(const OpenOptions&);
template std::unique_ptr<Store<multi::Acceptor>> open_store(const OpenOptions&);
template std::unique_ptr<Store<multi::Proposer>> open_store(const OpenOptions&);
template std::unique_ptr<Store<multi::Learner>> open_store(const OpenOptions&);

}  // namespace paxos::storage
