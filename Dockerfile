# The service in a slim image: built with the steps of run.sh, run as a user of its own, with
# nothing writable but /data. Build: docker build -t notifier .
FROM python:3.13-slim AS build
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements-build.txt requirements.txt ./
RUN /venv/bin/python -m pip install --no-compile --no-deps --require-hashes -r requirements-build.txt \
    && /venv/bin/python -m pip install --no-compile --no-deps --no-build-isolation --require-hashes \
    -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY notifier ./notifier
# Compiled now, because the running container cannot write beside the code.
RUN /venv/bin/python -m pip install --no-compile --no-deps --no-build-isolation . \
    && /venv/bin/python -m pip check \
    && /venv/bin/python -m compileall -q /venv/lib

FROM python:3.13-slim
LABEL org.opencontainers.image.title="notifier" \
      org.opencontainers.image.description="Market-news alerts: sources in, Telegram alerts and feeds out" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin notifier \
    && install -d -o notifier -g notifier /data
COPY --from=build /venv /venv
COPY config /etc/notifier
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=1 \
    NOTIFIER_CONFIG_DIR=/etc/notifier \
    NOTIFIER_DATABASE_URL=sqlite:////data/notifier.db \
    NOTIFIER_WEB_HOST=0.0.0.0 \
    NOTIFIER_WEB_PORT=8080 \
    NOTIFIER_LOG_FORMAT=json
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; port = os.environ['NOTIFIER_WEB_PORT']; port == '0' or u.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
# SIGTERM stops in order; exec form, so that it arrives.
ENTRYPOINT ["notifier"]
CMD ["run"]
