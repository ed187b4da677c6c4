/** Prisma's own settings. The connection is an adapter's (src/db/client.ts), so none is named here. */
import { defineConfig } from 'prisma/config'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
})
