// Backup and restore: all that one cluster has executed, as the beginning of another.
//
// A backup is a snapshot file. A cluster that is restored from it goes on where it ends, and is
// another cluster: it is named by the backup too, so that no process, store or snapshot of the one
// is ever taken for one of the other. Were it the same, slots in which both choose would have two
// values.
#pragma once

#include <filesystem>

#include "net/tcp/cluster_file.hpp"
#include "net/tcp/resp_client.hpp"
#include "net/tcp/role_options.hpp"

namespace net::tcp {

/// Which one it is. Reads all of it: throws StorageError if it is damaged, UsageError if it cannot
/// be read or is of another version.
Backup backup_in(const std::filesystem::path& file);

/// Asks a proposer for all that it was known to have executed when this was called, and more maybe,
/// and puts it in the place of `file` once it is whole. Throws StorageError if it cannot be stored,
/// and what RespClient throws.
Backup fetch_backup(RespClient& proposer, const std::filesystem::path& file);

/// Before there is a store: throws UsageError if it is not the backup that the cluster file names,
/// StorageError if it is damaged. It does not look at it if the process has a snapshot already.
void check_backup(const RoleOptions& options);
/// Makes what a backup holds the first snapshot of a process, unless it has one already. Of what
/// the state has, the sessions of clients stay; whose commands come from which proposer begins
/// anew, for these are other proposers. To be checked before. Throws StorageError.
void restore_backup(const RoleOptions& options);

}  // namespace net::tcp
