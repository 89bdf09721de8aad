package dev.diptych.serve.internal.search;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.index.IndexItem;
import dev.diptych.index.VectorHit;
import dev.diptych.serve.internal.embed.ImageInputs;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route;
import dev.diptych.serve.internal.http.Route.Access;
import dev.diptych.serve.internal.model.ImageReader.EncodedInput;
import dev.diptych.serve.internal.model.ServedModel;
import dev.diptych.serve.internal.picture.Pictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The items of the index: pictures, adding and deleting. A change is on disk when it is acknowledged.
public final class ItemsEndpoints {

    public static final List<String> FIELDS = List.of("items");

    private static final List<String> ITEM_FIELDS = List.of("id", "image", "text", "captions", "metadata");
    private static final int MOST_ITEMS = 256;
    private static final int MOST_CAPTIONS = 64;
    private static final int MOST_FIELDS = 64;
    private static final int LONGEST_ID = 512;

    private final ServedIndex index;
    private final ServedModel model;
    private final ImageInputs images;
    private final Pictures pictures;
    private final UploadedImages uploads;

    public ItemsEndpoints(ServedIndex index, ServedModel model, ImageInputs images, Pictures pictures) {
        this.index = index;
        this.model = model;
        this.images = images;
        this.pictures = pictures;
        this.uploads = new UploadedImages(index.index().directory());
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.get("/search/images/{id}", Access.USER, this::picture),
                Route.post("/items", Access.OWNER, FIELDS, this::add),
                Route.delete("/items/{id}", Access.OWNER, this::delete));
    }

    private Reply picture(Call call) {
        String id = call.parameter("id");
        Path file = index.index().item(id).map(VectorHit::image).orElse(null);
        if (file == null) {
            throw ApiException.refused(404, "the index has no item with an image file by that id", "not_found");
        }
        return pictures.reply("index/" + file, new FileImage(file), call.deadline());
    }

    /// An item of a request: either an image or a text.
    private record Given(
            String id,
            ImageInputs.@Nullable Reference image,
            @Nullable String text,
            List<String> captions,
            SequencedMap<String, String> metadata) {}

    private Reply add(Call call) {
        List<Given> given = given(call.fields(FIELDS));
        List<Given> withImage =
                given.stream().filter(item -> item.image() != null).toList();
        List<Given> withText =
                given.stream().filter(item -> item.text() != null).toList();
        List<EncodedInput> encoded = images.read(
                withImage.stream()
                        .flatMap(item -> Optional.ofNullable(item.image()).stream())
                        .toList(),
                call.deadline());
        float[][] ofImages = model.embedImages(encoded, call.deadline());
        float[][] ofTexts = model.embedTexts(
                withText.stream()
                        .flatMap(item -> Optional.ofNullable(item.text()).stream())
                        .toList(),
                call.deadline());
        List<IndexItem> items = new ArrayList<>();
        for (int i = 0; i < ofImages.length; i++) {
            Given item = withImage.get(i);
            Path file = uploads.store(item.id(), encoded.get(i).bytes());
            items.add(new IndexItem(item.id(), ofImages[i], item.captions(), item.metadata(), file));
        }
        for (int i = 0; i < ofTexts.length; i++) {
            Given item = withText.get(i);
            items.add(new IndexItem(item.id(), ofTexts[i], item.captions(), item.metadata(), null));
        }
        change(() -> index.index().add(items));
        return Reply.json(Map.of("added", items.size(), "items", index.index().size()));
    }

    private List<Given> given(Fields fields) {
        JsonNode list = fields.require("items");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_ITEMS) {
            throw fields.wrong("items", "a list of 1 to " + MOST_ITEMS + " items");
        }
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            given.add(item(Fields.of(list.get(i), "items[" + i + "].", ITEM_FIELDS)));
        }
        return given;
    }

    private Given item(Fields item) {
        String id = item.requireText("id");
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw item.wrong("id", "a text of 1 to " + LONGEST_ID + " characters");
        }
        String text = item.text("text");
        JsonNode image = item.get("image");
        if ((text == null) == (image == null) || text != null && text.isBlank()) {
            throw item.wrong("image", "given, or \"text\" in its place");
        }
        List<String> captions = item.get("captions") == null ? List.of() : item.requireTexts("captions", MOST_CAPTIONS);
        return new Given(
                id,
                image == null ? null : images.reference(image, item.path() + "image"),
                text,
                captions,
                metadata(item));
    }

    private static SequencedMap<String, String> metadata(Fields item) {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        JsonNode given = item.get("metadata");
        if (given == null) {
            return metadata;
        }
        if (!given.isObject() || given.size() > MOST_FIELDS) {
            throw item.wrong("metadata", "an object of at most " + MOST_FIELDS + " strings, numbers and booleans");
        }
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            JsonNode value = field.getValue();
            if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
                throw item.wrong("metadata." + field.getKey(), "a string, a number or a boolean");
            }
            metadata.put(field.getKey(), value.asString());
        }
        return metadata;
    }

    private Reply delete(Call call) {
        String id = call.parameter("id");
        Path file;
        synchronized (this) {
            VectorHit item = index.index()
                    .item(id)
                    .orElseThrow(() -> ApiException.refused(404, "the index has no such item", "not_found"));
            file = item.image();
            change(() -> index.index().delete(List.of(id)));
        }
        if (file != null) {
            uploads.delete(file);
        }
        return Reply.json(Map.of("deleted", 1, "items", index.index().size()));
    }

    // One after another: a commit holds the changes of one request.
    private synchronized void change(Runnable change) {
        try {
            change.run();
            index.index().commit();
        } catch (InvalidInputException e) {
            throw ApiException.invalid(String.valueOf(e.getMessage()), null);
        }
    }
}
