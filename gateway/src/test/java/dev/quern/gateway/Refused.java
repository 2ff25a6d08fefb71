package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Says by which code something is refused. */
public final class Refused {
    private Refused() {}

    public static void with(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        e -> assertThat(e.code()).as(e.text()).isEqualTo(code));
    }
}
