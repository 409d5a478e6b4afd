// The checksum of frames on the wire and of blocks on the disk.
#pragma once

#include <cstdint>
#include <string_view>

#include <boost/crc.hpp>

namespace paxos {

/// The CRC-32 of zlib, Ethernet and PNG.
inline std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

}  // namespace paxos
