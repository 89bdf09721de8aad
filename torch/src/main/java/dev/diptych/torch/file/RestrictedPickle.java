package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the pickle of a state dict without executing any code.
///
/// A pickle is a program for a small stack machine (Python's `pickletools` describes each instruction). Only calls
/// that create dictionaries and tensors are supported; all others are rejected. Time and memory are bounded: every
/// instruction creates at most one value, and the number of instructions and the length of the pickle are limited.
///
/// Values: `String`, `Long`, `Double`, `Boolean`, [Nothing], `byte[]`, [Tuple], `List`, `Map` and [PickledTensor].
/// Lists and maps may contain themselves, so nothing here compares, hashes or prints them.
final class RestrictedPickle {

    static final int LONGEST_PICKLE = 64 << 20;
    private static final int MOST_INSTRUCTIONS = 4_000_000;
    private static final int HIGHEST_PROTOCOL = 5;

    /// Python's None.
    enum Nothing {
        NONE
    }

    record Tuple(List<Object> items) {}

    private enum Marker {
        MARK
    }

    private sealed interface Known {}

    private enum Callable implements Known {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER
    }

    private record StorageClass(DataType type) implements Known {}

    private final String fileName;
    private final ByteBuffer program;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private RestrictedPickle(String fileName, byte[] program) {
        this.fileName = fileName;
        this.program = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Returns the value of the pickle.
    ///
    /// @param fileName the file with the pickle, for messages
    /// @throws InvalidInputException if the pickle is damaged, too large, or requires anything but dictionaries
    ///     and tensors
    static Object read(String fileName, byte[] program) {
        if (program.length > LONGEST_PICKLE) {
            throw TensorFileFault.of(fileName, "has a pickle of more than " + LONGEST_PICKLE + " bytes");
        }
        return new RestrictedPickle(fileName, program).run();
    }

    private Object run() {
        for (int count = 0; count < MOST_INSTRUCTIONS; count++) {
            int instruction = unsignedByte();
            if (instruction == '.') {
                Object value = pop();
                if (!stack.isEmpty()) {
                    throw damaged("it ends with values left over");
                }
                return value;
            }
            execute(instruction);
        }
        throw fault("has a pickle of more than " + MOST_INSTRUCTIONS + " instructions");
    }

    private void execute(int instruction) {
        switch (instruction) {
            case 0x80 -> checkProtocol(unsignedByte());
            case 0x95 -> take(8); // FRAME: a hint about buffering
            case '(' -> stack.add(Marker.MARK);
            case '0' -> pop();
            case '1' -> popToMark();
            case 'N' -> stack.add(Nothing.NONE);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> stack.add((long) take(4).getInt());
            case 'K' -> stack.add((long) unsignedByte());
            case 'M' -> stack.add((long) Short.toUnsignedInt(take(2).getShort()));
            case 0x8a -> stack.add(shortInteger(unsignedByte()));
            case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(take(8).getLong())));
            case 'X', 'T' -> stack.add(text(Integer.toUnsignedLong(take(4).getInt())));
            case 0x8c, 'U' -> stack.add(text(unsignedByte()));
            case 0x8d -> stack.add(text(take(8).getLong()));
            case 'B' -> stack.add(byteArray(Integer.toUnsignedLong(take(4).getInt())));
            case 'C' -> stack.add(byteArray(unsignedByte()));
            case 0x8e -> stack.add(byteArray(take(8).getLong()));
            case '}' -> stack.add(new LinkedHashMap<Object, Object>(0));
            case ']' -> stack.add(new ArrayList<Object>(0));
            case ')' -> stack.add(new Tuple(List.of()));
            case 0x85 -> stack.add(tuple(1));
            case 0x86 -> stack.add(tuple(2));
            case 0x87 -> stack.add(tuple(3));
            case 't' -> stack.add(new Tuple(popToMark()));
            case 'a' -> {
                Object item = pop();
                list(peek()).add(item);
            }
            case 'e' -> {
                List<Object> items = popToMark();
                list(peek()).addAll(items);
            }
            case 's' -> {
                Object value = pop();
                Object key = pop();
                put(map(peek()), key, value);
            }
            case 'u' -> {
                List<Object> items = popToMark();
                Map<Object, Object> map = map(peek());
                if (items.size() % 2 != 0) {
                    throw damaged("a key of a dictionary has no value");
                }
                for (int i = 0; i < items.size(); i += 2) {
                    put(map, items.get(i), items.get(i + 1));
                }
            }
            case 'q' -> memo.put(unsignedByte(), peek());
            case 'r' -> memo.put(take(4).getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'h' -> stack.add(remembered(unsignedByte()));
            case 'j' -> stack.add(remembered(take(4).getInt()));
            case 'c' -> {
                String module = line();
                stack.add(known(module, line()));
            }
            case 0x93 -> {
                String name = string(pop());
                stack.add(known(string(pop()), name));
            }
            case 'Q' -> stack.add(storage(items(pop())));
            case 'R' -> {
                List<Object> arguments = items(pop());
                stack.add(call(pop(), arguments));
            }
            case 'b' -> {
                pop(); // the attributes of a state dict (its _metadata, the versions of modules)
                map(peek());
            }
            default ->
                throw fault("has a pickle with the instruction 0x" + Integer.toHexString(instruction)
                        + ", which a state dict does not need; save it as safetensors instead");
        }
    }

