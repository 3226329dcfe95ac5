# kvcontract alone: one static binary that runs the suite and serves the reference vault, as nobody
# in particular.
#
#   docker build -t kvcontract .
#   docker run --rm kvcontract run
#   docker run --rm -v "$PWD:/work" kvcontract run --target my-vault.yaml --junit reports/junit.xml
#   docker run --rm -p 8443:8443 -v "$PWD:/work" kvcontract serve --bind 0.0.0.0 --port 8443 \
#     --ca-file ca.pem
#
# What a run writes into /work it writes as user 65532: let that user write there, or give --user.
FROM rust:1.95-alpine AS build
# hadolint ignore=DL3018
RUN apk add --no-cache build-base ca-certificates
WORKDIR /source
COPY . .
RUN cargo build --release --locked && \
    mkdir -p /image/etc/ssl/certs /image/usr/local/bin /image/work /image/tmp && \
    cp target/release/kvcontract /image/usr/local/bin/ && \
    cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ && \
    chown 65532:65532 /image/work /image/tmp

FROM scratch
COPY --from=build /image/ /
# The journal of what a run creates; give it a volume where runs may be killed.
ENV PATH=/usr/local/bin XDG_STATE_HOME=/tmp/state
USER 65532:65532
WORKDIR /work
EXPOSE 8443
ENTRYPOINT ["/usr/local/bin/kvcontract"]
CMD ["--help"]
