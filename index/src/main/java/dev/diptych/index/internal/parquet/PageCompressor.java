package dev.diptych.index.internal.parquet;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compression of pages without Hadoop: Zstandard for names and texts, none for vectors, which are
/// noise to a compressor.
enum PageCompressor implements BytesInputCompressor {
    NONE(CompressionCodecName.UNCOMPRESSED) {
        @Override
        public BytesInput compress(BytesInput bytes) {
            return bytes;
        }
    },
    ZSTANDARD(CompressionCodecName.ZSTD) {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return BytesInput.from(Zstd.compress(bytes.toByteArray()));
        }
    };

    private final CompressionCodecName codec;

    PageCompressor(CompressionCodecName codec) {
        this.codec = codec;
    }

    @Override
    public CompressionCodecName getCodecName() {
        return codec;
    }

    @Override
    public void release() {
        // holds nothing
    }
}
