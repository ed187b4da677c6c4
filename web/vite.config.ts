/** Builds web/ into web/dist: hashed names, and every text beside itself as brotli and gzip, ready to be sent. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)
const leastBytes = 1024
/** 11 saves 3 % more and takes ten times as long. */
const brotliOptions = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Plots and the editor are loaded where they are shown. */
function isOfFirstLoad(id: string): boolean {
  return !/echarts|zrender|codemirror|@lezer/.test(id)
}

function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const files = await readdir(dir, { recursive: true })
      const texts = files.filter((file) => /\.(js|css|html|svg)$/.test(file))
      const compress = async (file: string) => {
        const bytes = await readFile(file)
        if (bytes.length < leastBytes) return
        await writeFile(`${file}.br`, await brotli(bytes, brotliOptions))
        await writeFile(`${file}.gz`, await gzip(bytes, { level: 9 }))
      }
      await Promise.all(texts.map((name) => compress(path.join(dir, name))))
    },
  }
}

/** `npx vite web` serves the sources with hot reload, in front of a running service. */
const service = process.env.SWEEPD_URL ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), precompress()],
  build: {
    target: 'es2022',
    manifest: true,
    chunkSizeWarningLimit: 1200,
    cssCodeSplit: false, // 8 kB in all
    rolldownOptions: {
      output: {
        // one file instead of thirty: each costs a request, and browsers send six at a time
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 4, test: isOfFirstLoad }] },
      },
    },
  },
  server: {
    proxy: { '/v1': service, '/docs': service, '/openapi.json': service, '/readyz': service },
  },
})
