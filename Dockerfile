# syntax=docker/dockerfile:1
# The daemon in a container: configuration read from /config, everything it writes in /state.
#
# The tag is a full version. It can be pushed anew, a digest cannot: who needs the same bytes puts @sha256:… behind it,
# as "docker buildx imagetools inspect" tells it.

FROM python:3.12.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# pip stays out of the environment: what runs later cannot install anything
RUN python -m venv --without-pip /opt/mirrorfold
# the dependencies first: they are a layer that a change of the code leaves as it is
COPY requirements-postgresql.lock requirements-build.lock /src/
RUN pip --python /opt/mirrorfold/bin/python install --no-deps --require-hashes -r /src/requirements-postgresql.lock
# what builds the wheel stays in this stage
RUN pip install --no-deps --require-hashes -r /src/requirements-build.lock
COPY pyproject.toml README.md LICENSE /src/
COPY crawler /src/crawler
COPY mirrorfold /src/mirrorfold
COPY newsroom /src/newsroom
COPY scheduler /src/scheduler
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /dist /src
RUN pip --python /opt/mirrorfold/bin/python install --no-deps --no-index --find-links /dist mirrorfold

FROM python:3.12.14-slim-bookworm
# numbers, not names: the owner of a mounted folder is compared by number
RUN groupadd --gid 10001 mirrorfold \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /state --shell /usr/sbin/nologin mirrorfold \
    && install --directory --owner=10001 --group=10001 --mode=0700 /state
COPY --from=build /opt/mirrorfold /opt/mirrorfold
ENV PATH=/opt/mirrorfold/bin:$PATH \
    MIRRORFOLD_CONFIG=/config \
    MIRRORFOLD_STATE=/state \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME ["/state"]
STOPSIGNAL SIGTERM
# 1 is the only code that a container engine takes for unhealthy; ours are 10 and more
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD mirrorfold healthcheck --live || exit 1
ENTRYPOINT ["mirrorfold"]
CMD ["run"]
