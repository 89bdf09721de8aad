package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DoctorCommandTest {

    @Test
    @Tag("slow")
    void jsonIsOneDocumentWithTheMachineItsSpeedAndTheBlasThatWasAskedFor() throws Exception {
        var result = CommandProcess.diptych("doctor", "--json");
        assertEquals(0, result.status(), result.err());
        JsonNode document = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readTree(result.out());
        for (String key : List.of(
                "/diptych_version",
                "/java/version",
                "/java/home",
                "/libtorch/version",
                "/libtorch/cpu_capability",
                "/libtorch/threads",
                "/libtorch/blas",
                "/libtorch/blas_files",
                "/libtorch/native_cache",
                "/machine/cpu",
                "/machine/flags",
                "/machine/memory_total_bytes",
                "/machine/memory_free_bytes",
                "/environment",
                "/matrix_product/fp32_gflops",
                "/matrix_product/bf16_gflops",
                "/blas_candidates/0/linear_gflops",
                "/warnings")) {
            assertTrue(!document.at(key).isMissingNode(), key + " is missing from " + document);
        }
        assertTrue(document.at("/matrix_product/fp32_gflops").doubleValue() > 0.1, document.toString());
        boolean mkl = "mkl".equals(System.getProperty("org.bytedeco.openblas.load"));
        assertEquals(mkl ? "MKL" : "OPENBLAS", document.at("/libtorch/blas").stringValue());
        assertTrue(document.at("/libtorch/threads").intValue() >= 1, document.toString());
    }
}
