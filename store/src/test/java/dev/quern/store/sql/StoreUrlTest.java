package dev.quern.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class StoreUrlTest {
    @Test
    void readsWhatLibpqReads() {
        PGSimpleDataSource source = StoreUrl.parse(
                        "postgresql://us%40er:p%3Aw+%2Fx@db.example:6432/quern?sslmode=verify-full\n")
                .source();
        assertThat(source.getServerNames()).containsExactly("db.example");
        assertThat(source.getPortNumbers()).containsExactly(6432);
        assertThat(source.getDatabaseName()).isEqualTo("quern");
        assertThat(source.getUser()).isEqualTo("us@er");
        assertThat(source.getPassword()).isEqualTo("p:w+/x");
        assertThat(source.getSslmode()).isEqualTo("verify-full");
    }

    @Test
    void readsSocketsAndTheDriversOwnForm() {
        assertThat(StoreUrl.parse("postgres:///quern?host=/run/postgresql&user=q")
                        .source()
                        .getSocketFactoryArg())
                .isEqualTo("/run/postgresql/.s.PGSQL.5432");
        assertThat(StoreUrl.parse("jdbc:postgresql://h/d?user=u").source().getDatabaseName())
                .isEqualTo("d");
    }

    @Test
    void refusesTheRestWithoutRepeatingIt() {
        for (String text : new String[] {
            "", "mysql://u:secret@h/d", "postgresql:secret", "secret", "jdbc:postgresql://h:x:y/secret"
        }) {
            assertThatThrownBy(() -> StoreUrl.parse(text))
                    .isInstanceOf(QuernException.class)
                    .hasMessageNotContaining("secret");
        }
        assertThat(StoreUrl.parse("postgresql://u:secret@h/d").toString()).doesNotContain("secret");
    }
}
