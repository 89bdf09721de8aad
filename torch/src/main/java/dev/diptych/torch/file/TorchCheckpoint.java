package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// State dicts written by `torch.save`, such as `pytorch_model.bin`.
///
/// Such a file is a zip with a pickle, which names the tensors, and an uncompressed entry for each storage. The pickle
/// is read by an interpreter that supports dictionaries and tensors and executes no code.
public final class TorchCheckpoint {

    private static final String PICKLE = "/data.pkl";
    private static final List<String> WRAPPERS = List.of("state_dict", "model");
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    // The old format begins with a pickle of the number 0x1950a86a20f9469cfc6c.
    private static final byte[] OLD_FORMAT = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46};

    private final MappedFile file;
    private final ZipDirectory entries;
    private final String root;

    private TorchCheckpoint(MappedFile file, ZipDirectory entries, String root) {
        this.file = file;
        this.entries = entries;
        this.root = root;
    }

    /// Opens a file by mapping it; tensors of any strides view their storage, and tied tensors share it.
    ///
    /// The file contains a state dict, or a dictionary whose `state_dict` or `model` is one. Its values that are
    /// not tensors are skipped.
    ///
    /// @throws InvalidInputException if the file is missing, damaged, in the format before PyTorch 1.6, of
    ///     another byte order, or requires anything but dictionaries and tensors
    public static TensorSource open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return read(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static TensorSource read(MappedFile file) {
        String name = file.name();
        if (file.startsWith(OLD_FORMAT)) {
            throw TensorFileFault.of(
                    name,
                    "is in the format before PyTorch 1.6; convert it in Python with"
                            + " torch.save(torch.load(FILE, map_location='cpu', weights_only=True), FILE)");
        }
        if (!file.startsWith(ZIP)) {
            throw TensorFileFault.of(
                    name, "is not a zip, so torch.save did not write it; it is damaged or another format");
        }
        ZipDirectory entries = ZipDirectory.read(file);
        List<String> pickles = entries.names().stream()
                .filter(entry -> entry.endsWith(PICKLE) && entry.indexOf('/') == entry.length() - PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
            throw TensorFileFault.of(
                    name,
                    "holds " + pickles.size() + " entries named */data.pkl instead of one; torch.save writes one");
        }
        String pickle = pickles.getFirst();
        String root = pickle.substring(0, pickle.length() - PICKLE.length() + 1);
        return new TorchCheckpoint(file, entries, root).read(pickle);
    }

    private TensorSource read(String pickle) {
        byte[] byteOrder = content(root + "byteorder", 16);
        if (byteOrder.length > 0 && !new String(byteOrder, StandardCharsets.US_ASCII).equals("little")) {
            throw fault("was saved on a big-endian machine; save it again on a little-endian one");
        }
        Object value = RestrictedPickle.read(file.name(), content(pickle, RestrictedPickle.LONGEST_PICKLE));
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : stateDict(value).entrySet()) {
            if (entry.getValue() instanceof PickledTensor tensor) {
                if (!(entry.getKey() instanceof String name)) {
                    throw fault("has a tensor under the number " + entry.getKey() + "; names must be text");
                }
                tensors.put(name, place(name, tensor));
            }
        }
        return new MappedTensorSource(file, tensors, Map.of());
    }

    private Map<?, ?> stateDict(Object value) {
        if (!(value instanceof Map<?, ?> top)) {
            throw fault("does not contain a state dict; save model.state_dict()");
        }
        if (hasTensor(top)) {
            return top;
        }
        for (String wrapper : WRAPPERS) {
            if (top.get(wrapper) instanceof Map<?, ?> inner && hasTensor(inner)) {
                return inner;
            }
        }
        throw fault("contains no tensors, neither at the top level nor under " + String.join(" or ", WRAPPERS));
    }

    private static boolean hasTensor(Map<?, ?> map) {
        return map.values().stream().anyMatch(PickledTensor.class::isInstance);
    }

    /// Checks that the tensor is inside its storage, and the storage inside the file.
    private StoredTensor place(String name, PickledTensor tensor) {
        PickledTensor.Storage storage = tensor.storage();
        DataType type = storage.type();
        ZipDirectory.Range range = entries.find(root + "data/" + storage.key());
        if (range == null) {
            throw fault(name, "has the storage " + TensorFileFault.quote(storage.key()) + ", which the file lacks");
        }
        if (storage.elements() < 0
                || storage.elements() != range.length() / type.bytes()
                || range.length() % type.bytes() != 0) {
            throw fault(
                    name,
                    "has a storage of " + storage.elements() + " elements of " + type.code()
                            + ", but the file contains " + range.length() + " bytes of it");
        }
        TensorInfo info;
        try {
            info = new TensorInfo(type, tensor.shape());
        } catch (IllegalArgumentException e) {
            InvalidInputException fault = fault(name, String.valueOf(e.getMessage()));
            fault.initCause(e);
            throw fault;
        }
        if (!fits(info, tensor)) {
            throw fault(name, "of " + info + " is outside its storage of " + storage.elements() + " elements");
        }
        return new StoredTensor(info, range.offset() + tensor.offset() * type.bytes(), tensor.strides());
    }

    private static boolean fits(TensorInfo info, PickledTensor tensor) {
        long elements = tensor.storage().elements();
        for (long stride : tensor.strides()) {
            if (stride < 0) {
                return false;
            }
        }
        // More elements than the storage has would repeat values, with an arbitrary size.
        if (tensor.strides().length != tensor.shape().length
                || tensor.offset() < 0
                || tensor.offset() > elements
                || info.elements() > elements) {
            return false;
        }
        try {
            return new StoredTensor(info, 0, tensor.strides()).spanElements() <= elements - tensor.offset();
        } catch (ArithmeticException overflow) {
            return false;
        }
    }

    /// Bytes of a small entry; empty if the entry does not exist.
    private byte[] content(String entry, int longest) {
        ZipDirectory.Range range = entries.find(entry);
        if (range == null) {
            return new byte[0];
        }
        if (range.length() > longest) {
            throw fault("holds " + TensorFileFault.quote(entry) + " of " + range.length() + " bytes, more than the "
                    + longest + " allowed");
        }
        return file.bytes(range.offset(), (int) range.length());
    }

    private InvalidInputException fault(String problem) {
        return TensorFileFault.of(file.name(), problem);
    }

    private InvalidInputException fault(String tensor, String problem) {
        return TensorFileFault.ofTensor(file.name(), tensor, problem);
    }
}
