package dev.diptych.data.format;

/// A format of data sets. Stateless; [DataFormats] lists them all.
sealed interface DataFormat
        permits CaptionsTables,
                CocoCaptions,
                DelimitedText,
                FlickrTokens,
                ImageFolder,
                JsonRows,
                KarpathySplits,
                ParquetRows,
                WebDataset {

    /// The word before the colon in a [DataLocation]: lower case letters and digits, at least two.
    String name();

    /// What it is, in a line.
    String description();

    /// Whether a file or folder is of this format, told without reading much of it.
    boolean recognises(Probe probe);

    /// Adds the images and captions of one file or folder to `pairs`: names, texts and where pixels come from,
    /// but no pixels.
    ///
    /// A row that is broken or lacks its caption or image is left out and noted; a file that is not what it should
    /// be is refused.
    ///
    /// @throws dev.diptych.base.InvalidInputException names the file and the line, row or member
    void read(DataFile data, PairsBuilder pairs);
}
