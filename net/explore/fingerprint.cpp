#include "net/explore/fingerprint.hpp"

#include <cmath>
#include <cstring>

#include <boost/uuid/name_generator_sha1.hpp>

#include "net/random.hpp"

namespace net::explore {
namespace {

/// A UUID of version 5 is 128 bits of a SHA-1, six of them overwritten by fixed ones.
constexpr int random_bits = 122;

}  // namespace

Fingerprint key_of(std::string_view bytes) {
  const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::oid());
  const boost::uuids::uuid uuid = generate(bytes.data(), bytes.size());
  Fingerprint key;
  std::memcpy(&key.high, uuid.data, sizeof key.high);
  std::memcpy(&key.low, uuid.data + sizeof key.high, sizeof key.low);
  // Spreads the fixed bits over each lane.
  return {Random::mix(key.high), Random::mix(key.low)};
}

double collision_chance(std::uint64_t states, std::size_t images) {
  const auto fingerprints = static_cast<double>(states) * static_cast<double>(images);
  return std::ldexp(fingerprints * fingerprints, -random_bits);
}

}  // namespace net::explore
