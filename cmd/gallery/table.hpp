// The table of the gallery: two or three lines an exhibit, of at most 120 columns.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cmd/gallery/search.hpp"

namespace gallery {

/// What stands above the table: what it shows, its columns, and where the traces are.
std::string table_head(const std::filesystem::path& folder);
/// `row` is absent if the exhibit cannot be run.
std::string table_row(const Exhibit& exhibit, const std::optional<Row>& row);
/// Of the right roles in the same searches: `rows`, of which none may violate anything.
std::string right_row(const std::vector<Row>& rows);

}  // namespace gallery
