package dev.diptych.data.internal.folder;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Image files without captions: single files, and all images in folders and below them.
public final class ImageFiles {

    private ImageFiles() {}

    /// Reads the names of the images. Images are not opened. An image of a folder is named by its
    /// path below the folder, with `/`, or by its whole path if several files or folders are given.
    ///
    /// @throws InvalidInputException if a path does not exist, a folder has no images, or an image
    ///     is given twice
    public static Pairs read(List<Path> paths) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                List<Path> images = VisibleFiles.below(path).stream()
                        .filter(file -> ImageNames.isImage(file.getFileName().toString()))
                        .toList();
                if (images.isEmpty()) {
                    throw new InvalidInputException(path + ": has no images; give a folder of images or image files");
                }
                for (Path image : images) {
                    put(files, paths.size() == 1 ? path.relativize(image) : image, image);
                }
            } else if (Files.exists(path)) {
                put(files, path, path);
            } else {
                throw new InvalidInputException(path + ": no such file or folder; check the path");
            }
        }
        List<ImageItem> items = new ArrayList<>(files.size());
        files.forEach((name, file) -> items.add(new ImageItem(name, new FileImage(file))));
        return new Pairs(items, List.of(), List.of());
    }

    private static void put(Map<String, Path> files, Path name, Path file) {
        if (files.put(name.toString().replace('\\', '/'), file) != null) {
            throw new InvalidInputException(file + ": given twice; name each image once");
        }
    }
}
