/// A Diptych model and its index as the embedding model and embedding store of LangChain4j.
@NullMarked
package dev.diptych.langchain4j;

import org.jspecify.annotations.NullMarked;
