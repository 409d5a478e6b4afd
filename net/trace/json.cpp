#include "net/trace/json.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace net::trace {

std::string digest_of(const paxos::Value& value) {
  const boost::uuids::name_generator_sha1 generator(boost::uuids::ns::oid());
  return to_string(generator(value.bytes().data(), value.size()));
}

std::string ValueNames::name(const paxos::Value& value) {
  std::string digest = digest_of(value);
  if (written_.insert(digest).second) unwritten_.emplace(digest, value);
  return digest;
}

void FromJson::operator()(const boost::json::value& json, std::string& text) const {
  const auto* string = json.if_string();
  if (!string) throw JsonError("no string");
  text.assign(string->data(), string->size());
}

void FromJson::operator()(const boost::json::value& json, paxos::Value& value) const {
  const auto& object = object_of(json);
  std::string digest;
  (*this)(member_of(object, "digest"), digest);
  if (object.size() != 1) throw JsonError("a value has no member but its digest");
  const auto found = values_.find(digest);
  if (found == values_.end()) throw JsonError("no value has the digest \"" + digest + "\"");
  value = found->second;
}

const boost::json::object& FromJson::object_of(const boost::json::value& json) {
  const auto* object = json.if_object();
  if (!object) throw JsonError("no object");
  return *object;
}

const boost::json::value& FromJson::member_of(const boost::json::object& object, const char* name) {
  const auto* member = object.if_contains(name);
  if (!member) throw JsonError("missing member \"" + std::string(name) + "\"");
  return *member;
}

}  // namespace net::trace
