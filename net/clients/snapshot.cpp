#include "net/clients/snapshot.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "net/wire/codec.hpp"
#include "paxos/storage/snapshot_file.hpp"
#include "paxos/storage/store.hpp"

namespace net::clients {
namespace {

using paxos::machine::Entries;
using paxos::machine::Machine;
using paxos::storage::SnapshotReader;
using paxos::storage::SnapshotWriter;
using paxos::storage::StorageError;

/// A block of entries, in bytes, is about so large.
constexpr std::size_t block_size = std::size_t{256} << 10;

/// The books, which are one block.
Machine::Books read_books(const std::optional<std::string>& block) {
  if (!block) throw wire::Malformed("it holds no state");
  auto books = wire::decode<Machine::Books>(*block);
  if (!books.sessions.is_sound()) throw wire::Malformed("its sessions do not fit together");
  return books;
}

Machine read_machine(SnapshotReader& reader) {
  auto books = read_books(reader.next());
  Entries entries;
  while (const auto block = reader.next()) {
    std::string key;
    std::string value;
    for (wire::Decoder decoder(*block); !decoder.done();) {
      decoder(key);
      decoder(value);
      entries.set(key, std::move(value));
    }
  }
  return {std::move(entries), std::move(books)};
}

}  // namespace

void write_snapshot(const std::filesystem::path& file, const std::string& cluster,
                    const Snapshot& snapshot, const std::stop_token& stop) {
  SnapshotWriter writer(file, {cluster, snapshot.end});
  writer.write(wire::encode(snapshot.machine.books()));

  std::string block;
  wire::Encoder encode(block);
  const auto flush = [&] {
    if (stop.stop_requested()) throw StorageError("stopped before the snapshot was whole");
    if (!block.empty()) writer.write(block);
    block.clear();
  };
  snapshot.machine.store().entries().for_each(
      [&](const std::string& key, const std::string& value) {
        encode(key);
        encode(value);
        if (block.size() >= block_size) flush();
      });
  flush();
  writer.publish();
}

Snapshot read_snapshot(const std::filesystem::path& file, const std::string& cluster) {
  SnapshotReader reader(file, cluster);
  try {
    return {reader.header().end, read_machine(reader)};
  } catch (const wire::Malformed& error) {
    throw StorageError(file.string() + " is damaged: " + error.what());
  }
}

}  // namespace net::clients
