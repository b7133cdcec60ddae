# The app for visitors, and its workers: docs/operations.md, "Containers".

# --- What is needed to install packages stays here.
FROM python:3.13.9-slim-bookworm AS build
# "yes" for ARTRECOG_EMBEDDER=tensorflow and for training: about a gigabyte more.
ARG WITH_TENSORFLOW=no
WORKDIR /build
COPY requirements.txt constraints.txt ./
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN if [ "$WITH_TENSORFLOW" = yes ]; then cp requirements.txt wanted.txt; \
    else grep -v '^tensorflow' requirements.txt > wanted.txt; fi \
    && python -m venv --without-pip /opt/venv \
    && python -m pip install --no-cache-dir uv==0.13.9 \
    && uv pip install --python /opt/venv/bin/python --no-cache --compile-bytecode --only-binary :all: \
       -r wanted.txt -c constraints.txt

# --- What runs: no compiler, no root, nothing to write but /data and /tmp.
FROM python:3.13.9-slim-bookworm
RUN groupadd --gid 10001 artrecog \
    && useradd --uid 10001 --gid artrecog --home-dir /data --no-create-home --shell /usr/sbin/nologin artrecog \
    && install --directory --owner=artrecog --group=artrecog --mode=0750 /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY LICENSE manage.py gunicorn.conf.py ./
COPY access/ access/
COPY artrecog/ artrecog/
COPY bounded/ bounded/
COPY catalog/ catalog/
COPY desk/ desk/
COPY quality/ quality/
COPY recognition/ recognition/
COPY visits/ visits/
COPY webhooks/ webhooks/
COPY locale/ locale/
COPY static/ static/
COPY templates/ templates/
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=artrecog.settings \
    ARTRECOG_DATA_DIR=/data
RUN python -m compileall -q access artrecog bounded catalog desk quality recognition visits webhooks
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=8)"]
CMD ["python", "-m", "gunicorn", "--bind", "0.0.0.0:8000"]
