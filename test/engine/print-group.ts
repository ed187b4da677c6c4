/** Trains a group and prints its reports: what another process compares with its own. */
import { dense, graphs, runGroup, varied } from './run-group.ts'

const { reports } = await runGroup({ specs: varied(dense) })
process.stdout.write(JSON.stringify(reports))
graphs.dispose()
