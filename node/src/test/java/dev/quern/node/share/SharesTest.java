package dev.quern.node.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final int MOST = 1024;

    private final Shares shares = new Shares(MOST);
    private final Holder shop = new Holder("a", "a/shop@1");
    private final Holder mail = new Holder("a", "a/mail@1");
    private final Holder other = new Holder("b", "b/other@1");

    private int all(Holder holder) {
        int n = 0;
        while (shares.take(holder, 1)) {
            n++;
        }
        return n;
    }

    /** In turns, until nobody gets any more. */
    private int[] all(Holder... holders) {
        int[] held = new int[holders.length];
        for (int round = 0; round < MOST; round++) {
            for (int i = 0; i < holders.length; i++) {
                held[i] += shares.take(holders[i], 1) ? 1 : 0;
            }
        }
        return held;
    }

    @Test
    void aGreedyVersionHasHalf() {
        assertThat(all(shop)).isEqualTo(512);
        assertThat(shares.used()).isEqualTo(512);
    }

    @Test
    void whoComesLaterFindsRoomWhateverTheGreedyHave() {
        all(shop);
        assertThat(all(other)).isEqualTo(256);
        assertThat(all(mail)).isPositive();
    }

    @Test
    void twoGreedyVersionsOfTwoNamespacesHaveAThirdEach() {
        assertThat(all(shop, other)).containsExactly(341, 341);
    }

    @Test
    void aNamespaceHasThreeQuartersHoweverManyVersionsItHas() {
        Holder[] many = IntStream.range(0, 500)
                .mapToObj(i -> new Holder("a", "a/f@" + i))
                .toArray(Holder[]::new);
        all(many);
        assertThat(shares.used()).isBetween(700L, 768L);
        assertThat(all(other)).isGreaterThanOrEqualTo(128);
    }

    @Test
    void whatIsGivenBackIsTheNextOnes() {
        int greedy = all(shop);
        assertThat(shares.take(other, 100)).isTrue();
        assertThat(shares.take(other, 300)).isFalse();
        shares.giveBack(shop, greedy);
        assertThat(shares.take(other, 300)).isTrue();
        assertThat(shares.used()).isEqualTo(400);
    }

    @Test
    void theLastUnitIsForWhoHasNone() {
        Shares one = new Shares(1);
        assertThat(one.take(shop, 1)).isTrue();
        assertThat(one.isUsedUp()).isTrue();
        assertThat(one.take(other, 1)).isFalse();
    }

    @Test
    void nothingIsLostOrLentTwice() {
        Random random = new Random(7);
        List<Holder> holders = List.of(shop, mail, other);
        List<Holder> lent = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextBoolean()) {
                Holder holder = holders.get(random.nextInt(3));
                if (shares.take(holder, 1)) {
                    lent.add(holder);
                }
            } else if (!lent.isEmpty()) {
                shares.giveBack(lent.remove(random.nextInt(lent.size())), 1);
            }
            assertThat(shares.used()).isEqualTo(lent.size()).isLessThanOrEqualTo(MOST);
        }
        lent.forEach(holder -> shares.giveBack(holder, 1));
        assertThat(all(shop)).isEqualTo(512);
    }
}
