package dev.diptych.index;

import dev.diptych.index.internal.parquet.ParquetTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Writes the nearest items of many queries as Parquet, one row for each query and item: `query`
/// and `id` (strings), `rank` (INT32, from 1), `cosine` and `z` (FLOAT). Confined to one thread at
/// a time.
public final class NeighbourTable implements AutoCloseable {

    private static final int ROW_GROUP = 1 << 18;

    private final ParquetTable table;
    private long rows;

    /// @param out closed by the caller
    public NeighbourTable(OutputStream out) throws IOException {
        MessageType schema = new MessageType(
                "neighbour",
                string("query"),
                Types.required(PrimitiveTypeName.INT32).named("rank"),
                string("id"),
                Types.required(PrimitiveTypeName.FLOAT).named("cosine"),
                Types.required(PrimitiveTypeName.FLOAT).named("z"));
        table = new ParquetTable(out, schema, _ -> false);
    }

    /// Adds the rows of a query.
    public void add(String query, VectorHits found) throws IOException {
        int rank = 0;
        for (VectorHit hit : found.hits()) {
            table.column(0).write(Binary.fromString(query), 0, 0);
            table.column(1).write(++rank, 0, 0);
            table.column(2).write(Binary.fromString(hit.id()), 0, 0);
            table.column(3).write((float) hit.cosine(), 0, 0);
            table.column(4).write((float) found.standardised(hit.cosine()), 0, 0);
            table.endRow();
            if (++rows % ROW_GROUP == 0) {
                table.endRowGroup();
            }
        }
    }

    /// Number of rows so far.
    public long rows() {
        return rows;
    }

    /// Ends the file.
    ///
    /// @param model whose embeddings were compared; its digest is in the metadata of the file
    public void finish(ModelReference model) throws IOException {
        table.finish(Map.of("diptych.model", model.digest()));
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    private static Type string(String name) {
        return Types.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }
}
