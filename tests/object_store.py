"""An object store on this machine that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "eu-west-1"}


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The URL of an empty bucket; the environment says where its server is, as it does for people."""
    import fsspec
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            environment.setenv(name, value)
        fsspec.filesystem("s3").mkdir("reviews", region_name="eu-west-1")
        yield "s3://reviews"
    server.stop()
