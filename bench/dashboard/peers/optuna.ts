import path from 'node:path'
import type { Peer } from './peer.ts'

export const optuna: Peer = {
  name: 'optuna-dashboard',
  requirements: 'requirements.txt',
  fill: 'fill_optuna.py',
  serve: (folder, port) => ({
    program: 'optuna-dashboard',
    args: [
      `sqlite:///${path.join(folder, 'optuna.db')}`,
      ...['--host', '127.0.0.1', '--port', String(port)],
    ],
  }),
  rows: (url) => ({
    url: `${url}/dashboard/studies/1/trials`,
    row: ':text-matches("^Trial [0-9]+$")',
  }),
}
