#include "net/tcp/snapshots.hpp"

#include <algorithm>
#include <exception>
#include <stop_token>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "paxos/storage/files.hpp"
#include "paxos/storage/store.hpp"

namespace net::tcp {

namespace {

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

Snapshots::Snapshots(asio::io_context& context, std::filesystem::path file,
                     const ClusterFile& cluster)
    : context_(context), file_(std::move(file)), cluster_(cluster) {}

clients::Snapshot Snapshots::read() {
  if (!paxos::storage::file_exists(file_)) return {};
  try {
    clients::Snapshot snapshot = clients::read_snapshot(file_, cluster_.name);
    end_ = begun_ = snapshot.end;
    size_ = size_of(file_);
    return snapshot;
  } catch (const paxos::storage::StorageError& error) {
    // Nothing of it is used. What it stood for is in the log.
    spdlog::error("{}; the log is executed from its beginning", error.what());
    return {};
  }
}

void Snapshots::executed(const paxos::multi::Learned& learned, const clients::Snapshot& state) {
  for (const paxos::Value& value : learned.values) bytes_ += value.size();
  const bool due = state.end.number - begun_.number >= cluster_.snapshot_slots ||
                   bytes_ >= cluster_.snapshot_bytes;
  if (due && bytes_ >= size_ && !writing_) begin(state);
}

void Snapshots::ask(const clients::Snapshot& state, const Responder& respond) {
  if (!writing_) {
    waiting_.push_back(respond);
    return begin(state);
  }
  next_ = state;
  asked_.push_back(respond);
}

void Snapshots::begin(const clients::Snapshot& state) {
  writing_ = state;
  begun_ = state.end;
  bytes_ = 0;
  writer_ = std::jthread([this](const std::stop_token& stop) {
    std::string error;
    try {
      clients::write_snapshot(file_, cluster_.name, *writing_, stop);
    } catch (const std::exception& thrown) {
      error = thrown.what();
    }
    asio::post(context_, [this, error] { written(error); });
  });
}

void Snapshots::written(const std::string& error) {
  writer_.join();
  if (error.empty()) {
    end_ = writing_->end;
    size_ = size_of(file_);
  } else {
    spdlog::error("no snapshot: {}", error);
  }
  writing_.reset();
  const auto covered = static_cast<std::int64_t>(end_.number - 1);
  for (const Responder& respond : std::exchange(waiting_, {})) {
    respond(error.empty() ? wire::Reply::integer(covered) : wire::Reply::error("ERR " + error));
  }
  if (!next_) return;
  waiting_ = std::exchange(asked_, {});
  begin(*std::exchange(next_, std::nullopt));
}

void Snapshots::add_status(std::vector<std::string>& fields) const {
  fields.insert(fields.end(), {"snapshot", std::to_string(end_.number - 1), "snapshot_bytes",
                               std::to_string(size_)});
}

}  // namespace net::tcp
