package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Central directory of a mapped zip file: positions of the stored entries, so that they can be viewed in place.
///
/// Includes Zip64 (PKWARE's APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3). `java.util.zip` does not provide the
/// offsets of the data.
final class ZipDirectory {

    private static final long END_RECORD = 0x06054b50L;
    private static final int END_RECORD_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long ZIP64_LOCATOR = 0x07064b50L;
    private static final int ZIP64_LOCATOR_BYTES = 20;
    private static final long ZIP64_END_RECORD = 0x06064b50L;
    private static final int ZIP64_END_RECORD_BYTES = 56;
    private static final long CENTRAL_HEADER = 0x02014b50L;
    private static final int CENTRAL_HEADER_BYTES = 46;
    private static final long LOCAL_HEADER = 0x04034b50L;
    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int ZIP64_EXTRA = 1;
    private static final long IN_ZIP64_EXTRA = 0xffffffffL;
    private static final long LARGEST_DIRECTORY = 256L << 20;

    private final MappedFile file;
    private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();

    /// Bytes of an entry that is neither compressed nor encrypted.
    record Range(long offset, long length) {}

    private record Entry(long localHeader, long length, boolean plain) {}

    private ZipDirectory(MappedFile file) {
        this.file = file;
    }

    /// @throws InvalidInputException if the file has no valid directory
    static ZipDirectory read(MappedFile file) {
        ZipDirectory directory = new ZipDirectory(file);
        directory.readEntries(directory.findEndRecord());
        return directory;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /// Returns the entry's data; null if the entry does not exist.
    ///
    /// @throws InvalidInputException if it is compressed, encrypted or not completely inside the file
    @Nullable
    Range find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        if (!entry.plain) {
            throw fault("holds " + TensorFileFault.quote(name)
                    + " compressed or encrypted; torch.save writes plain entries");
        }
        long header = entry.localHeader;
        if (!fits(header, LOCAL_HEADER_BYTES) || file.unsignedInt(header) != LOCAL_HEADER) {
            throw fault("has no header of " + TensorFileFault.quote(name) + " where its directory says; it is damaged");
        }
        long offset = header + LOCAL_HEADER_BYTES + file.unsignedShort(header + 26) + file.unsignedShort(header + 28);
        if (!fits(offset, entry.length)) {
            throw fault("ends inside " + TensorFileFault.quote(name) + "; it was cut off");
        }
        return new Range(offset, entry.length);
    }

    private long findEndRecord() {
        long first = Math.max(0, file.size() - END_RECORD_BYTES - LONGEST_COMMENT);
        for (long at = file.size() - END_RECORD_BYTES; at >= first; at--) {
            if (file.unsignedInt(at) == END_RECORD
                    && at + END_RECORD_BYTES + file.unsignedShort(at + 20) == file.size()) {
                return at;
            }
        }
        throw fault("has no zip directory at its end; it was cut off");
    }

    private void readEntries(long end) {
        long count = file.unsignedShort(end + 10);
        long length = file.unsignedInt(end + 12);
        long at = file.unsignedInt(end + 16);
        long locator = end - ZIP64_LOCATOR_BYTES;
        if (locator >= 0 && file.unsignedInt(locator) == ZIP64_LOCATOR) {
            long record = file.signedLong(locator + 8);
            if (!fits(record, ZIP64_END_RECORD_BYTES) || file.unsignedInt(record) != ZIP64_END_RECORD) {
                throw fault("has a broken zip64 directory");
            }
            count = file.signedLong(record + 32);
            length = file.signedLong(record + 40);
            at = file.signedLong(record + 48);
        }
        if (!fits(at, length) || length > LARGEST_DIRECTORY || count < 0 || count > length / CENTRAL_HEADER_BYTES) {
            throw fault("has a zip directory that does not fit in it; it is damaged");
        }
        long last = at + length;
        for (long i = 0; i < count; i++) {
            at = readEntry(at, last);
        }
    }

    /// Reads the directory's entry at `at` and returns the position of the next one.
    private long readEntry(long at, long last) {
        if (last - at < CENTRAL_HEADER_BYTES || file.unsignedInt(at) != CENTRAL_HEADER) {
            throw fault("has a broken zip directory");
        }
        int flags = file.unsignedShort(at + 8);
        int method = file.unsignedShort(at + 10);
        int nameLength = file.unsignedShort(at + 28);
        long extra = at + CENTRAL_HEADER_BYTES + nameLength;
        long extraEnd = extra + file.unsignedShort(at + 30);
        long next = extraEnd + file.unsignedShort(at + 32);
        if (next > last) {
            throw fault("has a broken zip directory");
        }
        long[] wide = {file.unsignedInt(at + 24), file.unsignedInt(at + 20), file.unsignedInt(at + 42)};
        widen(wide, extra, extraEnd);
        String name = new String(file.bytes(at + CENTRAL_HEADER_BYTES, nameLength), StandardCharsets.UTF_8);
        boolean plain = method == 0 && (flags & 1) == 0 && wide[0] == wide[1];
        if (entries.putIfAbsent(name, new Entry(wide[2], wide[0], plain)) != null) {
            throw fault("holds " + TensorFileFault.quote(name) + " twice");
        }
        return next;
    }

    /// Reads the length, compressed length and position that do not fit into 32 bits from the zip64 extra field.
    private void widen(long[] values, long extra, long extraEnd) {
        long at = extra;
        while (extraEnd - at >= 4) {
            long fieldEnd = at + 4 + file.unsignedShort(at + 2);
            if (fieldEnd > extraEnd) {
                throw fault("has a broken zip directory");
            }
            if (file.unsignedShort(at) == ZIP64_EXTRA) {
                at += 4;
                for (int i = 0; i < values.length; i++) {
                    if (values[i] == IN_ZIP64_EXTRA) {
                        if (fieldEnd - at < 8) {
                            throw fault("has a broken zip64 entry");
                        }
                        values[i] = file.signedLong(at);
                        at += 8;
                    }
                }
                return;
            }
            at = fieldEnd;
        }
    }

    private boolean fits(long offset, long length) {
        return offset >= 0 && length >= 0 && length <= file.size() && offset <= file.size() - length;
    }

    private InvalidInputException fault(String problem) {
        return TensorFileFault.of(file.name(), problem);
    }
}
