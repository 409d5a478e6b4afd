#include "paxos/storage/identity.hpp"

#include "paxos/storage/files.hpp"
#include "paxos/storage/tables.hpp"

namespace paxos::storage {

namespace {

// SQLite keeps the comments: `sqlite3 FILE .dump` shows them.
constexpr const char* identity_schema = R"(CREATE TABLE identity (
  -- Whose store this is. No other process opens it: a process with another's memory is not the
  -- agent that it claims to be.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  schema_version INTEGER NOT NULL,
  cluster TEXT NOT NULL,
  protocol TEXT NOT NULL,
  role TEXT NOT NULL,
  id INTEGER NOT NULL,
  acceptors INTEGER NOT NULL,
  quorum1 INTEGER NOT NULL,
  quorum2 INTEGER NOT NULL,
  terms TEXT NOT NULL
) STRICT;
CREATE TABLE lives (
  -- How often the process has started.
  row INTEGER PRIMARY KEY CHECK (row = 1),
  count INTEGER NOT NULL CHECK (count >= 0),
  sum INTEGER NOT NULL
) STRICT;
)";

std::string describe(const std::string& node, const std::string& cluster) {
  return node + " of cluster '" + cluster + "'";
}

std::string describe(const QuorumSystem& quorums) {
  return std::to_string(quorums.acceptors) + " acceptors with quorums of " +
         std::to_string(quorums.phase1) + " and " + std::to_string(quorums.phase2);
}

}  // namespace

void create_file(const std::filesystem::path& file, const Identity& identity,
                 const std::string& schema, std::uint64_t lives_before) {
  const std::filesystem::path unfinished = file.string() + ".new";
  remove_file(unfinished);
  {
    Database database(unfinished, Database::Missing::create);
    // The file is worth nothing until it is complete and publish() has synced it.
    database.execute(
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
        "set up the store");
    database.execute(identity_schema + schema, "create the tables");
    Statement(database, "INSERT INTO identity VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              "store the identity")
        .run(schema_version, identity.cluster, identity.protocol, to_string(identity.node.role),
             std::int64_t{identity.node.number}, std::int64_t{identity.quorums.acceptors},
             std::int64_t{identity.quorums.phase1}, std::int64_t{identity.quorums.phase2},
             identity.terms);
    const auto count = static_cast<std::int64_t>(lives_before);
    Statement(database, "INSERT INTO lives VALUES (1, ?, ?)", "store the number of lives")
        .run(count, row_sum({count}));
  }
  publish(unfinished, file);
}

void check_identity(Database& database, const Identity& identity) {
  const std::string file = database.file().string();
  Statement version(database, "SELECT schema_version FROM identity", "read the identity");
  if (!version.next()) database.damaged("it does not say whose it is");
  if (version.number(0) != schema_version) {
    throw UsageError(file + " has schema version " + std::to_string(version.number(0)) +
                     "; this program understands version " + std::to_string(schema_version));
  }

  Statement row(
      database,
      "SELECT cluster, protocol, role || ' ' || id, "
      "acceptors || ' acceptors with quorums of ' || quorum1 || ' and ' || quorum2, terms "
      "FROM identity",
      "read the identity");
  row.next();
  const std::string theirs = describe(row.bytes(2), row.bytes(0));
  const std::string ours = describe(to_string(identity.node), identity.cluster);
  if (theirs != ours) throw UsageError(file + " belongs to " + theirs + "; this is " + ours);
  if (row.bytes(1) != identity.protocol) {
    throw UsageError(file + " belongs to protocol '" + row.bytes(1) + "'; this is " + ours +
                     " with protocol '" + identity.protocol + "'");
  }
  if (row.bytes(3) != describe(identity.quorums)) {
    throw UsageError(file + " was made for " + row.bytes(3) + "; the cluster file now says " +
                     describe(identity.quorums) + ", and these must not change");
  }
  if (row.bytes(4) != identity.terms) {
    throw UsageError(file + " was made for " + row.bytes(4) + "; the cluster file now says " +
                     identity.terms + ", and these must not change");
  }
}

std::uint64_t lives(Database& database) {
  Statement row(database, "SELECT count, sum FROM lives", "read the number of lives");
  if (!row.next() || row.number(0) < 0) database.damaged("it does not say how often it was opened");
  require_sum(database, row, 1, row_sum({row.number(0)}), "the number of lives");
  return static_cast<std::uint64_t>(row.number(0));
}

void begin_life(Database& database) {
  const auto count = static_cast<std::int64_t>(lives(database) + 1);
  Statement(database, "UPDATE lives SET count = ?, sum = ?", "count the lives")
      .run(count, row_sum({count}));
}

}  // namespace paxos::storage
