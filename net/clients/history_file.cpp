#include "net/clients/history_file.hpp"

#include <fstream>
#include <optional>

#include <boost/json.hpp>

#include "paxos/usage_error.hpp"

namespace net::clients {
namespace {

namespace json = boost::json;
using paxos::UsageError;
using paxos::machine::Operation;

template <class T>
json::value or_null(const std::optional<T>& optional) {
  return optional ? json::value(*optional) : json::value(nullptr);
}

template <class T>
std::optional<T> optional_in(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains({name.data(), name.size()});
  if (!value || value->is_null()) return std::nullopt;
  return json::value_to<T>(*value);
}

}  // namespace

std::string to_line(const Operation& operation) {
  json::object object{{"client", operation.client},
                      {"op", to_string(operation.op)},
                      {"key", operation.key},
                      {"value", or_null(operation.value)},
                      {"expect", or_null(operation.expect)},
                      {"output", or_null(operation.output)},
                      {"call", operation.call},
                      {"return", or_null(operation.returned)},
                      {"ok", or_null(operation.ok)}};
  if (!operation.keys.empty()) {
    object.emplace("keys", json::value_from(operation.keys));
    json::array& values = object.emplace("values", json::array()).first->value().as_array();
    for (const auto& value : operation.values) values.push_back(or_null(value));
  }
  return json::serialize(object);
}

Operation operation_in(std::string_view line) {
  try {
    const json::object object = json::parse({line.data(), line.size()}).as_object();
    for (const std::string_view name : {"client", "op", "call"}) {
      if (!object.contains({name.data(), name.size()})) {
        throw UsageError("an operation of a client needs \"" + std::string(name) + "\"");
      }
    }
    Operation operation;
    operation.client = json::value_to<std::uint32_t>(object.at("client"));
    const auto name = json::value_to<std::string>(object.at("op"));
    const auto kind = paxos::machine::operation_kind(name);
    if (!kind) throw UsageError("there is no operation '" + name + "'");
    operation.op = *kind;
    operation.key = optional_in<std::string>(object, "key").value_or("");
    operation.value = optional_in<std::string>(object, "value");
    operation.expect = optional_in<std::string>(object, "expect");
    operation.output = optional_in<std::string>(object, "output");
    operation.call = json::value_to<std::int64_t>(object.at("call"));
    operation.returned = optional_in<std::int64_t>(object, "return");
    operation.ok = optional_in<bool>(object, "ok");
    operation.keys =
        optional_in<std::vector<std::string>>(object, "keys").value_or(std::vector<std::string>{});
    if (const json::value* const values = object.if_contains("values")) {
      for (const json::value& value : values->as_array()) {
        operation.values.push_back(
            value.is_null() ? std::nullopt : std::optional(json::value_to<std::string>(value)));
      }
    }
    return operation;
  } catch (const UsageError&) {
    throw;
  } catch (const boost::system::system_error& error) {
    throw UsageError("this is no operation of a client history: " + error.code().message());
  } catch (const std::exception& error) {
    throw UsageError(std::string("this is no operation of a client history: ") + error.what());
  }
}

std::vector<Operation> read_history(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw UsageError(file.string() + ": cannot read the history");
  std::vector<Operation> history;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    try {
      history.push_back(operation_in(line));
    } catch (const UsageError& error) {
      throw UsageError(file.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  if (stream.bad()) throw UsageError(file.string() + ": cannot read the history");
  return history;
}

}  // namespace net::clients
