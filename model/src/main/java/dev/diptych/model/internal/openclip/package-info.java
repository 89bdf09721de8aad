/// The open_clip checkpoint layout, mapped to the names of Hugging Face's CLIPModel.
@NullMarked
package dev.diptych.model.internal.openclip;

import org.jspecify.annotations.NullMarked;
