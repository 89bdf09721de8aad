package dev.diptych.model.internal.openclip;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.internal.TensorNames;
import dev.diptych.model.internal.openclip.OpenClipNames.Place;
import dev.diptych.torch.file.TensorInfo;
import dev.diptych.torch.file.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// open_clip's tensors with the names and shapes of `CLIPModel`.
///
/// @param tensors of a `CLIP`, or of a `CustomTextCLIP` whose text encoder is open_clip's own
record OpenClipTensors(TensorSource tensors) implements TensorSource {

    private static final String TEXT = "text.";

    /// open_clip's names; those of `CLIPModel` are looked up individually.
    @Override
    public Set<String> names() {
        return tensors.names();
    }

    @Override
    public boolean has(String name) {
        Place place = OpenClipNames.place(name);
        return place != null && find(place) != null;
    }

    @Override
    public TensorInfo info(String name) {
        Place place = place(name);
        TensorInfo held = tensors.info(held(name, place));
        long[] shape = held.shape();
        return switch (place) {
            case Place.Whole _ -> held;
            case Place.Transposed _ -> {
                requireDimensions(place, shape, 2);
                yield new TensorInfo(held.type(), new long[] {shape[1], shape[0]});
            }
            case Place.Third _ -> {
                if (shape.length == 0 || shape[0] % 3 != 0) {
                    throw new InvalidInputException(description() + ": the tensor " + place.name()
                            + " does not contain three layers of equal height, as open_clip's attention does");
                }
                shape[0] /= 3;
                yield new TensorInfo(held.type(), shape);
            }
        };
    }

    @Override
    public Tensor tensor(String name) {
        Place place = place(name);
        long[] shape = info(name).shape();
        Tensor held = tensors.tensor(held(name, place));
        return switch (place) {
            case Place.Whole _ -> held;
            case Place.Transposed _ -> held.t().contiguous(); // [out, in]
            case Place.Third third -> held.narrow(0, third.number() * shape[0], shape[0]); // [D, D] or [D]
        };
    }

    private void requireDimensions(Place place, long[] shape, int dimensions) {
        if (shape.length != dimensions) {
            throw new InvalidInputException(description() + ": the tensor " + place.name() + " has " + shape.length
                    + " dimensions where open_clip has " + dimensions);
        }
    }

    private Place place(String name) {
        Place place = OpenClipNames.place(name);
        if (place == null) {
            throw new InvalidInputException(description() + ": open_clip has no equivalent of the tensor " + name);
        }
        return place;
    }

    private String held(String name, Place place) {
        String held = find(place);
        if (held == null) {
            throw new InvalidInputException(
                    description() + ": has no tensor " + place.name() + ", which is open_clip's " + name);
        }
        return held;
    }

    private @Nullable String find(Place place) {
        String name = place.name();
        String text = OpenClipNames.isOfText(name) ? TEXT + name : name;
        return TensorNames.find(List.of(name, text), tensors::has);
    }

    @Override
    public Map<String, String> metadata() {
        return tensors.metadata();
    }

    @Override
    public String description() {
        return tensors.description();
    }

    @Override
    public void close() {
        tensors.close();
    }
}
