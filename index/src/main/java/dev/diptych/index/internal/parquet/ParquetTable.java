package dev.diptych.index.internal.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Writes a Parquet file through the parts of parquet-java that need no Hadoop classes at run time:
/// `ParquetWriter` itself does.
public final class ParquetTable implements AutoCloseable {

    private static final long ROW_GROUP_BYTES = 1L << 30; // the callers end row groups
    private static final int TRUNCATED = 64; // bytes of a string in statistics

    private final MessageType schema;
    private final Predicate<ColumnDescriptor> plain;
    private final ParquetProperties properties;
    private final ParquetFileWriter file;
    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private long rows;

    /// @param plain whether a column is stored without dictionary, statistics and compression, as
    ///     vectors are
    public ParquetTable(OutputStream out, MessageType schema, Predicate<ColumnDescriptor> plain) throws IOException {
        this.schema = schema;
        this.plain = plain;
        var builder = ParquetProperties.builder().withSizeStatisticsEnabled(false);
        for (ColumnDescriptor column : schema.getColumns()) {
            if (plain.test(column)) {
                String path = String.join(".", column.getPath());
                builder.withDictionaryEncoding(path, false).withStatisticsEnabled(path, false);
            }
        }
        this.properties = builder.build();
        this.file = new ParquetFileWriter(
                new StreamOutput(out), schema, ParquetFileWriter.Mode.CREATE, ROW_GROUP_BYTES, 0, null, properties);
        file.start();
        this.pages = newPages();
        this.columns = properties.newColumnWriteStore(schema, pages);
    }

    private ColumnChunkPageWriteStore newPages() {
        return ColumnChunkPageWriteStore.builder()
                .withCompressorProvider(column -> plain.test(column) ? PageCompressor.NONE : PageCompressor.ZSTANDARD)
                .withSchema(schema)
                .withAllocator(HeapByteBufferAllocator.getInstance())
                .withColumnIndexTruncateLength(TRUNCATED)
                .withPageWriteChecksumEnabled(true)
                .build();
    }

    /// The writer of a leaf column, valid until the end of the row group. Values have repetition and
    /// definition levels of the format; [#endRow] follows the last value of a row.
    public ColumnWriter column(int leaf) {
        return columns.getColumnWriter(schema.getColumns().get(leaf));
    }

    /// Writes a value of an optional column of strings.
    public void writeString(int leaf, @Nullable String value) {
        if (value == null) {
            column(leaf).writeNull(0, 0);
        } else {
            column(leaf).write(Binary.fromString(value), 0, 1);
        }
    }

    /// Ends a row after the last value of every column.
    public void endRow() {
        columns.endRecord();
        rows++;
    }

    public void endRowGroup() throws IOException {
        if (rows == 0) {
            return;
        }
        columns.flush();
        file.startBlock(rows);
        pages.flushToFileWriter(file);
        file.endBlock();
        columns.close();
        pages.close();
        pages = newPages();
        columns = properties.newColumnWriteStore(schema, pages);
        rows = 0;
    }

    /// Ends the file with these entries in its metadata.
    public void finish(Map<String, String> metadata) throws IOException {
        endRowGroup();
        file.end(metadata);
    }

    @Override
    public void close() throws IOException {
        columns.close();
        pages.close();
        file.close();
    }
}
