package dev.quern.node.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import org.junit.jupiter.api.Test;

class BodyMemberTest {
    @Test
    void theBodyIsTakenOutWhateverItHolds() {
        BodyMember split = BodyMember.split(
                "{\"a\":{\"body\":\"no\"}, \"b\":\"\\\"body\\\":1\", \"body\" : \"x\\n\\\"\\u00e9\\/\", \"c\":1}");
        assertThat(split.body()).contains("x\n\"é/");
        assertThat(split.rest())
                .isEqualTo("{\"a\":{\"body\":\"no\"}, \"b\":\"\\\"body\\\":1\", \"body\" : \"\", \"c\":1}");
    }

    @Test
    void oneThatIsNoTextIsLeftAlone() {
        for (String json : new String[] {"{\"body\":null}", "{\"x\":\"body\"}", "{\"body\"}", "{}", "[\"body\"]"}) {
            assertThat(BodyMember.split(json)).as(json).isEqualTo(new BodyMember(json, java.util.Optional.empty()));
        }
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (String json : new String[] {"{\"body\":\"x", "{\"body\":\"\\q\"}", "{\"body\":\"\\u12\"}", "{\"a\\"}) {
            assertThatThrownBy(() -> BodyMember.split(json)).as(json).isInstanceOf(QuernException.class);
        }
    }
}
