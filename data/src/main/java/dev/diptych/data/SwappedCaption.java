package dev.diptych.data;

/// Caption of an image and a hard negative caption, which differs from it by one swap.
///
/// @param image number of the image in its data set
/// @param caption true caption of the image
/// @param negative false caption of the image
/// @param kind what was swapped, for example `attribute` or `relation`
public record SwappedCaption(int image, String caption, String negative, String kind) {}