    private void checkProtocol(int protocol) {
        if (protocol > HIGHEST_PROTOCOL) {
            throw damaged("protocol " + protocol + " is unknown");
        }
    }

    private Known known(String module, String name) {
        String global = module + "." + name;
        return switch (global) {
            case "collections.OrderedDict" -> Callable.ORDERED_DICT;
            case "torch._utils._rebuild_tensor_v2" -> Callable.REBUILD_TENSOR;
            case "torch._utils._rebuild_parameter" -> Callable.REBUILD_PARAMETER;
            case "torch.DoubleStorage" -> new StorageClass(DataType.FLOAT64);
            case "torch.FloatStorage" -> new StorageClass(DataType.FLOAT32);
            case "torch.HalfStorage" -> new StorageClass(DataType.FLOAT16);
            case "torch.BFloat16Storage" -> new StorageClass(DataType.BFLOAT16);
            case "torch.LongStorage" -> new StorageClass(DataType.INT64);
            case "torch.IntStorage" -> new StorageClass(DataType.INT32);
            case "torch.ShortStorage" -> new StorageClass(DataType.INT16);
            case "torch.CharStorage" -> new StorageClass(DataType.INT8);
            case "torch.ByteStorage" -> new StorageClass(DataType.UINT8);
            case "torch.BoolStorage" -> new StorageClass(DataType.BOOL);
            default ->
                throw fault("asks to load " + TensorFileFault.quote(global)
                        + ", which a state dict of plain tensors does not need, so it is rejected;"
                        + " save the state dict alone, or as safetensors");
        };
    }

    private Object call(Object callable, List<Object> arguments) {
        if (!(callable instanceof Callable known)) {
            throw damaged("it calls what cannot be called");
        }
        return switch (known) {
            case ORDERED_DICT -> {
                if (!arguments.isEmpty()) {
                    throw damaged("a dictionary is made with arguments");
                }
                yield new LinkedHashMap<Object, Object>(0);
            }
            // (storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata)
            case REBUILD_TENSOR -> {
                if (arguments.size() < 4 || !(arguments.get(0) instanceof PickledTensor.Storage storage)) {
                    throw damaged("a tensor has no storage, offset, size and stride");
                }
                yield new PickledTensor(
                        storage,
                        integer(arguments.get(1)),
                        integers(items(arguments.get(2))),
                        integers(items(arguments.get(3))));
            }
            // (data, requires_grad, backward_hooks)
            case REBUILD_PARAMETER -> {
                if (arguments.isEmpty() || !(arguments.get(0) instanceof PickledTensor tensor)) {
                    throw damaged("a parameter has no tensor");
                }
                yield tensor;
            }
        };
    }

