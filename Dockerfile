# The dashboard on a small image: docker build -t commonplace . && docker run -p 8050:8050 -v releases:/releases commonplace
FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /opt/commonplace
COPY requirements.lock ./
RUN /opt/commonplace/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE app.py ./
COPY data data
COPY queries queries
COPY dashboard dashboard
RUN /opt/commonplace/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 commonplace \
    && install --directory --owner commonplace --group commonplace /releases
COPY --from=build /opt/commonplace /opt/commonplace
COPY data/northmere /study
ENV PATH=/opt/commonplace/bin:$PATH COMMONPLACE_RELEASES=/releases
USER commonplace
WORKDIR /home/commonplace
VOLUME /releases
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/health', timeout=4)"]
# A study that is not synthetic, mounted at /study, is served once somebody is invited (commonplace invite) by a public URL.
CMD ["commonplace", "serve", "/study", "--host", "0.0.0.0"]
