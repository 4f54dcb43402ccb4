# The server alone: it needs an external PostgreSQL (DATABASE_URL) and keys (YIWANG_KEYS__DATA, __INDEX, __TOKEN); see docs/configuration.md.
#
#   docker build -t yiwang .
#   docker run --rm -e DATABASE_URL -e YIWANG_OWNER_DATABASE_URL yiwang migrate
#   docker run -p 8080:8080 -e DATABASE_URL -e YIWANG_KEYS__DATA -e YIWANG_KEYS__INDEX -e YIWANG_KEYS__TOKEN -v yiwang:/data yiwang

FROM rust:1.95-slim-bookworm AS build
# aws-lc-rs compiles C.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev make && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN cargo build --locked --release && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /build/target/release/yiwang /usr/local/bin/yiwang
COPY --from=build --chown=nonroot:nonroot /data /data
ENV YIWANG_HOST=0.0.0.0 YIWANG_PORT=8080 YIWANG_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s CMD ["yiwang", "healthcheck"]
ENTRYPOINT ["yiwang"]
CMD ["serve"]