    /// Storage of `('storage', class, key, location, elements)`; the location (a device) is ignored.
    private PickledTensor.Storage storage(List<Object> identity) {
        if (identity.size() != 5
                || !"storage".equals(identity.get(0))
                || !(identity.get(1) instanceof StorageClass(DataType type))) {
            throw damaged("a persistent id is not a storage");
        }
        return new PickledTensor.Storage(type, string(identity.get(2)), integer(identity.get(4)));
    }

    private void put(Map<Object, Object> map, Object key, Object value) {
        if (!(key instanceof String) && !(key instanceof Long)) {
            throw damaged("a key of a dictionary is neither text nor an integer");
        }
        map.put(key, value);
    }

    private Object pop() {
        if (stack.isEmpty() || stack.getLast() == Marker.MARK) {
            throw damaged("it takes a missing value");
        }
        return stack.removeLast();
    }

    private Object peek() {
        if (stack.isEmpty() || stack.getLast() == Marker.MARK) {
            throw damaged("it takes a missing value");
        }
        return stack.getLast();
    }

    private List<Object> popToMark() {
        int mark = stack.size() - 1;
        while (mark >= 0 && stack.get(mark) != Marker.MARK) {
            mark--;
        }
        if (mark < 0) {
            throw damaged("it takes a missing mark");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> items = new ArrayList<>(above);
        above.clear();
        stack.removeLast();
        return items;
    }

    private Tuple tuple(int size) {
        List<Object> items = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            items.addFirst(pop());
        }
        return new Tuple(items);
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw damaged("it refers to a memo entry that does not exist");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // only lists of Object are ever made here
    private List<Object> list(Object value) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw damaged("a value is not a list");
    }

    @SuppressWarnings("unchecked") // only maps of Object are ever made here
    private Map<Object, Object> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw damaged("a value is not a dictionary");
    }

    private List<Object> items(Object value) {
        if (value instanceof Tuple(List<Object> items)) {
            return items;
        }
        throw damaged("a value is not a tuple");
    }

    private String string(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw damaged("a value is not text");
    }

    private long integer(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw damaged("a value is not an integer");
    }

    private long[] integers(List<Object> values) {
        return values.stream().mapToLong(this::integer).toArray();
    }

    /// Returns the next bytes as a separate buffer that shares the memory.
    private ByteBuffer take(long length) {
        if (length < 0 || length > program.remaining()) {
            throw damaged("it is cut off");
        }
        ByteBuffer bytes = program.slice(program.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        program.position(program.position() + (int) length);
        return bytes;
    }

    private int unsignedByte() {
        return Byte.toUnsignedInt(take(1).get());
    }

    private long shortInteger(int length) {
        if (length > Long.BYTES) {
            throw damaged("an integer is too large");
        }
        ByteBuffer bytes = take(length);
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            // The most significant byte carries the sign.
            value = i == length - 1 ? bytes.get(i) : value << 8 | Byte.toUnsignedLong(bytes.get(i));
        }
        return value;
    }

    private byte[] byteArray(long length) {
        ByteBuffer bytes = take(length);
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }

    private String text(long length) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(take(length)).toString();
        } catch (CharacterCodingException e) {
            InvalidInputException fault = damaged("text is not UTF-8");
            fault.initCause(e);
            throw fault;
        }
    }

    private String line() {
        int start = program.position();
        int length = 0;
        while (length < program.remaining() && program.get(start + length) != '\n') {
            length++;
        }
        String text = text(length);
        take(1);
        return text;
    }

    private InvalidInputException damaged(String problem) {
        return fault("has a damaged pickle (" + problem + ", at byte " + program.position() + ")");
    }

    private InvalidInputException fault(String problem) {
        return TensorFileFault.of(fileName, problem);
    }
}
