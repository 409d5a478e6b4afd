// Whose store a file is: the part that every store has, whatever its role keeps in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "paxos/storage/database.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {

/// Of the tables of all roles together; it grows with every change that an older program would not
/// understand.
constexpr std::int64_t schema_version = 4;

/// Creates a store's file with the tables that `schema` creates, all empty, and its identity, of
/// a process that has had so many lives. The file has its name only once it is complete and
/// durable: a crash before that leaves at most a file FILE.new, which the next attempt replaces.
/// Throws StorageError.
void create_file(const std::filesystem::path& file, const Identity& identity,
                 const std::string& schema, std::uint64_t lives_before = 0);

/// Throws UsageError unless the file belongs to `identity` and has the schema of this program, and
/// StorageError if it is no store at all. It changes nothing.
void check_identity(Database& database, const Identity& identity);

/// How many lives the process has had, this one included once it is counted. A proposer names its
/// clients' commands by it, so that those of two lives are never taken for one another.
std::uint64_t lives(Database& database);
/// Counts one more.
void begin_life(Database& database);

}  // namespace paxos::storage
