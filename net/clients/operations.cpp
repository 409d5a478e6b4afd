#include "net/clients/operations.hpp"

#include "paxos/assert.hpp"

namespace net::clients {

using paxos::machine::Operation;
using paxos::machine::OperationKind;

std::vector<std::string> words_of(const Operation& operation) {
  switch (operation.op) {
    case OperationKind::put:
      return {"SET", operation.key, *operation.value};
    case OperationKind::get:
      return {"GET", operation.key};
    case OperationKind::append:
      return {"APPEND", operation.key, *operation.value};
    case OperationKind::cas:
      return {"CAS", operation.key, *operation.expect, *operation.value};
    case OperationKind::erase:
      return {"DEL", operation.key};
    case OperationKind::incr:
      return {"INCR", operation.key};
    case OperationKind::mget:
    case OperationKind::mset:
      break;
  }
  PAXOS_ASSERT(!"an operation on several keys");
}

}  // namespace net::clients
