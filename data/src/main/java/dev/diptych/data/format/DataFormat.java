package dev.diptych.data.format;

/// Data set format. Stateless; [DataFormats] lists all.
sealed interface DataFormat
        permits CaptionsTables,
                CocoCaptions,
                DelimitedText,
                FlickrTokens,
                ImageFolder,
                JsonRows,
                KarpathySplits,
                ParquetRows,
                SidecarFiles,
                WebDataset {

    /// Name before the colon in a [DataLocation]: at least two lower-case letters and digits.
    String name();

    /// Description in one line.
    String description();

    /// Whether a file or folder has this format, detected without reading much of it.
    boolean recognises(Probe probe);

    /// Adds the images and captions of one file or folder to `pairs`: names, texts and image sources, but no
    /// pixels.
    ///
    /// A row that is invalid or has no caption or image is skipped and recorded; an invalid file is rejected.
    ///
    /// @throws dev.diptych.base.InvalidInputException names the file and the line, row or member
    void read(DataFile data, PairsBuilder pairs);
}
