# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN --mount=type=cache,target=/root/.npm npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="dingbridge" \
      org.opencontainers.image.description="Alert bridge to DingTalk" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    DINGBRIDGE_CONFIG=/etc/dingbridge/bridge.yaml \
    DINGBRIDGE_HEALTH_URL=http://127.0.0.1:8080/-/healthy
WORKDIR /app
# Settings are mounted at /etc/dingbridge, and say `store: { url: sqlite:/data/bridge.db }`.
RUN mkdir -p /data /etc/dingbridge && chown node:node /data
COPY package.json LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY presets presets
COPY templates templates
USER node
VOLUME /data
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(process.env.DINGBRIDGE_HEALTH_URL).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: SIGTERM reaches the bridge, which finishes what is under way in ten seconds.
# Give it fifteen: docker stop -t 15, stop_grace_period: 15s.
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
