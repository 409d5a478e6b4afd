// The folder that the gallery writes its traces into.
#pragma once

#include <filesystem>
#include <vector>

#include "cmd/gallery/exhibits.hpp"

namespace gallery {

/// Where the traces of the right roles would go, beside those of the mutants under their ids.
inline constexpr std::string_view right_folder = "right";

/// Makes the folder, and empties the folders of `shown` in it of the traces of an earlier gallery.
/// Throws UsageError, and has removed nothing, if it holds anything that is not of a gallery.
void prepare_gallery_folder(const std::filesystem::path& folder, const std::vector<Exhibit>& shown);

}  // namespace gallery
