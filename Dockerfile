# The image holds one static file: no shell, no package manager, no root.
# .ci/run does each of these steps by hand.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -tags nodynamic -trimpath -ldflags='-s -w' -o /out/diptych ./cmd/diptych
RUN mkdir -m 700 /out/data && chown -R 65532:65532 /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/diptych /diptych
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV DIPTYCH_DATA=/data DIPTYCH_ADDR=:8080 DIPTYCH_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# There is no shell and no curl: the binary asks the server itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/diptych", "check", "--ready"]
ENTRYPOINT ["/diptych"]
CMD ["serve"]
