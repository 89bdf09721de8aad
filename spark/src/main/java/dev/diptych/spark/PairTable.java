package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.UnreadableImageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// The pairs of a table in the order of their ids: names and captions in the memory of the
/// driver, and the numbers of images and captions, by which rows on the executors are recognised.
///
/// @param pairs images are numbered by their first row; their pixels cannot be read here
/// @param ids of the rows, in the order of the captions of `pairs`
/// @param leftOut number of rows that name no image
record PairTable(Dataset<Row> rows, PairColumns columns, Pairs pairs, List<Object> ids, int leftOut) {

    static final String ID = "diptych_id";
    static final String PIXELS = "diptych_pixels";
    static final String CAPTION = "diptych_caption";
    static final String IMAGE = "diptych_image";
    static final String TEXT = "diptych_text";
    static final String FIRST = "diptych_first";

    /// Reads names and captions into the memory of this process.
    ///
    /// @throws InvalidInputException if a column does not exist or has another type, or an id is
    ///     null or not unique
    static PairTable read(String input, Dataset<Row> rows, PairColumns columns) {
        columns.check(rows.schema());
        Map<String, Integer> numberOfName = new HashMap<>();
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        List<Object> ids = new ArrayList<>();
        int leftOut = 0;
        Iterator<Row> sorted = rows.select(
                        columns.idColumn(), columns.nameColumn(rows.schema()), columns.captionColumn())
                .orderBy(ID)
                .toLocalIterator();
        @Nullable Object previous = null;
        while (sorted.hasNext()) {
            Row row = sorted.next();
            Object id = row.get(0);
            if (id == null || id.equals(previous)) {
                throw new InvalidInputException("%s: the column \"%s\" %s; it must identify every row"
                        .formatted(input, columns.id(), id == null ? "has a null" : "has " + id + " more than once"));
            }
            previous = id;
            String name = row.getString(1);
            if (name == null || name.isBlank()) {
                leftOut++;
                continue;
            }
            int image = numberOfName.computeIfAbsent(name, _ -> {
                images.add(new ImageItem(name, () -> {
                    throw new UnreadableImageException(name, "it is on the executors");
                }));
                return images.size() - 1;
            });
            captions.add(new Caption(image, row.isNullAt(2) ? "" : row.getString(2)));
            ids.add(id);
        }
        return new PairTable(rows, columns, new Pairs(images, captions, List.of()), ids, leftOut);
    }

    /// The rows with their images and captions, the numbers of both, and whether a row is the
    /// first of its image.
    Dataset<Row> numbered() {
        StructType schema = new StructType()
                .add(ID, columns.idType(rows.schema()), false)
                .add(IMAGE, DataTypes.IntegerType, false)
                .add(TEXT, DataTypes.IntegerType, false)
                .add(FIRST, DataTypes.BooleanType, false);
        List<Row> numbers = new ArrayList<>(ids.size());
        int seen = 0; // images are numbered by their first caption
        for (int text = 0; text < ids.size(); text++) {
            int image = pairs.captions().get(text).image();
            boolean first = image == seen;
            seen += first ? 1 : 0;
            numbers.add(RowFactory.create(ids.get(text), image, text, first));
        }
        Column caption = columns.captionColumn();
        return rows.select(columns.idColumn(), functions.col(columns.images()).as(PIXELS), caption)
                .join(functions.broadcast(rows.sparkSession().createDataFrame(numbers, schema)), ID);
    }
}
