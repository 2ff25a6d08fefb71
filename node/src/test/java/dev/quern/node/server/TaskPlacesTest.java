package dev.quern.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskPlacesTest {
    @Test
    void aQuarterOfAnInstancesPlacesIsKeptForCallsAndAtLeastOne() {
        assertThat(new TaskPlaces(100).most()).isEqualTo(75);
        assertThat(new TaskPlaces(8).most()).isEqualTo(6);
        assertThat(new TaskPlaces(2).most()).isEqualTo(1);
        assertThat(new TaskPlaces(1).most()).isEqualTo(1);
    }

    @Test
    void whatCallsHaveIsNotForTasks() {
        TaskPlaces places = new TaskPlaces(8);
        assertThat(places.free(List.of())).isZero();
        assertThat(places.free(List.of(0, 0))).isEqualTo(12);
        assertThat(places.free(List.of(5, 8))).isEqualTo(1);
    }

    @Test
    void ofInstancesWithOnePlaceEachOneIsKeptForCallsUnlessThereIsNoOther() {
        TaskPlaces places = new TaskPlaces(1);
        assertThat(places.free(List.of(0))).isEqualTo(1);
        assertThat(places.free(List.of(0, 0))).isEqualTo(1);
        assertThat(places.free(List.of(0, 0, 0, 0, 0, 0, 0, 0))).isEqualTo(6);
        // Two of calls are in the way of none of the tasks.
        assertThat(places.free(List.of(1, 1, 0, 0, 0, 0, 0, 0))).isEqualTo(6);
        assertThat(places.free(List.of(1, 1, 1, 0))).isEqualTo(1);
        assertThat(places.free(List.of(1, 1))).isZero();
    }
}
