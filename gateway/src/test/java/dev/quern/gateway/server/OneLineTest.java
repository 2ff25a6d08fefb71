package dev.quern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\nb", "a\rb", "a\u0000b", "a\u007fb"})
    void nothingEndsALine(String text) {
        assertThatThrownBy(() -> OneLine.value(text)).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> OneLine.word(text)).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> OneLine.name(text)).isInstanceOf(QuernException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a b", "/a HTTP/1.1", "\t"})
    void aWordIsOne(String text) {
        assertThatThrownBy(() -> OneLine.word(text)).isInstanceOf(QuernException.class);
    }

    @Test
    void ordinaryTextPasses() {
        assertThat(OneLine.value("text/html; q=0.8,\t*/*")).isEqualTo("text/html; q=0.8,\t*/*");
        assertThat(OneLine.word("/a%20b//c/..;v=1?q=%2F&r")).isEqualTo("/a%20b//c/..;v=1?q=%2F&r");
        assertThat(OneLine.name("X-Own")).isEqualTo("X-Own");
        assertThatThrownBy(() -> OneLine.name("X:Own")).isInstanceOf(QuernException.class);
    }
}
