// Whose store a file is: the part that every store has, whatever its role keeps in it.
#pragma once

#include <filesystem>
#include <string>

#include "paxos/storage/database.hpp"
#include "paxos/storage/store.hpp"

namespace paxos::storage {

/// Of the tables of all roles together; it grows with every change that an older program would not
/// understand.
constexpr std::int64_t schema_version = 1;

/// Creates a store's file with the tables that `schema` creates, all empty, and its identity. The
/// file has its name only once it is complete and durable: a crash before that leaves at most a
/// file FILE.new, which the next attempt replaces. Throws StorageError.
void create_file(const std::filesystem::path& file, const Identity& identity,
                 const std::string& schema);

/// Throws UsageError unless the file belongs to `identity` and has the schema of this program, and
/// StorageError if it is no store at all. It changes nothing.
void check_identity(Database& database, const Identity& identity);

}  // namespace paxos::storage
