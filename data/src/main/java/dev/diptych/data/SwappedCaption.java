package dev.diptych.data;

/// A true caption of an image and an untrue one that differs from it by one swap: does a model tell them apart?
///
/// @param image the number of the image in its data set
/// @param caption true of the image
/// @param negative untrue of the image
/// @param kind what was swapped, for example `attribute` or `relation`
public record SwappedCaption(int image, String caption, String negative, String kind) {}
