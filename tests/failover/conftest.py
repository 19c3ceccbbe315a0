"""A cluster for the tests of a module; each begins with an empty one of which no node is down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk.cluster_nodes import ValkeyCluster, running_cluster


@pytest.fixture(scope="module")
def lasting_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def cluster(lasting_cluster: ValkeyCluster) -> Iterator[ValkeyCluster]:
    lasting_cluster.emptied()
    yield lasting_cluster
    for node in lasting_cluster.nodes:
        if node.frozen:
            node.thaw()
    lasting_cluster.start()
