# One image for api and worker. SWEEPD_DEVICE=gpu takes the CUDA build of TensorFlow (about 5 GB more).
ARG NODE=24-bookworm

FROM node:${NODE} AS build
ARG SWEEPD_DEVICE=cpu
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV SWEEPD_CACHE_DIR=/opt/sweepd
# the slow part first: TensorFlow stays a cached layer while the sources change
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
RUN SWEEPD_DEVICE=${SWEEPD_DEVICE} node scripts/setup.mjs npm tensorflow
COPY . .
RUN SWEEPD_DEVICE=${SWEEPD_DEVICE} node scripts/setup.mjs && npm prune --omit=dev --ignore-scripts

FROM node:${NODE}-slim
WORKDIR /app
ENV NODE_ENV=production SWEEPD_CACHE_DIR=/opt/sweepd
# what the NVIDIA container runtime hands in; without it they do nothing
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=build --chown=node:node /opt/sweepd /opt/sweepd
COPY --from=build --chown=node:node /app /app
# where docker-compose.yml has a volume: the rest may be read only
RUN install -d -o node -g node /var/cache/sweepd
USER node
EXPOSE 3000
CMD ["node", "dist/src/cli/main.js", "api"]
