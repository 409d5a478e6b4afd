#include "net/clients/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

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

/// A block, in bytes, is about so large.
constexpr std::size_t block_size = std::size_t{256} << 10;

/// The books have as many bytes as the first block says, and the blocks behind it hold.
template <class Write>
void write_books(const Machine::Books& books, Write write) {
  const std::string bytes = wire::encode(books);
  write(wire::encode(std::uint64_t{bytes.size()}));
  for (std::size_t done = 0; done < bytes.size(); done += block_size) {
    write(std::string_view(bytes).substr(done, block_size));
  }
}

template <class Next>
Machine::Books read_books(Next next) {
  std::string bytes;
  std::optional<std::string> block = next();
  if (!block) throw wire::Malformed("it holds no state");
  const auto size = wire::decode<std::uint64_t>(*block);
  while (bytes.size() < size && (block = next())) bytes += *block;
  auto books = wire::decode<Machine::Books>(bytes);
  if (!books.sessions.is_sound()) throw wire::Malformed("its sessions do not fit together");
  return books;
}

/// Calls `write` with each block of a machine, in order: first the books, then entries.
template <class Write>
void write_blocks(const Machine& machine, Write write) {
  write_books(machine.books(), write);
  std::string block;
  wire::Encoder encode(block);
  const auto flush = [&] {
    if (!block.empty()) write(block);
    block.clear();
  };
  machine.store().entries().for_each([&](const std::string& key, const std::string& value) {
    encode(key);
    encode(value);
    if (block.size() >= block_size) flush();
  });
  flush();
}

/// `next` returns the next block, or nothing.
template <class Next>
Machine read_blocks(Next next) {
  auto books = read_books(next);
  Entries entries;
  while (const std::optional<std::string> block = next()) {
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

Snapshot read_all(SnapshotReader& reader, const std::filesystem::path& file) {
  try {
    return {reader.header().end, read_blocks([&reader] { return reader.next(); })};
  } catch (const wire::Malformed& error) {
    throw StorageError(file.string() + " is damaged: " + error.what());
  }
}

}  // namespace

paxos::Value bytes_of(const Machine& machine) {
  std::vector<std::string> blocks;
  write_blocks(machine, [&blocks](std::string_view block) { blocks.emplace_back(block); });
  return paxos::Value(wire::encode(blocks));
}

Machine machine_of(const paxos::Value& bytes) {
  const auto blocks = wire::decode<std::vector<std::string>>(bytes.bytes());
  auto block = blocks.begin();
  return read_blocks([&]() -> std::optional<std::string> {
    return block == blocks.end() ? std::nullopt : std::optional(*block++);
  });
}

void write_snapshot(const std::filesystem::path& file, const std::string& cluster,
                    const Snapshot& snapshot, const std::stop_token& stop) {
  SnapshotWriter writer(file, {cluster, snapshot.end});
  write_blocks(snapshot.machine, [&](std::string_view block) {
    if (stop.stop_requested()) throw StorageError("stopped before the snapshot was whole");
    writer.write(block);
  });
  writer.publish();
}

Snapshot read_snapshot(const std::filesystem::path& file, const std::string& cluster) {
  SnapshotReader reader(file);
  reader.require_cluster(cluster);
  return read_all(reader, file);
}

Snapshot read_backup(const std::filesystem::path& file) {
  SnapshotReader reader(file);
  return read_all(reader, file);
}

}  // namespace net::clients
