/// Models in open_clip's layout, seen as Hugging Face's `CLIPModel`, and written again.
@org.jspecify.annotations.NullMarked
package dev.diptych.openclip;
