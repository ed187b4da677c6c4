import path from 'node:path'
import type { Peer } from './peer.ts'

export const mlflow: Peer = {
  name: 'MLflow',
  requirements: 'requirements-mlflow.txt',
  fill: 'fill_mlflow.py',
  serve: (folder, port) => ({
    program: 'mlflow',
    args: [
      'server',
      ...['--backend-store-uri', `sqlite:///${path.join(folder, 'mlflow.db')}`],
      ...['--host', '127.0.0.1', '--port', String(port)],
      // of several, it ends those that are not ready within five seconds, and starts them again
      ...['--workers', '1'],
    ],
    env: { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  }),
  rows: (url) => ({
    url: `${url}/#/experiments/1/runs`,
    row: '.ag-center-cols-container [role="row"]',
  }),
}
