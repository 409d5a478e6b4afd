// Boost.JSON, header-only: the one place that compiles it.
#include <boost/json/src.hpp>
